package frames

import (
	"encoding/hex"
	"strings"

	"rtspect/bitstream"
	"rtspect/payload"
	"rtspect/sdpview"
)

// inspectFrames inspects payloads of formats whose packets each contain a part of one frame.
func inspectFrames(read func([]byte) (payload.Frame, bool)) inspector {
	return func(t *units, p *Packet) (payload.Traits, int32) {
		f, _ := read(p.Payload)
		return t.frame(f, p)
	}
}

// frame notes the size that a keyframe contains.
func (t *units) frame(f payload.Frame, p *Packet) (payload.Traits, int32) {
	if f.Width > 0 {
		t.sets.size(f.Width, f.Height, p)
	}
	return f.Traits, int32(f.Slices)
}

// NewVP8 returns a tracker for the frames of VP8.
func NewVP8(f *sdpview.Format) Tracker {
	return newUnits(f, func(t *units, p *Packet) (payload.Traits, int32) { // without an indirect call more a packet
		x, _ := payload.VP8(p.Payload)
		return t.frame(x, p)
	})
}

// NewVP9 returns a tracker for the frames of VP9.
func NewVP9(f *sdpview.Format) Tracker { return newUnits(f, inspectFrames(payload.VP9)) }

// NewH263 returns a tracker for the frames of H.263 in the payload format of RFC 2190.
func NewH263(f *sdpview.Format) Tracker { return newUnits(f, inspectFrames(payload.H263)) }

// NewH263Plus returns a tracker for the frames of H.263 in the payload format of RFC 4629.
func NewH263Plus(f *sdpview.Format) Tracker {
	return newUnits(f, inspectFrames(func(b []byte) (payload.Frame, bool) {
		x, _, ok := payload.H263Plus(b)
		return x, ok
	}))
}

// NewH261 returns a tracker for the frames of H.261, whose payload format does not announce keyframes.
func NewH261(f *sdpview.Format) Tracker {
	t := newUnits(f, inspectFrames(payload.H261))
	t.keyed = false
	return t
}

// NewJPEG returns a tracker for JPEG frames, each of which can be decoded by itself.
func NewJPEG(f *sdpview.Format) Tracker {
	judge := payload.JPEGFrames{Width: f.Width, Height: f.Height}
	t := newUnits(f, func(t *units, p *Packet) (payload.Traits, int32) {
		h, ok := payload.JPEG(p.Payload)
		if ok && h.Offset == 0 && !p.Extended { // an extension may give what the header does not (ONVIF)
			if why := judge.Problem(&h); why != "" {
				h.Traits |= payload.Malformed
				t.video.undecodable(why, p)
			}
		}
		return t.frame(h.Frame, p)
	})
	t.intra = true
	return t
}

// NewRawVideo returns a tracker for the frames of uncompressed video (RFC 4175).
func NewRawVideo(f *sdpview.Format) Tracker {
	t := newUnits(f, inspectFrames(payload.RawVideo))
	t.intra = true
	t.sets.sized(f)
	return t
}

// NewTheora returns a tracker for the frames of Theora, whose payload format has no use for the marker bit.
func NewTheora(f *sdpview.Format) Tracker {
	t := newUnits(f, inspectFrames(payload.Theora))
	t.unmarked = true
	t.sets.sized(f)
	return t
}

// NewMPEG4Visual returns a tracker for the VOPs of MPEG-4 Visual.
func NewMPEG4Visual(f *sdpview.Format) Tracker {
	t := newUnits(f, func(t *units, p *Packet) (payload.Traits, int32) {
		x, headers := payload.MPEG4Visual(p.Payload, p.Len)
		if headers != nil {
			t.sets.take(headers, p, bitstream.MPEG4VOL)
		}
		return x.Traits, 0
	})
	if b, err := hex.DecodeString(strings.TrimSpace(f.Param("config"))); err == nil {
		t.sets.describe([][]byte{b}, bitstream.MPEG4VOL)
	}
	return t
}

// NewMPEGVideo returns a tracker for the frames of MPEG-1 and MPEG-2 video.
func NewMPEGVideo(f *sdpview.Format) Tracker {
	return newUnits(f, func(t *units, p *Packet) (payload.Traits, int32) {
		x, sequence, ok := payload.MPEGVideo(p.Payload)
		if ok && sequence {
			b := p.Payload[x.Header:]
			t.sets.take(b[:min(len(b), bitstream.MPEGSequenceWindow)], p, bitstream.MPEGSequence)
		}
		return x.Traits, int32(x.Slices)
	})
}

// NewAV1 returns a tracker for the temporal units of AV1.
func NewAV1(f *sdpview.Format) Tracker { return newUnits(f, inspectAV1) }

// maxElements is how many OBU elements of a payload are inspected: a sequence header comes at the beginning.
const maxElements = 3

// inspectAV1 inspects a payload of AV1.
func inspectAV1(t *units, p *Packet) (payload.Traits, int32) {
	if len(p.Payload) < 2 {
		return payload.Coded | payload.Malformed, 0
	}
	traits := payload.Coded | payload.Reference
	var r payload.AV1
	r.Read(p.Payload)
	for range maxElements {
		if !r.Next() {
			break
		}
		one := r.Traits()
		if one&payload.Key != 0 {
			t.sets.take(r.Data, p, bitstream.AV1Sequence)
		}
		traits |= one
	}
	return traits, 0
}

// NewKLV returns a tracker for the units of KLV metadata.
func NewKLV(f *sdpview.Format) Tracker { return newDocuments(f, payload.BeginsKLV) }

// NewXML returns a tracker for the documents of ONVIF metadata.
func NewXML(f *sdpview.Format) Tracker { return newDocuments(f, payload.BeginsXML) }

// newDocuments returns a tracker for metadata: a document is all data of one timestamp.
func newDocuments(f *sdpview.Format, begins func([]byte) bool) Tracker {
	t := newUnits(f, func(_ *units, p *Packet) (payload.Traits, int32) {
		if begins(p.Payload) {
			return payload.Coded | payload.Begins, 0
		}
		return payload.Coded, 0
	})
	t.kind = Data
	return t
}
