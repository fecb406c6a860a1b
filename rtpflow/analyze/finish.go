package analyze

import (
	"runtime"

	"rtspect/capture"
	"rtspect/internal/ordered"
	"rtspect/rtpflow"
	"rtspect/rtpflow/assemble"
	"rtspect/rtpflow/associate"
	"rtspect/rtpflow/findings"
	"rtspect/rtpflow/timeline"
)

// Finish ends the observation, associates transports with what was observed, and builds the report. The Analyzer must
// not be used afterwards.
func (a *Analyzer) Finish(files []*capture.File) *rtpflow.Report {
	a.conns.Finish()
	for _, d := range a.signal.Dialogs {
		a.apply(a.signal.Finish(d))
	}
	pairs := associate.Associate(associate.Signalled{
		Transports: a.signal.Transports, Ports: &a.signal.Ports, Sessions: a.signal.Sessions,
		Sources: a.observe.Sources, Flows: a.observe.Flows, RTCPFlows: a.rtcp.List, Repairs: a.repairs,
	})
	a.repairs.Finish()
	r := assemble.Report(&assemble.Observations{
		Captures: files, Connections: a.connections(), Signalled: a.signal.Sessions, Sources: a.observe.Sources, Flows: a.observe.Flows, RTCPFlows: a.rtcp.List,
		Pairs: pairs, RAOP: a.observe.RAOP.ByMedia(), Channels: a.observe.Channels, Positions: a.observe.Positions, Repair: a.repairs, Joined: a.joined, End: a.now, UDPPackets: a.udpPackets, DTLS: &a.dtls, Freeze: a.thresholds.Freeze,
		Limits: a.limitsExceeded(), Unreachable: a.icmp.Errors, Attempts: a.conns.Attempts(),
	})
	r.OtherTraffic = a.other.List()
	*a = Analyzer{thresholds: a.thresholds} // the report contains all that is needed below
	listEvents(r)
	distribute(r, findings.Findings(r, &a.thresholds))
	return r
}

// listEvents fills in the timelines of the sessions.
func listEvents(r *rtpflow.Report) {
	dropped := make([]rtpflow.Excess, len(r.Sessions))
	ordered.Each(len(r.Sessions), runtime.GOMAXPROCS(0), func(i int) {
		r.Sessions[i].Timeline, dropped[i] = timeline.Events(r.Sessions[i], r)
	})
	l := rtpflow.LimitExceeded{Limit: rtpflow.TimelineLimit, Max: timeline.MaxEvents}
	for _, x := range dropped {
		l.Add(x.Count, x.Frame)
	}
	if l.Count > 0 {
		r.Limits = append(r.Limits, l)
	}
}

// distribute gives the report and each session its findings. There may be many: those that follow each other in the list
// are not copied.
func distribute(r *rtpflow.Report, list []rtpflow.Finding) {
	for len(list) > 0 {
		s, n := list[0].Subject.Session, 1
		for n < len(list) && list[n].Subject.Session == s {
			n++
		}
		to := &r.Findings
		if s != nil {
			to = &s.Findings
		}
		if *to == nil {
			*to = list[:n:n]
		} else {
			*to = append(*to, list[:n]...)
		}
		list = list[n:]
	}
}

// connections lists the connections that carry RTSP or may do so.
func (a *Analyzer) connections() (list []*rtpflow.Connection) {
	for _, c := range a.conns.Conns {
		if !c.Forgotten() {
			list = append(list, &c.Record)
		}
	}
	for _, d := range a.signal.Datagrams {
		list = append(list, &d.Rec)
	}
	return list
}
