package rtspparse

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// pairAll adds messages given as "c OPTIONS 1", "s 200 1" (a CSeq may be missing) or "gap", and renders the
// exchanges.
func pairAll(p *Pairer, steps ...string) []string {
	for _, s := range steps {
		if s == "gap" {
			p.Gap()
			continue
		}
		w := strings.Fields(s)
		dir, m := uint8(0), &Message{}
		if w[0] == "s" {
			dir = 1
		}
		if _, err := fmt.Sscan(w[1], &m.Status); err != nil {
			m.Request, m.Method = true, w[1]
		}
		if len(w) > 2 {
			m.Headers = Headers{{"CSeq", w[2]}}
		}
		p.Add(dir, m)
	}
	var out []string
	for _, x := range p.All() {
		l := fmt.Sprint(x.Sender)
		if x.Request != nil {
			l += " " + x.Request.Method + x.Request.Headers.Get("CSeq")
		}
		for _, m := range x.Provisional {
			l += fmt.Sprint(" ", m.Status)
		}
		if x.Response != nil {
			l += fmt.Sprint(" ", x.Response.Status)
		}
		if x.ByOrder {
			l += " by order"
		}
		out = append(out, l)
	}
	return out
}

func TestPairer(t *testing.T) {
	for _, c := range []struct {
		name        string
		steps, want []string
	}{
		{"in order", []string{"c A 1", "s 200 1", "c B 2", "s 401 2"}, []string{"0 A1 200", "0 B2 401"}},
		{"pipelined", []string{"c A 1", "c B 2", "c C 3", "s 200 1", "s 201 2", "s 202 3"}, []string{"0 A1 200", "0 B2 201", "0 C3 202"}},
		{"responses out of order", []string{"c A 1", "c B 2", "s 201 2", "s 200 1"}, []string{"0 A1 200", "0 B2 201"}},
		{"two senders, same CSeq", []string{"c A 1", "s B 1", "c 200 1", "s 201 1"}, []string{"0 A1 201", "1 B1 200"}},
		{"no CSeq in the response", []string{"c A 1", "c B 2", "s 200", "s 201"}, []string{"0 A1 200 by order", "0 B2 201 by order"}},
		{"no CSeq at all", []string{"c A", "s 200", "c B", "s 201"}, []string{"0 A 200 by order", "0 B 201 by order"}},
		{"always 0", []string{"c A 1", "s 200 0", "c B 2", "s 201 0"}, []string{"0 A1 200 by order", "0 B2 201 by order"}},
		{"always 1", []string{"c A 1", "s 200 1", "c B 2", "s 201 1"}, []string{"0 A1 200", "0 B2 201 by order"}},
		{"restarted", []string{"c A 7", "s 200 7", "c B 1", "s 201 1"}, []string{"0 A7 200", "0 B1 201"}},
		{"repeated", []string{"c A 7", "c B 7", "s 200 7", "s 201 7", "s 202 8"}, []string{"0 A7 200", "0 B7 201", "0 202"}},
		{"no response, then by order", []string{"c A 1", "c B 2", "s 200 2", "c C 3", "s 201"}, []string{"0 A1", "0 B2 200", "0 C3 201 by order"}},
		{"response without request", []string{"s 200 1", "c 404 5"}, []string{"0 200", "1 404"}},
		{"provisional", []string{"c A 1", "s 100 1", "s 100 1", "s 200 1", "s 100 9"}, []string{"0 A1 100 100 200", "0 100"}},
		{"order is ignored after a gap", []string{"c A 1", "gap", "s 200 2", "s 201", "s 202 1", "c B 3", "s 203"}, []string{"0 A1 202", "0 200", "0 201", "0 B3 203 by order"}},
		{"spaces and case", []string{"c A 1", "s 200 1"}, []string{"0 A1 200"}},
	} {
		if d := cmp.Diff(c.want, pairAll(new(Pairer), c.steps...)); d != "" {
			t.Errorf("%s:\n%s", c.name, d)
		}
	}
}

func TestPairerIsBounded(t *testing.T) {
	p := new(Pairer)
	for i := range 20000 {
		x := p.Add(0, &Message{Request: true, Headers: Headers{{"CSeq", fmt.Sprint(i)}}})
		if x != p.All()[i] || x.Response != nil {
			t.Fatal("Add does not return the exchange that it started")
		}
	}
	if n := len(p.pending[0].list); n != MaxPending {
		t.Errorf("%d requests pending", n)
	}
	x := p.Add(1, &Message{Status: 200, Headers: Headers{{"CSeq", "19999"}}})
	if x != p.All()[19999] || x.ByOrder {
		t.Error("the newest request was dropped")
	}
	for range 1000 {
		p.Add(1, &Message{Status: 100, Headers: Headers{{"CSeq", "19998"}}})
	}
	if n := len(p.All()[19998].Provisional); n != MaxProvisional || p.ProvisionalDropped != 1000-MaxProvisional {
		t.Errorf("%d provisional responses kept, %d dropped", n, p.ProvisionalDropped)
	}
	const last = 20000 - MaxPending - 1 // of the requests that were given up
	for n := range last + 3 {
		p.Add(1, &Message{Status: 200, Headers: Headers{{"CSeq", fmt.Sprint(n)}}})
	}
	if p.Dropped != last+1 {
		t.Errorf("%d responses without their request, want %d", p.Dropped, last+1)
	}
	for n, x := range p.All()[:20000] {
		if responded := x.Response != nil; responded != (n > last && n < last+3 || n == 19999) {
			t.Fatalf("request %d has a response: %v", n, responded)
		}
	}
}

// FuzzPairer checks that every message is in exactly one exchange.
func FuzzPairer(f *testing.F) {
	f.Add([]byte("\x00\x11\x02\x13\x30\x41"))
	f.Fuzz(func(t *testing.T, in []byte) {
		p := new(Pairer)
		want := 0
		for _, b := range in {
			m := &Message{Headers: Headers{{"CSeq", fmt.Sprint(b >> 4 & 3)}}}
			switch b >> 2 & 3 {
			case 0:
				m.Request = true
			case 1:
				m.Status = 100
			default:
				m.Status = 200
			}
			if b&0x80 != 0 {
				m.Headers = nil
			}
			if b&0x42 == 0x42 {
				p.Gap()
			}
			want++
			if x := p.Add(b&1, m); m.Request != (x.Request == m) {
				t.Fatal("Add returned another exchange")
			}
		}
		got := 0
		for _, x := range p.All() {
			got += min(len(x.Provisional), MaxProvisional)
			if x.Request != nil {
				got++
			}
			if x.Response != nil {
				got++
			}
		}
		if got != want && want < MaxProvisional {
			t.Errorf("%d messages of %d", got, want)
		}
	})
}
