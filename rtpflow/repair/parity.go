package repair

// Bounds of the parity groups that wait for a loss to be repaired.
const (
	maxPending = 512
	settleEach = 64 // groups that come between two attempts
	maxRounds  = 32 // of one attempt
)

// parity is the groups of parity packets that miss something or are not complete yet.
type parity struct {
	pending []pendingGroup
	fresh   int
	oldest  int64 // the lowest base that waits
}

type pendingGroup struct {
	Group
	base int64 // extended
	who  uint8
}

// Protect enters a group that a parity packet protects: it can give back one packet of the group where
// all others are there.
func (h *History) Protect(g Group, who uint8) {
	if !h.started {
		h.counts[who].Outside++
		return
	}
	p := pendingGroup{g, h.Extend(g.Base), who}
	if h.decide(&p, false) {
		return
	}
	if h.parity.pending == nil {
		h.parity.pending = make([]pendingGroup, 0, maxPending)
	}
	if len(h.parity.pending) == maxPending {
		h.settle(false)
	}
	if n := len(h.parity.pending); n == maxPending { // the oldest have had their time
		for i := range h.parity.pending[:n/2] {
			h.counts[h.parity.pending[i].who].Failed++
		}
		h.parity.pending = h.parity.pending[:copy(h.parity.pending, h.parity.pending[n/2:])]
	}
	if len(h.parity.pending) == 0 || p.base < h.parity.oldest {
		h.parity.oldest = p.base
	}
	h.parity.pending = append(h.parity.pending, p)
	if h.parity.fresh++; h.parity.fresh >= settleEach {
		h.settle(false)
	}
}

// decide says what a group is good for, and reports whether that is final. Groups that miss one packet
// wait as well: it may still come.
func (h *History) decide(g *pendingGroup, use bool) bool {
	lost, open, outside := 0, 0, 0
	var which int64
	g.Each(func(d int64) {
		switch e := g.base + d; h.at(e) {
		case missing:
			lost++
			which = e
		case unknown, offered:
			if e > h.max && e <= h.max+Ahead {
				open++
			} else {
				outside++
			}
		}
	})
	c := h.counts[g.who]
	switch {
	case outside > 0:
		c.Outside++
	case open > 0:
		return false
	case lost == 0:
		c.Useless++
	case lost == 1 && use:
		i := which & (Window - 1)
		h.state[i], h.by[i] = repaired, g.who
		c.Recovered++
	default:
		return false
	}
	return true
}

// settle repairs what the waiting groups can repair, each repair helping other groups (RFC 8627, 6.3.4).
// Groups that still miss more than one packet go on waiting until half the window has gone by, or fail
// now when all is final.
func (h *History) settle(final bool) {
	h.parity.fresh = 0
	p := &h.parity
	for range maxRounds {
		keep := p.pending[:0]
		for i := range p.pending {
			if g := p.pending[i]; !h.decide(&g, true) {
				keep = append(keep, g)
			}
		}
		done := len(keep) == len(p.pending)
		p.pending = keep
		if done {
			break
		}
	}
	keep := p.pending[:0]
	for _, g := range p.pending {
		switch open := g.base+int64(g.span()) > h.max; {
		case final && open:
			h.counts[g.who].Outside++
		case final, h.expired(g.base):
			h.counts[g.who].Failed++
		default:
			if len(keep) == 0 || g.base < p.oldest {
				p.oldest = g.base
			}
			keep = append(keep, g)
		}
	}
	p.pending = keep
}

// expired reports whether a group that begins at base has waited for half the window.
func (h *History) expired(base int64) bool { return base < h.max-(Window-Ahead)/2 }
