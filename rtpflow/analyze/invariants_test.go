package analyze_test

import (
	"testing"

	"rtspect/rtpflow"
)

// invariants fails the test where a report contradicts itself.
func invariants(t testing.TB, r *rtpflow.Report) {
	t.Helper()
	seen := map[*rtpflow.Stream]bool{}
	listed := map[*rtpflow.Connection]bool{}
	for _, c := range r.Connections {
		listed[c] = true
	}
	findingsHold(t, r.Findings)
	for _, s := range r.Sessions {
		findingsHold(t, s.Findings)
		if s.EndedBy == "" || s.ID == "" || s.End < s.Start {
			t.Errorf("session %q: ended by %q, from %d to %d", s.ID, s.EndedBy, s.Start, s.End)
		}
		for _, c := range s.Connections {
			if !listed[c] {
				t.Errorf("session %s: connection %q is not listed", s.ID, c.ID)
			}
		}
		for _, e := range s.Exchanges {
			if e.Request == nil && e.Response == nil {
				t.Errorf("session %s: an exchange of nothing", s.ID)
			}
		}
		for i := range s.AVOffsets {
			offsetHolds(t, &s.AVOffsets[i])
		}
		for _, m := range s.Media {
			streamsHold(t, s.ID, m.Streams, seen)
			clocksHold(t, m.Streams)
			for _, x := range m.RTCP {
				rtcpHolds(t, s.ID, x)
			}
		}
	}
	streamsHold(t, "unassociated", r.Unassociated.Streams, seen)
	clocksHold(t, r.Unassociated.Streams)
	for _, x := range r.Unassociated.RTCP {
		rtcpHolds(t, "unassociated", x)
	}
}

func findingsHold(t testing.TB, list []rtpflow.Finding) {
	t.Helper()
	for _, f := range list {
		if f.Code == "" || f.Summary == "" || f.Severity > rtpflow.SevNote {
			t.Errorf("finding without code or summary: %+v", f)
		}
	}
}

func streamsHold(t testing.TB, where string, list []*rtpflow.Stream, seen map[*rtpflow.Stream]bool) {
	t.Helper()
	for _, st := range list {
		if seen[st] {
			t.Errorf("%s: stream %08x stands in two places", where, st.SSRC)
		}
		seen[st] = true
		unique := st.Packets - st.Duplicates
		types := int64(0)
		for _, n := range st.PayloadTypes {
			types += n
		}
		missing := int64(0)
		for _, l := range st.Losses {
			missing += l.Count
		}
		switch {
		case unique < 1 || st.Duplicates < 0 || st.OutOfOrder < 0 || st.OutOfOrder >= max(unique, 1):
			t.Errorf("%s: stream %08x: %d packets, %d duplicates, %d out of order", where, st.SSRC, st.Packets, st.Duplicates, st.OutOfOrder)
		case st.Lost != max(0, st.Expected-unique):
			t.Errorf("%s: stream %08x: lost %d, expected %d, packets %d − %d", where, st.SSRC, st.Lost, st.Expected, st.Packets, st.Duplicates)
		case types != st.Packets:
			t.Errorf("%s: stream %08x: payload types %v, packets %d", where, st.SSRC, st.PayloadTypes, st.Packets)
		case st.End < st.Start || st.Markers > st.Packets || st.CaptureDuplicates > st.Duplicates || st.Malformed > st.Packets || st.Truncated > st.Packets:
			t.Errorf("%s: stream %08x: %+v", where, st.SSRC, st)
		case missing > st.Expected || st.LossBursts < 0 || st.MaxBurst < 0 || st.MaxBurst > st.Expected:
			t.Errorf("%s: stream %08x: %d expected, %d listed as missing, %d bursts up to %d", where, st.SSRC, st.Expected, missing, st.LossBursts, st.MaxBurst)
		}
		if j := st.Jitter; j != nil && (j.Mean < 0 || j.Max < j.Mean || j.Last > j.Max) {
			t.Errorf("%s: stream %08x: jitter %+v", where, st.SSRC, j)
		}
		if d := st.Delta; d != nil && (d.Mean < 0 || d.Max < d.Mean) {
			t.Errorf("%s: stream %08x: delta %+v", where, st.SSRC, d)
		}
		sourceHolds(t, where, st.SSRC, st.RTCP)
		if st.ClockRate == 0 && st.ClockRateFrom != "" {
			t.Errorf("%s: stream %08x: no clock rate from %q", where, st.SSRC, st.ClockRateFrom)
		}
	}
}

// sourceHolds fails the test where what RTCP says of a source contradicts itself.
func sourceHolds(t testing.TB, where string, ssrc uint32, r *rtpflow.SourceRTCP) {
	t.Helper()
	if r == nil {
		return
	}
	trips := []*rtpflow.RoundTrip{r.ReceiverRTT, r.SenderRTT}
	blocks := int64(0)
	for _, x := range r.Receptions {
		trips = append(trips, x.RTT)
		blocks += x.Reports
		if x.Reports < 1 || x.WorstFraction < 0 || x.WorstFraction > 1 || (x.Before == nil) != (x.After == nil) || x.After != nil && x.Lag != nil && *x.Lag < 0 {
			t.Errorf("%s: source %08x: %+v", where, ssrc, x)
		}
	}
	for _, x := range trips {
		if x != nil && (x.Count < 1 || x.Min < 0 || x.Mean < x.Min-1e-9 || x.Max < x.Mean-1e-9 || x.Last > x.Max || x.Last < x.Min) {
			t.Errorf("%s: source %08x: round trips %+v", where, ssrc, x)
		}
	}
	if k := r.NACKed; k != nil && (k.Requests < k.Packets || k.Packets < k.Missing+k.Seen || k.Missing < 0 || k.Seen < 0) {
		t.Errorf("%s: source %08x: %+v", where, ssrc, k)
	}
	if s := r.Sent; s != nil && (s.SentPackets < 0 || s.SeenPackets < 0 || s.SeenOctets < 0 || s.Resets < 0) {
		t.Errorf("%s: source %08x: %+v", where, ssrc, s)
	}
	if blocks > r.RR || int64(len(r.KeyframeRequests)) > r.PLI+r.FIR || (r.RTTMS == nil) != (r.ReceiverRTT == nil) || len(r.Receptions) > 0 && r.ReportedLost == nil || r.BYE > 0 != (r.Bye != nil) {
		t.Errorf("%s: source %08x: %+v", where, ssrc, r)
	}
}

func rtcpHolds(t testing.TB, where string, x *rtpflow.RTCP) {
	t.Helper()
	for _, o := range x.Sources {
		sourceHolds(t, where, o.SSRC, o.SourceRTCP)
	}
	if i := x.Interval; i != nil && (i.Min < 0 || i.Mean < i.Min-1e-9 || i.Max < i.Mean-1e-9) {
		t.Errorf("%s: RTCP from %s: interval %+v", where, x.Source, i)
	}
	if x.Share != nil && (*x.Share < 0 || *x.Share > 1) || x.CaptureDuplicates >= x.Packets {
		t.Errorf("%s: RTCP from %s: share %v, %d of %d packets twice", where, x.Source, x.Share, x.CaptureDuplicates, x.Packets)
	}
	sum := int64(0)
	for _, n := range x.Types {
		sum += n
	}
	feedback := int64(0)
	for _, n := range x.Feedback {
		feedback += n
	}
	if x.Packets < 1 || feedback > x.Types["RTPFB"]+x.Types["PSFB"] || sum < x.Packets-x.Malformed && x.Malformed > 0 {
		t.Errorf("%s: RTCP from %s: %+v", where, x.Source, x)
	}
}
