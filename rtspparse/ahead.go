package rtspparse

// maxAhead is how far the number of an answer may be ahead of the requests seen to be believed.
const maxAhead = 64

// Ahead reports whether an answer that goes in direction dir seems to stand before its request: its
// CSeq is of no request that waits, and a little above that of every request seen; or it has none, and
// no request waits. Captures of several interfaces, or queues, hold packets in another order than they
// were sent in.
func (p *Pairer) Ahead(dir uint8, m *Message) bool {
	w := &p.pending[1-dir&1]
	n, ok := m.CSeq()
	if !ok {
		return len(w.list) == 0
	}
	for i := range w.list {
		if w.list[i].numbered && w.list[i].cseq == n {
			return false
		}
	}
	return n > w.highest && n-w.highest <= maxAhead
}
