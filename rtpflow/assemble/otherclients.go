package assemble

import (
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// otherClients groups the streams without signalling that come from the ports at which servers send to the sessions of the
// capture.
func (x *assembler) otherClients() {
	servers := map[capture.Endpoint]bool{}
	for _, s := range x.Signalled {
		for _, m := range s.Media {
			if c := m.Transport; c != nil && c.Lower == "udp" && !x.Pairs.Unproven[c] {
				_, ends := c.Endpoints()
				for _, e := range ends {
					servers[e] = true
				}
			}
		}
	}
	groups := map[capture.Endpoint]*rtpflow.OtherClients{}
	hosts := map[[2]capture.Endpoint]bool{}
	u := &x.report.Unassociated
	for _, st := range u.Streams {
		if !servers[st.Source] {
			continue
		}
		g := groups[st.Source]
		if g == nil {
			g = &rtpflow.OtherClients{Server: st.Source, Start: st.Start, FirstFrame: st.FirstFrame}
			groups[st.Source] = g
			u.OtherClients = append(u.OtherClients, g)
		}
		g.Streams++
		if host := (capture.Endpoint{Addr: st.Destination.Addr}); !hosts[[2]capture.Endpoint{st.Source, host}] {
			hosts[[2]capture.Endpoint{st.Source, host}] = true
			g.Clients++
		}
		if x.report.Compare(st.FirstFrame, st.Start, g.FirstFrame, g.Start) < 0 {
			g.Start, g.FirstFrame = st.Start, st.FirstFrame
		}
	}
	slices.SortStableFunc(u.OtherClients, func(p, q *rtpflow.OtherClients) int {
		return x.report.Compare(p.FirstFrame, p.Start, q.FirstFrame, q.Start)
	})
}
