package analyze_test

import (
	"math"
	"strings"
	"testing"

	"rtspect/rtpflow"
)

// phone describes one audio with static payload types.
const phone = "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\nm=audio 0 RTP/AVP 0\r\na=control:track0\r\n"

// call plays 15 s of PCMU, 20 ms a packet, of which some are lost and some late.
func call(t *testing.T, sdp string, lost, late func(i int) bool) (*rtpflow.Stream, []rtpflow.Finding) {
	t.Helper()
	w := newWire(t)
	d := w.connect(hostC)
	d.describe(sdp)
	d.setup(0, udpPorts(6000), serverPorts(5000), "A")
	d.play("")
	m := &media{rtp{seq: 65500, ts: 0xffff0000, ssrc: 7, payload: 160}, 160, 20 * ms}
	f := w.flow(hostS, 5000, hostC, 6000)
	for i := range 750 {
		switch {
		case lost != nil && lost(i):
			m.skip(1)
			w.wait(m.gap)
		case late != nil && late(i): // holds up what follows, which comes in no time after it
			w.wait(600 * ms)
			f.stream(m, 1)
			w.wait(-600 * ms)
		default:
			f.stream(m, 1)
		}
	}
	d.teardown()
	r := w.report()
	return r.Sessions[0].Media[0].Streams[0], r.Sessions[0].Findings
}

func TestVoice(t *testing.T) {
	none := func(int) bool { return false }
	late := func(i int) bool { return i == 400 || i == 500 }
	every := func(n int) func(int) bool { return func(i int) bool { return i%n == n/2 } }
	for _, c := range []struct {
		name    string
		lost    func(int) bool
		late    func(int) bool
		loss    float64 // percent
		burst   float64
		mos     float64 // of listening; by hand from R = 93.2 − 95·Ppl/(Ppl/BurstR + 25.1)
		finding bool
	}{
		{"nothing lost", none, none, 0, 1, 4.409, false},
		{"2 % lost, one by one", every(50), none, 2, 1, 4.235, false},                                                  // Ie,eff 7.01
		{"10 % lost, one by one", every(10), none, 10, 1, 3.411, true},                                                 // 27.07
		{"10 % lost, five at a time", func(i int) bool { return i%50 >= 20 && i%50 < 25 }, none, 10, 4.5, 3.018, true}, // 34.77
		{"two come 600 ms late", none, late, 2. / 7.5, 1, 4.389, false},                                                // 1.00
	} {
		st, findings := call(t, phone, c.lost, c.late)
		v := st.Voice
		if v == nil || v.MOSLQ == nil || v.MOSCQ == nil {
			t.Fatalf("%s: %+v", c.name, v)
		}
		if v.Codec != "G.711" || v.Wideband || math.Abs(v.LossPct-c.loss) > 0.03 || math.Abs(v.BurstR-c.burst) > 0.02 || math.Abs(*v.MOSLQ-c.mos) > 0.003 {
			t.Errorf("%s: loss %v, BurstR %v, MOS %v", c.name, v.LossPct, v.BurstR, *v.MOSLQ)
		}
		if math.Abs(v.DelayMS-80) > 0.1 || *v.MOSCQ >= *v.MOSLQ || len(v.Assumptions) < 3 {
			t.Errorf("%s: delay %v, MOS %v of %v, assuming %q", c.name, v.DelayMS, *v.MOSCQ, *v.MOSLQ, v.Assumptions)
		}
		if hasFinding(findings, "voice-quality-low") != c.finding {
			t.Errorf("%s: findings %+v", c.name, findings)
		}
	}
}

// Over TCP the sender left out what is missing where the capture has all bytes; what was repaired is heard.
func TestVoiceAfterJitterBuffer(t *testing.T) {
	for _, c := range []struct {
		name string
		loss float64 // percent
		talk func(w *wire)
	}{
		{"left out by the sender, over TCP", 10, func(w *wire) {
			d := w.connect(hostC)
			d.describe(phone)
			d.setup(0, channels(0), "", "A")
			d.play("")
			m := &media{rtp{seq: 1, ssrc: 7, payload: 160}, 160, 20 * ms}
			for range 50 {
				d.stream(fromServer, 0, m, 9)
				m.skip(1)
				w.wait(m.gap)
			}
			d.stream(fromServer, 0, m, 1)
			d.teardown()
		}},
		{"sent again, but for every fifth", 2, func(w *wire) {
			w.playing(sdpOf("", "m=audio 0 RTP/AVP 0 97|a=rtpmap:97 rtx/8000|a=fmtp:97 apt=0"), 1)
			f, again := w.flow(hostS, 5000, hostC, 6000), uint16(900)
			for n := range uint16(501) {
				switch n % 10 {
				case 5:
				case 7:
					if n%50 != 7 {
						f.send(packet(97, again, uint32(n-2)*160, 8, resent(n-2)...))
						again++
					}
					fallthrough
				default:
					f.send(append(packet(0, n, uint32(n)*160, 7), make([]byte, 160)...))
				}
				w.wait(20 * ms)
			}
		}},
	} {
		w := newWire(t)
		c.talk(w)
		st := w.report().Sessions[0].Media[0].Streams[0]
		if st.Voice == nil || st.Lost != 50 || math.Abs(st.Voice.LossPct-c.loss) > 0.03 {
			t.Errorf("%s: %d of %d lost, voice %+v", c.name, st.Lost, st.Expected, st.Voice)
		}
	}
}

// Two channels are no voice, nor is a codec that G.113 has nothing of; without a value for loss there is
// no estimate once packets are lost.
func TestNoVoice(t *testing.T) {
	dynamic := func(rtpmap string) string {
		return strings.Replace(phone, "AVP 0", "AVP 0\r\na=rtpmap:0 "+rtpmap, 1)
	}
	for _, c := range []struct {
		rtpmap string
		lost   bool
		voice  bool
		scored bool
	}{
		{"PCMU/8000", false, true, true},
		{"PCMU/8000/2", false, false, false},
		{"PCMU/16000", false, true, true},
		{"L16/8000", false, false, false},
		{"speex/8000", false, false, false},
		{"G726-32/8000", false, true, true},
		{"G726-32/8000", true, true, false},
	} {
		lost := func(i int) bool { return c.lost && i == 300 }
		st, _ := call(t, dynamic(c.rtpmap), lost, nil)
		v := st.Voice
		if (v != nil) != c.voice || v != nil && (v.MOSLQ != nil) != c.scored {
			t.Errorf("%s, loss %v: %+v", c.rtpmap, c.lost, v)
		}
	}
}
