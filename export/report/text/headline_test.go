package text

import (
	"fmt"
	"strings"
	"testing"

	"rtspect/export/report/internal/sample"
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

func TestHeadline(t *testing.T) {
	raw := sample.Report()
	for _, m := range raw.Sessions[0].Media {
		m.Streams, m.Raw = nil, &rtpflow.RawFlow{Packets: 9, Format: "MP2T"}
	}
	raw.Unassociated.Streams = nil
	media := len(raw.Sessions[0].Media)
	healthy := sample.Report()
	healthy.Findings, healthy.Sessions[0].Findings = nil, nil
	healthy.Sessions[0].Media[0].Streams[0].Lost = 0
	for _, c := range []struct {
		r    *rtpflow.Report
		want string
	}{
		{sample.Report(), "c01.pcap: 1 session, 2 RTP streams, 12 of 401 packets lost (3.0 %); 1 error (no-rtp), 1 warning, 1 note"},
		{raw, fmt.Sprintf("c01.pcap: 1 session, no RTP streams, %s; 1 error (no-rtp), 1 warning, 1 note", view.Count(int64(media), "non-RTP stream"))},
		{healthy, "c01.pcap: 1 session, 2 RTP streams, no packet loss; no findings"},
		{sample.Empty(), "empty.pcap: no packets"},
	} {
		if got, _, _ := strings.Cut(write(t, NewReports, view.Options{Width: 200}, c.r), "\n"); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

// The packets of repair streams are not media that was lost.
func TestHeadlineWithRepair(t *testing.T) {
	r := sample.Report()
	m := r.Sessions[0].Media[0]
	m.Streams[0].Repaired = &rtpflow.Repaired{Recovered: 11, Residual: 1}
	m.Streams = append(m.Streams, &rtpflow.Stream{SSRC: 9, Packets: 50, Expected: 60, Lost: 10, Repair: &rtpflow.Repair{Kind: rtpflow.RepairRTX}})
	for _, c := range [][2]string{{rtpflow.RepairRTX, "repaired"}, {rtpflow.RepairULPFEC, "repairable"}} {
		m.Streams[0].Repaired.By = []*rtpflow.Repair{{Kind: c[0], Recovered: 11}}
		x := (&report{model: r}).totals()
		if got, want := x.datagrams.text("lost"), "12 of 401 packets lost (3.0 %), 11 "+c[1]; got != want || x.streams != 2 || x.repairs != 1 {
			t.Errorf("%d streams, %d of repair, %s; want %s", x.streams, x.repairs, got, want)
		}
	}
}

func TestEndOfSessions(t *testing.T) {
	teardown := func(status int) []*rtpflow.Exchange {
		e := *sample.Report().Sessions[0].Exchanges[0]
		e.Method = "TEARDOWN"
		r := *e.Response
		if r.Status = status; status == 0 {
			e.Response = nil
		} else {
			e.Response = &r
		}
		return []*rtpflow.Exchange{&e}
	}
	media := sample.Report().Sessions[0].Media
	for want, s := range map[string]*rtpflow.Session{
		"ended by TEARDOWN":                                       {EndedBy: "teardown", Media: media},
		"still open at end of capture":                            {EndedBy: "capture-end", Media: media},
		"no TEARDOWN, client closed the connection":               {EndedBy: "client-close", Media: media},
		"TEARDOWN refused, client closed the connection":          {EndedBy: "client-close", Media: media, Exchanges: teardown(501)},
		"TEARDOWN without response, server closed the connection": {EndedBy: "server-close", Media: media, Exchanges: teardown(0)},
		"no TEARDOWN, session timed out":                          {EndedBy: "timeout", Media: media},
		"server reset the connection":                             {EndedBy: "server-reset"},
		"end unknown":                                             {EndedBy: "", Media: media},
	} {
		if got := endText(s); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
