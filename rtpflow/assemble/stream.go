package assemble

import (
	"cmp"
	"math"
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/associate"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/signalling"
)

// streamBuilder makes the model's Stream of an observed source.
type streamBuilder struct {
	*rtpflow.Stream
	src       *observe.Source
	transport *signalling.Transport // that the source was paired with, nil if none
	session   *sessionBuilder       // likewise
	// repairs is the kind of repair that all packets of the source are, "" for media.
	repairs string
	// paced says that the sender sends in real time: what is measured against the clock of the capture is meaningful.
	paced bool
	// seeks are the response times of the PLAYs that resumed or moved playback.
	seeks []int64
	// sought are the gaps in the sequence numbers that a PLAY explains.
	sought []measure.Gap
	// starts are the response times of the PLAYs that may explain gaps, by the sequence number that RTP-Info gives.
	starts      map[uint16][]int64
	longestLoss int64                   // the longest run of lost packets in the gaps that were compared with PLAYs
	transit     *measure.TransitHistory // nil where the clock rate is not known
	times       *observe.PacketTimes    // nil without extensions that contain times
}

// newStream builds the Stream of a source whose packets were all observed. repairs is the kind of repair that all of them
// are, "" for media.
func newStream(s *observe.Source, pair associate.Pair, in *sessionBuilder, repairs string) *streamBuilder {
	rate, from := knownRate(s, pair.Transport)
	s.Complete(rate, from)
	m := s.Flow
	b := &streamBuilder{src: s, transport: pair.Transport, repairs: repairs, paced: true}
	if in != nil {
		b.session, b.paced, b.seeks = in, !in.playback.unpaced, in.playback.seeks
	}
	b.Stream = &rtpflow.Stream{
		SSRC: s.SSRC, Direction: pair.Direction, Source: m.Src, Destination: m.Dst,
		PayloadTypes: s.PayloadTypes(), ForeignTypes: s.ForeignTypes(),
		Packets: s.Seq.Packets, Duplicates: s.Seq.Duplicates,
		PayloadBytes: s.PayloadBytes, MaxPayload: int(s.MaxPayload), MaxPayloadFrame: capture.Frame(s.MaxPayloadFrame), Markers: s.Markers, SeqWraps: s.Seq.Wraps,
		FirstSeq: s.FirstSeq, LastSeq: uint16(s.Seq.Max()), FirstRTPTime: s.FirstTS, LastRTPTime: s.LastTS,
		Start: s.Start, End: s.End, FirstFrame: capture.Frame(s.FirstFrame), LastFrame: capture.Frame(s.LastFrame),
		Evidence: pair.Evidence, Truncated: s.TruncatedBySnaplen, Malformed: s.Malformed,
	}
	if s.ASF != nil {
		b.ASF = &s.ASF.ASFPayloads
	}
	if m.Conn != nil {
		b.Connection, b.Channel = &m.Conn.Record, m.Channel
		b.Direction = associate.FlowDirection(m, nil)
	}
	if unique := b.Packets - b.Duplicates; 2*s.Copies >= unique {
		b.CaptureDuplicates = s.Copies // nearly all packets: a device on the path duplicates a few at most
	}
	bits := 8 * (s.RTPBytes + s.Seq.Packets*m.Overhead())
	b.WireBits = bits - bits*b.CaptureDuplicates/max(b.Packets, 1)
	b.sequence()
	b.codec()
	b.timing()
	b.peak()
	b.interruptions()
	b.tshark()
	return b
}

// knownRate is the clock rate that the description of a transport, or the static table, gives a source; 0 if unknown.
func knownRate(s *observe.Source, c *signalling.Transport) (rate int, from string) {
	if c == nil {
		return 0, ""
	}
	for _, pt := range associate.TypesByCount(s) {
		if f, from, ok := c.Format(pt); ok && f.ClockRate > 0 {
			return f.ClockRate, from
		}
	}
	return 0, ""
}

// sequence fills in what the sequence numbers show. Those of RIST retransmissions are the numbers of the packets that they
// repeat: the numbers between them are not lost, and none is late.
func (b *streamBuilder) sequence() {
	s := b.src
	if b.repairs == rtpflow.RepairRIST {
		b.Expected = b.Packets - b.Duplicates
		b.DiscontinuitiesLeftOut = s.JumpCount - int64(len(s.Jumps))
		return
	}
	b.OutOfOrder, b.OutOfRange = s.Seq.OutOfOrder, s.Seq.OutOfRange
	b.losses()
	b.pattern(b.sought)
	b.reordering()
	b.Lost = max(0, b.Expected-(b.Packets-b.Duplicates))
	// Runs are known approximately where packets came very late; the count of lost packets is exact.
	least := min(b.Lost, 1)
	b.MaxBurst = min(max(b.MaxBurst, least), b.Lost)
	b.LossBursts = min(max(b.LossBursts, least), b.Lost)
}

// codec sets encoding and clock rate by the payload type of most packets.
func (b *streamBuilder) codec() {
	s := b.src
	types := associate.TypesByCount(s)
	if len(types) == 0 {
		return
	}
	c := b.transport
	if c == nil {
		c = &signalling.Transport{Media: &signalling.Media{}}
	}
	if f, from, ok := c.Format(types[0]); ok {
		b.Encoding = f.Encoding
		if f.ClockRate > 0 {
			b.ClockRate, b.ClockRateFrom = f.ClockRate, from
		}
	}
	// A rate that is known of another payload type alone is not the rate of this one.
	if s.Timing.Rate > 0 && b.ClockRate == 0 && (len(types) == 1 || s.RateFrom == "estimated") {
		b.ClockRate, b.ClockRateFrom = int(s.Timing.Rate), cmp.Or(s.RateFrom, "estimated")
	}
}

// timing fills in what is measured against the clock of the capture.
func (b *streamBuilder) timing() {
	s := b.src
	if span := float64(s.End-s.Start) * 1e-9; span > 0 {
		bytes := float64(s.PayloadBytes)
		if n := b.CaptureDuplicates; n > 0 { // these were never on the wire
			bytes -= float64(s.DuplicateBytes) * float64(n) / float64(b.Duplicates)
		}
		rate := bytes * 8 / span
		b.Bitrate = &rate
	}
	if mean, high, ok := s.Delta(); ok {
		b.Delta = &rtpflow.Delta{Mean: mean, Max: high, MaxFrame: capture.Frame(s.DeltaMaxFrame)}
	}
	b.CaptureTimeRegressions, b.MaxCaptureTimeRegressionMS = s.CaptureTimeRegressions, float64(s.MaxCaptureTimeRegression)*1e-6
	b.PayloadTypeChanges, b.PayloadTypeChangeFrame = s.PayloadTypeChanges, capture.Frame(s.PayloadTypeChangeFrame)
	if s.Timing.Rate == 0 || int(s.Timing.Rate) != b.ClockRate {
		return // measured with another rate than the one that is known in the end: no number is better than a wrong one
	}
	s.Timing.Settle()
	b.transit = s.Timing.History
	b.extensions()
	if b.repairs != rtpflow.RepairRIST {
		b.TimestampRegressions = s.Timing.TimestampRegressions
	}
	if !b.paced || b.repairs == rtpflow.RepairRIST {
		return
	}
	if mean, high, last, ok := s.Timing.Jitter(); ok {
		b.Jitter = &rtpflow.Jitter{Mean: mean, Max: high, Last: last, MaxFrame: capture.Frame(s.JitterFrame), MaxTime: s.Timing.MaxJitterArrival, Cause: ""}
		if s.Timing.MaxJitterArrival > 0 {
			b.Jitter.Cause = heldUpBy(s.Flow, s.Timing.MaxJitterArrival-peakWindow, s.Timing.MaxJitterArrival)
		}
	}
	drift, skew := b.unsought()
	if ppm, interval, ok := s.Timing.Drift(); ok && drift {
		b.ClockDriftPPM, b.ClockDriftInterval = &ppm, &interval
	}
	if ms, ok := s.Timing.MaxSkew(); ok && skew {
		b.MaxSkewMS = &ms
	}
}

// promptness is how long (ns) before the response to a PLAY its first packet may arrive.
const promptness = 100e6

// unsought reports whether drift and skew compare clocks: not where a PAUSE stopped the stream, or a PLAY moved playback,
// after the packet that they are measured from, because then arrivals and timestamps also differ by the time that passed.
// Where the timestamps jumped, drift and skew are those of the time since.
func (b *streamBuilder) unsought() (drift, skew bool) {
	drift, skew = true, true
	for _, t := range b.seeks {
		if t-promptness <= b.Start || t >= b.End {
			continue
		}
		if t-promptness > b.src.Timing.DriftSince {
			return false, false
		}
		skew = skew && slices.ContainsFunc(b.Discontinuities, func(d rtpflow.Discontinuity) bool {
			return d.Reason == "play" && d.Time >= t-promptness && d.Time <= t+associate.LateTolerance &&
				math.Abs(float64(int32(d.ToTime-d.FromTime))) > measure.MaxTimestampJump*float64(b.ClockRate)
		})
	}
	return drift, skew
}

// peakWindow is the time (ns) before the highest jitter in which its cause is searched.
const peakWindow = 500e6

// losses lists the gaps in the sequence numbers that were never filled, and the jumps. A gap that a later PLAY explains (a
// seek) is a discontinuity instead of a loss: after it the numbers continue where RTP-Info says (RFC 2326, 12.33). A gap
// between what was sent before the response to the first PLAY and the number announced there is still a loss.
func (b *streamBuilder) losses() {
	s := b.src
	b.Expected = s.Seq.Expected()
	b.longestLoss, b.LossesLeftOut = s.LongestForgotten, s.LostRunsForgotten+s.GapsDropped
	for _, h := range s.Gaps {
		if h.Missing == 0 {
			continue
		}
		if b.continues(&h) {
			b.Discontinuities = append(b.Discontinuities, rtpflow.Discontinuity{
				Time: h.Time, Frame: capture.Frame(h.Frame),
				FromSeq: uint16(h.First - 1), ToSeq: uint16(h.First + h.Count), FromTime: h.FromTS, ToTime: h.ToTS, Reason: "play",
			})
			b.Expected -= h.Missing
			b.sought = append(b.sought, h)
			continue
		}
		h.Runs(func(first, count int64) {
			b.longestLoss = max(b.longestLoss, count)
			b.Losses = append(b.Losses, rtpflow.Loss{FirstSeq: uint16(first), Count: count, Frame: capture.Frame(h.Frame), Time: h.Time})
		})
	}
	for _, j := range s.Jumps {
		d := b.discontinuity(j)
		i := slices.IndexFunc(b.Discontinuities, func(x rtpflow.Discontinuity) bool { return x.Frame == d.Frame })
		if i >= 0 && !j.Restart {
			b.Discontinuities[i].FromTime, b.Discontinuities[i].ToTime = d.FromTime, d.ToTime
			continue
		}
		b.Discontinuities = append(b.Discontinuities, d)
	}
	b.DiscontinuitiesLeftOut = s.JumpCount - int64(len(s.Jumps))
}

func (b *streamBuilder) discontinuity(j measure.Jump) rtpflow.Discontinuity {
	d := rtpflow.Discontinuity{Time: j.Time, Frame: capture.Frame(j.Frame), FromSeq: j.FromSeq, ToSeq: j.ToSeq, FromTime: j.FromTime, ToTime: j.ToTime, Reason: "timestamp"}
	if j.Restart {
		d.Reason = "restart"
	}
	if b.transport != nil {
		for _, t := range b.session.in.PlayResponses {
			began := t <= b.Start // the stream began with this PLAY, which explains no later jump
			if !began && j.Time >= t-signalling.EarlyTolerance && j.Time <= t+associate.LateTolerance {
				d.Reason = "play"
			}
		}
	}
	return d
}

// continues reports whether a later PLAY explains a gap: its RTP-Info has the sequence number of the packet after it.
func (b *streamBuilder) continues(h *measure.Gap) bool {
	if b.transport == nil {
		return false
	}
	if b.starts == nil {
		b.starts = map[uint16][]int64{}
		note := func(list []signalling.RTPInfo) {
			for i := range list {
				if st := &list[i]; st.HasSeq {
					b.starts[st.Seq] = append(b.starts[st.Seq], st.Time)
				}
			}
		}
		note(b.transport.RTPInfo[min(1, len(b.transport.RTPInfo)):])
		note(b.session.in.RTPInfo)
	}
	return slices.ContainsFunc(b.starts[uint16(h.First+h.Count)], func(t int64) bool { return measure.Continues(h.Time, t) })
}
