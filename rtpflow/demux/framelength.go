package demux

import (
	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/measure"
	"rtspect/rtspparse"
)

// LengthWatch judges interleaved frames after which the next message or frame does not begin where their length
// says (RFC 2326, 10.12). It waits for the next RTP packet of the channel, whose sequence number shows whether the
// bytes skipped before it belong to the frame before, or to packets that the frame swallowed.
type LengthWatch struct {
	waits    bool
	channel  uint8
	declared int
	skipped  int64
	frame    capture.Frame
	wrong    rtpflow.WrongLengths
	// same counts the short frames that are off by as many bytes as the first one, offBy; since and until are how
	// many packets of the stream had come at the first and at the last short one.
	same, offBy, since, until int64
	// constant says that the first short frame and the bytes behind it have the length that all packets had before.
	constant bool
}

// interleavedHeader is the length of "$", channel and length.
const interleavedHeader = 4

// unparsed takes skipped bytes that a frame's length may have caused.
func (w *LengthWatch) unparsed(e *rtspparse.Event) {
	w.waits, w.channel, w.declared, w.skipped, w.frame = false, e.Frame.Channel, e.Frame.Length, e.Skipped, capture.Frame(e.Origin.Frame)
	switch e.LengthHint {
	case rtspparse.StartsWithFrame:
		switch n := int(e.Skipped) - interleavedHeader; {
		case n < w.declared:
			w.note(n)
			w.wrong.Long++
		case n == w.declared+1<<16: // the packet is longer than 16 bits can say
			w.note(n)
			w.wrong.Short++
			w.same++
			w.offBy = 1 << 16
		}
	case rtspparse.AfterFrame:
		w.waits = true
	}
}

// note enters the frame at hand, which the caller counts; size is its length, 0 if not known.
func (w *LengthWatch) note(size int) {
	x := &w.wrong
	if x.Long+x.Short == 0 {
		x.Frame, x.Channel, x.Declared, x.Actual = w.frame, w.channel, w.declared, size
	}
	x.Unparsed += w.skipped
}

// maxSwallowed is how many packets a frame with a wrong length can have swallowed; a greater step is a
// discontinuity.
const maxSwallowed = 64

// Packet takes the packet that the watch waits for. source finds the RTP source of an SSRC on the channel, nil if
// there is none.
func (w *LengthWatch) Packet(b []byte, source func(ssrc uint32) *measure.Source) {
	w.waits = false
	if !measure.IsRTP(b) || len(b) < 12 {
		return
	}
	h := measure.ParseHeader(b, len(b), -1)
	s := source(h.SSRC)
	if s == nil || s.Seq.Packets < 2 {
		return
	}
	switch d := int16(h.Seq - uint16(s.Seq.Max())); {
	case d == 1:
		w.note(w.declared + int(w.skipped))
		if w.wrong.Short++; w.wrong.Short == 1 {
			w.offBy, w.since = w.skipped, s.Seq.Packets
			short, size := int64(w.declared-measure.HeaderSize), int64(s.MaxPayload)
			w.constant = short+w.skipped == size && s.PayloadBytes == (s.Seq.Packets-1)*size+short && s.Seq.Packets > minConstant
		}
		w.until = s.Seq.Packets
		if w.skipped == w.offBy {
			w.same++
		}
	case d > 1 && d <= maxSwallowed:
		w.note(0)
		w.wrong.Long++
	}
}

// minConstant is how many packets of one length show that all packets of a stream have that length.
const minConstant = 5

// proven reports whether the lengths are wrong, rather than bytes inserted between frames: packets are missing
// that a frame swallowed, or most frames are off by the same number of bytes, or by 65536, or the only one lacks
// exactly the bytes that make it as long as all the others.
func (w *LengthWatch) proven() bool {
	x := &w.wrong
	if x.Long > 0 || x.Short == 1 && w.constant {
		return true
	}
	if x.Short < 2 || w.same*10 < x.Short*8 {
		return false
	}
	return w.offBy == 1<<16 || x.Short > (w.until-w.since)/2+1
}
