package assemble

import (
	"cmp"
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/demux"
)

// Bounds on what is kept of failed attempts to connect. Beyond them, the attempts of all clients at a server, and those
// at the servers that were tried least, are one entry.
const (
	maxAttemptFrames  = 20 // of one entry
	maxAttemptPeers   = 16 // of one entry
	maxAttemptClients = 16 // of one server
	maxAttemptServers = 64
	minAttempts       = 4 // at a server that has its own entries beside so many others
)

// failedConnections sums up the failed attempts to connect to RTSP servers, one entry for each client, server and
// outcome. A server is one that connections of the capture reach, or one at a port that RTSP servers use.
func (x *assembler) failedConnections() {
	known := map[capture.Endpoint]bool{}
	for _, c := range x.report.Connections {
		known[c.Server] = true
	}
	list := slices.DeleteFunc(x.Attempts, func(a demux.ConnectionAttempt) bool { return !known[a.Server] && !rtspPort(a.Server.Port) })
	slices.SortFunc(list, func(a, b demux.ConnectionAttempt) int {
		return cmp.Or(compareRefused(a, b), compareEndpoints(a.Server, b.Server), slices.Compare(a.Client.Addr[:], b.Client.Addr[:]), cmp.Compare(outcomeFrame(a), outcomeFrame(b)))
	})
	for _, outcome := range runs(list, compareRefused) {
		servers := runs(outcome, func(a, b demux.ConnectionAttempt) int { return compareEndpoints(a.Server, b.Server) })
		if len(servers) > maxAttemptServers {
			slices.SortStableFunc(servers, func(a, b []demux.ConnectionAttempt) int { return cmp.Compare(attempts(b), attempts(a)) })
			kept := slices.IndexFunc(servers, func(l []demux.ConnectionAttempt) bool { return attempts(l) < minAttempts })
			if kept < 0 || kept > maxAttemptServers {
				kept = maxAttemptServers
			}
			rest := slices.Concat(servers[kept:]...)
			x.report.Attempts = append(x.report.Attempts, failedConnection(rest, countClients(rest), int64(len(servers)-kept)))
			servers = servers[:kept]
		}
		for _, server := range servers {
			clients := runs(server, func(a, b demux.ConnectionAttempt) int { return slices.Compare(a.Client.Addr[:], b.Client.Addr[:]) })
			if n := int64(len(clients)); n > maxAttemptClients || slices.ContainsFunc(server, func(a demux.ConnectionAttempt) bool { return a.More > 0 }) {
				x.report.Attempts = append(x.report.Attempts, failedConnection(server, n, 1))
				continue
			}
			for _, client := range clients {
				x.report.Attempts = append(x.report.Attempts, failedConnection(client, 1, 1))
			}
		}
	}
	slices.SortStableFunc(x.report.Attempts, func(a, b rtpflow.FailedConnection) int {
		switch {
		case a.Refused == b.Refused:
			return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.Frames[0], b.Frames[0]))
		case a.Refused:
			return -1
		}
		return 1
	})
}

func compareRefused(a, b demux.ConnectionAttempt) int {
	return cmp.Compare(min(b.Reset, 1), min(a.Reset, 1))
}

func compareEndpoints(a, b capture.Endpoint) int {
	return cmp.Or(slices.Compare(a.Addr[:], b.Addr[:]), cmp.Compare(a.Port, b.Port))
}

// runs divides a sorted list into parts whose elements are equal.
func runs(list []demux.ConnectionAttempt, compare func(a, b demux.ConnectionAttempt) int) (parts [][]demux.ConnectionAttempt) {
	for start := 0; start < len(list); {
		end := start + 1
		for end < len(list) && compare(list[start], list[end]) == 0 {
			end++
		}
		parts = append(parts, list[start:end:end])
		start = end
	}
	return parts
}

// attempts counts the attempts in a list.
func attempts(list []demux.ConnectionAttempt) (n int64) {
	for _, a := range list {
		n += 1 + a.More
	}
	return n
}

// countClients counts the addresses of the clients in a list.
func countClients(list []demux.ConnectionAttempt) int64 {
	clients := map[capture.Addr]bool{}
	for _, a := range list {
		clients[a.Client.Addr] = true
	}
	return int64(len(clients))
}

// outcomeFrame is the frame of the reset, else of the SYN.
func outcomeFrame(a demux.ConnectionAttempt) capture.Frame { return cmp.Or(a.Reset, a.SYN) }

// failedConnection sums up attempts with one outcome. It sorts them by frame.
func failedConnection(list []demux.ConnectionAttempt, clients, servers int64) rtpflow.FailedConnection {
	slices.SortFunc(list, func(a, b demux.ConnectionAttempt) int { return cmp.Compare(outcomeFrame(a), outcomeFrame(b)) })
	first := &list[0]
	f := rtpflow.FailedConnection{
		Client: first.Client, Server: first.Server, Refused: first.Reset != 0, Clients: clients, Servers: servers, Count: attempts(list), Time: first.Time, Until: first.Until,
	}
	seen := map[rtpflow.Peers]bool{}
	for i := range list {
		a := &list[i]
		f.Time, f.Until = min(f.Time, a.Time), max(f.Until, a.Until)
		f.AtLeast = f.AtLeast || a.More > 0
		if len(f.Frames) < maxAttemptFrames {
			if f.Frames = append(f.Frames, a.SYN); f.Refused {
				f.Frames = append(f.Frames, a.Reset)
			}
		}
		p := rtpflow.Peers{Client: capture.Endpoint{Addr: a.Client.Addr}, Server: a.Server}
		if (clients > 1 || servers > 1) && len(f.Peers) < maxAttemptPeers && !seen[p] {
			seen[p] = true
			f.Peers = append(f.Peers, rtpflow.Peers{Client: a.Client, Server: a.Server})
		}
	}
	return f
}
