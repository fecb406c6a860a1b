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
	"rtspect/internal/inorder"
)

// observations is what assembly builds the report from.
type observations struct {
	captures    []*capture.File
	connections []*Connection
	sessions    []*session
	sources     []*source    // in order of appearance
	flows       []*mediaFlow // likewise
	rtcpFlows   []*rtcpFlow  // likewise
	pairs       *associations
	raop        map[*Media]*RAOP
	channels    map[*dialogue]*channelTable
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
	steady   bool             // the clock of the capture never steps back
	streams  []*streamBuilder // in order of appearance
	bySource map[*source]*streamBuilder
	byStream map[*Stream]*streamBuilder
}

// assemble builds the report of what was observed.
func assemble(o *observations) *Report {
	x := &assembler{observations: o, report: &Report{Captures: o.captures, Joined: o.joined, End: o.end, Limits: o.limits, Unreachable: o.unreachable},
		bySource: map[*source]*streamBuilder{}, byStream: map[*Stream]*streamBuilder{}}
	x.steady = !slices.ContainsFunc(o.captures, func(f *capture.File) bool { return f.Backward > 0 })
	x.nameConnections()
	x.orderExchanges()
	x.settleMedia()
	x.buildStreams()
	x.repairs()
	x.rtcpOfStreams()
	for _, b := range x.streams {
		matchKeyframes(b.Stream)
	}
	x.raw()
	for m, y := range x.raop {
		m.RAOP = y
	}
	for _, b := range x.streams {
		b.readClock(x.steady)
		b.voice(b.media())
	}
	x.buildSessions()
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

// orderExchanges puts the exchanges of each session in the order of their first messages.
func (x *assembler) orderExchanges() {
	for _, s := range x.sessions {
		slices.SortStableFunc(s.Exchanges, func(p, q *Exchange) int { return x.report.Compare(p.Frame(), p.Time(), q.Frame(), q.Time()) })
	}
}

// settleMedia leaves out the media of unanswered SETUPs, and adds the inferred ones.
func (x *assembler) settleMedia() {
	for _, s := range x.sessions {
		s.Media = slices.DeleteFunc(s.Media, func(m *Media) bool { return x.pairs.unanswered[s.claims[m]] })
	}
	for _, c := range x.pairs.inferred {
		c.session.Media = append(c.session.Media, c.media)
		c.session.claims[c.media] = c
	}
}

// buildStreams builds the streams of all sources that are media.
func (x *assembler) buildStreams() {
	playbacks := map[*session]*playback{}
	for _, s := range x.sources {
		if !x.pairs.isMedia(s) {
			continue
		}
		p := x.pairs.of(s)
		var play *playback
		if c := p.transport; c != nil {
			if play = playbacks[c.session]; play == nil {
				play = playbackOf(c.session)
				playbacks[c.session] = play
			}
		}
		b := newStream(s, p, play, repairKind(x.repair.follows(s)))
		b.frames(p.transport == nil || len(p.transport.media.Streams) == 0, x.freeze)
		b.series()
		x.streams = append(x.streams, b)
		x.bySource[s], x.byStream[b.Stream] = b, b
		if p.transport == nil {
			x.report.Unassociated.Streams = append(x.report.Unassociated.Streams, b.Stream)
		} else {
			m := p.transport.media
			m.Streams = append(m.Streams, b.Stream)
		}
	}
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
		if c.media.Raw == nil {
			c.media.Raw = &RawFlow{Start: m.raw.start, FirstFrame: m.raw.first}
		}
		y := c.media.Raw
		y.Parts = append(y.Parts, rawPart(m, firstRTCP[m]))
		y.Packets += m.raw.packets
		y.Bytes += m.raw.bytes
		y.Start, y.End = min(y.Start, m.raw.start), max(y.End, m.raw.end)
		y.FirstFrame, y.LastFrame = min(y.FirstFrame, m.raw.first), max(y.LastFrame, m.raw.last)
		switch {
		case strings.Contains(strings.ToLower(c.media.Transport.Agreed), "x-real-rdt"), strings.Contains(strings.ToLower(c.media.Transport.Agreed), "x-pn-tng"):
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

// buildSessions completes the sessions, in the order of their first packets.
func (x *assembler) buildSessions() {
	r := x.report
	for _, s := range x.sessions {
		if len(s.Exchanges) > 0 {
			s.FirstFrame, s.Start = s.Exchanges[0].Frame(), s.Exchanges[0].Time()
		}
	}
	slices.SortStableFunc(x.sessions, func(p, q *session) int { return r.Compare(p.FirstFrame, p.Start, q.FirstFrame, q.Start) })
	var list []*sessionBuilder
	for _, s := range x.sessions {
		if len(s.Exchanges) > 0 {
			r.Sessions = append(r.Sessions, &s.Session)
			s.ID = "s" + strconv.Itoa(len(r.Sessions))
			list = append(list, &sessionBuilder{s, x})
		}
	}
	x.sessionFacts()
	inorder.Each(len(list), runtime.GOMAXPROCS(0), func(i int) { list[i].complete() })
	x.unclaimedChannels()
	x.failedConnections()
}
