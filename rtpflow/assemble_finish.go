//home: rtpflow/assemble

package rtpflow

import (
	"slices"
	"strconv"
	"strings"

	"rtspect/capture"
)

// Finish ends the observation, associates what was seen and gives the report. The Analyzer is of no
// further use.
func (a *Analyzer) Finish(files []*capture.File) *Report {
	a.conns.Finish()
	for _, d := range a.signal.dialogues {
		a.apply(a.signal.finish(d))
	}
	a.associate()
	a.imply()
	rtcp := a.associateRTCP()
	a.finishRepair()

	r := &Report{Captures: files}
	r.Connections = a.connections()
	var streams []*Stream
	for _, s := range a.sources {
		if !s.real() {
			continue
		}
		st := s.report()
		streams = append(streams, st)
		a.framesOf(s, st, s.claim == nil || len(s.claim.media.Streams) == 0)
		st.seriesFrames()
		if s.claim == nil {
			r.Unassociated.Streams = append(r.Unassociated.Streams, st)
		} else {
			m := s.claim.media
			m.Streams = append(m.Streams, st)
		}
	}
	a.reportRepair()
	a.reportRTCP(r, rtcp)
	for _, st := range streams {
		st.answerRequests()
	}
	a.reportRaw()
	a.wallClocks(r)
	a.reportSessions(r)
	a.findings(r)
	return r
}

// connections names the connections by their first packet.
func (a *Analyzer) connections() []*Connection {
	var list []*Connection
	for _, c := range a.conns.Conns {
		list = append(list, &c.Record)
	}
	for _, d := range a.signal.datagrams {
		list = append(list, &d.rec)
	}
	slices.SortStableFunc(list, func(x, y *Connection) int { return a.order(x.FirstFrame, x.Start, y.FirstFrame, y.Start) })
	for i, c := range list {
		c.ID = "c" + strconv.Itoa(i+1)
	}
	return list
}

// reportRaw counts, for each media, what came on its ports and is no RTP.
func (a *Analyzer) reportRaw() {
	for i, m := range a.media {
		if m.raw.packets == 0 {
			continue
		}
		c := a.claimOfFlow(m)
		if c == nil {
			continue
		}
		if c.media.Raw == nil {
			c.media.Raw = &RawFlow{Start: m.raw.start, FirstFrame: m.raw.first}
		}
		x := c.media.Raw
		x.flows = append(x.flows, i)
		x.Packets += m.raw.packets
		x.Bytes += m.raw.bytes
		x.Start, x.End = min(x.Start, m.raw.start), max(x.End, m.raw.end)
		x.FirstFrame, x.LastFrame = min(x.FirstFrame, m.raw.first), max(x.LastFrame, m.raw.last)
		switch {
		case strings.Contains(strings.ToLower(c.media.Transport.Agreed), "x-real-rdt"), strings.Contains(strings.ToLower(c.media.Transport.Agreed), "x-pn-tng"):
			x.Format = "RDT"
		case 2*m.raw.looksTS > m.raw.packets:
			x.Format = "MP2T"
			if s := m.raw.ts.Finish().TS; x.TS == nil || s.Packets > x.TS.Packets {
				x.TS = s
			}
		}
	}
}

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
