//home: rtpflow/signalling

package rtpflow

import (
	"cmp"
	"slices"

	"rtspect/capture"
)

// portIndex finds the transports of a UDP endpoint. Most packets of a capture belong to none: a bit for each port number
// rules them out.
type portIndex struct {
	bits  [1 << 16 / 64]uint64
	byEnd map[capture.Endpoint][]*transport
}

func (t *portIndex) has(port uint16) bool {
	return t.bits[port>>6]&(1<<(port&63)) != 0
}

func (t *portIndex) add(e capture.Endpoint, c *transport) {
	if e.Port == 0 || e.Addr == (capture.Addr{}) {
		return
	}
	if t.byEnd == nil {
		t.byEnd = map[capture.Endpoint][]*transport{}
	}
	t.bits[e.Port>>6] |= 1 << (e.Port & 63)
	list := t.byEnd[e]
	if n := len(list); n > 0 && list[n-1] == c {
		return
	}
	i := len(list)
	for i > 0 && list[i-1].from > c.from { // one whose response is not in the capture is entered at the end
		i--
	}
	t.byEnd[e] = slices.Insert(list, i, c)
}

// of returns the transports of an endpoint, the one requested first at the front.
func (t *portIndex) of(e capture.Endpoint) []*transport {
	if !t.has(e.Port) {
		return nil
	}
	return t.byEnd[e]
}

// earlyTolerance is how long (ns) RTP may arrive before the response to its SETUP.
const earlyTolerance = 2e9

// maxRecent bounds the transports of one endpoint that are considered, so that a server which uses one port for thousands
// of sessions costs no more for each.
const maxRecent = 64

// activeAt picks from the transports of an endpoint, the earliest first, those that may concern what starts at a time: the
// last ones agreed until then, and the first one after.
func activeAt(list []*transport, t int64) []*transport {
	if len(list) <= maxRecent {
		return list
	}
	i, _ := slices.BinarySearchFunc(list, t+earlyTolerance, func(c *transport, t int64) int { return cmp.Compare(c.from, t) })
	to := min(i+1, len(list))
	return list[max(0, to-maxRecent):to]
}

// recent returns the transports that were asked for last.
func recent(list []*transport) []*transport { return list[max(0, len(list)-maxRecent):] }

// covers reports whether an agreed transport has one of the endpoints.
func (t *portIndex) covers(src, dst capture.Endpoint) bool {
	return len(t.of(dst)) > 0 || len(t.of(src)) > 0
}
