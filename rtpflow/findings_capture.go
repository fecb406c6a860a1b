//home: rtpflow/findings

package rtpflow

import (
	"fmt"

	"rtspect/capture"
)

// maxInterfaceSkew is how far (ns) capture time may run backwards where the packets of several interfaces or queues are
// merged; a clock that is set moves further as a rule.
const maxInterfaceSkew = 10e6

// fileFindings are those about a capture file.
func (in *inputs) fileFindings(f *capture.File) []*draft {
	d := in.detector(Subject{Capture: f})
	for _, x := range f.Damage {
		d.damageFinding(&x)
	}
	if f.Packets == 0 {
		d.add(CaptureEmpty, nil, "The capture contains no packets.")
	}
	if n := f.TruncatedBySnaplen; n > 0 {
		d.add(CaptureSnapped, nil, "%d of %s truncated by the snaplen: RTSP messages, SDP and payloads may be incomplete, and interleaved frames may be missing.", n, Count(f.Packets, "packet")).
			counts(n).measures(float64(n), UnitPackets).shownBy(Truncated)
	}
	if n := f.Dropped; n > 0 {
		d.add(CaptureDropped, nil, "The capturing tool reports %s dropped: gaps may be capture drops.", Count(n, "packet")).counts(n).measures(float64(n), UnitPackets)
	}
	if f.Packets > 0 && (!f.HasTime || f.Start == 0 && f.End == 0) {
		d.add(CaptureNoTimes, nil, "No timestamps: packet counts and order are valid; durations, rates, jitter and delays are not.")
	}
	if n := f.TimeRegressions; n > 0 {
		text := "Capture time runs backwards at %s by up to %s (first: frame %d): times and rates around it are unreliable."
		severity := SevWarning
		if f.MaxTimeRegression < maxInterfaceSkew {
			text, severity = "%s out of time order by up to %s (first: frame %d): merged interfaces or queues, relative order unreliable.", SevNote
		}
		d.add(CaptureTimeBackwards, one(f.FirstTimeRegression), text, Count(n, "packet"), milliseconds(f.MaxTimeRegression), f.FirstTimeRegression.Number()).
			as(severity).counts(n).lasts(f.MaxTimeRegression)
	}
	if n := f.FragmentsLost; n > 0 {
		d.add(IPFragmentsIncomplete, one(f.FirstFragmentLost), "%s incomplete: a fragment was lost or not captured, and the payload is missing.", Count(n, "fragmented IP datagram")).counts(n)
	}
	return d.found
}

// milliseconds writes a duration with microseconds where it is that short.
func milliseconds(ns int64) string {
	if ns < maxInterfaceSkew {
		return fmt.Sprintf("%.3f ms", float64(ns)*1e-6)
	}
	return Duration(ns)
}

// damageFinding is that about damage of the file.
func (d *detector) damageFinding(x *capture.Damage) {
	t := CaptureBadBlock
	if known, ok := FindingTypeOf("capture-" + x.Kind); ok {
		t = &known
	}
	frame, where := x.Frame, "before the first packet"
	if n := frame.Number(); n > 0 {
		where = fmt.Sprintf("after frame %d", n)
	} else {
		frame = 0
	}
	if t.Code == CaptureComments.Code {
		d.add(t, one(frame), "The file has more comments than are kept: %s dropped, the first %s.", Count(x.Count, "comment"), where).counts(x.Count)
		return
	}
	if t.Code == CaptureCutShort.Code {
		d.add(t, one(frame), "The capture file is truncated %s, at byte %d: %s. Everything before was analyzed.", where, x.Offset, x.Detail)
		return
	}
	f := d.add(t, one(frame), "The capture file is damaged %s, at byte %d: %s.", where, x.Offset, x.Detail)
	if x.Skipped > 0 {
		f.say("%s skipped to find the next record (%s): packets in them are lost.", Count(x.Skipped, "byte"), Count(x.Count, "place")).
			counts(x.Count).measures(float64(x.Skipped), UnitBytes)
	}
	if !x.Fatal {
		f.Severity = max(f.Severity, SevWarning)
	}
}

// limitTypes are the finding types of the limits, with what is counted beyond them.
var limitTypes = map[string]struct {
	t    *FindingType
	noun string
	text string
}{
	SourceLimit:     {LimitSources, "RTP packet", "not measured: too many SSRCs"},
	FlowLimit:       {LimitFlows, "packet", "not analyzed: too many UDP flows"},
	ConnectionLimit: {LimitConnections, "packet", "not analyzed: too many TCP connections"},
	MessageLimit:    {LimitMessages, "RTSP message", "not kept: too many messages on one connection"},
	RepairLimit:     {LimitRepairs, "stream", "not compared with their repairs: too many repaired streams"},
	SessionLimit:    {LimitSessions, "RTSP session or media", "dropped: too many sessions"},
}

// limitFindings are those about limits of the analysis.
func (in *inputs) limitFindings(d *detector) {
	for _, l := range in.report.Limits {
		x := limitTypes[l.Limit]
		noun := Count(l.Count, x.noun)
		if l.Limit == SessionLimit {
			noun = fmt.Sprintf("%d RTSP sessions or media", l.Count)
		}
		d.add(x.t, one(l.Frame), "%s %s.", noun, x.text).counts(l.Count)
	}
}

// attemptFindings are those about failed connection attempts, one for each client, server and outcome.
func (in *inputs) attemptFindings(d *detector) {
	for i := range in.report.Attempts {
		x := &in.report.Attempts[i]
		peers := Peers{Client: x.Client, Server: x.Server}
		t, text := ConnectionUnanswered, "%s tried to connect to %s and got no response: the server is down, or a firewall drops the packets."
		if x.Refused {
			t, text = ConnectionRefused, "%s tried to connect to %s and was refused (TCP reset): nothing listens on the port, or a firewall rejects the connection."
		}
		f := d.add(t, x.Frames, text, x.Client.Addr, x.Server).at(x.Time).counts(x.Count).shownBy(OfPeers(peers))
		if x.Count > 1 {
			f.until(x.Until)
		}
		f.Subject.Peers = []Peers{peers}
		if f.FrameCount = x.Count; x.Refused {
			f.FrameCount *= 2 // SYN and reset
		}
	}
}
