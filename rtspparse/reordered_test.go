package rtspparse

import "testing"

func TestIsEarly(t *testing.T) {
	response := func(cseq string) *Message {
		m := &Message{Status: 200}
		if cseq != "" {
			m.Headers = Headers{{"CSeq", cseq}}
		}
		return m
	}
	for _, c := range []struct {
		name  string
		steps []string
		cseq  string
		want  bool
	}{
		{"of a pending request", []string{"c A 1"}, "1", false},
		{"nothing seen before", nil, "1", true},
		{"of the next request", []string{"c A 1", "s 200 1"}, "2", true},
		{"while another is pending", []string{"c A 1"}, "3", true},
		{"already responded to", []string{"c A 1", "c B 2", "s 200 1"}, "1", false},
		{"far too large", []string{"c A 1"}, "4711", false},
		{"zero", []string{"c A 1"}, "0", false},
		{"no CSeq, nothing pending", []string{"c A 1", "s 200 1"}, "", true},
		{"no CSeq, one pending", []string{"c A 1"}, "", false},
		{"of the server's request", []string{"c A 7", "s B 1"}, "7", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := new(Pairer)
			pairAll(p, c.steps...)
			if got := p.IsEarly(1, response(c.cseq)); got != c.want {
				t.Errorf("IsEarly: %v", got)
			}
		})
	}
}
