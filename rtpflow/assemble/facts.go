package assemble

import (
	"rtspect/asf"
	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/demux"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/rtcpstats"
	"rtspect/rtpflow/signalling"
)

// positions fills in how far the streams had come at the responses to requests.
func (s *sessionBuilder) positions() {
	for _, p := range s.x.Positions[s.in] {
		if b := s.x.bySource[p.Source]; b != nil {
			s.Positions = append(s.Positions, rtpflow.PlaybackPosition{Exchange: p.Exchange, Media: s.x.media[p.Transport.Media], Stream: b.Stream, RTPTime: p.LastTS, Packets: p.Packets, Time: p.Time, Frame: p.Frame})
		}
	}
}

// describeTransport fills in what a transport says beyond its header fields.
func describeTransport(c *signalling.Transport, t *rtpflow.Transport) {
	t.Inferred, t.Replaced = c.Inferred, c.Replaced
	t.ClientAddr, t.ServerAddr, t.SourceAddr, t.Group = c.Client, c.Server, c.Source, c.Group
	for _, x := range c.RTPInfo {
		info := rtpflow.RTPInfo{Time: x.Time, Frame: x.Frame}
		if x.HasSeq {
			info.Seq = &x.Seq
		}
		if x.HasRTPTime {
			info.RTPTime = &x.Rtptime
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
	for _, a := range x.Attempts {
		if !known[a.Server] && !rtspPort(a.Server.Port) {
			continue
		}
		k := key{a.Client.Addr, a.Server, a.Reset != 0}
		i, ok := seen[k]
		if !ok {
			i = len(r.Attempts)
			seen[k] = i
			r.Attempts = append(r.Attempts, rtpflow.FailedConnection{Client: a.Client, Server: a.Server, Refused: k.refused, Time: a.Time, Until: a.Time})
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
func rtspPort(p uint16) bool { return p == 7070 || demux.RTSPSPort(p) }

// unclaimedChannels lists for each connection the channels that no SETUP negotiated, where the SETUPs are in the
// capture.
func (x *assembler) unclaimedChannels() {
	rtcp := map[*observe.Flow]*rtcpstats.Flow{}
	for _, f := range x.RTCPFlows {
		rtcp[f.Flow] = f
	}
	for _, f := range x.Flows {
		if f.Conn == nil || f.Dialog == nil || f.BeyondLimit {
			continue
		}
		d := f.Dialog
		if !x.Pairs.LeavesOpen(d, f.Channel) {
			continue
		}
		if asf.IsPacketPair(f.Channel) && d.Current != nil && x.bySignalled[d.Current] != nil && x.bySignalled[d.Current].WindowsMedia != nil {
			continue
		}
		c := &f.Conn.Record
		c.UnclaimedChannels = append(c.UnclaimedChannels, unclaimed(f, rtcp[f]))
	}
}

// unclaimed counts the frames of an interleaved channel, whatever they carry.
func unclaimed(f *observe.Flow, rtcp *rtcpstats.Flow) rtpflow.UnclaimedChannel {
	unmeasured := f.Unmeasured()
	x := rtpflow.UnclaimedChannel{Channel: f.Channel, From: f.From, Frames: f.Raw.Packets + unmeasured.Count, Frame: f.Raw.First}
	first := func(frame capture.Frame) {
		if x.Frame == 0 || frame != 0 && frame < x.Frame {
			x.Frame = frame
		}
	}
	for _, s := range f.Sources {
		x.Frames += s.Seq.Packets
		first(capture.Frame(s.FirstFrame))
	}
	if rtcp != nil {
		x.Frames += rtcp.Packets
		first(rtcp.First)
	}
	first(unmeasured.Frame)
	return x
}
