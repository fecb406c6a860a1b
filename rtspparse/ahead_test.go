package rtspparse

import "testing"

func TestAhead(t *testing.T) {
	answer := func(cseq string) *Message {
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
		{"of a request that waits", []string{"c A 1"}, "1", false},
		{"the first thing seen", nil, "1", true},
		{"of the next request", []string{"c A 1", "s 200 1"}, "2", true},
		{"while another waits", []string{"c A 1"}, "3", true},
		{"answered already", []string{"c A 1", "c B 2", "s 200 1"}, "1", false},
		{"wrong by far", []string{"c A 1"}, "4711", false},
		{"zero", []string{"c A 1"}, "0", false},
		{"without a number, nothing waits", []string{"c A 1", "s 200 1"}, "", true},
		{"without a number, one waits", []string{"c A 1"}, "", false},
		{"of the server's request", []string{"c A 7", "s B 1"}, "7", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := new(Pairer)
			talkTo(p, c.steps...)
			if got := p.Ahead(1, answer(c.cseq)); got != c.want {
				t.Errorf("Ahead is %v", got)
			}
		})
	}
}
