package assemble

import (
	"rtspect/capture"
	"rtspect/rtpflow"
)

// shareGroups shows each session the streams of its multicast groups that other sessions list: the group sends them once,
// and association gives each source to one transport.
func (x *assembler) shareGroups() {
	groups := map[capture.Endpoint][]rtpflow.SharedStream{}
	for _, s := range x.report.Sessions {
		for _, m := range s.Media {
			for _, st := range m.Streams {
				if st.Destination.Addr.IsMulticast() {
					groups[st.Destination] = append(groups[st.Destination], rtpflow.SharedStream{Session: s, Media: m, Stream: st})
				}
			}
		}
	}
	if len(groups) == 0 {
		return
	}
	for _, s := range x.report.Sessions {
		started := s.Started()
		if started == nil || s.Mode == "record" {
			continue
		}
		for _, m := range s.Media {
			if t := &m.Transport; t.Lower == "multicast" && len(t.ClientPorts) > 0 {
				group := capture.Endpoint{Addr: t.Group, Port: t.ClientPorts[0]}
				m.Shared = sharedWith(s, groups[group], started.ResponseTime)
			}
		}
	}
}

// sharedWith are the streams of other sessions that run while a session plays, from a time on.
func sharedWith(s *rtpflow.Session, group []rtpflow.SharedStream, from int64) (list []rtpflow.SharedStream) {
	for _, sh := range group {
		sh.Start, sh.End = max(sh.Stream.Start, from), min(sh.Stream.End, s.End)
		if sh.Session != s && sh.Start <= sh.End {
			list = append(list, sh)
		}
	}
	return list
}
