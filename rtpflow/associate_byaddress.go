//home: rtpflow/associate

package rtpflow

import "slices"

// associateByPlace ties what is left where one claim alone can have it: it has no source yet, its
// server's address is at one end, it lists the payload type, and its life fits (an address and ports
// changed by NAT, without ssrc or RTP-Info).
func (a *Analyzer) associateByPlace() {
	served := map[*claim]bool{}
	for _, s := range a.sources {
		if s.claim != nil {
			served[s.claim] = true
		}
	}
	free := slices.DeleteFunc(slices.Clone(a.signal.claims), func(c *claim) bool { return served[c] || c.lower != "udp" })
	if len(free) == 0 || len(free) > 1024 {
		return
	}
	type guess struct {
		s *source
		c *claim
	}
	var guesses []guess
	takers := map[*claim]int{}
	for _, s := range a.sources {
		if s.claim != nil || s.flow.conn != nil || s.Seq.Packets < 3 {
			continue
		}
		var only *claim
		n := 0
		for _, c := range free {
			if (c.server == s.flow.src.Addr || c.server == s.flow.dst.Addr) && c.lists(s) && c.alive(s.Start) {
				only = c
				n++
			}
		}
		if n == 1 {
			guesses = append(guesses, guess{s, only})
			takers[only]++
		}
	}
	for _, g := range guesses {
		if takers[g.c] > 1 {
			continue // any of them may be the session's, so none is said to be
		}
		s := g.s
		s.claim, s.evidence, s.direction = g.c, []string{"address", "payload-type", "time"}, ServerToClient
		if s.flow.dst.Addr == g.c.server {
			s.direction = ClientToServer
		}
	}
}

// dropUnproven takes back the media whose SETUP has no answer in the capture and to which nothing came:
// nothing shows that they were agreed.
func (a *Analyzer) dropUnproven() {
	proven := map[*claim]bool{}
	for _, s := range a.sources {
		if s.claim != nil && isMedia(s) {
			proven[s.claim] = true
		}
	}
	unproven := func(c *claim) bool { return c.tentative && !proven[c] }
	for _, c := range a.signal.claims {
		if s := c.session; unproven(c) {
			delete(s.claims, c.media)
			s.Media = slices.DeleteFunc(s.Media, func(m *Media) bool { return m == c.media })
		}
	}
	a.signal.claims = slices.DeleteFunc(a.signal.claims, unproven)
	for _, d := range a.signal.dialogues {
		d.claims, d.guests = slices.DeleteFunc(d.claims, unproven), slices.DeleteFunc(d.guests, unproven)
	}
	for e, list := range a.signal.ports.byEnd {
		if slices.ContainsFunc(list, unproven) {
			a.signal.ports.byEnd[e] = slices.DeleteFunc(list, unproven)
		}
	}
}
