package analyze_test

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"rtspect/rtpflow"
)

// extended plays 100 packets of 20 ms with header extensions and reports their stream.
func extended(t *testing.T, extmap string, profile uint16, ext func(i int, now int64) []byte) *rtpflow.Stream {
	t.Helper()
	w := newWire(t)
	d := w.connect(hostC)
	d.describe(strings.Replace(twoMedia, "a=control:track0\r\n", "a=control:track0\r\n"+extmap, 1))
	d.setup(0, udpPorts(6000), serverPorts(5000), "A")
	d.play("")
	v := video(1, 100)
	f := w.flow(hostS, 5000, hostC, 6000)
	for i := range 100 {
		v.ext, v.profile = ext(i, w.now), profile
		for len(v.ext)%4 != 0 {
			v.ext = append(v.ext, 0)
		}
		f.stream(v, 1)
	}
	r := w.report()
	invariants(t, r)
	return r.Sessions[0].Media[0].Streams[0]
}

func ntpBytes(ns int64) []byte { return binary.BigEndian.AppendUint64(nil, ntpOf(ns)) }

// Every extension that carries a time gives the same clock: the sender's is 250 ms ahead of the capture.
func TestTimesInExtensions(t *testing.T) {
	const ahead = 250 * ms
	for _, c := range []struct {
		name, extmap string
		profile      uint16
		ext          func(i int, now int64) []byte
		from         string
	}{
		{"ONVIF replay", "", 0xabac, func(_ int, now int64) []byte { return append(ntpBytes(now+ahead), 0x80, 7, 0, 0) }, "onvif-replay"},
		{
			"RFC 6051, 64 bits", "a=extmap:3 urn:ietf:params:rtp-hdrext:ntp-64\r\n", 0xbede,
			func(_ int, now int64) []byte { return append([]byte{0x37}, ntpBytes(now+ahead)...) }, "ntp-extension",
		},
		{
			"RFC 6051, 56 bits", "a=extmap:3/sendonly urn:ietf:params:rtp-hdrext:ntp-56\r\n", 0xbede,
			func(_ int, now int64) []byte { return append([]byte{0x36}, ntpBytes(now + ahead)[1:]...) }, "ntp-extension",
		},
		{
			"two-byte headers", "a=extmap:200 urn:ietf:params:rtp-hdrext:ntp-64\r\n", 0x1000,
			func(_ int, now int64) []byte { return append([]byte{5, 0, 200, 8}, ntpBytes(now+ahead)...) }, "ntp-extension",
		},
		{
			"capture time", "a=extmap:4 http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time\r\n", 0xbede,
			func(_ int, now int64) []byte { return append([]byte{0, 0, 0x10, 9, 0x47}, ntpBytes(now+ahead)...) }, "abs-capture-time",
		},
		{
			"another number", "a=extmap:5 urn:ietf:params:rtp-hdrext:ntp-64\r\n", 0xbede,
			func(_ int, now int64) []byte { return append([]byte{0x37}, ntpBytes(now+ahead)...) }, "",
		},
		{"cut", "a=extmap:3 urn:ietf:params:rtp-hdrext:ntp-64\r\n", 0xbede, func(int, int64) []byte { return []byte{0x37, 1, 2, 3} }, ""},
		{"ONVIF without its flags", "", 0xabac, func(_ int, now int64) []byte { return ntpBytes(now) }, ""},
		{
			"ends at 15", "a=extmap:3 urn:ietf:params:rtp-hdrext:ntp-64\r\n", 0xbede,
			func(_ int, now int64) []byte { return append([]byte{0xf0, 0x37}, ntpBytes(now)...) }, "",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			st := extended(t, c.extmap, c.profile, c.ext)
			w := st.WallClock
			if c.from == "" {
				if w != nil {
					t.Errorf("clock %+v", w)
				}
				return
			}
			if w == nil || w.From != c.from || w.Kind != "wall-clock" || w.Wrong != 0 {
				t.Fatalf("clock %+v", w)
			}
			if d := *w.FirstCapture - st.Start - ahead; d < -2 || d > 2 {
				t.Errorf("the first packet is %d ns off", d)
			}
			if d := *w.LastCapture - st.End - ahead; d < -2 || d > 2 {
				t.Errorf("the last packet is %d ns off", d)
			}
			if (st.Replay != nil) != (c.from == "onvif-replay") || (w.Delay == nil) != (c.from == "onvif-replay") {
				t.Errorf("replay %v, delay %v", st.Replay, w.Delay)
			}
		})
	}
}

// The flags of ONVIF's extension: C on every tenth packet, E on the 50th, D on the 51st, T on the last.
func TestReplayFlags(t *testing.T) {
	st := extended(t, "", 0xabac, func(i int, now int64) []byte {
		var flags byte
		if i%10 == 0 {
			flags |= 0x80
		}
		switch i {
		case 49:
			flags |= 0x40
		case 50:
			flags |= 0x20
		case 99:
			flags |= 0x10
		}
		return append(ntpBytes(now-86400*second*1000), flags, byte(i), 0, 0)
	})
	if want := (rtpflow.ReplayFlags{Packets: 100, CleanPoints: 10, Ends: 1, Discontinuities: 1, Terminal: 1}); st.Replay == nil || *st.Replay != want {
		t.Errorf("%+v, want %+v", st.Replay, want)
	}
	if w := st.WallClock; w == nil || *w.FirstCapture-(st.Start-86400*second*1000) > 2 || w.OffsetMS != nil || len(st.WallClock.Steps) != 0 {
		t.Errorf("an old recording: %+v", w)
	}
}

// RFC 5450, by hand: offsets of −90, 0 and 180 ticks of 90 kHz, in turn.
func TestTransmissionOffsets(t *testing.T) {
	st := extended(t, "a=extmap:2 urn:ietf:params:rtp-hdrext:toffset\r\n", 0xbede, func(i int, _ int64) []byte {
		return [][]byte{{0x22, 0xff, 0xff, 0xa6}, {0x22, 0, 0, 0}, {0x22, 0, 0, 180}, {0x22, 0, 0, 0}}[i%4]
	})
	o := st.TransmissionOffsets
	if o == nil || math.Abs(o.Min+1) > 1e-12 || math.Abs(o.Max-2) > 1e-12 || math.Abs(o.Mean-0.25) > 1e-12 {
		t.Errorf("%+v", o)
	}
}

// No content of an extension causes a panic, and extensions without a time give none.
func TestJunkInExtensions(t *testing.T) {
	g := rand.New(rand.NewPCG(3, 4))
	for _, profile := range []uint16{0xabac, 0xbede, 0x1000, 0x100f, 0xabcd} {
		for n := range 24 {
			st := extended(t, "a=extmap:3 urn:ietf:params:rtp-hdrext:ntp-64\r\na=extmap:0 x\r\na=extmap:\r\na=extmap:2 urn:ietf:params:rtp-hdrext:toffset\r\n", profile, func(int, int64) []byte {
				b := make([]byte, n)
				for i := range b {
					b[i] = byte(g.Uint32())
				}
				return b
			})
			if w := st.WallClock; w != nil && (profile == 0xabcd || n < 5) {
				t.Errorf("profile %04x, %d bytes: %+v", profile, n, w)
			}
		}
	}
}
