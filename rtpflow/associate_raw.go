//home: rtpflow/associate

package rtpflow

// claimOfFlow is the claim that names a flow's channel or ports, the latest that began before it.
func (a *Analyzer) claimOfFlow(m *mediaFlow) *claim {
	if m.conn != nil {
		return m.dialogue.claimOf(m.channel)
	}
	var best *claim
	score := 0
	for _, list := range [][]*claim{a.signal.ports.of(m.dst), a.signal.ports.of(m.src)} {
		for _, c := range near(list, m.raw.start) {
			n := 0
			var f fit
			c.fitPorts(m, func(w int, _ string) { n += w }, &f, 0)
			if n >= weightPort && (n > score || n == score && laterAndBegan(c, best, m.raw.start)) {
				best, score = c, n
			}
		}
	}
	return best
}
