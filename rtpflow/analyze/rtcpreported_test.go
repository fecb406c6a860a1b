package analyze_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rtspect/rtpflow"
)

// words are big-endian 32-bit words.
func words(list ...uint32) (b []byte) {
	for _, x := range list {
		b = binary.BigEndian.AppendUint32(b, x)
	}
	return b
}

// srOf is a sender report that counts packets, 100 octets each.
func srOf(ssrc uint32, ntp uint64, rtpTime, packets uint32, blocks ...[]byte) []byte {
	body := append(words(ssrc, uint32(ntp>>32), uint32(ntp), rtpTime, packets, 100*packets), join(blocks...)...)
	return append(rtcpHeader(byte(len(blocks)), 200, len(body)), body...)
}

// rrOf is a receiver report of some blocks.
func rrOf(ssrc uint32, blocks ...[]byte) []byte {
	body := append(words(ssrc), join(blocks...)...)
	return append(rtcpHeader(byte(len(blocks)), 201, len(body)), body...)
}

// block is a report block (RFC 3550, 6.4.1).
func block(about uint32, fraction byte, lost int32, highest, jitter, lsr, dlsr uint32) []byte {
	return words(about, uint32(fraction)<<24|uint32(lost)&0xffffff, highest, jitter, lsr, dlsr)
}

// xrOf is an extended report of some blocks.
func xrOf(ssrc uint32, blocks ...[]byte) []byte {
	body := append(words(ssrc), join(blocks...)...)
	return append(rtcpHeader(0, 207, len(body)), body...)
}

// after sets the clock to so many ms from the beginning, and some seconds to leave room for signalling.
func (w *wire) after(t float64) { w.now = beginsAt + 10*second + int64(t*1e6) }

// stages are the flows of a media over UDP: RTP and RTCP from the server, RTCP from the client.
func (w *wire) stages() (media, down, up flow) {
	media = w.flow(hostS, 5000, hostC, 6000)
	return media, media.next(), media.next().back()
}

// only gives the one stream's RTCP of a session's first media.
func onlyRTCP(t *testing.T, r *rtpflow.Report) *rtpflow.SourceRTCP {
	t.Helper()
	invariants(t, r)
	list := r.Sessions[0].Media[0].Streams
	if len(list) != 1 || list[0].RTCP == nil {
		t.Fatalf("found:\n%s", placed(r))
	}
	return list[0].RTCP
}

func approx(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*math.Abs(want)+1e-9 {
		t.Errorf("%s is %v, not %v", what, got, want)
	}
}

const ntpOne = 0xec00000012345678 // its middle is 0x00001234

// The sender's counts began before the capture; 50 packets go by between its reports, 3 of which are
// missing, one comes twice.
func TestSentCounts(t *testing.T) {
	w := newWire(t)
	w.watch()
	media, down, _ := w.stages()
	v := video(1, 65500)
	w.after(0)
	media.stream(v, 20)
	down.send(srOf(1, ntpOne, 0, 1020))
	media.stream(v, 10)
	v.skip(3)
	media.stream(v, 37)
	media.send(rtp{pt: 96, marker: true, seq: v.seq - 1, ts: v.ts - 1800, ssrc: 1, payload: 100}.bytes())
	down.send(srOf(1, ntpOne+1<<33, 0, 1070))
	r := w.report()
	s := onlyRTCP(t, r).Sent
	if s == nil {
		t.Fatal("no counts")
	}
	want := rtpflow.SentCounts{LastPackets: 1070, LastOctets: 107000, From: s.From, Until: s.Until, SentPackets: 50, SentOctets: 5000, SeenPackets: 47, SeenOctets: 4700, Missing: 3}
	if diff := cmp.Diff(want, *s); diff != "" {
		t.Error(diff)
	}
	if s.Until <= s.From || hasFinding(r.Sessions[0].Findings, "sr-mismatch") {
		t.Errorf("from %d until %d: %v", s.From, s.Until, r.Sessions[0].Findings)
	}
}

// A sender that counts packets nobody saw, and one that counts too many octets.
func TestSentCountsDisagree(t *testing.T) {
	for _, c := range []struct {
		packets, octets uint32 // from one report to the next
		code            string
	}{{200, 20000, ""}, {215, 21500, ""}, {221, 22100, "sr-mismatch"}, {150, 15000, "sr-mismatch"}, {200, 24000, "sr-octets-mismatch"}, {200, 21000, ""}} {
		w := newWire(t)
		w.watch()
		media, down, _ := w.stages()
		v := video(1, 0)
		w.after(0)
		media.stream(v, 10)
		down.send(srOf(1, ntpOne, 0, 10))
		media.stream(v, 200)
		b := srOf(1, ntpOne+1<<33, 0, 10+c.packets)
		binary.BigEndian.PutUint32(b[24:], 1000+c.octets)
		down.send(b)
		r := w.report()
		for _, code := range []string{"sr-mismatch", "sr-octets-mismatch"} {
			if hasFinding(r.Sessions[0].Findings, code) != (code == c.code) {
				t.Errorf("%d packets, %d octets: %v", c.packets, c.octets, r.Sessions[0].Findings)
			}
		}
	}
}

// Reports pass when 60 packets have passed, 5 of them missing, and the receiver has come to number 56.
func TestReceptions(t *testing.T) {
	for _, c := range []struct {
		lost  int32
		after int64
		code  string
	}{{4, 0, ""}, {5, 1, ""}, {16, 12, "loss-after-capture"}, {0, -4, "loss-not-at-receiver"}, {-1, -5, "loss-not-at-receiver"}, {3, -1, ""}} {
		w := newWire(t)
		w.watch()
		media, _, up := w.stages()
		v := video(1, 65530)
		w.after(0)
		media.stream(v, 10) // 65530 to 3
		v.skip(4)
		media.stream(v, 49) // 8 to 56
		v.skip(1)
		media.stream(v, 2) // 58, 59
		up.send(rrOf(9, block(1, 64, c.lost, 1<<16|56, 900, 0, 0)))
		r := w.report()
		x := onlyRTCP(t, r)
		if len(x.Receptions) != 1 || x.ReportedLost == nil || *x.ReportedLost != int64(c.lost) {
			t.Fatalf("%+v", x)
		}
		q := x.Receptions[0]
		if q.Reporter != 9 || q.Reports != 1 || q.HighestSeq != 1<<16|56 || q.Before == nil || *q.Before != 4 || *q.After != c.after || *q.Lag != 3 {
			t.Errorf("lost %d: %+v, before %v after %v behind %v", c.lost, q, *q.Before, *q.After, *q.Lag)
		}
		approx(t, "fraction", q.Fraction, 0.25)
		approx(t, "jitter", q.Jitter.Mean, 10)
		for _, code := range []string{"loss-after-capture", "loss-not-at-receiver"} {
			if hasFinding(r.Sessions[0].Findings, code) != (code == c.code) {
				t.Errorf("lost %d: %v", c.lost, r.Sessions[0].Findings)
			}
		}
	}
}

// Packets 10 and 12 are missing, 14 has passed. A NACK asks for 10, 12 and 14; then for 10 and 11 again.
func TestNACKed(t *testing.T) {
	w := newWire(t)
	w.watch()
	media, _, up := w.stages()
	v := video(1, 0)
	w.after(0)
	media.stream(v, 10)
	v.skip(1)
	media.stream(v, 1)
	v.skip(1)
	media.stream(v, 7)
	up.send(join(rrOf(9), feedback(205, 1, 9, 1, 0, 10, 0, 0x0a)))
	up.send(join(rrOf(9), feedback(205, 1, 9, 1, 0, 10, 0, 0x01)))
	x := onlyRTCP(t, w.report())
	if want := (rtpflow.NACKed{Requests: 5, Packets: 4, Missing: 2, Seen: 2}); x.NACK != 2 || x.NACKed == nil || *x.NACKed != want {
		t.Errorf("%d messages, %+v", x.NACK, x.NACKed)
	}
}

// What else receivers ask for and tell.
func TestFeedbackOfAStream(t *testing.T) {
	w := newWire(t)
	w.watch()
	media, down, up := w.stages()
	w.after(0)
	media.stream(video(1, 0), 10)
	up.send(join(rrOf(9), feedback(206, 1, 9, 1)))
	up.send(join(rrOf(9), feedback(206, 4, 9, 0, words(1, 7<<24)...)))
	up.send(join(rrOf(9), feedback(206, 15, 9, 0, append([]byte("REMB"), words(2<<24|2<<18|250_000, 1, 77)...)...)))
	up.send(join(rrOf(9), feedback(206, 15, 9, 0, append([]byte("REMB"), words(1<<24|1<<18|250_000, 1)...)...)))
	up.send(join(rrOf(9), feedback(205, 3, 9, 0, words(1, 3<<26|100_000<<9|40)...)))
	down.send(join(sr(1), feedback(205, 4, 1, 0, words(9, 2<<26|100_000<<9|40)...)))
	up.send(feedback(205, 15, 9, 1, words(5<<16|10, 1, 0x2007<<16|0x0003)...)) // seven received, three not
	up.send(append(rtcpHeader(11, 205, 20), words(9, 1, 100<<16|2, 0x8001e001, 0)...))
	x := onlyRTCP(t, w.report())
	if x.PLI != 1 || x.FIR != 1 || len(x.KeyframeRequests) != 2 || x.KeyframeRequests[0].Kind != "PLI" || x.KeyframeRequests[1].Kind != "FIR" || x.KeyframeRequests[1].By != 9 {
		t.Errorf("%+v", x.KeyframeRequests)
	}
	for what, c := range map[string][2]any{
		"REMB":         {x.REMB, &rtpflow.BitrateLimit{Count: 2, Last: 500_000, Min: 500_000, Max: 1_000_000}},
		"TMMBR":        {x.TMMBR, &rtpflow.BitrateLimit{Count: 1, Last: 800_000, Min: 800_000, Max: 800_000}},
		"TMMBN":        {x.TMMBN, &rtpflow.BitrateLimit{Count: 1, Last: 400_000, Min: 400_000, Max: 400_000}},
		"transport-cc": {x.TransportCC, &rtpflow.PacketStatus{Reports: 1, Packets: 10, Received: 7}},
		"CCFB":         {x.CCFB, &rtpflow.PacketStatus{Reports: 1, Packets: 2, Received: 2, CE: 1}},
	} {
		if diff := cmp.Diff(c[1], c[0]); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
}

// Bit rates that no link carries set no limit: they are counted, and neither last nor highest.
func TestBitrateWithoutLimit(t *testing.T) {
	const none = 1<<24 | 63<<18 | 0x3ffff // 2^81
	remb := func(w uint32) []byte {
		return join(rrOf(9), feedback(206, 15, 9, 0, append([]byte("REMB"), words(w, 1)...)...))
	}
	inf := math.Inf(1)
	for _, c := range []struct {
		sent []uint32
		want rtpflow.BitrateLimit
	}{
		{[]uint32{none}, rtpflow.BitrateLimit{Count: 1, Unlimited: 1, Last: inf, Min: inf, Max: inf}},
		{[]uint32{none, 1<<24 | 2<<18 | 250_000}, rtpflow.BitrateLimit{Count: 2, Unlimited: 1, Last: 1e6, Min: 1e6, Max: inf}},
		{[]uint32{1<<24 | 2<<18 | 250_000, none}, rtpflow.BitrateLimit{Count: 2, Unlimited: 1, Last: inf, Min: 1e6, Max: inf}},
		{[]uint32{1<<24 | 32<<18 | 232_830}, rtpflow.BitrateLimit{Count: 1, Last: 232_830 << 32, Min: 232_830 << 32, Max: 232_830 << 32}},
		{[]uint32{1<<24 | 32<<18 | 232_831}, rtpflow.BitrateLimit{Count: 1, Unlimited: 1, Last: inf, Min: inf, Max: inf}},
	} {
		w := newWire(t)
		w.watch()
		media, _, up := w.stages()
		w.after(0)
		media.stream(video(1, 0), 10)
		for _, x := range c.sent {
			up.send(remb(x))
		}
		if diff := cmp.Diff(&c.want, onlyRTCP(t, w.report()).REMB); diff != "" {
			t.Errorf("%x: %s", c.sent, diff)
		}
	}
}

// A VoIP Metrics block: loss 12/256, R factor 93, MOS-LQ 4.2, the rest unknown or 0.
func TestVoIPMetrics(t *testing.T) {
	w := newWire(t)
	w.watch()
	media, _, up := w.stages()
	w.after(0)
	media.stream(video(1, 0), 10)
	voip := append(words(0x07000008, 1), 12, 0, 0, 0, 0, 0, 0, 0, 0, 80, 0, 0, 127, 127, 127, 16, 93, 127, 42, 127, 0, 0, 0, 60, 0, 120, 0, 200)
	up.send(xrOf(9, voip, words(0x18000002, 1, 7)))
	up.send(xrOf(9, words(0x18000002, 1, 8)))
	r := w.report()
	x := onlyRTCP(t, r)
	if len(x.XR) != 2 || x.XR[0].Block != "VoIP Metrics" || x.XR[0].Count != 1 || x.XR[1].Block != "Discard Count" || x.XR[1].Count != 2 || x.XR[1].Reporter != 9 {
		t.Fatalf("%+v", x.XR)
	}
	got := map[string]float64{}
	for _, m := range x.XR[0].Metrics {
		got[m.Name] = m.Value
	}
	want := map[string]float64{
		"loss_pct": 4.6875, "discard_pct": 0, "burst_density_pct": 0, "gap_density_pct": 0, "burst_ms": 0, "gap_ms": 0, "round_trip_ms": 80, "end_system_ms": 0,
		"gmin": 16, "r_factor": 93, "mos_lq": 4.2, "jitter_buffer_nominal_ms": 60, "jitter_buffer_max_ms": 120, "jitter_buffer_abs_max_ms": 200,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]rtpflow.XRMetric{{Name: "discarded", Value: 8}}, x.XR[1].Metrics); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(n{"VoIP Metrics": 1, "Discard Count": 2}, r.Sessions[0].Media[0].RTCP[0].XRBlocks); diff != "" {
		t.Error(diff)
	}
}

// Reports at 0, 2 and 6 s, each captured twice; a request for a key frame between them is none. 10 RTP
// packets of 112 bytes and 3 SRs of 28 with 28 bytes of headers each: of (10·140+3·56+40)·8 bits the
// sender's RTCP has 3·56·8.
func TestIntervalAndShare(t *testing.T) {
	w := newWire(t)
	w.watch()
	media, down, up := w.stages()
	w.after(0)
	media.stream(video(1, 0), 10)
	for _, at := range []float64{1000, 3000, 7000} {
		w.after(at)
		down.send(sr(1))
		w.again(ms)
	}
	w.after(7500)
	up.send(feedback(206, 1, 9, 1))
	r := w.report()
	list := r.Sessions[0].Media[0].RTCP
	if len(list) != 2 || list[0].Packets != 6 || list[0].CaptureDuplicates != 3 || list[0].Interval == nil || list[1].Interval != nil {
		t.Fatalf("%+v", list)
	}
	if diff := cmp.Diff(rtpflow.RTCPInterval{Mean: 3000, Min: 2000, Max: 4000}, *list[0].Interval); diff != "" {
		t.Error(diff)
	}
	total := 10*(112+28) + 3*(28+28) + 12 + 28.
	approx(t, "share", *list[0].Share, 3*(28+28)/total)
	approx(t, "the receiver's share", *list[1].Share, (12+28)/total)
	approx(t, "bit rate", *list[0].Bitrate, 8*3*(28+28)/7.5)
}

// A capture of RTCP alone tells what it can: who reports, losses, round trips.
func TestRTCPAlone(t *testing.T) {
	w := newWire(t)
	_, down, up := w.stages()
	w.after(1000)
	down.send(join(srOf(1, ntpOne, 0, 10), sdes(1, "camera")))
	w.after(1150)
	up.send(join(rrOf(9, block(1, 0, 3, 9, 0, 0x1234, 6554)), sdes(9, "viewer")))
	w.after(6000)
	down.send(join(srOf(1, ntpOne+5<<32, 0, 90), sdes(1, "camera")))
	up.send(join(rrOf(9, block(1, 0, 4, 9, 0, 0, 0)), sdes(9, "viewer")))
	r := w.report()
	invariants(t, r)
	list := r.Unassociated.RTCP
	if len(list) != 2 || len(list[0].Sources) != 1 || len(list[1].Sources) != 1 {
		t.Fatalf("found %+v", list)
	}
	a, b := list[0].Sources[0], list[1].Sources[0]
	if a.SSRC != 1 || a.SR != 2 || a.CNAME != "camera" || a.Sent != nil || len(a.Reports) != 2 {
		t.Errorf("%+v", a.SourceRTCP)
	}
	if b.SSRC != 1 || b.RR != 2 || b.ReportedLost == nil || *b.ReportedLost != 4 || b.ReceiverRTT == nil || b.Receptions[0].Before != nil {
		t.Errorf("%+v", b.SourceRTCP)
	}
	approx(t, "round trip", *b.RTTMS, 150-6554./65536*1000)
}

// A last report that repeats the one before but for the wall clock is told as that, and used for nothing.
func TestRepeatedReport(t *testing.T) {
	for _, c := range []struct {
		name    string
		packets uint32 // of the last report
		rtp     uint32
		stale   bool
	}{{"all the same", 120, 180000, true}, {"counts went on", 140, 216000, false}, {"timestamp went on", 120, 252000, false}} {
		w := newWire(t)
		w.watch()
		media, down, _ := w.stages()
		v := video(1, 0)
		w.after(0)
		media.stream(v, 100)
		down.send(srOf(1, ntpOne, 180000, 100))
		media.stream(v, 20)
		down.send(srOf(1, ntpOne+1<<31, 180000+36000, 120))
		if c.stale {
			c.rtp = 180000 + 36000
		}
		media.stream(v, 40)
		down.send(srOf(1, ntpOne+1<<33, c.rtp, c.packets))
		r := w.report()
		x := onlyRTCP(t, r)
		if (x.RepeatedSRs == 1) != c.stale || hasFinding(r.Sessions[0].Findings, "sr-stale") != c.stale || x.SR != 3 {
			t.Errorf("%s: %d stale of %d: %v", c.name, x.RepeatedSRs, x.SR, r.Sessions[0].Findings)
		}
		if c.stale && (len(x.Reports) != 2 || x.Sent.SentPackets != 20 || hasFinding(r.Sessions[0].Findings, "sr-mismatch") || hasFinding(r.Sessions[0].Findings, "sender-clock-contradictory")) {
			t.Errorf("%s: it was used: %+v %v", c.name, x.Sent, r.Sessions[0].Findings)
		}
	}
}
