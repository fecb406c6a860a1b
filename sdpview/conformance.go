package sdpview

import (
	"fmt"

	"github.com/pion/sdp/v3"
)

const (
	maxConformance = 64 << 10 // bytes of text that are checked
	maxComplaint   = 200      // bytes of the answer
)

// conformance asks a strict reader. Its complaint is a finding, never a reason to read less.
func conformance(text []byte) (complaint string) {
	if len(text) > maxConformance {
		return ""
	}
	defer func() {
		if r := recover(); r != nil {
			complaint = cut(fmt.Sprint("panic: ", r))
		}
	}()
	if err := new(sdp.SessionDescription).Unmarshal(text); err != nil {
		return cut(err.Error())
	}
	return ""
}

func cut(s string) string { return withoutKeys(s[:min(len(s), maxComplaint)]) }
