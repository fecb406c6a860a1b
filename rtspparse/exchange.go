package rtspparse

// Exchange is a request with its answer.
type Exchange struct {
	// Sender is the direction of the request; of an answer without one, the direction that the
	// request must have had.
	Sender uint8
	// Request is nil where only an answer was seen, Response where no final answer was.
	Request, Response *Message
	// Provisional are the answers 1xx that came before.
	Provisional []*Message
	// ByOrder says that the CSeq did not tell which request was answered, so that the order did.
	ByOrder bool
}

const (
	// maxPending bounds the requests of one sender that wait for an answer; beyond, the oldest stay
	// unanswered.
	maxPending = 4096
	// maxProvisional bounds the provisional answers that are kept of one exchange.
	maxProvisional = 64
)

// Pairer pairs the requests of one connection with their answers: by sender and CSeq
// (RFC 2326, 12.17), and by order where the CSeq is missing or makes no sense. The two senders
// have a CSeq space each. The zero value is ready.
type Pairer struct {
	all     []*Exchange
	pending [2]pending
	// Forgotten counts requests given up because too many waited.
	Forgotten int64
}

// pending are the requests of one sender that wait, oldest first.
type pending struct {
	list   []waiting
	broken bool // a gap: the order proves nothing for what waits and what comes next
	// answered is the place in all of the last request that was answered, plus one.
	answered int
	highest  int64 // CSeq of the requests seen
}

type waiting struct {
	exchange *Exchange
	place    int // in Pairer.all
	cseq     int64
	numbered bool
}

// Add takes the next message of a direction and returns the exchange that it opened, continued or
// completed.
func (p *Pairer) Add(dir uint8, m *Message) *Exchange {
	if m.Request {
		return p.request(dir&1, m)
	}
	return p.response(1-dir&1, m)
}

// All returns all exchanges in the order of their first message. The slice grows with Add.
func (p *Pairer) All() []*Exchange { return p.all }

// Gap says that bytes of the connection are missing, so that requests or answers may have been
// lost: until the next answer with a known CSeq, order alone pairs nothing.
func (p *Pairer) Gap() {
	p.pending[0].broken, p.pending[1].broken = true, true
}

// Swap exchanges the two directions, where they were found to be the wrong way round.
func (p *Pairer) Swap() {
	p.pending[0], p.pending[1] = p.pending[1], p.pending[0]
	for _, x := range p.all {
		x.Sender = 1 - x.Sender
	}
}

func (p *Pairer) request(sender uint8, m *Message) *Exchange {
	x := &Exchange{Sender: sender, Request: m}
	w := &p.pending[sender]
	if len(w.list) == maxPending {
		w.remove(0)
		p.Forgotten++
	}
	n, ok := m.CSeq()
	w.highest = max(w.highest, n)
	w.list = append(w.list, waiting{x, len(p.all), n, ok})
	p.all = append(p.all, x)
	return x
}

func (p *Pairer) response(sender uint8, m *Message) *Exchange {
	w := &p.pending[sender]
	i, byOrder := w.find(m)
	if i < 0 {
		x := &Exchange{Sender: sender, ByOrder: byOrder}
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
		if len(x.Provisional) < maxProvisional {
			x.Provisional = append(x.Provisional, m)
		}
		return x
	}
	x.Response = m
	w.answered = w.list[i].place + 1
	w.broken = w.broken && byOrder
	w.remove(i)
	return x
}

// find returns the place of the request that m answers, -1 if there is none.
func (w *pending) find(m *Message) (i int, byOrder bool) {
	n, ok := m.CSeq()
	if ok {
		for i := range w.list {
			if w.list[i].numbered && w.list[i].cseq == n {
				return i, false
			}
		}
	}
	// A wrong number, or none; behind a gap it may just as well belong to a request not seen.
	if len(w.list) == 0 || w.broken {
		return -1, false
	}
	// Servers answer in order: what was passed over by the last answer stays unanswered.
	for i := range w.list {
		if w.list[i].place >= w.answered {
			return i, true
		}
	}
	return 0, true
}

func (w *pending) remove(i int) {
	switch n := len(w.list); {
	case i == 0:
		// The front goes most often; the array behind it goes when append moves the list.
		w.list[0] = waiting{}
		w.list = w.list[1:]
	default:
		copy(w.list[i:], w.list[i+1:])
		w.list[n-1] = waiting{}
		w.list = w.list[:n-1]
	}
}
