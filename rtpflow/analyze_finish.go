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
	for _, d := range a.signal.dialogs {
		a.apply(a.signal.finish(d))
	}
	pairs := associate(signalled{
		transports: a.signal.transports, ports: &a.signal.ports, sessions: a.signal.sessions,
		sources: a.observe.sources, flows: a.observe.flows, rtcpFlows: a.rtcp.list, repairs: a.repairs,
	})
	a.repairs.finish()
	r := assemble(&observations{
		captures: files, connections: a.connections(), signalled: a.signal.sessions, sources: a.observe.sources, flows: a.observe.flows, rtcpFlows: a.rtcp.list,
		pairs: pairs, raop: a.observe.raop.byMedia(), channels: a.observe.channels, positions: a.observe.positions, repair: a.repairs, joined: a.joined, end: a.now, freeze: a.thresholds.Freeze,
		limits: a.limitsExceeded(), unreachable: a.icmp.Errors, attempts: append(a.conns.Refused, a.conns.Unanswered()...),
	})
	inorder.Each(len(r.Sessions), runtime.GOMAXPROCS(0), func(i int) {
		r.Sessions[i].Timeline = Events(r.Sessions[i], r)
	})
	for _, f := range Findings(r, &a.thresholds) {
		if s := f.Subject.Session; s != nil {
			s.Findings = append(s.Findings, f)
		} else {
			r.Findings = append(r.Findings, f)
		}
	}
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

// limitsExceeded lists what the bounds on state left out.
func (a *Analyzer) limitsExceeded() (list []LimitExceeded) {
	o, g := a.observe, &a.signal.dropped
	for _, x := range []LimitExceeded{
		{SourceLimit, o.droppedSources.packets, o.droppedSources.frame}, {FlowLimit, o.droppedFlows.packets, o.droppedFlows.frame},
		{ConnectionLimit, a.conns.Dropped, 0}, {MessageLimit, g.exchanges, g.exchangeFrame}, {RepairLimit, a.repairs.dropped, 0}, {SessionLimit, g.sessions, 0},
	} {
		if x.Count > 0 {
			list = append(list, x)
		}
	}
	return list
}
