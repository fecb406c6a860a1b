// Package assemble builds the report from what was observed and paired. Every value is computed once, and the conditions
// under which it means something are decided before.
package assemble

import (
	"runtime"
	"slices"
	"strconv"
	"strings"

	"rtspect/capture"
	"rtspect/internal/ordered"
	"rtspect/rtpflow"
	"rtspect/rtpflow/associate"
	"rtspect/rtpflow/demux"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/repairstats"
	"rtspect/rtpflow/rtcpstats"
	"rtspect/rtpflow/signalling"
)

// Observations is what assembly builds the report from.
type Observations struct {
	Captures    []*capture.File
	Connections []*rtpflow.Connection
	Signalled   []*signalling.Session
	Sources     []*observe.Source // in order of appearance
	Flows       []*observe.Flow   // likewise
	RTCPFlows   []*rtcpstats.Flow // likewise
	Pairs       *associate.Associations
	RAOP        map[*signalling.Media]*rtpflow.RAOP
	Channels    map[*signalling.Dialog]*observe.ChannelTable
	Positions   map[*signalling.Session][]observe.PlaybackPosition
	Repair      *repairstats.Repairs
	Joined      bool  // packets of several files were merged
	End         int64 // capture time of the last packet
	UDPPackets  int64
	Limits      []rtpflow.LimitExceeded
	Unreachable []rtpflow.Unreachable
	Attempts    []demux.ConnectionAttempt
	DTLS        *demux.DTLS // handshakes in UDP
	Freeze      float64     // seconds without a whole video frame that count as a freeze
}

// assembler builds the report.
type assembler struct {
	*Observations
	report   *rtpflow.Report
	steady   bool              // the clock of the capture never steps back
	sessions []*sessionBuilder // by first packet
	streams  []*streamBuilder  // in order of appearance
	// The builders by what they are built from, and the report's media by those of signalling.
	bySignalled map[*signalling.Session]*sessionBuilder
	bySource    map[*observe.Source]*streamBuilder
	byStream    map[*rtpflow.Stream]*streamBuilder
	media       map[*signalling.Media]*rtpflow.Media
}

// Report builds the report of what was observed.
func Report(o *Observations) *rtpflow.Report {
	x := &assembler{
		Observations: o, report: &rtpflow.Report{Captures: o.Captures, Merged: o.Joined, End: o.End, UDPPackets: o.UDPPackets, Limits: o.Limits, Unreachable: o.Unreachable},
		bySignalled: map[*signalling.Session]*sessionBuilder{}, bySource: map[*observe.Source]*streamBuilder{}, byStream: map[*rtpflow.Stream]*streamBuilder{}, media: map[*signalling.Media]*rtpflow.Media{},
	}
	x.steady = !slices.ContainsFunc(o.Captures, func(f *capture.File) bool { return f.TimeRegressions > 0 })
	x.nameConnections()
	x.beginSessions()
	x.buildStreams()
	x.repairs()
	x.otherClients()
	x.rtcpOfStreams()
	x.encryption()
	for _, b := range x.streams {
		matchKeyframes(b.Stream)
	}
	x.raw()
	for m, y := range x.RAOP {
		if m := x.media[m]; m != nil {
			m.RAOP = y
		}
	}
	for _, b := range x.streams {
		b.readClock(x.steady)
		b.growingDelay()
		b.voice(x.mediaOf(b))
	}
	ordered.Each(len(x.sessions), runtime.GOMAXPROCS(0), func(i int) { x.sessions[i].complete() })
	x.offsetLimit()
	x.shareGroups()
	x.unclaimedChannels()
	x.failedConnections()
	return x.report
}

// offsetLimit adds what the sessions did not compare.
func (x *assembler) offsetLimit() {
	l := rtpflow.LimitExceeded{Limit: rtpflow.OffsetLimit, Max: maxAVOffsets}
	for _, s := range x.sessions {
		l.Add(s.offsetsDropped.Count, s.offsetsDropped.Frame)
	}
	if l.Count > 0 {
		x.report.Limits = append(x.report.Limits, l)
	}
}

// nameConnections numbers the connections by their first packets.
func (x *assembler) nameConnections() {
	r := x.report
	r.Connections = x.Connections
	slices.SortStableFunc(r.Connections, func(p, q *rtpflow.Connection) int { return r.Compare(p.FirstFrame, p.Start, q.FirstFrame, q.Start) })
	for i, c := range r.Connections {
		c.ID = "c" + strconv.Itoa(i+1)
	}
}

// beginSessions builds the sessions, in the order of their first packets, with their media but without streams.
func (x *assembler) beginSessions() {
	r := x.report
	inferred := map[*signalling.Session][]*signalling.Transport{}
	for _, c := range x.Pairs.Inferred {
		inferred[c.Session] = append(inferred[c.Session], c)
	}
	for _, in := range x.Signalled {
		if len(in.Exchanges) > 0 {
			s := x.newSession(in, inferred[in])
			x.sessions = append(x.sessions, s)
			x.bySignalled[in] = s
		}
	}
	slices.SortStableFunc(x.sessions, func(p, q *sessionBuilder) int {
		return r.Compare(p.FirstFrame, p.Exchanges[0].Time(), q.FirstFrame, q.Exchanges[0].Time())
	})
	for i, s := range x.sessions {
		s.ID = "s" + strconv.Itoa(i+1)
		r.Sessions = append(r.Sessions, s.Session)
	}
}

// buildStreams builds the streams of all sources that are media.
func (x *assembler) buildStreams() {
	for _, s := range x.Sources {
		if !x.Pairs.IsMedia(s) {
			continue
		}
		p := x.Pairs.Of(s)
		list := &x.report.Unassociated.Streams
		var in *sessionBuilder
		if c := p.Transport; c != nil {
			in, list = x.bySignalled[c.Session], &x.media[c.Media].Streams
		}
		b := newStream(s, p, in, repairKind(x.Repair.Follows(s)))
		b.Stale = x.Pairs.Stale[s]
		b.frames(len(*list) == 0, x.Freeze)
		b.series()
		x.streams = append(x.streams, b)
		x.bySource[s], x.byStream[b.Stream] = b, b
		*list = append(*list, b.Stream)
	}
}

// mediaOf is the media that a stream belongs to, an empty one if there is none.
func (x *assembler) mediaOf(b *streamBuilder) *rtpflow.Media {
	if b.transport == nil {
		return &rtpflow.Media{}
	}
	return x.media[b.transport.Media]
}

// raw counts, for each media, the packets on its ports that are not RTP.
func (x *assembler) raw() {
	firstRTCP := map[*observe.Flow]capture.Frame{}
	for _, r := range x.RTCPFlows {
		firstRTCP[r.Flow] = r.First
	}
	for _, m := range x.Flows {
		c := x.Pairs.Raw[m]
		if c == nil {
			continue
		}
		media := x.media[c.Media]
		if n := m.Unmeasured(); associate.FlowDirection(m, c) == c.MediaDirection() {
			media.Unmeasured.Add(n.Count, n.Frame)
		}
		if m.Raw.Packets == 0 {
			continue
		}
		if media.Raw == nil {
			media.Raw = &rtpflow.RawFlow{Start: m.Raw.Start, FirstFrame: m.Raw.First}
		}
		y := media.Raw
		y.Parts = append(y.Parts, rawPart(m, firstRTCP[m]))
		y.Packets += m.Raw.Packets
		y.Bytes += m.Raw.Bytes
		y.Start, y.End = min(y.Start, m.Raw.Start), max(y.End, m.Raw.End)
		y.FirstFrame, y.LastFrame = min(y.FirstFrame, m.Raw.First), max(y.LastFrame, m.Raw.Last)
		switch {
		case strings.Contains(strings.ToLower(media.Transport.Agreed), "x-real-rdt"), strings.Contains(strings.ToLower(media.Transport.Agreed), "x-pn-tng"):
			y.Format = "RDT"
		case 2*m.Raw.LooksTS > m.Raw.Packets:
			y.Format = "MP2T"
			if s := m.Raw.TS.Finish().TS; y.TS == nil || s.Packets > y.TS.Packets {
				y.TS = s
			}
		}
	}
}

// rawPart describes the raw data of one flow, so that it can be recognized in a second pass.
func rawPart(m *observe.Flow, firstRTCP capture.Frame) rtpflow.RawPart {
	p := rtpflow.RawPart{Source: m.Src, Destination: m.Dst, Channel: m.Channel, FirstFrame: m.Raw.First, Packets: m.Raw.Packets, NonRTP: m.NonRTP, FirstRTCP: firstRTCP}
	if m.Conn != nil {
		p.Connection = &m.Conn.Record
	}
	return p
}
