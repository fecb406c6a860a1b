//home: rtpflow/assemble

// Package assemble builds the report from what was observed and paired. Every value is computed once, and the conditions
// under which it means something are decided before.
package rtpflow

import (
	"runtime"
	"slices"
	"strconv"
	"strings"

	"rtspect/capture"
	"rtspect/internal/ordered"
)

// observations is what assembly builds the report from.
type observations struct {
	captures    []*capture.File
	connections []*Connection
	signalled   []*session
	sources     []*source    // in order of appearance
	flows       []*mediaFlow // likewise
	rtcpFlows   []*rtcpFlow  // likewise
	pairs       *associations
	raop        map[*media]*RAOP
	channels    map[*dialog]*channelTable
	positions   map[*session][]playbackPosition
	repair      *repairs
	joined      bool  // packets of several files were merged
	end         int64 // capture time of the last packet
	limits      []LimitExceeded
	unreachable []Unreachable
	attempts    []ConnectionAttempt
	freeze      float64 // seconds without a whole video frame that count as a freeze
}

// assembler builds the report.
type assembler struct {
	*observations
	report   *Report
	steady   bool              // the clock of the capture never steps back
	sessions []*sessionBuilder // by first packet
	streams  []*streamBuilder  // in order of appearance
	// The builders by what they are built from, and the report's media by those of signalling.
	bySignalled map[*session]*sessionBuilder
	bySource    map[*source]*streamBuilder
	byStream    map[*Stream]*streamBuilder
	media       map[*media]*Media
}

// assemble builds the report of what was observed.
func assemble(o *observations) *Report {
	x := &assembler{observations: o, report: &Report{Captures: o.captures, Merged: o.joined, End: o.end, Limits: o.limits, Unreachable: o.unreachable},
		bySignalled: map[*session]*sessionBuilder{}, bySource: map[*source]*streamBuilder{}, byStream: map[*Stream]*streamBuilder{}, media: map[*media]*Media{}}
	x.steady = !slices.ContainsFunc(o.captures, func(f *capture.File) bool { return f.TimeRegressions > 0 })
	x.nameConnections()
	x.beginSessions()
	x.buildStreams()
	x.repairs()
	x.rtcpOfStreams()
	for _, b := range x.streams {
		matchKeyframes(b.Stream)
	}
	x.raw()
	for m, y := range x.raop {
		if m := x.media[m]; m != nil {
			m.RAOP = y
		}
	}
	for _, b := range x.streams {
		b.readClock(x.steady)
		b.voice(x.mediaOf(b))
	}
	ordered.Each(len(x.sessions), runtime.GOMAXPROCS(0), func(i int) { x.sessions[i].complete() })
	x.unclaimedChannels()
	x.failedConnections()
	return x.report
}

// nameConnections numbers the connections by their first packets.
func (x *assembler) nameConnections() {
	r := x.report
	r.Connections = x.connections
	slices.SortStableFunc(r.Connections, func(p, q *Connection) int { return r.Compare(p.FirstFrame, p.Start, q.FirstFrame, q.Start) })
	for i, c := range r.Connections {
		c.ID = "c" + strconv.Itoa(i+1)
	}
}

// beginSessions builds the sessions, in the order of their first packets, with their media but without streams.
func (x *assembler) beginSessions() {
	r := x.report
	inferred := map[*session][]*transport{}
	for _, c := range x.pairs.inferred {
		inferred[c.session] = append(inferred[c.session], c)
	}
	for _, in := range x.signalled {
		if len(in.exchanges) > 0 {
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
	for _, s := range x.sources {
		if !x.pairs.isMedia(s) {
			continue
		}
		p := x.pairs.of(s)
		list := &x.report.Unassociated.Streams
		var in *sessionBuilder
		if c := p.transport; c != nil {
			in, list = x.bySignalled[c.session], &x.media[c.media].Streams
		}
		b := newStream(s, p, in, repairKind(x.repair.follows(s)))
		b.frames(len(*list) == 0, x.freeze)
		b.series()
		x.streams = append(x.streams, b)
		x.bySource[s], x.byStream[b.Stream] = b, b
		*list = append(*list, b.Stream)
	}
}

// mediaOf is the media that a stream belongs to, an empty one if there is none.
func (x *assembler) mediaOf(b *streamBuilder) *Media {
	if b.transport == nil {
		return &Media{}
	}
	return x.media[b.transport.media]
}

// raw counts, for each media, the packets on its ports that are not RTP.
func (x *assembler) raw() {
	firstRTCP := map[*mediaFlow]capture.Frame{}
	for _, r := range x.rtcpFlows {
		firstRTCP[r.flow] = r.first
	}
	for _, m := range x.flows {
		c := x.pairs.raw[m]
		if c == nil {
			continue
		}
		media := x.media[c.media]
		if media.Raw == nil {
			media.Raw = &RawFlow{Start: m.raw.start, FirstFrame: m.raw.first}
		}
		y := media.Raw
		y.Parts = append(y.Parts, rawPart(m, firstRTCP[m]))
		y.Packets += m.raw.packets
		y.Bytes += m.raw.bytes
		y.Start, y.End = min(y.Start, m.raw.start), max(y.End, m.raw.end)
		y.FirstFrame, y.LastFrame = min(y.FirstFrame, m.raw.first), max(y.LastFrame, m.raw.last)
		switch {
		case strings.Contains(strings.ToLower(media.Transport.Agreed), "x-real-rdt"), strings.Contains(strings.ToLower(media.Transport.Agreed), "x-pn-tng"):
			y.Format = "RDT"
		case 2*m.raw.looksTS > m.raw.packets:
			y.Format = "MP2T"
			if s := m.raw.ts.Finish().TS; y.TS == nil || s.Packets > y.TS.Packets {
				y.TS = s
			}
		}
	}
}

// rawPart describes the raw data of one flow, so that it can be recognized in a second pass.
func rawPart(m *mediaFlow, firstRTCP capture.Frame) RawPart {
	p := RawPart{Source: m.src, Destination: m.dst, Channel: m.channel, FirstFrame: m.raw.first, Packets: m.raw.packets, NonRTP: m.nonRTP, FirstRTCP: firstRTCP}
	if m.conn != nil {
		p.Connection = &m.conn.Record
	}
	return p
}
