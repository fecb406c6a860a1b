//home: rtpflow/analyze

package rtpflow

import (
	"runtime"

	"rtspect/capture"
	"rtspect/internal/inorder"
)

// Finish ends the observation, associates transports with what was observed, and builds the report. The Analyzer must
// not be used afterwards.
func (a *Analyzer) Finish(files []*capture.File) *Report {
	a.conns.Finish()
	for _, d := range a.signal.dialogues {
		a.apply(a.signal.finish(d))
	}
	pairs := associate(signalled{
		transports: a.signal.claims, ports: &a.signal.ports, sessions: a.signal.sessions,
		sources: a.observe.sources, flows: a.observe.flows, rtcpFlows: a.rtcp.list, repairs: a.repairs,
	})
	a.repairs.finish()
	a.pairs, a.byClient = pairs, map[capture.Addr][]*session{}
	for _, s := range a.signal.sessions {
		a.byClient[s.Client] = append(a.byClient[s.Client], s)
	}
	r := assemble(&observations{
		captures: files, connections: a.connections(), sessions: a.signal.sessions, sources: a.observe.sources, flows: a.observe.flows, rtcpFlows: a.rtcp.list,
		pairs: pairs, raop: a.observe.raop.byMedia(), channels: a.observe.channels, positions: a.observe.positions, repair: a.repairs, joined: a.joined, end: a.now, freeze: a.thresholds.Freeze,
	})
	list := a.signal.sessions
	inorder.Each(len(list), runtime.GOMAXPROCS(0), func(i int) {
		if len(list[i].Exchanges) > 0 {
			list[i].timeline(r)
		}
	})
	a.findings(r)
	return r
}

// connections lists the connections that carry RTSP or may do so.
func (a *Analyzer) connections() (list []*Connection) {
	for _, c := range a.conns.Conns {
		list = append(list, &c.Record)
	}
	for _, d := range a.signal.datagrams {
		list = append(list, &d.rec)
	}
	return list
}
