package rtpflow_test

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
		for _, m := range s.Media {
			streamsHold(t, s.ID, m.Streams, seen)
			for _, x := range m.RTCP {
				rtcpHolds(t, s.ID, x)
			}
		}
	}
	streamsHold(t, "unassociated", r.Unassociated.Streams, seen)
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
		case st.End < st.Start || st.Markers > st.Packets || st.CaptureDuplicates > st.Duplicates || st.Malformed > st.Packets || st.Snapped > st.Packets:
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
		if st.ClockRate == 0 && st.ClockRateFrom != "" {
			t.Errorf("%s: stream %08x: no clock rate from %q", where, st.SSRC, st.ClockRateFrom)
		}
	}
}

func rtcpHolds(t testing.TB, where string, x *rtpflow.RTCP) {
	t.Helper()
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
