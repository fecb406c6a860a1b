//home: rtpflow/assemble

package rtpflow

import (
	"rtspect/asf"
	"rtspect/capture"
)

// facts puts into the report what the stages know and the findings need.
func (a *Analyzer) facts(r *Report) {
	r.End, r.Joined = a.now, a.joined
	r.Limits = a.limits.report()
	for _, u := range a.icmp {
		r.Unreachable = append(r.Unreachable, Unreachable{Source: u.src, Destination: u.dst, Proto: u.proto, V6: u.v6, Type: u.typ, Code: u.code, Count: u.count, Frame: u.frame, Time: u.time})
	}
	r.Attempts = a.attempts(r)
	a.unclaimedChannels()
	streams := map[int]*Stream{}
	for _, s := range r.Sessions {
		for _, m := range s.Media {
			for _, st := range m.Streams {
				streams[st.Ordinal] = st
			}
		}
	}
	for _, s := range a.signal.sessions {
		for m, c := range s.claims {
			c.describe(&m.Transport)
		}
		for _, p := range s.marks {
			if st := streams[p.source.ordinal]; st != nil {
				s.Positions = append(s.Positions, PlaybackPosition{Exchange: p.exchange, Media: p.claim.media, Stream: st, RTPTime: p.lastTS, Packets: p.packets, Time: p.time, Frame: p.frame})
			}
		}
	}
}

// describe fills in what a transport says beyond its header fields.
func (c *claim) describe(t *Transport) {
	t.Inferred, t.Replaced = c.implied, c.replaced
	t.ClientAddr, t.ServerAddr, t.SourceAddr, t.Group = c.client, c.server, c.source, c.group
	for _, x := range c.starts {
		info := RTPInfo{Time: x.time, Frame: x.frame}
		if x.hasSeq {
			info.Seq = &x.seq
		}
		if x.hasTime {
			info.RTPTime = &x.rtptime
		}
		t.RTPInfo = append(t.RTPInfo, info)
	}
}

// report lists the limits that were exceeded.
func (l *limits) report() (list []LimitExceeded) {
	for _, x := range []LimitExceeded{
		{SourceLimit, l.sources, l.sourceFrame}, {FlowLimit, l.flows, l.flowFrame}, {ConnectionLimit, l.conns, 0},
		{MessageLimit, l.exchanges, l.exchFrame}, {RepairLimit, l.repairs, 0}, {SessionLimit, l.sessions, 0},
	} {
		if x.Count > 0 {
			list = append(list, x)
		}
	}
	return list
}

// maxAttemptFrames bounds the frames that are kept of the attempts of one client at one server.
const maxAttemptFrames = 20

// attempts sums up the failed attempts to connect to RTSP servers, one entry for each client, server and outcome. A
// server is one that connections of the capture reach, or one at a port that RTSP servers use.
func (a *Analyzer) attempts(r *Report) (list []ConnectionAttempt) {
	known := map[capture.Endpoint]bool{}
	for _, c := range r.Connections {
		known[c.Server] = true
	}
	type pair struct {
		client  capture.Addr
		server  capture.Endpoint
		refused bool
	}
	seen := map[pair]int{}
	add := func(client, server capture.Endpoint, refused bool, frames []capture.Frame, time int64) {
		if !known[server] && !rtspPort(server.Port) {
			return
		}
		k := pair{client.Addr, server, refused}
		i, ok := seen[k]
		if !ok {
			i = len(list)
			seen[k] = i
			list = append(list, ConnectionAttempt{Client: client, Server: server, Refused: refused, Time: time, Until: time})
		}
		x := &list[i]
		x.Count++
		x.Until = max(x.Until, time)
		if len(x.Frames) < maxAttemptFrames {
			x.Frames = append(x.Frames, frames...)
		}
	}
	for _, x := range a.refusals {
		add(x.client, x.server, true, []capture.Frame{x.syn, x.rst}, x.time)
	}
	for _, f := range a.flows.unanswered() {
		syn := &f.shake[0]
		server := f.key.a
		if server == syn.from {
			server = f.key.b
		}
		add(syn.from, server, false, []capture.Frame{syn.frame}, syn.time)
	}
	return list
}

// unclaimedChannels lists for each connection the channels that no SETUP negotiated, where the SETUPs are in the
// capture.
func (a *Analyzer) unclaimedChannels() {
	for _, d := range a.dialogues {
		if len(d.claims) == 0 || d.claims[0].implied {
			continue
		}
		for _, side := range d.channels {
			for _, f := range side {
				if d.claimOf(f.channel) == nil && !d.packetPairs(f) {
					f.conn.rec.UnclaimedChannels = append(f.conn.rec.UnclaimedChannels, f.unclaimed())
				}
			}
		}
	}
}

// unclaimed counts the frames of an interleaved channel, whatever they carry.
func (f *mediaFlow) unclaimed() UnclaimedChannel {
	x := UnclaimedChannel{Channel: f.channel, From: f.from, Frames: f.raw.packets + f.strangers, Frame: f.raw.first}
	first := func(frame capture.Frame) {
		if x.Frame == 0 || frame != 0 && frame < x.Frame {
			x.Frame = frame
		}
	}
	for _, s := range f.sources {
		x.Frames += s.Seq.Packets
		first(capture.Frame(s.FirstFrame))
	}
	if f.rtcp != nil {
		x.Frames += f.rtcp.packets
		first(f.rtcp.first)
	}
	first(f.strangerFrame)
	return x
}

// packetPairs reports whether a flow is the packet-pair data of a Windows Media session.
func (d *dialogue) packetPairs(f *mediaFlow) bool {
	return asf.IsPacketPair(f.channel) && d.current != nil && d.current.WindowsMedia != nil
}
