//home: rtpflow/assemble

package rtpflow

import (
	"rtspect/asf"
	"rtspect/capture"
)

// positions fills in how far the streams had come at the responses to requests.
func (s *sessionBuilder) positions() {
	for _, p := range s.x.positions[s.in] {
		if b := s.x.bySource[p.source]; b != nil {
			s.Positions = append(s.Positions, PlaybackPosition{Exchange: p.exchange, Media: s.x.media[p.transport.media], Stream: b.Stream, RTPTime: p.lastTS, Packets: p.packets, Time: p.time, Frame: p.frame})
		}
	}
}

// describeTransport fills in what a transport says beyond its header fields.
func describeTransport(c *transport, t *Transport) {
	t.Inferred, t.Replaced = c.inferred, c.replaced
	t.ClientAddr, t.ServerAddr, t.SourceAddr, t.Group = c.client, c.server, c.source, c.group
	for _, x := range c.rtpInfo {
		info := RTPInfo{Time: x.time, Frame: x.frame}
		if x.hasSeq {
			info.Seq = &x.seq
		}
		if x.hasRTPTime {
			info.RTPTime = &x.rtptime
		}
		t.RTPInfo = append(t.RTPInfo, info)
	}
}

// maxAttemptFrames bounds the frames that are kept of the attempts of one client at one server.
const maxAttemptFrames = 20

// failedConnections sums up the failed attempts to connect to RTSP servers, one entry for each client, server and
// outcome. A server is one that connections of the capture reach, or one at a port that RTSP servers use.
func (x *assembler) failedConnections() {
	r := x.report
	known := map[capture.Endpoint]bool{}
	for _, c := range r.Connections {
		known[c.Server] = true
	}
	type key struct {
		client  capture.Addr
		server  capture.Endpoint
		refused bool
	}
	seen := map[key]int{}
	for _, a := range x.attempts {
		if !known[a.Server] && !rtspPort(a.Server.Port) {
			continue
		}
		k := key{a.Client.Addr, a.Server, a.Reset != 0}
		i, ok := seen[k]
		if !ok {
			i = len(r.Attempts)
			seen[k] = i
			r.Attempts = append(r.Attempts, FailedConnection{Client: a.Client, Server: a.Server, Refused: k.refused, Time: a.Time, Until: a.Time})
		}
		f := &r.Attempts[i]
		f.Count++
		f.Until = max(f.Until, a.Time)
		if len(f.Frames) < maxAttemptFrames {
			f.Frames = append(f.Frames, a.SYN)
			if k.refused {
				f.Frames = append(f.Frames, a.Reset)
			}
		}
	}
}

// rtspPort reports whether a port is one that RTSP servers use by custom.
func rtspPort(p uint16) bool { return p == 7070 || rtspsPort(p) }

// unclaimedChannels lists for each connection the channels that no SETUP negotiated, where the SETUPs are in the
// capture.
func (x *assembler) unclaimedChannels() {
	rtcp := map[*mediaFlow]*rtcpFlow{}
	for _, f := range x.rtcpFlows {
		rtcp[f.flow] = f
	}
	for _, f := range x.flows {
		if f.conn == nil || f.dialog == nil {
			continue
		}
		d := f.dialog
		if !x.pairs.leavesOpen(d, f.channel) {
			continue
		}
		if asf.IsPacketPair(f.channel) && d.current != nil && x.bySignalled[d.current] != nil && x.bySignalled[d.current].WindowsMedia != nil {
			continue
		}
		c := &f.conn.Record
		c.UnclaimedChannels = append(c.UnclaimedChannels, unclaimed(f, rtcp[f]))
	}
}

// unclaimed counts the frames of an interleaved channel, whatever they carry.
func unclaimed(f *mediaFlow, rtcp *rtcpFlow) UnclaimedChannel {
	x := UnclaimedChannel{Channel: f.channel, From: f.from, Frames: f.raw.packets + f.unconfirmed, Frame: f.raw.first}
	first := func(frame capture.Frame) {
		if x.Frame == 0 || frame != 0 && frame < x.Frame {
			x.Frame = frame
		}
	}
	for _, s := range f.sources {
		x.Frames += s.Seq.Packets
		first(capture.Frame(s.FirstFrame))
	}
	if rtcp != nil {
		x.Frames += rtcp.packets
		first(rtcp.first)
	}
	first(f.unconfirmedFrame)
	return x
}
