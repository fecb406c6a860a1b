//home: rtpflow/findings

package rtpflow

import (
	"fmt"

	"rtspect/capture"
)

// attemptFindings tells of connection attempts to RTSP servers that were refused or never answered:
// one finding for each client and server.
func (a *Analyzer) attemptFindings(r *Report) (list []Finding) {
	known := map[capture.Endpoint]bool{}
	for _, c := range r.Connections {
		known[c.Server] = true
	}
	type pair struct {
		client capture.Addr
		server capture.Endpoint
		code   string
	}
	seen := map[pair]int{}
	add := func(code string, client, server capture.Endpoint, frames []capture.Frame, time int64, format string) {
		if !known[server] && !rtspPort(server.Port) {
			return
		}
		k := pair{client.Addr, server, code}
		if i, ok := seen[k]; ok {
			if f := &list[i]; len(f.Frames) < maxEvidence {
				f.Frames = append(f.Frames, frames...)
			}
			return
		}
		seen[k] = len(list)
		filter := fmt.Sprintf("%s && tcp.port == %d", hostsFilter(client.Addr, server.Addr), server.Port)
		list = append(list, find(code, frames, format, client.Addr, server).at(time).shownBy(filter))
	}
	for _, x := range a.conns.Refused {
		add("connection-refused", x.Client, x.Server, []capture.Frame{x.SYN, x.Reset}, x.Time,
			"%s tried to connect to %s and was refused (TCP reset): nothing listens there, or a firewall rejects it.")
	}
	for _, x := range a.conns.Unanswered() {
		add("connection-unanswered", x.Client, x.Server, one(x.SYN), x.Time,
			"%s tried to connect to %s and got no answer: the server is down, or a firewall drops the packets.")
	}
	return list
}

// rtspPort reports whether a port is one that RTSP servers use by custom.
func rtspPort(p uint16) bool { return p == 7070 || rtspsPort(p) }
