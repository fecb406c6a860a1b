package findings

import (
	"slices"

	"rtspect/rtpflow"
)

// exchangeIndex finds exchanges of a session before or after another one, so that the detectors of single exchanges need
// not search all of them.
type exchangeIndex struct {
	requests map[[2]string][]int // exchanges by method and URL
	byMethod map[string][]int    // those with a request
	setups   []int               // SETUPs that succeeded
	// authorized is the last request of a method with credentials.
	authorized map[string]int
	public     int   // the first response with a Public header field
	succeeded  []int // for each exchange, the last request of the client before it that succeeded, -1 if there is none
}

// indexExchanges reads the exchanges of a session.
func indexExchanges(list []*rtpflow.Exchange) *exchangeIndex {
	x := &exchangeIndex{
		requests: map[[2]string][]int{}, byMethod: map[string][]int{}, authorized: map[string]int{}, public: len(list), succeeded: make([]int, len(list)),
	}
	last := -1
	for i, e := range list {
		x.succeeded[i] = last
		x.requests[[2]string{e.Method, e.URL}] = append(x.requests[[2]string{e.Method, e.URL}], i)
		if e.Request != nil {
			x.byMethod[e.Method] = append(x.byMethod[e.Method], i)
			if carriesCredentials(e.Request) {
				x.authorized[e.Method] = i
			}
			if e.Sender == rtpflow.Client && e.Succeeded() {
				last = i
			}
		}
		if e.Method == "SETUP" && e.Succeeded() {
			x.setups = append(x.setups, i)
		}
		if e.Response != nil && x.public > i && e.Response.Headers.Has("Public") {
			x.public = i
		}
	}
	return x
}

// after returns the first of the ascending indexes that is greater than i, -1 if there is none.
func after(list []int, i int) int {
	if n, _ := slices.BinarySearch(list, i+1); n < len(list) {
		return list[n]
	}
	return -1
}
