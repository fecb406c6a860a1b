package findings

import (
	"fmt"
	"slices"
	"strings"

	"rtspect/capture"
	"rtspect/codec"
	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/wording"
	"rtspect/sdpview"
)

// measuredFindings are those about bursts, jitter, interruptions, timestamps, payload types and bit rate of the stream.
func (d *streamDetector) measuredFindings() {
	d.burstFinding()
	d.jitterFinding()
	d.interruptionFindings()
	d.driftFinding()
	d.discontinuityFindings()
	d.payloadTypeFinding()
	d.bandwidthFinding()
}

// burstFinding reports the longest burst of lost packets. What an interleaved stream lacks the network did not lose.
func (d *streamDetector) burstFinding() {
	st := d.st
	if st.Connection != nil || d.receivedAll() != nil || d.sisters() > 0 || d.limit.LossBurst <= 0 || float64(st.MaxBurst) < d.limit.LossBurst {
		return
	}
	var worst *rtpflow.Loss
	for i := range st.Losses {
		if l := &st.Losses[i]; worst == nil || l.Count > worst.Count {
			worst = l
		}
	}
	var frames []capture.Frame
	where := ""
	known := worst != nil && worst.Count >= st.MaxBurst
	if known {
		frames, where = one(worst.Frame), fmt.Sprintf(" before frame %d", worst.Frame.Number())
	}
	f := d.add(catalog.RTPLossBurst, frames, "%d consecutive RTP packets lost%s.", st.MaxBurst, where).measures(float64(st.MaxBurst), rtpflow.UnitPackets).against(d.limit.LossBurst)
	if known {
		f.at(worst.Time)
	}
}

// peakJitter is the multiple of the threshold of the mean from which on peak jitter is reported.
const peakJitter = 5

// jitterFinding reports high jitter. Where video frames are sent out of display order, the jitter of RFC 3550 measures
// that order, not the network.
func (d *streamDetector) jitterFinding() {
	st, j := d.st, d.st.Jitter
	if limit := d.limit.Jitter; j == nil || limit <= 0 || st.TimestampRegressions > 0 || j.Mean < limit && j.Max < peakJitter*limit {
		return
	}
	if slices.ContainsFunc(st.Interruptions, func(x rtpflow.Interruption) bool { return x.End == j.MaxTime && d.isStall(&x) }) {
		return // reported as a stall
	}
	where, rate := "", ""
	if j.MaxFrame != 0 {
		where = fmt.Sprintf(" at frame %d", j.MaxFrame.Number())
	}
	if st.ClockRateFrom == "estimated" {
		rate = fmt.Sprintf(", at the estimated clock rate of %d Hz", st.ClockRate)
	}
	d.add(catalog.RTPJitter, one(j.MaxFrame), "Interarrival jitter is %.1f ms on average and %.1f ms at most%s%s%s.", j.Mean, j.Max, where, rate, tcpCause(j.Cause)).
		at(j.MaxTime).measures(j.Mean, rtpflow.UnitMilliseconds).against(d.limit.Jitter).because(tcpCauses(j.Cause)...)
}

// tcpCause says how TCP caused a delay.
func tcpCause(cause string) string {
	switch cause {
	case "retransmission":
		return ", while TCP waited for retransmitted segments: the connection caused the delay, not the sender"
	case "reordering":
		return ", while TCP waited for reordered segments"
	case "zero-window":
		return ", while the receiver's TCP window was closed: the receiver did not read, so the sender could not send"
	case "not-captured":
		return ", where the capture has a gap in the connection: it may be an artifact of the capture"
	}
	return ""
}

// tcpCauses are the findings that explain a delay that TCP caused.
func tcpCauses(cause string) []*catalog.FindingType {
	switch cause {
	case "retransmission", "reordering":
		return []*catalog.FindingType{catalog.TCPRetransmission}
	case "zero-window":
		return []*catalog.FindingType{catalog.TCPZeroWindow}
	case "not-captured":
		return []*catalog.FindingType{catalog.CaptureGap, catalog.TCPBytesMissing}
	}
	return nil
}

// interruptionFindings are those about times without packets: delayed, lost or not sent.
func (d *streamDetector) interruptionFindings() {
	var stalls, pauses []rtpflow.Interruption
	for _, x := range d.st.Interruptions {
		switch {
		case d.isStall(&x):
			stalls = append(stalls, x)
		case x.Kind == rtpflow.Silence && float64(x.End-x.Start) >= d.limit.Stall*1e9:
			pauses = append(pauses, x)
		}
	}
	if len(stalls) > 0 {
		x := longest(stalls)
		why := "the packets were delayed"
		switch {
		case x.Kind == rtpflow.Outage:
			why = wording.Count(x.Lost, "packet") + " of that time lost"
		case x.Cause != "":
			why += tcpCause(x.Cause)
		}
		d.interruption(catalog.RTPStall, stalls, "No packet of the stream for %s before frame %d%s: %s.", why).because(tcpCauses(x.Cause)...)
	}
	if len(pauses) > 0 && !d.sporadic() {
		f := d.interruption(catalog.RTPSilence, pauses, "The sender sent nothing for %s before frame %d%s: %s.", "the timestamps advance with time, and no packet is missing")
		if d.m != nil && d.m.Type == "video" {
			f.as(rtpflow.SevWarning)
		}
	}
}

// interruption reports several interruptions of one kind by the longest.
func (d *streamDetector) interruption(t *catalog.FindingType, list []rtpflow.Interruption, format, why string) *draft {
	var frames []capture.Frame
	for _, x := range list {
		frames = append(frames, x.Frame)
	}
	x, times := longest(list), ""
	if len(list) > 1 {
		times = fmt.Sprintf(" (longest of %d)", len(list))
	}
	return d.add(t, frames, format, wording.Duration(x.End-x.Start), x.Frame.Number(), times, why).
		at(x.Start).counts(int64(len(list))).lasts(x.End - x.Start).against(d.limit.Stall)
}

// longest picks the longest interruption.
func longest(list []rtpflow.Interruption) rtpflow.Interruption {
	return slices.MaxFunc(list, func(a, b rtpflow.Interruption) int { return int((a.End - a.Start) - (b.End - b.Start)) })
}

// isStall reports whether packets were delayed or lost for long enough to be reported.
func (d *streamDetector) isStall(x *rtpflow.Interruption) bool {
	return (x.Kind == rtpflow.Delayed || x.Kind == rtpflow.Outage) && float64(x.End-x.Start) >= d.limit.Stall*1e9
}

// sporadic reports whether the stream is of a kind that has nothing to send most of the time.
func (d *streamDetector) sporadic() bool {
	return d.m != nil && d.m.Type != "video" && d.m.Type != "audio" && d.m.Type != "" || strings.EqualFold(d.st.Encoding, "telephone-event")
}

// discontinuityFindings are those about timestamps and sequence numbers that jump or restart.
func (d *streamDetector) discontinuityFindings() {
	st := d.st
	var jumps, restarts []rtpflow.Discontinuity
	seeks := int64(0) // a seek may step back
	for _, x := range st.Discontinuities {
		switch x.Reason {
		case "timestamp":
			jumps = append(jumps, x)
		case "play":
			seeks++
		case "restart":
			restarts = append(restarts, x)
		}
	}
	add := func(t *catalog.FindingType, list []rtpflow.Discontinuity, format string, args ...any) *draft {
		var frames []capture.Frame
		for _, x := range list {
			frames = append(frames, x.Frame)
		}
		return d.add(t, frames, format, args...).counts(int64(len(list))).at(list[0].Time).until(list[len(list)-1].Time)
	}
	jumps, outliers := d.outliers(jumps)
	if n := len(outliers); n > 0 && st.ClockRate > 0 {
		x := &outliers[0]
		by := float64(int32(x.ToTime-x.FromTime)) / float64(st.ClockRate)
		add(catalog.TimestampOutlier, outliers, "The RTP timestamp is far from those before and after it %s, first by %.3f s at frame %d.", wording.Count(n, "time"), by, x.Frame.Number()).
			measures(by, rtpflow.UnitSeconds)
	}
	if n := len(jumps); n > 0 && st.ClockRate > 0 {
		x := &jumps[0]
		by := float64(int32(x.ToTime-x.FromTime)) / float64(st.ClockRate)
		add(catalog.TimestampJump, jumps, "The RTP timestamps jump %s, first by %.3f s at frame %d, while the sequence numbers continue and no PLAY explains it.", wording.Count(n, "time"), by, x.Frame.Number()).
			measures(by, rtpflow.UnitSeconds)
	}
	if n := len(restarts); n > 0 {
		add(catalog.RTPRestart, restarts, "The sequence numbers restart %s with the same SSRC, first at frame %d.", wording.Count(n, "time"), restarts[0].Frame.Number())
	}
	if n := st.TimestampRegressions - seeks; n > 0 && d.isAudio() {
		d.add(catalog.TimestampBackwards, nil, "The RTP timestamps of this audio stream step back at %s.", wording.Count(n, "packet")).counts(n)
	}
}

// isAudio reports whether the stream is known to carry audio.
func (d *streamDetector) isAudio() bool {
	if d.m != nil {
		return d.m.Type == "audio"
	}
	for pt := range d.st.PayloadTypes {
		f, ok := codec.StaticFormat(pt)
		if kind := codec.Of(f.Encoding).Kind; !ok || kind != codec.Audio && kind != codec.Noise {
			return false
		}
	}
	return len(d.st.PayloadTypes) > 0
}

// payloadTypeFinding reports a codec that changes. Formats that accompany one do not count, nor do those that the SDP
// does not list, which have a separate finding.
func (d *streamDetector) payloadTypeFinding() {
	st, m := d.st, d.m
	if st.PayloadTypeChanges == 0 {
		return
	}
	var names []string
	for _, pt := range payloadTypes(st) {
		f, ok := codec.StaticFormat(pt)
		if m != nil && len(m.Formats) > 0 {
			i := slices.IndexFunc(m.Formats, func(x sdpview.Format) bool { return x.PayloadType == pt })
			if i < 0 {
				continue
			}
			f, ok = m.Formats[i], true
		}
		if ok && codec.Of(strings.ToUpper(f.Encoding)).Kind.Accompanies() {
			continue
		}
		names = append(names, strings.TrimSpace(fmt.Sprintf("%d %s", pt, f.Encoding)))
	}
	if len(names) > 1 {
		d.add(catalog.PayloadTypeChanged, one(st.PayloadTypeChangeFrame), "The payload type changes %s between %s, first at frame %d.", wording.Count(st.PayloadTypeChanges, "time"), strings.Join(names, " and "), st.PayloadTypeChangeFrame.Number()).
			counts(st.PayloadTypeChanges)
	}
}

// bandwidthFinding compares the bit rate with the b=AS of the media: kilobits per second with RTP, UDP and IP headers
// (RFC 8866, 5.8). Servers commonly give the encoder's average without headers instead of the maximum, so the stream as a
// whole has to exceed it, or one second by far.
func (d *streamDetector) bandwidthFinding() {
	const peakTimes = 6 // as far as the whole stream one second may exceed b=AS
	st, m := d.st, d.m
	span := float64(st.End-st.Start) * 1e-9
	if m == nil || m.SDP == nil || st.PeakBandwidth == nil || span < 2 || d.limit.OverBandwidth <= 0 || st.CaptureDuplicates > 0 || st.CaptureTimeRegressions > 0 {
		return
	}
	mean, peak, over := float64(st.WireBits)/span, *st.PeakBandwidth, d.limit.OverBandwidth/100
	if delayedBefore(st, st.PeakTime) {
		peak = 0
	}
	for _, b := range m.SDP.Bandwidth {
		as := float64(b.Value) * 1e3
		if !strings.EqualFold(b.Type, "AS") || as <= 0 || mean < as*(1+over) && peak < as*(1+peakTimes*over) {
			continue
		}
		d.add(catalog.BandwidthExceeded, nil, "The stream takes %.0f kbit/s on average and %.0f kbit/s in its peak second, headers included; b=AS announces %d kbit/s.", mean/1e3, *st.PeakBandwidth/1e3, b.Value).
			at(st.PeakTime).measures(mean, rtpflow.UnitBitsPerSecond).against(as)
	}
}

// delayedBefore reports whether packets that arrived in the two seconds before a time had been delayed.
func delayedBefore(st *rtpflow.Stream, until int64) bool {
	return slices.ContainsFunc(st.Interruptions, func(x rtpflow.Interruption) bool {
		return x.Kind == rtpflow.Delayed && x.End <= until && until-x.End < 2e9
	})
}
