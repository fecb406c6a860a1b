//home: rtpflow/demux
package rtpflow

import (
	"rtspect/capture"
	"rtspect/rtpflow/measure"
	"rtspect/rtspparse"
)

// WrongLengths are interleaved frames (RFC 2326, 10.12) of one side whose length is not that of what it
// sent: the next message or frame does not begin where they say.
type WrongLengths struct {
	Short, Long int64 // frames whose length is too small, and too large
	Junk        int64 // bytes that were skipped because of them
	// The first of them: its frame and channel, the length that it declares and, where it can be known,
	// the one that it has.
	Frame    capture.Frame
	Channel  uint8
	Declared int
	Real     int // 0 where it cannot be known
	// same counts the short ones that are off by as much as the first, offBy; since and until are how many
	// packets of the stream had come at the first and at the last short one.
	same, offBy, since, until int64
	// alike says that the first short one and the junk behind it have the length that all packets had before.
	alike bool
}

// lengthWatch waits for the next packet of a channel, whose sequence number tells whether the junk before
// it belonged to the frame before: to none that was swallowed, or to those that are missing.
type lengthWatch struct {
	waits    bool
	channel  uint8
	declared int
	junk     int64
	frame    capture.Frame
	wrong    WrongLengths
}

// junkBehind takes junk that a frame may have led to.
func (w *lengthWatch) junkBehind(e *rtspparse.Event) {
	w.waits, w.channel, w.declared, w.junk, w.frame = false, e.Frame.Channel, e.Frame.Length, e.Skipped, capture.Frame(e.Mark.Frame)
	switch e.Blame {
	case rtspparse.BeginsFrame:
		switch n := int(e.Skipped) - interleavedHeader; {
		case n < w.declared:
			w.note(n)
			w.wrong.Long++
		case n == w.declared+1<<16: // the packet is longer than its length can say
			w.note(n)
			w.wrong.Short++
			w.wrong.same++
			w.wrong.offBy = 1 << 16
		}
	case rtspparse.BehindFrame:
		w.waits = true
	}
}

// interleavedHeader is the length of "$", channel and length.
const interleavedHeader = 4

// note enters the frame at hand, which the caller counts; size is its length, 0 if not known.
func (w *lengthWatch) note(size int) {
	x := &w.wrong
	if x.Long+x.Short == 0 {
		x.Frame, x.Channel, x.Declared, x.Real = w.frame, w.channel, w.declared, size
	}
	x.Junk += w.junk
}

// maxSwallowed is how many packets a frame with a wrong length can have hidden; a greater step is a break
// in the numbers.
const maxSwallowed = 64

// packet takes the next packet of the channel that is waited for: m is the channel's flow.
func (w *lengthWatch) packet(m *mediaFlow, b []byte) {
	w.waits = false
	if m == nil || !measure.IsRTP(b) || len(b) < 12 {
		return
	}
	h := measure.ParseHeader(b, len(b), -1)
	s := m.find(h.SSRC)
	if s == nil || s.Seq.Packets < 2 {
		return
	}
	switch d := int16(h.Seq - uint16(s.Seq.Max())); {
	case d == 1:
		w.note(w.declared + int(w.junk))
		if w.wrong.Short++; w.wrong.Short == 1 {
			w.wrong.offBy, w.wrong.since = w.junk, s.Seq.Packets
			short, size := int64(w.declared-measure.HeaderSize), int64(s.MaxPayload)
			w.wrong.alike = short+w.junk == size && s.PayloadBytes == (s.Seq.Packets-1)*size+short && s.Seq.Packets > minAlike
		}
		w.wrong.until = s.Seq.Packets
		if w.junk == w.wrong.offBy {
			w.wrong.same++
		}
	case d > 1 && d <= maxSwallowed:
		w.note(0)
		w.wrong.Long++
	}
}

// minAlike is how many packets of one length show that a stream's packets are all of that length.
const minAlike = 5

// proven reports whether the lengths are wrong rather than bytes put between frames: packets are missing
// that a length swallowed, or most frames are off by the same, or by what 16 bits cannot hold, or the only one
// is off by what it lacks to the length that all the others have.
func (x *WrongLengths) proven() bool {
	if x.Long > 0 || x.Short == 1 && x.alike {
		return true
	}
	if x.Short < 2 || x.same*10 < x.Short*8 {
		return false
	}
	return x.offBy == 1<<16 || x.Short > (x.until-x.since)/2+1
}
