//home: rtpflow/analyze

// Package analyze turns a capture into a report. It is the only package that knows all stages: it hands packets to
// demultiplexing, messages to signalling, the changes that these cause and the media packets to observation, RTCP to its
// statistics; at the end of the capture it runs association, assembly, timeline and findings.
package rtpflow

import (
	"errors"
	"io"

	"rtspect/capture"
)

// Analyzer observes packets one by one; Finish associates what was observed and returns the report. It drives the
// stages: it hands packets down, and what one stage returns on to the next.
type Analyzer struct {
	conns  *TCP
	icmp   ICMP
	signal *signalling

	observe  *observer
	repairs  *repairs
	pairs    *associations               // at the end
	byClient map[capture.Addr][]*session // likewise
	rtcp     *rtcpStats

	thresholds Thresholds

	now    int64 // capture time of the current packet
	joined bool  // packets of several files came
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
		signal:     newSignalling(),
	}
	if o.Thresholds != nil {
		a.thresholds = *o.Thresholds
	}
	a.conns = NewTCP(func(c *TCPConn) TCPHandler { return &connection{a: a, conn: c} })
	a.observe = newObserver(&a.signal.ports, observerOptions{wireshark: o.Wireshark, series: o.Series, signallingWaits: a.conns.Waiting})
	a.repairs = &repairs{observed: a.observe}
	a.observe.follower = a.repairs
	a.rtcp = newRTCPStats(a.observe)
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
			a.observe.agreed(x.transport)
			if x.transport.dialog != nil && needsWhole(x.transport) {
				x.transport.dialog.keepWhole()
			}
		case positioned:
			a.observe.notePositions(x.session, x.exchange)
		}
	}
}
