//home: rtpflow/analyze

package rtpflow

import (
	"errors"
	"io"

	"rtspect/capture"
	"rtspect/rtpflow/frames"
	"rtspect/rtpflow/measure"
)

// Analyzer observes packets one by one; Finish associates what was observed and returns the report. It drives the
// stages: it hands packets down, and what one stage returns on to the next.
type Analyzer struct {
	conns  *TCP
	icmp   ICMP
	signal *signalling

	flows    *FlowTable[*mediaFlow]      // UDP flows with media
	pairs    *associations               // at the end
	byClient map[capture.Addr][]*session // likewise
	raop     map[*Media]*raopControl
	sources  []*source    // all, in order of appearance
	media    []*mediaFlow // all, in order of appearance
	rtcp     *rtcpStats
	byEnd    map[capture.Endpoint][]*mediaFlow
	channels map[*dialogue]*channelTable
	// sourcesOf are the first sources of an SSRC.
	sourcesOf map[uint32][]*source
	histories int // of repair.History

	bins       measure.Pool
	probation  probation
	limits     limits
	packet     measure.Packet // the one at hand
	unitPacket frames.Packet  // the same; see countFrames
	waiters    int            // sources whose format is not known yet; see tellFormat

	thresholds Thresholds
	wireshark  bool // see Options
	series     bool // likewise

	now    int64 // capture time of the current packet
	joined bool  // packets of several files came
	tap    *tap  // of a second pass
}

// limits counts what bounds on state left out.
type limits struct {
	sources     int64 // packets of SSRCs beyond the limits
	sourceFrame capture.Frame
	flows       int64 // packets of flows beyond the limit
	flowFrame   capture.Frame
	repairs     int64 // protected streams beyond the limit
}

// Options say how to analyse; the zero value is what the program does when nothing is asked for.
type Options struct {
	Thresholds *Thresholds // nil for DefaultThresholds
	Wireshark  bool        // measure by tshark's definitions as well
	Series     bool        // measure every stream over time as well
}

// NewAnalyzer returns an Analyzer ready for its first packet.
func NewAnalyzer(o Options) *Analyzer {
	a := &Analyzer{
		thresholds: DefaultThresholds(),
		wireshark:  o.Wireshark,
		series:     o.Series,
		signal:     newSignalling(),
		flows:      NewFlowTable[*mediaFlow](nil),
		byEnd:      map[capture.Endpoint][]*mediaFlow{},
		channels:   map[*dialogue]*channelTable{},

		sourcesOf: map[uint32][]*source{},
	}
	if o.Thresholds != nil {
		a.thresholds = *o.Thresholds
	}
	a.rtcp = newRTCPStats(a)
	a.conns = NewTCP(func(c *TCPConn) TCPHandler { return &connection{a: a, conn: c} })
	return a
}

// Analyze reads a capture to its end and reports what it holds. The error is the capture's, where
// it could not be read; damage is a finding in the report.
func Analyze(c *capture.Capture, o Options) (*Report, error) {
	a := NewAnalyzer(o)
	for {
		p, err := c.Next()
		if err == nil {
			a.Packet(p)
			continue
		}
		if errors.Is(err, io.EOF) {
			return a.Finish(c.Files()), nil
		}
		return nil, err
	}
}

// Packet observes the next packet. It keeps nothing of it that it does not copy.
func (a *Analyzer) Packet(p *capture.Packet) {
	a.now = p.Time
	a.joined = a.joined || p.Frame.File() > 0
	if due := a.signal.due; due != 0 && p.Time > due {
		a.apply(a.signal.advance(p.Time))
	}
	if due := a.conns.Due(); due != 0 && p.Time > due {
		a.conns.Advance(p.Time)
	}
	switch p.Proto {
	case capture.UDP:
		a.udp(p)
	case capture.TCP:
		a.conns.Packet(p)
	case capture.ICMP, capture.ICMPv6:
		if p.HasUnreachable {
			a.icmp.Packet(p)
		}
	}
}

// apply hands on what signalling has changed to the observation of media.
func (a *Analyzer) apply(changes []change) {
	for i := range changes {
		switch x := &changes[i]; x.kind {
		case agreed:
			a.agreed(x.transport)
			if x.transport.dialogue != nil {
				x.transport.needWhole()
			}
		case positioned:
			a.markSources(x.session, x.exchange)
		}
	}
}
