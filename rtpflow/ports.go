package rtpflow

import "rtspect/capture"

// portClaims finds the claims of a UDP endpoint. Most packets of a capture have nothing to do with
// any: a bit per port number answers for them.
type portClaims struct {
	bits   [1 << 16 / 64]uint64
	byEnd  map[capture.Endpoint][]*claim
	groups int
}

// maxClaimsPerEnd bounds the claims kept of one endpoint (a server that uses one port pair for every
// session); the latest matter.
const maxClaimsPerEnd = 4096

func (t *portClaims) has(port uint16) bool {
	return t.bits[port>>6]&(1<<(port&63)) != 0
}

func (t *portClaims) add(e capture.Endpoint, c *claim) {
	if e.Port == 0 || e.Addr == (capture.Addr{}) {
		return
	}
	if t.byEnd == nil {
		t.byEnd = map[capture.Endpoint][]*claim{}
	}
	t.bits[e.Port>>6] |= 1 << (e.Port & 63)
	list := t.byEnd[e]
	if n := len(list); n > 0 && list[n-1] == c {
		return
	}
	if len(list) == maxClaimsPerEnd {
		list = list[:copy(list, list[1:])]
	}
	t.byEnd[e] = append(list, c)
}

// of returns the claims of an endpoint, the earliest first.
func (t *portClaims) of(e capture.Endpoint) []*claim {
	if !t.has(e.Port) {
		return nil
	}
	return t.byEnd[e]
}
