package analyze_test

import (
	"strings"
	"testing"

	"rtspect/capture"
)

// Interleaved frames whose length is wrong, and what only resembles them.
func TestWrongFrameLength(t *testing.T) {
	// off sends a packet with a length that is wrong by n.
	off := func(d *dialog, m *media, n int) {
		b := m.next()
		size := len(b) + n
		d.write(fromServer, append([]byte{'$', 0, byte(size >> 8), byte(size)}, b...))
	}
	for _, c := range []struct {
		name string
		talk func(w *wire, d *dialog, v *media)
		want string // in the finding; "" for none
		junk bool   // junk-bytes is told beside or instead
	}{
		{"too short, each of them", func(w *wire, d *dialog, v *media) {
			for range 5 {
				off(d, v, -12)
			}
		}, "5 interleaved frames from the server on c1 with a wrong length (the first one, on channel 0, declares 100 bytes and has 112)", false},
		{"too short, once, among packets of one length", func(w *wire, d *dialog, v *media) {
			off(d, v, -12)
		}, "1 interleaved frame from the server on c1 with a wrong length (the first one, on channel 0, declares 100 bytes and has 112)", false},
		{"too short, once, among packets of all lengths", func(w *wire, d *dialog, v *media) {
			v.payload = 90
			d.stream(fromServer, 0, v, 1)
			v.payload = 100
			off(d, v, -12)
		}, "", true},
		{"the header counted as well", func(w *wire, d *dialog, v *media) {
			for range 6 {
				off(d, v, 4)
			}
		}, "3 interleaved frames from the server on c1 with a wrong length (the first one, on channel 0, declares 116 bytes, which reaches into the next frame", false},
		{"far too long, once", func(w *wire, d *dialog, v *media) {
			off(d, v, 20000)
			d.stream(fromServer, 0, v, 300)
		}, "1 interleaved frame from the server on c1 with a wrong length (the first one, on channel 0, declares 20112 bytes and has 112)", false},
		{"junk of several lengths between frames", func(w *wire, d *dialog, v *media) {
			for i := range 5 {
				d.write(fromServer, []byte(strings.Repeat("\xff", 3+i)))
				d.stream(fromServer, 0, v, 1)
			}
		}, "", true},
		{"junk of one length between some frames", func(w *wire, d *dialog, v *media) {
			for range 5 {
				d.write(fromServer, []byte("\xff\xff\xff"))
				d.stream(fromServer, 0, v, 4)
			}
		}, "", true},
		{"packets above 65535 bytes", func(w *wire, d *dialog, v *media) {
			for range 2 {
				v.payload = 70000
				off(d, v, 0)
				v.payload = 100
				d.stream(fromServer, 0, v, 10)
			}
		}, "2 interleaved frames from the server on c1 with a wrong length (the first one, on channel 0, declares 4476 bytes and has 70012)", false},
		{"junk once", func(w *wire, d *dialog, v *media) {
			d.write(fromServer, []byte("\xff\xff\xff"))
			d.stream(fromServer, 0, v, 5)
		}, "", true},
		{"packets left out behind junk of long ago", func(w *wire, d *dialog, v *media) {
			d.write(fromServer, []byte("\xff\xff\xff"))
			d.stream(fromServer, 0, v, 5)
			v.skip(3)
			d.stream(fromServer, 0, v, 5)
		}, "", true},
		{"a capture that misses segments", func(w *wire, d *dialog, v *media) {
			v.payload = 4000 // three segments each
			d.stream(fromServer, 0, v, 30)
			n := 0
			w.drop(func(p *capture.Packet) bool {
				n++
				return n > 40 && n%7 == 0 && len(p.Payload) > 50 && p.Src.Addr == hostS
			})
		}, "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWire(t)
			d := w.connect(hostC)
			d.describe(twoMedia)
			d.setup(0, channels(0), "", "A")
			d.play("")
			v := video(1, 100)
			d.stream(fromServer, 0, v, 10)
			c.talk(w, d, v)
			d.stream(fromServer, 0, v, 3)
			found, junk := "", false
			for _, f := range w.report().Sessions[0].Findings {
				switch f.Code {
				case "interleaved-length":
					found = f.Summary
				case "junk-bytes":
					junk = true
				}
			}
			if (found == "") != (c.want == "") || !strings.Contains(found, c.want) {
				t.Errorf("%q, want %q", found, c.want)
			}
			if junk != c.junk {
				t.Errorf("junk %v", junk)
			}
		})
	}
}
