package findings

import (
	"fmt"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/findings/displayfilter"
	"rtspect/rtpflow/wording"
)

// maxInterfaceSkew is how far (ns) capture time may run backwards where the packets of several interfaces or queues are
// merged; a clock that is set moves further as a rule.
const maxInterfaceSkew = 10e6

// maxFlushDelay is how long (ns) a tool that captures from several interfaces may keep the packets of one back.
const maxFlushDelay = 5e9

// fileFindings are those about a capture file.
func (in *inputs) fileFindings(f *capture.File) []*draft {
	d := in.detector(rtpflow.Subject{Capture: f})
	for _, x := range f.Damage {
		d.damageFinding(&x)
	}
	if f.Packets == 0 {
		d.add(catalog.CaptureEmpty, nil, "The capture contains no packets.")
	}
	if n := f.TruncatedBySnaplen; n > 0 {
		d.add(catalog.CaptureSnapped, nil, "%d of %s truncated by the snaplen: RTSP messages, SDP and payloads may be incomplete, and interleaved frames may be missing.", n, wording.Count(f.Packets, "packet")).
			counts(n).measures(float64(n), rtpflow.UnitPackets).shownBy(displayfilter.Truncated)
	}
	if n := f.Dropped; n > 0 {
		d.add(catalog.CaptureDropped, nil, "The capturing tool reports %s dropped: gaps may be capture drops.", wording.Count(n, "packet")).counts(n).measures(float64(n), rtpflow.UnitPackets)
	}
	if f.Packets > 0 && (!f.HasTime || f.Start == 0 && f.End == 0) {
		d.add(catalog.CaptureNoTimes, nil, "No timestamps: packet counts and order are valid; durations, rates, jitter and delays are not.")
	}
	if n := f.TimeRegressions; n > 0 {
		text := "Capture time runs backwards at %s by up to %s (first: frame %d): times and rates around it are unreliable."
		severity := rtpflow.SevWarning
		if f.MaxTimeRegression < maxInterfaceSkew {
			text, severity = "%s out of time order by up to %s (first: frame %d): merged interfaces or queues, relative order unreliable.", rtpflow.SevNote
		}
		if x := len(f.Interfaces); x > 1 && f.MaxTimeRegression < maxFlushDelay {
			text = "%s of several interfaces out of time order by up to %s (first: frame %d): the capturing tool wrote the packets of each interface in blocks. Their timestamps are valid."
			severity = rtpflow.SevNote
		}
		d.add(catalog.CaptureTimeBackwards, one(f.FirstTimeRegression), text, wording.Count(n, "packet"), milliseconds(f.MaxTimeRegression), f.FirstTimeRegression.Number()).
			as(severity).counts(n).lasts(f.MaxTimeRegression)
	}
	if n := f.FragmentsLost; n > 0 {
		d.add(catalog.IPFragmentsIncomplete, one(f.FirstFragmentLost), "%s incomplete: a fragment was lost or not captured, and the payload is missing.", wording.Count(n, "fragmented IP datagram")).counts(n)
	}
	return d.found
}

// milliseconds writes a duration with microseconds where it is that short.
func milliseconds(ns int64) string {
	if ns < maxInterfaceSkew {
		return fmt.Sprintf("%.3f ms", float64(ns)*1e-6)
	}
	return wording.Duration(ns)
}

// damageFinding is that about damage of the file.
func (d *detector) damageFinding(x *capture.Damage) {
	t := catalog.CaptureBadBlock
	if known, ok := catalog.FindingTypeOf("capture-" + x.Kind); ok {
		t = &known
	}
	frame, where := x.Frame, "before the first packet"
	if n := frame.Number(); n > 0 {
		where = fmt.Sprintf("after frame %d", n)
	} else {
		frame = 0
	}
	if t.Code == catalog.CaptureComments.Code {
		d.add(t, one(frame), "The file has more comments than are kept: %s dropped, the first %s.", wording.Count(x.Count, "comment"), where).counts(x.Count)
		return
	}
	if t.Code == catalog.CaptureCutShort.Code {
		d.add(t, one(frame), "The capture file is truncated %s, at byte %d: %s. Everything before was analyzed.", where, x.Offset, x.Detail)
		return
	}
	if t.Code == catalog.CaptureReadError.Code {
		d.add(t, one(frame), "Reading the capture file failed %s, at byte %d: %s. Everything before was analyzed.", where, x.Offset, x.Detail)
		return
	}
	f := d.add(t, one(frame), "The capture file is damaged %s, at byte %d: %s.", where, x.Offset, x.Detail)
	if x.Skipped > 0 {
		f.say("%s skipped to find the next record (%s): packets in them are lost.", wording.Count(x.Skipped, "byte"), wording.Count(x.Count, "place")).
			counts(x.Count).measures(float64(x.Skipped), rtpflow.UnitBytes)
	}
	if !x.Fatal {
		f.Severity = max(f.Severity, rtpflow.SevWarning)
	}
}

// attemptFindings are those about failed connection attempts, one for each client, server and outcome, or one for all
// clients of a server.
func (in *inputs) attemptFindings(d *detector) {
	for i := range in.report.Attempts {
		x := &in.report.Attempts[i]
		peers := rtpflow.Peers{Client: x.Client, Server: x.Server}
		t, text := catalog.ConnectionUnanswered, "%s tried to connect to %s and got no response: the server is down, or a firewall drops the packets."
		if x.Refused {
			t, text = catalog.ConnectionRefused, "%s tried to connect to %s and was refused (TCP reset): nothing listens on the port, or a firewall rejects the connection."
		}
		var f *draft
		if x.Clients > 1 || x.Servers > 1 || x.AtLeast {
			f = d.manyAttempts(t, x)
			f.Subject.Peers = x.Peers
		} else {
			f = d.add(t, x.Frames, text, x.Client.Addr, x.Server).shownBy(displayfilter.OfPeers(peers))
			f.Subject.Peers = []rtpflow.Peers{peers}
			if x.Count > 1 {
				f.extend(" (%s within %s).", wording.Count(x.Count, "attempt"), wording.Duration(x.Until-x.Time))
			}
			if c, at := in.lostServer(x); x.Refused && c != nil {
				f.as(rtpflow.SevWarning).say("The server had closed connection %s of the same client %s before.", c.ID, wording.Duration(x.Time-at)).
					because(catalog.ServerClosed, catalog.ConnectionReset)
			}
		}
		if f.at(x.Time).counts(x.Count); x.Count > 1 {
			f.until(x.Until)
		}
		if f.FrameCount = x.Count; x.Refused {
			f.FrameCount *= 2 // SYN and reset
		}
	}
}

// lostServer returns the connection that the server closed or reset just before a client's first failed attempt, and when:
// the refusal is the consequence. It returns nil if there is none.
func (in *inputs) lostServer(x *rtpflow.FailedConnection) (found *rtpflow.Connection, at int64) {
	const justBefore = 10e9 // ns
	for _, c := range in.report.Connections {
		if c.Client.Addr != x.Client.Addr || c.Server != x.Server {
			continue
		}
		if y, ok := c.Closing(); ok && y.By == rtpflow.Server && y.Time <= x.Time && x.Time-y.Time < justBefore && y.Time > at {
			found, at = c, y.Time
		}
	}
	return found, at
}

// manyAttempts reports the failed attempts of many clients, or at many servers.
func (d *detector) manyAttempts(t *catalog.FindingType, x *rtpflow.FailedConnection) *draft {
	outcome, meaning := "got no response", "the server is down, a firewall drops the packets, or the addresses are forged (SYN flood)."
	if x.Refused {
		outcome, meaning = "were refused (TCP reset)", "nothing listens on the port, or a firewall rejects the connections."
	}
	from, to := wording.Count(x.Clients, "client"), x.Server.String()
	if x.AtLeast {
		from = "at least " + from
	}
	if x.Clients == 1 {
		from = x.Client.Addr.String()
	}
	if x.Servers > 1 {
		to, meaning = wording.Count(x.Servers, "server"), "the servers are down, a firewall rejects or drops the packets, or it is a scan."
	}
	span := ""
	if ns := x.Until - x.Time; ns > 0 {
		span = fmt.Sprintf(" within %s (%s per second)", wording.Duration(ns), rate(float64(x.Count)/(float64(ns)*1e-9)))
	}
	return d.add(t, x.Frames, "%s from %s to %s %s%s: %s", wording.Count(x.Count, "connection attempt"), from, to, outcome, span, meaning)
}

// otherClientFindings are those about clients whose signalling is not in the capture, one for each port of a server.
func (in *inputs) otherClientFindings(d *detector) {
	for _, x := range in.report.Unassociated.OtherClients {
		d.add(catalog.OtherClients, one(x.FirstFrame), "%s sends %s to %s without RTSP signalling in the capture: other clients of this server.",
			x.Server, wording.Count(int64(x.Streams), "RTP stream"), wording.Count(int64(x.Clients), "host")).at(x.Start).counts(int64(x.Streams))
	}
}
