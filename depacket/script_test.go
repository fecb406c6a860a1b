package depacket

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A script is packets as text, one a word: sequence number, time, payload in hexadecimal, with "!" for
// the marker bit: "1 90 6742!". A step in the numbers is a loss.
func parseScript(t testing.TB, script string) (list []Packet) {
	t.Helper()
	next := 0
	for line := range strings.SplitSeq(strings.TrimSpace(script), "\n") {
		var seq int
		var stamp uint32
		var text string
		if n, err := fmt.Sscan(line, &seq, &stamp, &text); n < 2 {
			t.Fatalf("%q: %v", line, err)
		}
		payload, err := hex.DecodeString(strings.TrimSuffix(text, "!"))
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		p := Packet{Seq: uint16(seq), Timestamp: stamp, Marker: strings.HasSuffix(text, "!"), Payload: payload}
		if next != 0 && seq != next {
			p.Lost, p.LostFirst = seq-next, uint16(next)
		}
		next = seq + 1
		list = append(list, p)
	}
	return list
}

// collector writes units down: time, data, and in this order "key", "parameters", "damaged".
type collector struct{ units []string }

func (c *collector) emit(u *Unit) {
	s := fmt.Sprintf("%d %x", u.Timestamp, u.Data)
	if u.Keyframe {
		s += " key"
	}
	if u.Parameters {
		s += " parameters"
	}
	if u.Damaged {
		s += " damaged"
		for _, m := range u.Missing {
			s += fmt.Sprintf(" %d+%d", m.First, m.Count)
		}
		if len(u.ParameterSets) > 0 {
			s += fmt.Sprintf(" sets %x", u.ParameterSets)
		}
	}
	c.units = append(c.units, s)
}

func noParams(string) string { return "" }

func params(list ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(list); i += 2 {
			if list[i] == name {
				return list[i+1]
			}
		}
		return ""
	}
}

// testCase is a script with the units that must come of it.
type testCase struct {
	name   string
	make   func(*Pool, Emit) Depacketizer
	script string
	want   []string
}

func runCases(t *testing.T, cases []testCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got collector
			pool := &Pool{}
			d := c.make(pool, got.emit)
			for _, p := range parseScript(t, c.script) {
				d.Push(&p)
			}
			d.Flush()
			if diff := cmp.Diff(c.want, got.units); diff != "" {
				t.Errorf("units (-want +got):\n%s", diff)
			}
			if pool.lent != 0 {
				t.Errorf("%d bytes of the pool were not given back", pool.lent)
			}
		})
	}
}

// fuzzCases seeds a fuzz target with the scripts of the cases. Input is read as packets: a byte of
// flags (marker, loss, new time, restart), a length, a payload.
func fuzzCases(f *testing.F, cases []testCase) {
	for i, c := range cases {
		var b []byte
		var last uint32
		for _, p := range parseScript(f, c.script) {
			flags := byte(0)
			if p.Marker {
				flags |= 1
			}
			if p.Lost > 0 {
				flags |= 2
			}
			if p.Timestamp != last {
				flags |= 4
			}
			last = p.Timestamp
			b = append(append(b, flags, byte(len(p.Payload))), p.Payload...)
		}
		f.Add(uint8(i), b)
	}
	f.Fuzz(func(t *testing.T, which uint8, b []byte) {
		pool := &Pool{Limit: 1 << 20}
		c := cases[int(which)%len(cases)]
		var in, out int
		d := c.make(pool, func(u *Unit) {
			out += len(u.Data)
			if u.Damaged && u.Why == "" {
				t.Error("a damaged unit does not say why")
			}
			if len(u.Missing) > maxMissing {
				t.Error("too many runs")
			}
		})
		p := Packet{Seq: 65530}
		for len(b) >= 2 {
			n := min(int(b[1]), len(b)-2)
			p.Seq++
			p.Lost, p.Marker, p.Restart = 0, b[0]&1 != 0, b[0]&8 != 0
			if b[0]&2 != 0 {
				p.Lost, p.LostFirst = 1+int(b[0]>>4), p.Seq
				p.Seq += uint16(p.Lost)
			}
			if b[0]&4 != 0 {
				p.Timestamp += 3000
			}
			p.Payload = b[2 : 2+n : 2+n]
			in += n
			b = b[2+n:]
			d.Push(&p)
		}
		d.Flush()
		if pool.lent != 0 {
			t.Errorf("%d bytes of the pool were not given back", pool.lent)
		}
		if out > 64*in+1<<16 && !strings.HasPrefix(c.name, "adu") && !strings.HasPrefix(c.name, "jpeg") {
			t.Errorf("%d bytes made of %d", out, in)
		}
	})
}
