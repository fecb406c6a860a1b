package signalling

import (
	"slices"

	"rtspect/rtpflow"
	"rtspect/rtspparse"
)

// response is a response that the capture contains before its request. Where packets of several interfaces or
// queues are written in batches, what the server sent may come first. Its timestamp says that it was sent later,
// so it waits for its request.
type response struct {
	message *rtspparse.Message
	rec     *rtpflow.Connection
	from    rtpflow.Side
}

const (
	// responseWait is how long (ns of capture time) a response waits: the media that follow a PLAY are judged with
	// its response in mind.
	responseWait = 5e8
	// maxReordered limits the responses of one dialog that wait.
	maxReordered = 64
	// anySide is either side.
	anySide rtpflow.Side = 2
)

// waitForRequest lets a response wait if its request seems to come later, and reports whether it does.
func (g *Tracker) waitForRequest(d *Dialog, rec *rtpflow.Connection, from rtpflow.Side, m *rtspparse.Message) bool {
	if len(d.reordered) >= maxReordered || !d.pair.IsEarly(uint8(from), m) {
		return false
	}
	if !d.waits {
		d.waits = true
		g.reordered = append(g.reordered, d)
	}
	d.reordered = append(d.reordered, response{m, rec, from})
	if until := m.Last.Time + responseWait; g.Due == 0 || until < g.Due {
		g.Due = until
	}
	return true
}

// takeResponse returns the response that waits for a request: that of its CSeq, or the first without any.
func (d *Dialog) takeResponse(from rtpflow.Side, request *rtspparse.Message) (response, bool) {
	n, numbered := request.CSeq()
	for i, e := range d.reordered {
		if k, ok := e.message.CSeq(); e.from != from && (!ok || numbered && k == n) {
			d.reordered = slices.Delete(d.reordered, i, i+1)
			return e, true
		}
	}
	return response{}, false
}

// releaseResponses takes the responses that were sent before a time without their requests: no request that one
// side sent later can be theirs.
func (g *Tracker) releaseResponses(d *Dialog, from rtpflow.Side, before int64) {
	for i := 0; i < len(d.reordered); {
		e := d.reordered[i]
		if e.from == from || e.message.First.Time >= before {
			i++
			continue
		}
		d.reordered = slices.Delete(d.reordered, i, i+1)
		g.response(d, e.rec, e.from, e.message)
	}
}

// releaseOld takes the responses that have waited too long.
func (g *Tracker) releaseOld(now int64) {
	g.Due = 0
	g.reordered = slices.DeleteFunc(g.reordered, func(d *Dialog) bool {
		g.releaseResponses(d, anySide, now-responseWait)
		for _, e := range d.reordered {
			if until := max(e.message.Last.Time, e.message.First.Time) + responseWait; g.Due == 0 || until < g.Due {
				g.Due = until
			}
		}
		d.waits = len(d.reordered) > 0
		return !d.waits
	})
}
