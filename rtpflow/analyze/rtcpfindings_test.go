package analyze_test

import (
	"testing"

	"rtspect/rtpflow/findings/catalog"
)

// Each finding about RTCP, in a session that is otherwise healthy.
func TestRTCPFindings(t *testing.T) {
	srtcp := func(index byte) []byte {
		b := join([]byte{0x81, 201, 0, 1, 0, 0, 0, 9}, words(0x13572468, 0x97531864, 0x31415926), []byte{0x80, 0, 0, index}, make([]byte, 10))
		return b
	}
	healthy := func(w *wire, media, down, up flow, v *media) {
		for i := range 8 {
			media.stream(v, 250)
			down.send(join(srOf(1, ntpOne+uint64(i)*5<<32, v.ts, uint32(v.seq)), sdes(1, "camera")))
			up.send(join(rrOf(9, block(1, 0, 0, uint32(v.seq-1), 0, uint32((ntpOne+uint64(i)*5<<32)>>16), 65)), sdes(9, "viewer")))
		}
	}
	for _, c := range []struct {
		code string
		play func(w *wire, media, down, up flow)
	}{
		{"", func(w *wire, m, down, up flow) { healthy(w, m, down, up, video(1, 0)) }},
		{"sr-missing", func(w *wire, m, down, up flow) { m.stream(video(1, 0), 1600); up.send(rr(9, 1)) }},
		{"rr-missing", func(w *wire, m, down, up flow) { m.stream(video(1, 0), 1600); down.send(srOf(1, ntpOne, 0, 1600)) }},
		{"bye-early", func(w *wire, m, down, up flow) {
			v := video(1, 0)
			m.stream(v, 100)
			down.send(join(sr(1), bye(1, "done")))
			m.stream(v, 100)
		}},
		{"", func(w *wire, m, down, up flow) {
			v := video(1, 0)
			m.stream(v, 100)
			down.send(join(sr(1), bye(1, "done")))
			m.stream(v, 2)
		}},
		{"cname-changed", func(w *wire, m, down, up flow) {
			m.stream(video(1, 0), 100)
			down.send(join(sr(1), sdes(1, "a")))
			down.send(join(sr(1), sdes(1, "b")))
		}},
		{"cname-shared", func(w *wire, m, down, up flow) {
			m.stream(video(1, 0), 100)
			down.send(join(sr(1), sdes(1, "localhost")))
			up.send(join(rr(9, 1), sdes(9, "localhost")))
		}},
		{"ssrc-collision", func(w *wire, m, down, up flow) {
			m.stream(video(1, 0), 100)
			up.send(rr(1, 1))
		}},
		{"round-trip-long", func(w *wire, m, down, up flow) {
			m.stream(video(1, 0), 100)
			down.send(srOf(1, ntpOne, 0, 100))
			w.wait(400 * ms)
			up.send(rrOf(9, block(1, 0, 0, 99, 0, 0x1234, 0)))
		}},
		{"rtcp-share", func(w *wire, m, down, up flow) {
			v := video(1, 0)
			for range 600 {
				m.stream(v, 1)
				up.send(join(rrOf(9, block(1, 0, 0, uint32(v.seq-1), 0, 0, 0)), feedback(205, 15, 9, 1, words(5<<16|1, 1, 0x20010000)...)))
				down.send(srOf(1, ntpOne, v.ts, uint32(v.seq)))
			}
		}},
		{"rtcp-encrypted", func(w *wire, m, down, up flow) {
			m.stream(video(1, 0), 100)
			for i := range byte(4) {
				up.send(srtcp(i + 1))
			}
		}},
		{"sr-other-ssrc", func(w *wire, m, down, up flow) {
			m.stream(video(1, 0), 100)
			down.send(srOf(0, ntpOne, 0, 0))
		}},
		{"rtcp-malformed", func(w *wire, m, down, up flow) {
			m.stream(video(1, 0), 100)
			down.send(join(sr(1), []byte{0x81, 202, 0, 9, 0, 0, 0, 1}))
		}},
	} {
		w := newWire(t)
		w.watch()
		media, down, up := w.stages()
		w.after(0)
		c.play(w, media, down, up)
		r := w.report()
		invariants(t, r)
		for _, f := range r.Sessions[0].Findings {
			k, _ := catalog.FindingTypeOf(f.Code)
			if rtcpCodes[f.Code] && f.Code != c.code {
				t.Errorf("%q: false alarm %s: %s", c.code, f.Code, f.Summary)
			}
			if f.Code == c.code && k.Remedy == "" {
				t.Errorf("%s has no remedy", f.Code)
			}
		}
		if c.code != "" && !hasFinding(r.Sessions[0].Findings, c.code) {
			t.Errorf("not found: %s", c.code)
		}
	}
}

var rtcpCodes = map[string]bool{
	"rtcp-malformed": true, "rtcp-encrypted": true, "sr-mismatch": true, "sr-octets-mismatch": true, "loss-after-capture": true,
	"loss-not-at-receiver": true, "round-trip-long": true, "sr-missing": true, "sr-other-ssrc": true, "rr-missing": true, "rtcp-share": true, "bye-early": true, "cname-changed": true,
	"cname-shared": true, "ssrc-collision": true,
}

// Two hosts send with one SSRC at the same time to one client.
func TestCollisionOfSenders(t *testing.T) {
	w := newWire(t)
	w.watch()
	media, _, _ := w.stages()
	other := w.flow(hostT, 5000, hostC, 6000)
	w.after(0)
	a, b := video(1, 0), video(1, 30000)
	together(50, func() { media.stream(a, 1) }, func() { other.stream(b, 1) })
	r := w.report()
	if len(r.Sessions[0].Media[0].Streams) != 2 || !hasFinding(r.Sessions[0].Findings, "ssrc-collision") {
		t.Errorf("%v\n%s", r.Sessions[0].Findings, placed(r))
	}
}

// Without signalling, RTCP is encrypted if nothing behind its first header is valid RTCP; unless its report is about a known
// source, or further packets precede the unreadable part.
func TestRTCPEncrypted(t *testing.T) {
	noise := make([]byte, 20)
	for i := range noise {
		noise[i] = byte(41*i + 7)
	}
	for _, c := range []struct {
		name   string
		packet []byte
		sealed bool
	}{
		{"a report about nobody", join(rrOf(1, block(0x4175d59f, 0x5a, 0x666699, 0x308578, 0, 0, 0)), noise), true},
		{"an empty report", join(rrOf(1), noise), true},
		{"a report about the source", join(rrOf(9, block(1, 0, 0, 99, 0, 0, 0)), noise), false},
		{"two packets before", join(rrOf(1), rrOf(1), noise), false},
		{"a few bytes behind", join(rrOf(1), noise[:12]), false},
	} {
		w := newWire(t)
		f := w.flow(hostS, 5000, hostC, 6000)
		f.stream(video(1, 0), 100)
		f.send(c.packet)
		r := w.report()
		if len(r.Unassociated.RTCP) != 1 {
			t.Fatalf("%s: %d flows of RTCP", c.name, len(r.Unassociated.RTCP))
		}
		x := r.Unassociated.RTCP[0]
		if x.Encrypted != c.sealed || (x.Malformed == 0) != c.sealed || hasFinding(r.Findings, "rtcp-encrypted") != c.sealed || hasFinding(r.Findings, "rtcp-malformed") == c.sealed {
			t.Errorf("%s: %+v", c.name, x)
		}
		if c.sealed && len(x.Sources) > 0 {
			t.Errorf("%s: reports %d sources", c.name, len(x.Sources))
		}
	}
}
