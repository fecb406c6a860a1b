// Package analyze turns a capture into a report. It is the only package that knows all stages: it hands packets to
// demultiplexing, messages to signalling, the changes that these cause and the media packets to observation, RTCP to its
// statistics; at the end of the capture it runs association, assembly, timeline and findings.
package analyze

import (
	"errors"
	"io"
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/demux"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/repairstats"
	"rtspect/rtpflow/rtcpstats"
	"rtspect/rtpflow/signalling"
)

// Analyzer observes packets one by one; Finish associates what was observed and returns the report. It drives the
// stages: it hands packets down, and what one stage returns on to the next.
type Analyzer struct {
	conns  *demux.TCP
	icmp   demux.ICMP
	dtls   demux.DTLS
	other  demux.Tally
	signal *signalling.Tracker

	observe *observe.Observer
	repairs *repairstats.Repairs
	rtcp    *rtcpstats.Stats

	thresholds catalog.Thresholds

	now        int64 // capture time of the current packet
	joined     bool  // packets of several files came
	udpPackets int64
}

// Options select what is measured; the zero value is the default of the program.
type Options struct {
	Thresholds *catalog.Thresholds // nil for DefaultThresholds
	Wireshark  bool                // measure by tshark's definitions as well
	Series     bool                // measure every stream over time as well
}

// NewAnalyzer returns an Analyzer ready for its first packet.
func NewAnalyzer(o Options) *Analyzer {
	a := &Analyzer{
		thresholds: catalog.DefaultThresholds(),
		signal:     signalling.New(),
	}
	if o.Thresholds != nil {
		a.thresholds = *o.Thresholds
	}
	a.conns = demux.NewTCP(func(c *demux.TCPConn) demux.TCPHandler {
		a.forgetBeyond()
		return &connection{a: a, conn: c}
	})
	a.observe = observe.New(&a.signal.Ports, observe.Options{Wireshark: o.Wireshark, Series: o.Series, SignallingWaits: a.conns.Waiting})
	a.repairs = &repairstats.Repairs{Observed: a.observe}
	a.observe.Follower = a.repairs
	a.rtcp = rtcpstats.New(a.observe)
	return a
}

// Analyze reads a capture to its end and reports what it contains. Damage is a finding in the report. The error is that of
// reading the capture; if packets were read before it, the report on them is returned too, and the error is a finding in
// it.
func Analyze(c *capture.Capture, o Options) (*rtpflow.Report, error) {
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
		if !partlyRead(c.Files()) {
			return nil, err
		}
		return a.Finish(c.Files()), err
	}
}

// partlyRead reports whether packets came before the error that ended the reading.
func partlyRead(files []*capture.File) bool {
	failed, packets := false, int64(0)
	for _, f := range files {
		packets += f.Packets
		failed = failed || slices.ContainsFunc(f.Damage, func(d capture.Damage) bool { return d.Fatal })
	}
	return failed && packets > 0
}

// Packet observes the next packet. It keeps nothing of it that it does not copy.
func (a *Analyzer) Packet(p *capture.Packet) {
	a.now = p.Time
	a.joined = a.joined || p.Frame.File() > 0
	if due := a.signal.Due; due != 0 && p.Time > due {
		a.apply(a.signal.Advance(p.Time))
	}
	if due := a.conns.Due(); due != 0 && p.Time > due {
		a.conns.Advance(p.Time)
	}
	switch p.Proto {
	case capture.UDP:
		a.udpPackets++
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
func (a *Analyzer) apply(changes []signalling.Change) {
	for i := range changes {
		switch x := &changes[i]; x.Kind {
		case signalling.Agreed:
			a.observe.Agreed(x.Transport)
			if x.Transport.Dialog != nil && observe.NeedsWhole(x.Transport) {
				x.Transport.Dialog.KeepWhole()
			}
		case signalling.Displaced:
			a.observe.Displaced(x.Transport)
		case signalling.Positioned:
			a.observe.NotePositions(x.Session, x.Exchange)
		}
	}
}
