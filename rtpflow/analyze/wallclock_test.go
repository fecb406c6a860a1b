package analyze_test

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// since1900 is the seconds from 1900, where NTP counts from, to 1970.
const since1900 = 2208988800

// ntpOf is a time as NTP has it.
func ntpOf(ns int64) uint64 {
	return uint64(ns/second+since1900)<<32 | uint64(float64(ns%second)*(1<<32)/1e9+0.5)&0xffffffff
}

// report is a sender report with its clock (RFC 3550, 6.4.1).
func report(ssrc uint32, ntp uint64, ts uint32) []byte {
	b := sr(ssrc)
	binary.BigEndian.PutUint64(b[8:], ntp)
	binary.BigEndian.PutUint32(b[16:], ts)
	return b
}

// scene is a session of a picture and a sound, 50 packets a second of each, with sender reports of both
// every 5 s. Its zero value is healthy.
type scene struct {
	begins  int64  // 0: as every wire
	seconds int    // 0: 20
	firstTS uint32 // of the video
	// report changes what a report says, that is sent so many seconds after the start.
	report func(after int, audio bool, ntp uint64, ts uint32) (uint64, uint32)
	// arrival is when a packet comes that was sent so many nanoseconds after the start.
	arrival func(at int64, audio bool) int64
	fast    uint32 // ticks added to the video's timestamps every 20 ms
	rtpInfo uint32 // added to RTP-Info's timestamp of the audio
	cname   string // of the audio; the video's is "cam"
}

func (s scene) run(t *testing.T) *rtpflow.Session {
	w := newWire(t)
	if s.begins != 0 {
		w.now = s.begins
	}
	d := w.connect(hostC)
	d.describe(twoMedia)
	d.setup(0, udpPorts(6000), serverPorts(5000), "A")
	d.setup(1, udpPorts(6002), serverPorts(5002), "A")
	v, a := video(1, 100), audio(2, 200)
	v.ts, v.step = s.firstTS, v.step+s.fast
	d.play(fmt.Sprintf("url=%s;seq=100;rtptime=%d,url=%s;seq=200;rtptime=%d", d.track(0), v.ts, d.track(1), a.ts+s.rtpInfo))
	start, seconds := w.now, cmp.Or(s.seconds, 20)
	var list []capture.Packet
	put := func(audio bool, port uint16, sent int64, b []byte) {
		when := sent
		if s.arrival != nil && port == 0 {
			when = s.arrival(sent, audio)
		}
		if audio {
			port += 2
		}
		list = append(list, capture.Packet{Proto: capture.UDP, Src: at(hostS, 5000+port), Dst: at(hostC, 6000+port), Payload: b, Time: start + when})
	}
	for i := range seconds * 50 {
		sent := int64(i) * 20 * ms
		if i%250 == 25 {
			s.reports(i/50, start+sent, v, a, func(audio bool, b []byte) { put(audio, 1, sent, b) })
		}
		put(false, 0, sent, v.next())
		put(true, 0, sent, a.next())
	}
	slices.SortStableFunc(list, func(p, q capture.Packet) int { return cmp.Compare(p.Time, q.Time) })
	for _, p := range list {
		w.now = p.Time
		w.put(p)
	}
	w.now += 100 * ms
	d.teardown()
	r := w.report()
	invariants(t, r)
	if len(r.Sessions) != 1 || len(r.Sessions[0].Media) != 2 || len(r.Sessions[0].Media[0].Streams) != 1 || len(r.Sessions[0].Media[1].Streams) != 1 {
		t.Fatalf("found:\n%s", placed(r))
	}
	return r.Sessions[0]
}

// reports sends a report of each medium, with its name.
func (s *scene) reports(after int, now int64, v, a *media, put func(audio bool, b []byte)) {
	for i, m := range []*media{v, a} {
		ntp, ts := ntpOf(now), m.ts
		if s.report != nil {
			ntp, ts = s.report(after, i == 1, ntp, ts)
		}
		name := "cam"
		if i == 1 {
			name = cmp.Or(s.cname, name)
		}
		put(i == 1, join(report(m.ssrc, ntp, ts), sdes(m.ssrc, name)))
	}
}

// clocksHold checks what must be true of the clocks of any streams.
func clocksHold(t testing.TB, list []*rtpflow.Stream) {
	t.Helper()
	for _, st := range list {
		if w := st.WallClock; w != nil {
			if w.Reports < 1 || w.Wrong < 0 || w.Wrong > w.Reports || (w.FirstCapture == nil) != (w.LastCapture == nil) && len(st.Discontinuities) == 0 {
				t.Errorf("stream %08x: clock %+v", st.SSRC, w)
			}
			if d := w.Delay; d != nil && !(d.Min <= d.Max && math.Abs(d.Mean) < 1e15) {
				t.Errorf("stream %08x: delay %+v", st.SSRC, d)
			}
			if r := w.Rate; r != nil && !(r.Hz > 0 && r.Span > 0) {
				t.Errorf("stream %08x: rate %+v", st.SSRC, r)
			}
		}
		if v := st.Voice; v != nil && (!(v.LossPct >= 0 && v.LossPct <= 100 && v.BurstR >= 1 && v.DelayMS > 0) ||
			v.MOSLQ != nil && !(*v.MOSLQ >= 1 && *v.MOSLQ <= 4.5) || v.MOSCQ != nil && !(*v.MOSCQ >= 1 && *v.MOSCQ <= *v.MOSLQ)) {
			t.Errorf("stream %08x: voice %+v", st.SSRC, v)
		}
	}
}

func offsetHolds(t testing.TB, x *rtpflow.AVOffset) {
	t.Helper()
	if !(math.Abs(x.MeanMS) <= 1e6) || x.Verdict == "" || x.TiedBy == "" || (x.GapMS == nil) != (x.Verdict == "too-short") {
		t.Errorf("A/V offset %+v", x)
	}
}

// Codes of the findings about clocks.
func clockCodes(list []rtpflow.Finding) string {
	var codes []string
	for _, f := range list {
		if strings.HasPrefix(f.Code, "sender-") || strings.HasPrefix(f.Code, "av-") || f.Code == "rtp-info-clock-mismatch" {
			codes = append(codes, f.Code)
		}
	}
	slices.Sort(codes)
	return strings.Join(codes, " ")
}

func TestWallClock(t *testing.T) {
	all := func(change func(ntp uint64, now int64) uint64) func(int, bool, uint64, uint32) (uint64, uint32) {
		return func(_ int, _ bool, ntp uint64, ts uint32) (uint64, uint32) {
			return change(ntp, int64(ntp>>32-since1900)*second), ts
		}
	}
	for _, c := range []struct {
		name  string
		scene scene
		codes string
		kind  string // of the video's clock
		gap   float64
		verd  string
	}{
		{"healthy", scene{}, "", "wall-clock", 0, "undetectable"},
		{"the timestamps wrap", scene{firstTS: 0xfff80000}, "", "wall-clock", 0, "undetectable"},
		{"NTP wraps in 2036", scene{begins: (1<<32 - since1900 - 10) * second}, "", "wall-clock", 0, "undetectable"},
		{"no clock", scene{report: all(func(uint64, int64) uint64 { return 0 })}, "sender-clock-none", "none", 0, "-"},
		{"time since start", scene{report: all(func(ntp uint64, _ int64) uint64 { return ntp - ntpOf(beginsAt-100*second) })}, "sender-clock-elapsed", "elapsed", 0, "undetectable"},
		{"never set", scene{report: all(func(ntp uint64, _ int64) uint64 { return ntp - uint64(beginsAt/second-100)<<32 })}, "sender-clock-elapsed", "elapsed", 0, "undetectable"},
		{"three years slow", scene{report: all(func(ntp uint64, _ int64) uint64 { return ntp - 3*366*86400<<32 })}, "sender-clock-elapsed", "not-set", 0, "undetectable"},
		{"Unix time", scene{report: all(func(ntp uint64, _ int64) uint64 { return ntp - since1900<<32 })}, "sender-clock-epoch", "unix-epoch", 0, "undetectable"},
		{"3 s slow", scene{report: all(func(ntp uint64, _ int64) uint64 { return ntp - 3<<32 })}, "sender-clock-offset", "wall-clock", 0, "undetectable"},
		{"set forward by 2 s", scene{seconds: 40, report: func(after int, _ bool, ntp uint64, ts uint32) (uint64, uint32) {
			return ntp + uint64(after/20)*2<<32, ts
		}}, "sender-clock-step", "wall-clock", 0, "undetectable"},
		{"one report of another moment", scene{seconds: 40, report: func(after int, audio bool, ntp uint64, ts uint32) (uint64, uint32) {
			if after == 20 && !audio {
				ts += 10 * 90000
			}
			return ntp, ts
		}}, "sender-report-wrong", "wall-clock", 0, "undetectable"},
		{"reports of another stream", scene{report: func(after int, audio bool, ntp uint64, ts uint32) (uint64, uint32) {
			return ntp, ts + 1<<30
		}}, "sender-clock-contradictory", "contradictory", 0, "-"},
		{"reports encrypted", scene{report: func(after int, _ bool, ntp uint64, ts uint32) (uint64, uint32) {
			return ntp * 0x9e3779b97f4a7c15, ts * 0x9e3779b9
		}}, "sender-clock-contradictory", "contradictory", 0, "-"},
		{"reports at another rate", scene{report: func(after int, audio bool, ntp uint64, ts uint32) (uint64, uint32) {
			return ntp, ts / 90 * 8
		}}, "sender-clock-contradictory sender-clock-contradictory", "contradictory", 0, "-"},
		{"a fast RTP clock", scene{seconds: 45, fast: 2}, "sender-clock-rate", "wall-clock", 0, "undetectable"}, // 1111 ppm
		{"the audio's reports are 2 s off", scene{report: func(_ int, audio bool, ntp uint64, ts uint32) (uint64, uint32) {
			if audio {
				ts += 2 * 48000
			}
			return ntp, ts
		}}, "av-offset rtp-info-clock-mismatch", "wall-clock", -1980, "unacceptable"},
		{"the picture comes 120 ms late", scene{arrival: func(at int64, audio bool) int64 {
			if !audio {
				at += 120 * ms
			}
			return at
		}}, "av-offset", "wall-clock", 120, "unacceptable"},
		{"60 ms late", scene{arrival: func(at int64, audio bool) int64 {
			if !audio {
				at += 60 * ms
			}
			return at
		}}, "", "wall-clock", 60, "detectable"},
		{"the picture falls behind", scene{seconds: 70, arrival: func(at int64, audio bool) int64 {
			if !audio {
				at += at / 1000
			}
			return at
		}}, "av-drift", "wall-clock", -1, "undetectable"},
		{"sent ahead, the picture more", scene{arrival: func(at int64, audio bool) int64 {
			if lead := 6 * second; audio {
				return max(at/20, at-lead)
			} else {
				return max(at/20, at-lead-500*ms)
			}
		}}, "", "wall-clock", -480, "not-real-time"},
		{"a buffer filled, the picture's more", scene{seconds: 120, arrival: func(at int64, audio bool) int64 {
			if lead := 2 * second; audio {
				return max(at/20, at-lead)
			} else {
				return max(at/20, at-lead-500*ms)
			}
		}}, "", "wall-clock", -480, "sent-ahead"},
		{"RTP-Info is 400 ms off", scene{rtpInfo: 400 * 48}, "rtp-info-clock-mismatch", "wall-clock", 0, "undetectable"},
		{"two clocks", scene{cname: "other"}, "", "wall-clock", 0, "-"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := c.scene.run(t)
			if got := clockCodes(s.Findings); got != c.codes {
				t.Errorf("findings %q, want %q: %+v", got, c.codes, s.Findings)
			}
			st := s.Media[0].Streams[0]
			if st.WallClock == nil || st.WallClock.Kind != c.kind {
				t.Fatalf("clock %+v", st.WallClock)
			}
			if n := len(st.WallClock.WrongFrames); n != st.WallClock.Wrong || strings.Contains(c.codes, "sender-report-wrong") != (n == 1) {
				t.Errorf("wrong reports %d, frames %d", st.WallClock.Wrong, st.WallClock.WrongFrames)
			}
			if (len(s.AVOffsets) == 0) != (c.verd == "-") {
				t.Fatalf("offsets %+v", s.AVOffsets)
			}
			for _, x := range s.AVOffsets {
				if x.Verdict != c.verd || c.gap != -1 && (x.GapMS == nil || math.Abs(*x.GapMS-c.gap) > 3) {
					t.Errorf("verdict %s, gap %v", x.Verdict, *x.GapMS)
				}
			}
		})
	}
}

// What a healthy clock and one that steps say in numbers.
func TestWallClockNumbers(t *testing.T) {
	s := scene{seconds: 40, report: func(after int, _ bool, ntp uint64, ts uint32) (uint64, uint32) {
		return ntp + uint64(after/20)*2<<32, ts
	}}.run(t)
	st := s.Media[0].Streams[0]
	w := st.WallClock
	if *w.FirstCapture != st.Start || *w.LastCapture != st.End+2*second {
		t.Errorf("captured %d to %d, sent %d to %d", *w.FirstCapture, *w.LastCapture, st.Start, st.End)
	}
	if len(w.Steps) != 1 || math.Abs(w.Steps[0].MS-2000) > 0.001 || w.Steps[0].Time != st.Start+20*second+500*ms || w.Steps[0].Frame == 0 {
		t.Errorf("steps %+v", w.Steps)
	}
	if w.Rate == nil || math.Abs(w.Rate.PPM) > 0.001 || math.Abs(w.Rate.Span-15) > 1e-9 {
		t.Errorf("rate %+v", w.Rate)
	}
	if math.Abs(*w.OffsetMS+2000) > 0.001 || math.Abs(w.Delay.Min+2000) > 0.001 || math.Abs(w.Delay.Max) > 0.001 {
		t.Errorf("offset %v, delay %+v", *w.OffsetMS, w.Delay)
	}
	p := s.Plays[0].Media[0]
	if p.FirstCapture == nil || *p.FirstCapture != st.Start || *p.FirstNPT != 0 {
		t.Errorf("played from %v, captured %v", *p.FirstNPT, p.FirstCapture)
	}
}
