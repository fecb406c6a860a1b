//home: rtpflow/analyze
package rtpflow

import (
	"errors"
	"fmt"
	"io"

	"rtspect/capture"
	"rtspect/reassembly"
	"rtspect/rtpflow/frames"
	"rtspect/rtpflow/measure"
)

// Analyzer observes packets one by one; Finish associates what it saw and gives the report.
type Analyzer struct {
	flows  *flowTable
	budget reassembly.Budget

	conns     []*tcpConn // that carry RTSP or may, by first packet
	datagrams []*datagramConn
	tunnels   map[tunnelKey]*dialogue
	dialogues []*dialogue
	alarm     int64       // the earlier of earlyTill and heldTill, 0 for none
	held      []*tcpConn  // with bytes behind a hole
	heldTill  int64       // when these are looked at next, 0 for never
	early     []*dialogue // with answers that wait for their requests
	earlyTill int64       // when the first of them must be taken as they are, 0 for none

	pairs    *associations               // at the end
	byClient map[capture.Addr][]*session // likewise
	raop     map[*Media]*raopControl
	sources  []*source    // all, in order of appearance
	media    []*mediaFlow // all, in order of appearance
	rtcp     *rtcpStats
	byEnd    map[capture.Endpoint][]*mediaFlow
	// sourcesOf are the first sources of an SSRC.
	sourcesOf map[uint32][]*source
	histories int // of repair.History

	bins       measure.Pool
	probation  probation
	signal     signalling
	icmp       []unreachable
	refusals   []refusal
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
	conns       int64
	exchanges   int64
	exchFrame   capture.Frame
	sessions    int64
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
		flows:      newFlowTable(),
		tunnels:    map[tunnelKey]*dialogue{},
		byEnd:      map[capture.Endpoint][]*mediaFlow{},

		sourcesOf: map[uint32][]*source{},
	}
	if o.Thresholds != nil {
		a.thresholds = *o.Thresholds
	}
	a.rtcp = newRTCPStats(a)
	a.signal.init()
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
	if a.alarm != 0 && p.Time > a.alarm {
		a.wake()
	}
	switch p.Proto {
	case capture.UDP:
		a.udp(p)
	case capture.TCP:
		a.tcp(p)
	case capture.ICMP, capture.ICMPv6:
		if p.HasUnreachable {
			a.unreachable(p)
		}
	}
}

// unreachable is an ICMP error about a flow.
type unreachable struct {
	src, dst capture.Endpoint // of the packet that was refused
	proto    capture.Proto
	v6       bool
	typ      uint8
	code     uint8
	count    int64
	frame    capture.Frame
	time     int64
}

// text says what could not be reached: RFC 792 and RFC 4443, 3.1.
func (u *unreachable) text() string {
	if !u.v6 && u.typ == 3 && u.code == 3 || u.v6 && u.typ == 1 && u.code == 4 {
		return fmt.Sprintf("that nothing listens on %s (port unreachable)", u.dst)
	}
	return fmt.Sprintf("that %s cannot be reached (type %d, code %d)", u.dst, u.typ, u.code)
}

const maxUnreachable = 1024

func (a *Analyzer) unreachable(p *capture.Packet) {
	if len(p.Payload) < 2 {
		return
	}
	u := unreachable{src: p.UnreachableSrc, dst: p.UnreachableDst, proto: p.UnreachableProto, v6: p.Proto == capture.ICMPv6,
		typ: p.Payload[0], code: p.Payload[1], count: 1, frame: p.Frame, time: p.Time}
	for i := range a.icmp {
		if x := &a.icmp[i]; x.src == u.src && x.dst == u.dst && x.proto == u.proto && x.typ == u.typ && x.code == u.code {
			x.count++
			return
		}
	}
	if len(a.icmp) < maxUnreachable {
		a.icmp = append(a.icmp, u)
	}
}
