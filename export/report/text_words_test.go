package report

import (
	"testing"

	"rtspect/rtpflow"
)

func TestAVText(t *testing.T) {
	ms := func(x float64) *float64 { return &x }
	stream := &rtpflow.Stream{}
	for want, x := range map[string]rtpflow.AVOffset{
		"by the sender's clock, video arrives 79.3 ms before the audio of the same instant on average, 18.5 ms of it beyond the spread of transit times: not noticeable":       {MeanMS: -79.3, GapMS: ms(-18.5), Verdict: "undetectable"},
		"by the sender's clock, video arrives 4.18 ms after the audio of the same instant on average, all of it within the spread of transit times: not noticeable":            {MeanMS: 4.18, GapMS: ms(0), Verdict: "undetectable"},
		"by the sender's clock, video arrives 10.0 ms after the audio of the same instant on average, but most of the time at least 60.0 ms before it: noticeable, acceptable": {MeanMS: 10, GapMS: ms(-60), Verdict: "detectable"},
		"by the sender's clock, video arrives 12.0 ms before the audio of the same instant on average":                                                                         {MeanMS: -12, Verdict: "too-short"},
	} {
		x.Video, x.Audio = stream, stream
		if got := avText(&x); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

func TestWhereLost(t *testing.T) {
	n := func(x int64) *int64 { return &x }
	for want, x := range map[string]rtpflow.Reception{
		"":                               {},
		" (more received than expected)": {Lost: -1, Before: n(33), After: n(-34)},
		" (2 before the capture point, 5 after it)": {Lost: 7, Before: n(2), After: n(5)},
		" (before the capture point)":               {Lost: 7, Before: n(7), After: n(0)},
		" (9 missing in the capture)":               {Lost: 7, Before: n(9), After: n(-2)},
	} {
		if got := whereLost(&x); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := whereLost(&rtpflow.Reception{Lost: 3}); got != "" {
		t.Errorf("%q where it is not known", got)
	}
}

func TestSkewText(t *testing.T) {
	for want, s := range map[string]rtpflow.Spread{
		"at the same time": {Mean: -0.0001, Min: -0.0004, Max: 0.0003},
		"2.31 ms later on average (-0.1 to 4.02 later)":    {Mean: 2.31, Min: -0.1, Max: 4.02},
		"2.31 ms earlier on average (-4.02 to -0.1 later)": {Mean: -2.31, Min: -4.02, Max: -0.1},
	} {
		if got := skewText(&s); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Streams of repair are not media that was lost.
func TestHeadlineOfRepair(t *testing.T) {
	r := sample()
	m := r.Sessions[0].Media[0]
	m.Streams[0].Repaired = &rtpflow.Repaired{Recovered: 11, Residual: 1}
	m.Streams = append(m.Streams, &rtpflow.Stream{SSRC: 9, Packets: 50, Expected: 60, Lost: 10, Repair: &rtpflow.Repair{Kind: rtpflow.RepairRTX}})
	for _, c := range [][2]string{{rtpflow.RepairRTX, "repaired"}, {rtpflow.RepairULPFEC, "repairable"}} {
		m.Streams[0].Repaired.By = []*rtpflow.Repair{{Kind: c[0], Recovered: 11}}
		streams, repairs, sum, _ := (&textReport{report: r}).totals()
		if got, want := sum.text("lost"), "12 of 401 packets lost (3.0 %), 11 of them "+c[1]; got != want || streams != 2 || repairs != 1 {
			t.Errorf("%d streams, %d of repair, %s; want %s", streams, repairs, got, want)
		}
	}
}

func TestHowSessionsEnd(t *testing.T) {
	teardown := func(status int) []*rtpflow.Exchange {
		e := *sample().Sessions[0].Exchanges[0]
		e.Method = "TEARDOWN"
		r := *e.Response
		r.Status = status
		e.Response = &r
		return []*rtpflow.Exchange{&e}
	}
	media := sample().Sessions[0].Media
	for want, s := range map[string]*rtpflow.Session{
		"ended by TEARDOWN": {EndedBy: "teardown", Media: media},
		"ended without TEARDOWN: the client closed the connection":      {EndedBy: "client-close", Media: media},
		"ended with TEARDOWN refused: the client closed the connection": {EndedBy: "client-close", Media: media, Exchanges: teardown(501)},
		"ended: the server reset the connection":                        {EndedBy: "server-reset"},
	} {
		if got := endText(s); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
