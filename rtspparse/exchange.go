package rtspparse

// Exchange is a request with its responses.
type Exchange struct {
	// Sender is the direction of the request. For a response without a request, it is the direction that the
	// request must have had.
	Sender uint8
	// Request is nil if only a response was seen; Response is nil if no final response was seen.
	Request, Response *Message
	// Provisional contains the preceding 1xx responses.
	Provisional []*Message
	// ByOrder reports that the response was paired by order because its CSeq did not identify the request.
	ByOrder bool

	place int // index in Pairer.all
}

const (
	// MaxPending limits the pending requests of one sender. Beyond it, the oldest request remains without a response.
	MaxPending = 4096
	// MaxProvisional limits the provisional responses kept per exchange.
	MaxProvisional = 64
)

// Pairer pairs the requests of a connection with their responses: by sender and CSeq (RFC 2326, 12.17), or by
// order if the CSeq is missing or wrong. Each sender has its own CSeq space. The zero value is ready for use.
type Pairer struct {
	all     []*Exchange
	pending [2]pending
	// Dropped counts the responses whose request was given up because too many were pending.
	Dropped int64
	// ProvisionalDropped counts the provisional responses beyond the limit of their exchange.
	ProvisionalDropped int64
}

// pending contains the pending requests of one sender, the oldest first.
type pending struct {
	list   []pendingRequest
	broken bool // after a gap: order is no evidence for the pending and the next requests
	// firstOpen is the index in all after the last request with a response.
	firstOpen int
	highest   int64 // highest CSeq of the requests seen
	gaveUp    bool  // requests were given up,
	upTo      int64 // with CSeqs up to this one
}

type pendingRequest struct {
	exchange *Exchange
	place    int // index in Pairer.all
	cseq     int64
	numbered bool
}

// Add adds the next message of a direction and returns the exchange that it started, continued or completed.
func (p *Pairer) Add(dir uint8, m *Message) *Exchange {
	if m.Request {
		return p.request(dir&1, m)
	}
	return p.response(1-dir&1, m)
}

// All returns all exchanges in order of their first message, nil in place of those that were forgotten. The slice grows
// with Add.
func (p *Pairer) All() []*Exchange { return p.all }

// Forget drops the reference to an exchange that needs no more messages, so that it can be freed.
func (p *Pairer) Forget(x *Exchange) { p.all[x.place] = nil }

// Gap records that bytes of the connection are missing, so requests or responses may be missing. Until the next
// response with a matching CSeq, nothing is paired by order.
func (p *Pairer) Gap() {
	p.pending[0].broken, p.pending[1].broken = true, true
}

// Swap swaps the two directions after they were found to be reversed.
func (p *Pairer) Swap() {
	p.pending[0], p.pending[1] = p.pending[1], p.pending[0]
	for _, x := range p.all {
		if x != nil {
			x.Sender = 1 - x.Sender
		}
	}
}

func (p *Pairer) request(sender uint8, m *Message) *Exchange {
	x := &Exchange{Sender: sender, Request: m, place: len(p.all)}
	w := &p.pending[sender]
	if len(w.list) == MaxPending {
		w.giveUp()
	}
	n, ok := m.CSeq()
	w.highest = max(w.highest, n)
	w.list = append(w.list, pendingRequest{x, len(p.all), n, ok})
	p.all = append(p.all, x)
	return x
}

func (p *Pairer) response(sender uint8, m *Message) *Exchange {
	w := &p.pending[sender]
	i, byOrder := w.find(m)
	if i < 0 {
		if n, ok := m.CSeq(); ok && w.isGivenUp(n) {
			p.Dropped++
		}
		x := &Exchange{Sender: sender, ByOrder: byOrder, place: len(p.all)}
		p.all = append(p.all, x)
		if m.Status/100 == 1 {
			x.Provisional = append(x.Provisional, m)
		} else {
			x.Response = m
		}
		return x
	}
	x := w.list[i].exchange
	x.ByOrder = x.ByOrder || byOrder
	if m.Status/100 == 1 {
		if len(x.Provisional) < MaxProvisional {
			x.Provisional = append(x.Provisional, m)
		} else {
			p.ProvisionalDropped++
		}
		return x
	}
	x.Response = m
	w.firstOpen = w.list[i].place + 1
	w.broken = w.broken && byOrder
	w.remove(i)
	return x
}

// find returns the index of the request that m responds to, or -1.
func (w *pending) find(m *Message) (i int, byOrder bool) {
	n, ok := m.CSeq()
	if ok {
		for i := range w.list {
			if w.list[i].numbered && w.list[i].cseq == n {
				return i, false
			}
		}
		if w.isGivenUp(n) {
			return -1, false
		}
	}
	// A request of which only the start of the first line is in the capture has no number here, and its response is the next.
	for i := range w.list {
		if !w.list[i].numbered && w.list[i].exchange.Request.StartLineTruncated() {
			return i, true
		}
	}
	// The number is wrong or absent; after a gap, the request may also be missing.
	if len(w.list) == 0 || w.broken {
		return -1, false
	}
	// Servers respond in order, so requests before the last one with a response remain without one.
	for i := range w.list {
		if w.list[i].place >= w.firstOpen {
			return i, true
		}
	}
	return 0, true
}

// giveUp drops the oldest request.
func (w *pending) giveUp() {
	if x := &w.list[0]; x.numbered {
		w.gaveUp, w.upTo = true, max(w.upTo, x.cseq)
	}
	w.remove(0)
}

// isGivenUp reports whether the request with a CSeq that no pending one has was given up: then the response belongs to no
// other.
func (w *pending) isGivenUp(cseq int64) bool { return w.gaveUp && cseq <= w.upTo }

func (w *pending) remove(i int) {
	switch n := len(w.list); {
	case i == 0:
		// The first request is removed most often; the array is released when append reallocates it.
		w.list[0] = pendingRequest{}
		w.list = w.list[1:]
	default:
		copy(w.list[i:], w.list[i+1:])
		w.list[n-1] = pendingRequest{}
		w.list = w.list[:n-1]
	}
}

// maxEarly is how far the CSeq of a response may exceed those of the requests seen to be accepted as early.
const maxEarly = 64

// IsEarly reports whether a response in direction dir appears to precede its request in the capture: either its
// CSeq matches no pending request and is slightly above those of all requests seen, or it has no CSeq and no
// request is pending. Captures of several interfaces or queues may contain packets out of order.
func (p *Pairer) IsEarly(dir uint8, m *Message) bool {
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
	return n > w.highest && n-w.highest <= maxEarly
}
