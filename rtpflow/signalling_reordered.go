//home: rtpflow/signalling
package rtpflow

import (
	"slices"

	"rtspect/rtspparse"
)

// earlyAnswer is an answer that stands in the capture before its request. Where packets of several
// interfaces or queues are written in batches, what the server sent may come first. Its time says that
// it was sent later, so it waits for its request.
type earlyAnswer struct {
	message *rtspparse.Message
	rec     *Connection
	from    Side
}

const (
	// earlyWait is how long (ns of capture time) an answer waits: the media that follow a PLAY are
	// looked at with its answer in mind.
	earlyWait = 5e8
	// maxEarlyAnswers bounds the answers of one dialogue that wait.
	maxEarlyAnswers = 64
	// anySide stands for both.
	anySide Side = 2
)

// holdAnswer lets an answer wait where its request seems to come later, and reports whether it does.
func (a *Analyzer) holdAnswer(d *dialogue, rec *Connection, from Side, m *rtspparse.Message) bool {
	if len(d.early) >= maxEarlyAnswers || !d.pair.Ahead(uint8(from), m) {
		return false
	}
	if !d.waits {
		d.waits = true
		a.early = append(a.early, d)
	}
	d.early = append(d.early, earlyAnswer{m, rec, from})
	if till := m.Last.Time + earlyWait; a.earlyTill == 0 || till < a.earlyTill {
		a.earlyTill = till
	}
	a.setAlarm()
	return true
}

// takeEarly gives the answer that waits for a request: that of its CSeq, or the first without any.
func (d *dialogue) takeEarly(from Side, request *rtspparse.Message) (earlyAnswer, bool) {
	n, numbered := request.CSeq()
	for i, e := range d.early {
		if k, ok := e.message.CSeq(); e.from != from && (!ok || numbered && k == n) {
			d.early = slices.Delete(d.early, i, i+1)
			return e, true
		}
	}
	return earlyAnswer{}, false
}

// releaseAnswers takes the answers that were sent before a time for what they are, as no request from
// a side that was sent later can be theirs.
func (a *Analyzer) releaseAnswers(d *dialogue, from Side, before int64) {
	for i := 0; i < len(d.early); {
		e := d.early[i]
		if e.from == from || e.message.First.Time >= before {
			i++
			continue
		}
		d.early = slices.Delete(d.early, i, i+1)
		a.answer(d, e.rec, e.from, e.message)
	}
}

// releaseOld takes the answers that have waited too long.
func (a *Analyzer) releaseOld() {
	a.earlyTill = 0
	a.early = slices.DeleteFunc(a.early, func(d *dialogue) bool {
		a.releaseAnswers(d, anySide, a.now-earlyWait)
		for _, e := range d.early {
			if till := max(e.message.Last.Time, e.message.First.Time) + earlyWait; a.earlyTill == 0 || till < a.earlyTill {
				a.earlyTill = till
			}
		}
		d.waits = len(d.early) > 0
		return !d.waits
	})
}
