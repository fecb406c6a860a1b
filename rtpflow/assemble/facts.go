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
