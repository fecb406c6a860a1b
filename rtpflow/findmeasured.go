package rtpflow

import (
	"fmt"
	"slices"
	"strings"

	"rtspect/capture"
	"rtspect/codec"
	"rtspect/sdpview"
)

// measuredFindings tells what the measuring of a stream shows; m is nil where no signalling explains it.
func (st *Stream) measuredFindings(m *Media, t *Thresholds) (list []Finding) {
	add := func(code string, frames []capture.Frame, format string, args ...any) *Finding {
		f := find(code, frames, format, args...).shownBy(st.filter(frames))
		f.SSRC = &st.SSRC
		list = append(list, f)
		return &list[len(list)-1]
	}
	st.burstFinding(add, t)
	st.jitterFinding(add, t)
	st.interruptionFindings(m, add, t)
	st.timestampFindings(m, add, t)
	st.typeFinding(m, add)
	st.bandwidthFinding(m, add, t)
	return list
}

// burstFinding tells of the longest run of lost packets. What an interleaved stream misses is not the
// network's.
func (st *Stream) burstFinding(add addStreamFinding, t *Thresholds) {
	if st.Connection != nil || t.LossBurst <= 0 || float64(st.MaxBurst) < t.LossBurst {
		return
	}
	var worst *Loss
	for i := range st.Losses {
		if l := &st.Losses[i]; worst == nil || l.Count > worst.Count {
			worst = l
		}
	}
	if worst == nil || worst.Count < st.MaxBurst {
		add("rtp-loss-burst", nil, "%d RTP packets in a row are lost.", st.MaxBurst)
		return
	}
	f := add("rtp-loss-burst", one(worst.Frame), "%d RTP packets in a row are lost before frame %d.", st.MaxBurst, worst.Frame.Number())
	*f = f.at(worst.Time)
}

// peakJitter is how many times the threshold of the mean the highest jitter must reach to be told.
const peakJitter = 5

// jitterFinding tells of uneven arrival. Where pictures are sent out of their order the jitter of
// RFC 3550 measures that order, not the network.
func (st *Stream) jitterFinding(add addStreamFinding, t *Thresholds) {
	j := st.Jitter
	if j == nil || t.Jitter <= 0 || st.TimestampsBack > 0 || j.Mean < t.Jitter && j.Max < peakJitter*t.Jitter {
		return
	}
	if slices.ContainsFunc(st.Interruptions, func(x Interruption) bool { return x.End == j.MaxTime && x.stall(t) }) {
		return // told as such
	}
	where := ""
	if j.MaxFrame != 0 {
		where = fmt.Sprintf(" at frame %d", j.MaxFrame.Number())
	}
	by := ""
	if st.ClockRateFrom == "estimated" {
		by = fmt.Sprintf(", at the clock rate of %d Hz that the timestamps suggest", st.ClockRate)
	}
	f := add("rtp-jitter", one(j.MaxFrame), "The interarrival jitter is %.1f ms on average and %.1f ms at most%s%s%s.", j.Mean, j.Max, where, by, tcpBlame(j.Cause))
	*f = f.at(j.MaxTime)
}

// tcpBlame says what TCP had to do with it.
func tcpBlame(cause string) string {
	switch cause {
	case "retransmission":
		return ", while TCP waited for segments that were sent again: the connection, not the sender of the media, held them up"
	case "reordering":
		return ", while TCP waited for segments that came out of order"
	case "zero-window":
		return ", while the receiver's TCP window was closed: the receiver did not read, so the sender could not send"
	case "not-captured":
		return ", where the capture misses bytes of the connection: it may be the capture's fault"
	}
	return ""
}

// interruptionFindings tells of times without packets: held up or lost, or not sent.
func (st *Stream) interruptionFindings(m *Media, add addStreamFinding, t *Thresholds) {
	var stalls, silences []Interruption
	for _, x := range st.Interruptions {
		switch {
		case x.stall(t):
			stalls = append(stalls, x)
		case x.Kind == Silence && float64(x.End-x.Start) >= t.Stall*1e9:
			silences = append(silences, x)
		}
	}
	if len(stalls) > 0 {
		x, times, frames := longest(stalls)
		how := "what came then had been held up"
		switch {
		case x.Kind == Outage:
			how = fmt.Sprintf("%s of that time did not come", packets(x.Lost))
		case x.Cause != "":
			how = "what came then had been held up" + tcpBlame(x.Cause)
		}
		f := add("rtp-stall", frames, "No packet of the stream came for %s before frame %d%s: %s.", seconds(x.End-x.Start), x.Frame.Number(), times, how)
		*f = f.at(x.Start)
	}
	if len(silences) > 0 && !st.sporadic(m) {
		x, times, frames := longest(silences)
		f := add("rtp-silence", frames, "The sender sent nothing of the stream for %s before frame %d%s: the timestamps went on as the time did, and no packet is missing.", seconds(x.End-x.Start), x.Frame.Number(), times)
		if *f = f.at(x.Start); m != nil && m.Type == "video" {
			f.Severity = SevWarning
		}
	}
}

// stall reports whether packets were held up, or lost, for long enough to be told.
func (x *Interruption) stall(t *Thresholds) bool {
	return (x.Kind == HeldUp || x.Kind == Outage) && float64(x.End-x.Start) >= t.Stall*1e9
}

// sporadic reports whether a stream is of a kind that has nothing to send most of the time.
func (st *Stream) sporadic(m *Media) bool {
	return m != nil && m.Type != "video" && m.Type != "audio" && m.Type != "" || strings.EqualFold(st.Encoding, "telephone-event")
}

// longest picks the longest of several interruptions and says how many there are.
func longest(list []Interruption) (x Interruption, times string, frames []capture.Frame) {
	for _, y := range list {
		frames = append(frames, y.Frame)
		if y.End-y.Start > x.End-x.Start {
			x = y
		}
	}
	if len(list) > 1 {
		times = fmt.Sprintf(" (the longest of %d times)", len(list))
	}
	return x, times, frames
}

// driftTakes is how long (ns) a stream must last for its drift to be more than a slow start or a stall.
const driftTakes = 60e9

// timestampFindings tells of drift, and of timestamps and numbers that break off.
func (st *Stream) timestampFindings(m *Media, add addStreamFinding, t *Thresholds) {
	known := st.ClockRateFrom != "estimated" // an estimate leaves room for any drift
	if d, i := st.ClockDriftPPM, st.ClockDriftInterval; known && d != nil && i != nil && t.Drift > 0 && st.End-st.Start >= driftTakes && max(*d, -*d)-*i >= t.Drift {
		than := "faster"
		if *d < 0 {
			than = "slower"
		}
		add("clock-drift", nil, "The sender's clock runs %.0f ppm (±%.0f) %s than the capture's: %.1f ms in a minute.", max(*d, -*d), *i, than, max(*d, -*d)*60e-3)
	}
	var jumps, restarts []capture.Frame
	var jump Discontinuity
	sought := int64(0)
	for _, x := range st.Discontinuities {
		switch x.Reason {
		case "timestamp":
			if jumps = append(jumps, x.Frame); len(jumps) == 1 {
				jump = x
			}
		case "play":
			sought++ // a seek may step back
		case "restart":
			restarts = append(restarts, x.Frame)
		}
	}
	if len(jumps) > 0 && st.ClockRate > 0 {
		by := float64(int32(jump.ToTime-jump.FromTime)) / float64(st.ClockRate)
		f := add("timestamp-jump", jumps, "The RTP timestamps jump %s, by %.3f s first at frame %d, though the sequence goes on and no PLAY explains it.", count(int64(len(jumps)), "time"), by, jump.Frame.Number())
		*f = f.at(jump.Time)
	}
	if len(restarts) > 0 {
		add("rtp-restart", restarts, "The sequence numbers start anew %s, first at frame %d, under the same SSRC.", count(int64(len(restarts)), "time"), restarts[0].Number())
	}
	if n := st.TimestampsBack - sought; n > 0 && st.sound(m) {
		add("timestamp-backwards", nil, "The RTP timestamps of this audio stream step back at %s.", packets(n))
	}
}

// sound reports whether a stream is known to carry sound.
func (st *Stream) sound(m *Media) bool {
	if m != nil {
		return m.Type == "audio"
	}
	for pt := range st.PayloadTypes {
		if f, ok := codec.StaticFormat(pt); !ok || f.ClockRate == 90000 && pt != 14 {
			return false
		}
	}
	return len(st.PayloadTypes) > 0
}

// companions are payload formats that stand beside a codec in one stream.
var companions = []string{"telephone-event", "tone", "cn", "red", "ulpfec", "parityfec", "flexfec", "flexfec-03", "rtx"}

// typeFinding tells of a codec that changed on the way. Formats that only accompany one do not count,
// nor does what the SDP does not list, which is told elsewhere.
func (st *Stream) typeFinding(m *Media, add addStreamFinding) {
	if st.TypeChanges == 0 {
		return
	}
	var names []string
	for _, pt := range sortedTypes(st.PayloadTypes) {
		f, ok := codec.StaticFormat(pt)
		if m != nil && len(m.Formats) > 0 {
			i := slices.IndexFunc(m.Formats, func(x sdpview.Format) bool { return int(x.PayloadType) == int(pt) })
			if i < 0 {
				continue
			}
			f, ok = m.Formats[i], true
		}
		if ok && slices.Contains(companions, strings.ToLower(f.Encoding)) {
			continue
		}
		names = append(names, strings.TrimSpace(fmt.Sprintf("%d %s", pt, f.Encoding)))
	}
	if len(names) > 1 {
		add("payload-type-changed", one(st.TypeChangeFrame), "The payload type changed %s, first at frame %d: the stream has %s.", count(st.TypeChanges, "time"), st.TypeChangeFrame.Number(), strings.Join(names, " and "))
	}
}

// peakTimes is how many times as far as the whole stream a single second must exceed b=AS to be told.
const peakTimes = 6

// hurried reports whether what came in the second before a time, or some of it, had been held up on the way.
func (st *Stream) hurried(until int64) bool {
	return slices.ContainsFunc(st.Interruptions, func(x Interruption) bool { return x.Kind == HeldUp && x.End <= until && until-x.End < 2e9 })
}

// bandwidthFinding compares a stream with the b=AS of its media: kilobits per second with RTP, UDP and IP
// headers (RFC 8866, 5.8). Servers commonly give the encoder's average without headers instead of the
// maximum, so the stream as a whole has to exceed it, or a second of it by far.
func (st *Stream) bandwidthFinding(m *Media, add addStreamFinding, t *Thresholds) {
	span := float64(st.End-st.Start) * 1e-9
	if m == nil || m.SDP == nil || st.PeakBandwidth == nil || span < 2 || t.OverBandwidth <= 0 || st.CaptureDuplicates > 0 || st.ClockBack > 0 {
		return
	}
	mean, peak, over := float64(st.wireBits)/span, *st.PeakBandwidth, t.OverBandwidth/100
	if st.hurried(st.PeakTime) {
		peak = 0
	}
	for _, b := range m.SDP.Bandwidth {
		as := float64(b.Value) * 1e3
		if !strings.EqualFold(b.Type, "AS") || as <= 0 || mean < as*(1+over) && peak < as*(1+peakTimes*over) {
			continue
		}
		f := add("bandwidth-exceeded", nil, "The stream takes %.0f kbit/s on average and %.0f kbit/s in its highest second, headers included, where b=AS promises %d kbit/s.", mean/1e3, *st.PeakBandwidth/1e3, b.Value)
		*f = f.at(st.PeakTime)
	}
}
