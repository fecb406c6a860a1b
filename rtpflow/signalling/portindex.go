package signalling

import (
	"cmp"
	"slices"

	"rtspect/capture"
)

// PortIndex finds the transports of a UDP endpoint. Most packets of a capture belong to none: a bit for each port number
// rules them out.
type PortIndex struct {
	bits  [1 << 16 / 64]uint64
	byEnd map[capture.Endpoint][]*Transport
}

// Has reports whether a transport may use a port.
func (t *PortIndex) Has(port uint16) bool {
	return t.bits[port>>6]&(1<<(port&63)) != 0
}

// Add enters an endpoint of a transport. Endpoints without address or port are ignored.
func (t *PortIndex) Add(e capture.Endpoint, c *Transport) {
	if e.Port == 0 || e.Addr == (capture.Addr{}) {
		return
	}
	if t.byEnd == nil {
		t.byEnd = map[capture.Endpoint][]*Transport{}
	}
	t.bits[e.Port>>6] |= 1 << (e.Port & 63)
	list := t.byEnd[e]
	if n := len(list); n > 0 && list[n-1] == c {
		return
	}
	i := len(list)
	for i > 0 && list[i-1].From > c.From { // one whose response is not in the capture is entered at the end
		i--
	}
	t.byEnd[e] = slices.Insert(list, i, c)
}

// Of returns the transports of an endpoint, the one requested first at the front.
func (t *PortIndex) Of(e capture.Endpoint) []*Transport {
	if !t.Has(e.Port) {
		return nil
	}
	return t.byEnd[e]
}

// EarlyTolerance is how long (ns) RTP may arrive before the response to its SETUP.
const EarlyTolerance = 2e9

// maxRecent bounds the transports of one endpoint that are considered, so that a server which uses one port for thousands
// of sessions costs no more for each.
const maxRecent = 64

// ActiveAt picks from the transports of an endpoint, the earliest first, those that may concern what starts at a time: the
// last ones agreed until then, and the first ones after. Those after do not displace those before.
func ActiveAt(list []*Transport, t int64) []*Transport {
	if len(list) <= maxRecent {
		return list
	}
	since := func(t int64) int {
		i, _ := slices.BinarySearchFunc(list, t, func(c *Transport, t int64) int { return cmp.Compare(c.From, t) })
		return i
	}
	agreed := since(t + 1)
	to := min(since(t+EarlyTolerance)+1, agreed+maxRecent, len(list))
	return list[max(0, agreed-maxRecent):to]
}

// Recent returns the transports that were asked for last.
func Recent(list []*Transport) []*Transport { return list[max(0, len(list)-maxRecent):] }

// Covers reports whether an agreed transport has one of the endpoints.
func (t *PortIndex) Covers(src, dst capture.Endpoint) bool {
	return len(t.Of(dst)) > 0 || len(t.Of(src)) > 0
}
