package repair

// Bounds of the pending parity groups.
const (
	maxPending = 512
	settleEach = 64 // new groups between two attempts
	maxRounds  = 32 // per attempt
)

// parity contains the parity groups that are incomplete or miss a packet.
type parity struct {
	pending []pendingGroup
	fresh   int
	oldest  int64 // the lowest pending base
}

type pendingGroup struct {
	Group
	base   int64 // extended
	repair uint8
}

// Protect adds the group that a parity packet protects. The parity packet can restore one packet of the group
// if all others are available.
func (h *History) Protect(g Group, repair uint8) {
	if !h.started {
		h.counts[repair].Outside++
		return
	}
	p := pendingGroup{g, h.Extend(g.Base), repair}
	if h.decide(&p, false) {
		return
	}
	if h.parity.pending == nil {
		h.parity.pending = make([]pendingGroup, 0, maxPending)
	}
	if len(h.parity.pending) == maxPending {
		h.settle(false)
	}
	if n := len(h.parity.pending); n == maxPending { // discard the oldest
		for i := range h.parity.pending[:n/2] {
			h.counts[h.parity.pending[i].repair].Failed++
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

// decide classifies a group and reports whether the result is final. use permits a repair; without it, a group
// with one missing packet stays pending because the packet may still arrive.
func (h *History) decide(g *pendingGroup, use bool) bool {
	lost, open, outside := 0, 0, 0
	var which int64
	g.Each(func(d int64) {
		switch e := g.base + d; h.at(e) {
		case missing:
			lost++
			which = e
		case unknown, offered:
			if e > h.max && e <= h.max+MaxLead {
				open++
			} else {
				outside++
			}
		}
	})
	c := h.counts[g.repair]
	switch {
	case outside > 0:
		c.Outside++
	case open > 0:
		return false
	case lost == 0:
		c.Useless++
	case lost == 1 && use:
		i := which & (Window - 1)
		h.state[i], h.by[i] = repaired, g.repair
		c.Recovered++
	default:
		return false
	}
	return true
}

// settle performs the possible repairs. Each repair may enable others (RFC 8627, 6.3.4). Groups that still miss
// more than one packet remain pending until half the window has passed, or fail immediately if final is true.
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
			h.counts[g.repair].Outside++
		case final, h.expired(g.base):
			h.counts[g.repair].Failed++
		default:
			if len(keep) == 0 || g.base < p.oldest {
				p.oldest = g.base
			}
			keep = append(keep, g)
		}
	}
	p.pending = keep
}

// expired reports whether a group that starts at base has been pending for half the window.
func (h *History) expired(base int64) bool { return base < h.max-(Window-MaxLead)/2 }
