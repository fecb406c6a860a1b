package frames

import (
	"rtspect/bitstream"
	"rtspect/payload"
	"rtspect/sdpview"
)

// NewH264 returns a tracker for the access units of H.264; nil for the interleaved mode, in which the packets of an access unit
// do not follow one another.
func NewH264(f *sdpview.Format) Tracker {
	t := newUnits(f, inspectH264)
	if t.mode == 2 {
		return nil
	}
	t.fragmentMask = fragmentH264
	t.described(payload.DescribedH264(f.Param), bitstream.H264SPS)
	return t
}

// described notes the parameter sets of the SDP.
func (t *units) described(d payload.Described, parse func([]byte) (bitstream.Video, bool)) {
	t.sets.describe(d.Sets, parse)
	t.video.DescribedForeign, t.video.DescribedByteStream = int64(d.Foreign), d.ByteStream
}

// inspectH264 inspects a payload of H.264.
func inspectH264(t *units, p *Packet) (traits payload.Traits, slices int32) {
	if len(p.Payload) < 2 {
		return payload.Malformed | payload.Coded, 0
	}
	var r payload.H264
	r.Read(p.Payload)
	switch s := r.Structure; {
	case r.Malformed || s == payload.H264MTAP16 || s == payload.H264MTAP24: // MTAPs are for the interleaved mode
		t.video.OtherStructures++
		return payload.Begins | payload.Coded | payload.Malformed, 0
	case s == 0:
		t.video.Single++
	case s == payload.H264FUA || s == payload.H264FUB:
		t.video.Fragments++
	default:
		t.video.Aggregates++
	}
	for first := true; r.Next(); first = false {
		if r.Type == 7 {
			if b := r.InOnePiece(&t.joined, 1); len(b) > 1 {
				t.sets.take(b, p, bitstream.H264SPS)
			}
		}
		one, n := r.NAL.H264()
		if first {
			traits = one
		} else {
			traits.Join(one)
		}
		slices += int32(n)
		if r.Cut {
			traits |= malformed(p)
		}
	}
	if r.Malformed {
		traits |= malformed(p)
	}
	if r.ByteStream {
		t.video.byteStream(p)
	}
	return traits, slices
}

// NewH265 returns a tracker for the access units of H.265; nil where NAL units are sent out of decoding order.
func NewH265(f *sdpview.Format) Tracker {
	if payload.H265Numbered(f.Param) {
		return nil
	}
	t := newUnits(f, inspectH265)
	t.fragmentMask = fragmentH265
	sets := payload.DescribedH265(f.Param)
	t.described(sets, bitstream.H265SPS)
	for _, b := range sets.Sets {
		if b[0]>>1 == 34 {
			t.h265Extra = bitstream.H265ExtraBits(b)
		}
	}
	return t
}

// inspectH265 inspects a payload of H.265.
func inspectH265(t *units, p *Packet) (traits payload.Traits, slices int32) {
	if len(p.Payload) < 3 {
		return payload.Malformed | payload.Coded, 0
	}
	var r payload.H265
	r.Read(p.Payload, false)
	switch r.Structure {
	case 0:
		t.video.Single++
	case payload.H265FU:
		t.video.Fragments++
	case payload.H265AP:
		t.video.Aggregates++
	default:
		t.video.OtherStructures++
		if r.Malformed {
			return payload.Begins | payload.Coded | payload.Malformed, 0
		}
	}
	for first := true; r.Next(); first = false {
		if r.Type == 33 || r.Type == 34 {
			t.parameterSet265(&r.NAL, p)
		}
		one, n := r.NAL.H265(t.h265Extra)
		if first {
			traits = one
		} else {
			traits.Join(one)
		}
		slices += int32(n)
		if r.Cut {
			traits |= malformed(p)
		}
	}
	if r.Malformed {
		traits |= malformed(p)
	}
	if r.ByteStream {
		t.video.byteStream(p)
	}
	return traits, slices
}

// parameterSet265 notes a sequence or picture parameter set of H.265.
func (t *units) parameterSet265(n *payload.NAL, p *Packet) {
	b := n.InOnePiece(&t.joined, 2)
	switch {
	case len(b) < 3:
	case n.Type == 33:
		t.sets.take(b, p, bitstream.H265SPS)
	default:
		t.h265Extra = bitstream.H265ExtraBits(b)
	}
}

// malformed is the trait of a payload that ends inside a NAL unit, unless the capture truncated it.
func malformed(p *Packet) payload.Traits {
	if len(p.Payload) < p.Len {
		return 0
	}
	return payload.Malformed
}
