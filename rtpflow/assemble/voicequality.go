package assemble

import (
	"fmt"
	"strconv"
	"strings"

	"rtspect/rtpflow"
	"rtspect/rtpflow/emodel"
	"rtspect/rtpflow/measure"
)

// voiceRate reports whether a clock rate (Hz) is one of voice codecs.
func voiceRate(rate int) bool { return rate == 8000 || rate == 16000 }

// voice estimates the quality of a stream if its codec is a voice codec of G.113 with one channel.
func (b *streamBuilder) voice(m *rtpflow.Media) {
	if b.Encryption != nil || b.transit == nil || !voiceRate(b.ClockRate) || b.Packets-b.Duplicates < 2 {
		return
	}
	packet, ok := b.transit.TimestampInterval()
	packet *= float64(b.Expected-b.Lost) / float64(max(b.Expected, 1)) // lost packets contribute too
	if !ok || packet > maxSamplesInPacket {
		return
	}
	mode := -1
	for _, f := range m.Formats {
		if f.Encoding == b.Encoding {
			if f.Channels > 1 {
				return
			}
			if n, err := strconv.Atoi(strings.TrimSpace(f.Param("mode-set"))); err == nil {
				mode = n
			}
		}
	}
	kbps := float64(b.PayloadBytes) * 8 / float64(b.Packets) / packet / 1e3
	c, ok := emodel.Lookup(b.Encoding, kbps, mode)
	if !ok {
		return
	}
	b.Voice = b.rate(&c, packet)
}

// rate rates a stream of a codec; packet is the duration of a packet in seconds.
func (b *streamBuilder) rate(c *emodel.Codec, packet float64) *rtpflow.Voice {
	v := &rtpflow.Voice{Codec: c.Name, Wideband: c.Wideband, Ie: c.Ie, Bpl: c.Bpl}
	lost, runs := b.Lost, b.LossBursts
	switch c, left := b.Connection, b.Residual(); {
	case c != nil && c.Sides[b.Sender()].GapBytes > 0: // TCP delivers everything; missing bytes were not captured
		lost, runs = 0, 0
		v.Assumptions = append(v.Assumptions, "TCP delivered what the capture missed")
	case left < lost:
		lost, runs = left, min(runs, left)
		v.Assumptions = append(v.Assumptions, "what repair recovered arrived in time and was used")
	}
	if b.Jitter != nil {
		v.Late = b.transit.Buffer.Late
		runs += b.transit.Buffer.LateRuns
	}
	expected := max(b.Expected, 1)
	share := min(1, float64(lost+v.Late)/float64(expected))
	v.LossPct = share * 100
	v.BurstR = emodel.BurstRatio(lost+v.Late, runs, share)
	v.DelayMS = (measure.JitterBufferNominal+packet)*1e3 + c.Lookahead
	v.Assumptions = append(v.Assumptions, "defaults of G.107 for loudness, noise and echo", fmt.Sprintf("a jitter buffer of usually %.0f and at most %.0f ms", measure.JitterBufferNominal*1e3, measure.JitterBufferMax*1e3))
	if b.RTCP != nil && b.RTCP.RTTMS != nil {
		v.DelayMS += *b.RTCP.RTTMS / 2
		if x := b.RTCP.SenderRTT; x != nil { // the part before the capture point
			v.DelayMS += x.Mean / 2
		}
		v.Assumptions = append(v.Assumptions, "a network delay of half the round-trip time in RTCP")
	} else {
		v.Assumptions = append(v.Assumptions, "no network delay, which is not known")
	}
	if c.Assumes != "" {
		v.Assumptions = append(v.Assumptions, c.Assumes)
	}
	if v.LossPct > 0 && c.Bpl == 0 {
		v.Assumptions = append(v.Assumptions, "no estimate: G.113 has no value for the codec's robustness to loss")
		return v
	}
	in := emodel.Input{Ie: c.Ie, Bpl: c.Bpl, Loss: v.LossPct, BurstR: v.BurstR, Delay: v.DelayMS}
	score(v, in)
	return v
}

// score applies the model, for conversation and, without the delay, for listening.
func score(v *rtpflow.Voice, in emodel.Input) {
	rating := func(in emodel.Input) (float64, bool) { return emodel.R(in), true }
	mos := emodel.MOS
	if v.Wideband {
		rating, mos = emodel.WidebandR, emodel.WidebandMOS
	}
	if r, ok := rating(in); ok {
		cq := mos(r)
		v.R, v.MOSCQ = &r, &cq
	}
	in.Delay = 0
	if r, ok := rating(in); ok {
		lq := mos(r)
		v.MOSLQ = &lq
	}
}
