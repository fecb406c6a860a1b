package text

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"rtspect/export/report/internal/sample"
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// words returns text with one space between words, however it is wrapped.
func words(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestConnection(t *testing.T) {
	t1 := &report{writer: newWriter(nil, view.Options{})}
	base := sample.Report().Connections[0]
	for want, change := range map[string]func(c *rtpflow.Connection){
		"c1 from 10.77.10.2:48512, server retransmitted 267 bytes, closed by the client": func(*rtpflow.Connection) {},
		"c1 from 10.77.10.2:48512, HTTP tunnel (POST), paired with c2, opened before the capture, server retransmitted 267 bytes, reset by both sides": func(c *rtpflow.Connection) {
			c.Kind, c.SYNSeen, c.TunnelPeer = rtpflow.KindTunnelPost, false, &rtpflow.Connection{ID: "c2"}
			c.Sides[rtpflow.Client].FIN = 0
			c.Sides[rtpflow.Client].RST, c.Sides[rtpflow.Server].RST = 7, 8
		},
		"c1 from 10.77.10.2:48512, 5 bytes from the client missing (never acknowledged), 9 bytes from the server missing, server retransmitted 267 bytes, 1 unparsed byte from the server (neither RTSP nor interleaved frames), closed and then reset by the client": func(c *rtpflow.Connection) {
			c.Sides[rtpflow.Client].GapBytes, c.Sides[rtpflow.Client].LostBytes, c.Sides[rtpflow.Client].RST = 5, 5, 9
			c.Sides[rtpflow.Server].GapBytes, c.Sides[rtpflow.Server].LostBytes, c.Sides[rtpflow.Server].UnparsedBytes = 9, 5, 1
		},
		"c1 from 10.77.10.2:48512, TLS, SNI cam.example, 7 bytes from the server missing (truncated by snaplen), server retransmitted 267 bytes, closed by the client, reset by the server": func(c *rtpflow.Connection) {
			c.Kind, c.ServerName = rtpflow.KindTLS, "cam.example"
			c.Sides[rtpflow.Server].GapBytes, c.Sides[rtpflow.Server].TruncatedBytes, c.Sides[rtpflow.Server].RST = 7, 7, 3
		},
	} {
		c := *base
		change(&c)
		if got := t1.connection(&c); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestRepairFacts(t *testing.T) {
	st := &rtpflow.Stream{Lost: 12}
	for want, r := range map[string]rtpflow.Repair{
		"20 packets, 11 of 12 lost repaired, 3 not needed, 1 repeated, 2 padding only": {Kind: rtpflow.RepairRTX, Packets: 20, Recovered: 11, Useless: 3, Repeated: 1, Padding: 2},
		"20 packets, 11 of 12 lost repaired, 4 redundant blocks on up to 2 levels":     {Kind: rtpflow.RepairRED, Packets: 20, Recovered: 11, Useless: 3, RED: &rtpflow.RED{Blocks: 4, Levels: 2}},
		"9 packets, 1 of 12 lost repairable, 2 insufficient, 6 row, 3 column":          {Kind: rtpflow.RepairSMPTE, Packets: 9, Recovered: 1, Failed: 2, Rows: 6, Columns: 3},
		"9 packets, 1 of 12 lost repaired, simultaneous":                               {Kind: rtpflow.RepairDuplicate, Packets: 9, Recovered: 1, Useless: 8, Skew: &rtpflow.Spread{}},
	} {
		if got := strings.Join(repairFacts(st, &r), ", "); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// Many sources and receivers in RTCP are limited.
func TestManyReportedStreams(t *testing.T) {
	r := sample.Report()
	m := r.Sessions[0].Media[0]
	first := m.Streams[0].RTCP
	for i := range 4 {
		first.Receptions = append(first.Receptions, rtpflow.Reception{Reporter: uint32(100 + i)})
	}
	for i := range 6 {
		m.RTCP[0].Sources = append(m.RTCP[0].Sources, rtpflow.RTCPSource{SSRC: uint32(200 + i), SourceRTCP: &rtpflow.SourceRTCP{CNAME: fmt.Sprint("source", i)}})
	}
	out, all := write(t, NewReports, view.Options{}, r), write(t, NewReports, view.Options{All: true}, r)
	for want, in := range map[string][2]bool{
		"… 2 more receivers not shown (use --all)": {true, false},
		"… 4 more streams not shown (use --all)":   {true, false},
		"CNAME elsewhere": {true, true},
		"CNAME source1":   {true, true},
		"CNAME source2":   {false, true},
		"TOOL GStreamer":  {false, true},
	} {
		if got := [2]bool{strings.Contains(out, want), strings.Contains(all, want)}; got != in {
			t.Errorf("%s: %t, want %t", want, got, in)
		}
	}
}

func TestPlays(t *testing.T) {
	r := sample.Report()
	s := r.Sessions[0]
	play := &rtpflow.Play{
		Time: sample.At(1), EndedBy: "PAUSE", Scale: 2, Speed: 1,
		Media: []rtpflow.PlayedMedia{{FirstNPT: new(1.5), LastNPT: new(4.0)}, {FirstNPT: new(1.25), LastNPT: new(3.0)}},
	}
	s.Plays = []*rtpflow.Play{play}
	if out := write(t, NewReports, view.Options{}, r); strings.Contains(out, "\n  played") {
		t.Error("a single PLAY has a line")
	}
	for range 9 {
		s.Plays = append(s.Plays, &rtpflow.Play{Time: sample.At(2), EndedBy: "end", Scale: 1})
	}
	out := write(t, NewReports, view.Options{}, r)
	for _, want := range []string{"played      at 1.000 s: NPT 1.250 to 4.000, scale 2, until PAUSE\n", "played      at 2.000 s, until the end\n", "2 more PLAY requests not shown (use --all)"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

// The dialects of vendors have separate lines.
func TestDialects(t *testing.T) {
	for name, lines := range map[string][]string{
		"wms.pcap": {
			"content Made-up clip ☂, duration 2.000 s, up to 506 kbit/s stream 1: audio Windows Media Audio 2, 44100 Hz, 2 channels, 32.0 kbit/s",
			"probe 3 packet-pair frames (3,440 bytes) to measure bandwidth; the client reported 1.09 Mbit/s",
			"log player 9.0.0.2980, on Windows_XP", "ASF: 10 data packets, 10 keyframe payloads; stream 1: 40 payloads",
		},
		"raop.pcap":         {"control: 2 sync packets, 1 packet requested again, 1 resent; timing: 2 requests, 2 responses; latency 11,025 samples"},
		"onvif-replay.pcap": {"(from the ONVIF replay extension)"},
		"realmedia.pcap":    {"no RTP, but 22 packets of RDT", "1 non-RTP stream"},
		"wfd.pcap":          {"server: GET_PARAMETER", "MPEG-TS 168 packets, 0x1011 H.264, no continuity errors"},
	} {
		out := words(write(t, NewReports, view.Options{Width: 200}, sample.Analyze(t, filepath.Join("../../../testdata/made-up", name))))
		for _, want := range lines {
			if !strings.Contains(out, want) {
				t.Errorf("%s: no %q in\n%s", name, want, out)
			}
		}
	}
}
