package findings

import (
	"fmt"
	"slices"

	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/wording"
)

// How long (ns) the capture must show a session after PLAY or RECORD before media without a packet is a fault: sources take
// a moment to open, and audio packets may be seconds apart. Below minObserved nothing can be said.
const (
	minObserved = 2e9
	allObserved = 5e9
)

// noRTP explains, as far as the capture shows, why a media has no RTP.
func (d *mediaDetector) noRTP() {
	s, m, t := d.s, d.m, &d.m.Transport
	e := s.Started()
	if e == nil || len(m.Streams)+len(m.Shared) > 0 || m.Raw != nil && !d.strangeData() || t.Lower == "" || m.OnlyRetransmits() || d.unseenSender() {
		return
	}
	if x := d.receivedElsewhere(); x != nil {
		d.add(catalog.NoRTP, one(e.ResponseFrame), "%s succeeded, and the capture contains no RTP of media %d, but %s of the receiver %s that %s: the capture misses the media.",
			e.Method, m.Index, wording.Count(x.Reports, "report"), wording.Plural(x.Reports, "shows", "show"), receivedText(x)).as(rtpflow.SevNote).at(e.ResponseTime)
		return
	}
	observed := d.observedUntil(e) - e.ResponseTime
	frames, why, proven := one(e.ResponseFrame), d.whyNoRTP(), m.Raw != nil
	for i := range d.report.Unreachable {
		u := &d.report.Unreachable[i]
		if d.isEndpoint(u.Dst) || d.isEndpoint(u.Src) {
			frames = append(frames, u.Frame)
			why, proven = "ICMP reports that "+unreachableText(u), true
			break
		}
	}
	if t.Lower != "tcp" && d.report.UDPPackets == 0 && !proven {
		d.add(catalog.NoRTP, one(e.ResponseFrame), "%s succeeded, but the capture contains no UDP packet at all: a capture filter (such as tcp port %d) probably excluded the media.", e.Method, s.Server.Port).
			as(rtpflow.SevNote).at(e.ResponseTime)
		return
	}
	if observed < minObserved && !proven {
		return
	}
	f := d.add(catalog.NoRTP, frames, "%s succeeded, but the capture contains no RTP of media %d: %s.", e.Method, m.Index, why).at(e.ResponseTime)
	switch {
	case proven:
	case m.Type != "" && m.Type != "audio" && m.Type != "video":
		f.as(rtpflow.SevNote).say("Such media may have nothing to send for a long time.")
	case observed < allObserved:
		f.as(rtpflow.SevNote).say("The session lasts only %s after the response, so the media may just not have started.", wording.Duration(observed))
	}
}

// whyNoRTP says what the path of the media and the other media of the session suggest.
func (d *mediaDetector) whyNoRTP() string {
	s, m, t := d.s, d.m, &d.m.Transport
	switch {
	case t.Lower == "tcp":
		return "the sender has nothing to send, or could not open its source"
	case slices.ContainsFunc(s.Media, func(x *rtpflow.Media) bool { return x != m && len(x.Streams) > 0 }):
		return "other media of the session arrive, so the path works: the sender has nothing for this one, or its port is filtered"
	case s.Mode == "record":
		return "the client sent nothing, or its packets were dropped before the capture point"
	case t.Source != "" && len(t.ServerPorts) > 0:
		return "the server sends from an address that is not routed here, or a firewall or NAT drops packets to client_port"
	}
	return "nothing was sent, it was dropped before the capture point, or it was sent elsewhere"
}

// observedUntil is when the capture stops to show what a PLAY or RECORD started: at the next request that ends or changes
// it, at the end of its connection, or at the end of the capture.
func (d *mediaDetector) observedUntil(start *rtpflow.Exchange) int64 {
	end := d.report.End
	if d.s.Teardown != nil {
		end = min(end, d.s.Teardown.Sent)
	}
	for _, e := range d.s.Exchanges {
		if e.Method == "PAUSE" && e.Succeeded() && e.ResponseTime > start.ResponseTime {
			end = min(end, e.ResponseTime)
		}
	}
	if c := start.Connection; c != nil {
		if x, ok := c.Closing(); ok && x.Time >= start.ResponseTime && (d.m.Transport.Lower == "tcp" || x.By == rtpflow.Server) {
			end = min(end, x.Time)
		}
	}
	return end
}

// receivedElsewhere returns what a receiver of the media reports about a source that is not in the capture, nil unless the
// reports prove that it received packets.
func (d *mediaDetector) receivedElsewhere() *rtpflow.Reception {
	from := rtpflow.ClientToServer
	if d.s.Mode == "record" {
		from = rtpflow.ServerToClient
	}
	var best *rtpflow.Reception
	for _, x := range d.m.RTCP {
		if x.Direction != from || x.Encrypted {
			continue
		}
		for _, o := range x.Sources {
			for i := range o.Receptions {
				r := &o.Receptions[i]
				proven := r.HighestSeq != r.FirstHighestSeq || o.SSRC != 0 && r.HighestSeq != 0
				if proven && (best == nil || r.Reports > best.Reports) {
					best = r
				}
			}
		}
	}
	return best
}

// receivedText says what the reports of a receiver prove.
func receivedText(x *rtpflow.Reception) string {
	n := int64(x.HighestSeq-x.FirstHighestSeq) - max(x.Lost, 0)
	if x.HighestSeq <= x.FirstHighestSeq || n <= 0 {
		return fmt.Sprintf("it received RTP up to sequence number %d", uint16(x.HighestSeq))
	}
	return fmt.Sprintf("it received about %s (%s)", wording.Count(n, "packet"), lostText(x.Lost))
}

// lostText says how many packets a receiver reports as lost. The count is negative where duplicates arrived.
func lostText(lost int64) string {
	if lost < 0 {
		return fmt.Sprintf("%d lost: more received than expected", lost)
	}
	return fmt.Sprintf("%d lost", lost)
}
