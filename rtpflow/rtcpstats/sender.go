package rtcpstats

import (
	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/rtcp"
)

// Sender is an SSRC that sends RTCP in one flow.
type Sender struct {
	Srs, Byes   int64
	Cname       string
	Changes     []rtpflow.CNAMEChange
	Items       []rtpflow.SDESItem // of other kinds than CNAME, by first appearance
	Bye         rtpflow.Bye        // the first
	Reports     observe.Thinned
	before      rtcp.SenderInfo // of the report before
	Stale       int64           // reports that repeat the one before, see SourceRTCP
	StaleFrames []capture.Frame // of the first of these
	Sent        sentCounts
	source      *observe.Source // with that SSRC, nil until it is found
	history     *srHistory      // of its sender reports
	refs        *srHistory      // of its receiver reference times (XR, RFC 3611)
	Tmmbn       limit
	RoundTrip   RoundTrip // between the capture point and this sender, by its responses to others' reports
}

// Limits of what is kept of a sender.
const (
	maxRepeatedFrames = 20
	maxCNAMEChanges   = 8
	maxSDESItems      = 16 // kinds
)

// sender returns the record of an SSRC; beyond the limit one that is not kept.
func (x *compoundReader) sender(ssrc uint32) *Sender {
	r := x.r
	if s := r.Senders[ssrc]; s != nil {
		return s
	}
	s := &Sender{}
	if r.Senders == nil {
		r.Senders = map[uint32]*Sender{}
	}
	if len(r.Senders) < MaxSources {
		r.Senders[ssrc] = s
		observe.AppendBounded(x.stats.bySender, ssrc, x.r)
	}
	return s
}

// describe takes an SDES item. It returns false if a limit leaves the item, or the change of the CNAME, out of the lists.
func (s *Sender) describe(item uint8, text []byte, at Instant) (kept bool) {
	if item == rtcp.SDESCNAME {
		if s.Cname == string(text) {
			return true
		}
		if kept = s.Cname == "" || len(s.Changes) < maxCNAMEChanges; kept && s.Cname != "" {
			s.Changes = append(s.Changes, rtpflow.CNAMEChange{From: s.Cname, To: string(text), Time: at.Time, Frame: at.Frame})
		}
		s.Cname = string(text)
		return kept
	}
	name := rtcp.ItemName(item)
	for i := range s.Items {
		if s.Items[i].Name == name {
			if s.Items[i].Text != string(text) {
				s.Items[i].Text = string(text)
			}
			return true
		}
	}
	if len(s.Items) >= maxSDESItems {
		return false
	}
	s.Items = append(s.Items, rtpflow.SDESItem{Name: name, Text: string(text)})
	return true
}

// senderReport takes the sender info of an SR (RFC 3550, 6.4.1).
func (x *compoundReader) senderReport(info rtcp.SenderInfo) {
	x.r.addSender(info.SSRC)
	s := x.sender(info.SSRC)
	s.Srs++
	stale := info.Repeats(&s.before)
	s.before = info
	if info.NTP != 0 && !stale { // 0: the sender has no wall clock
		s.Reports.Add(rtpflow.SenderReport{Time: x.at.Time, NTP: info.NTP, RTPTime: info.RTPTime, Frame: x.at.Frame})
	}
	x.regular = true
	if x.copied {
		return
	}
	if m := rtcp.NTPMiddle32(info.NTP); m != 0 {
		historyOf(&s.history).add(m, x.at.Time)
	}
	if stale {
		if s.Stale++; len(s.StaleFrames) < maxRepeatedFrames {
			s.StaleFrames = append(s.StaleFrames, x.at.Frame)
		}
		return
	}
	if s.source == nil || s.source.Flow.Ended {
		s.source = x.stats.sourceOf(x.r.Flow, info.SSRC, false)
	}
	s.Sent.add(info, s.source, x.at.Time)
}

// sentCounts compares the counts of sender reports with what passed the capture point.
type sentCounts struct {
	rtpflow.SentCounts
	source *observe.Source
	seen   seenCounts
	last   int64 // when the last report passed
}

// seenCounts is what had passed the capture point at a time.
type seenCounts struct{ packets, octets, missing int64 }

func seenOf(s *observe.Source) seenCounts {
	unique := s.Seq.Packets - s.Seq.Duplicates
	return seenCounts{unique, s.PayloadBytes - s.DuplicateBytes, max(0, s.Seq.Expected()-unique)}
}

// add takes a sender report. Counts that run backwards are those of a sender that was restarted.
func (c *sentCounts) add(info rtcp.SenderInfo, src *observe.Source, time int64) {
	packets, octets := int64(int32(info.Packets-c.LastPackets)), int64(int32(info.Octets-c.LastOctets))
	first, last := c.From == 0, c.last
	c.LastPackets, c.LastOctets, c.last = info.Packets, info.Octets, time
	if first {
		c.From = time
	}
	before, same := c.seen, c.source == src
	c.source, c.seen = src, seenCounts{}
	if src == nil {
		return
	}
	c.seen = seenOf(src)
	if !same && src.Start < last { // what had passed at the report before is not known
		first = true
	}
	switch {
	case first:
	case packets < 0:
		c.Resets++
	default:
		c.Until = time
		c.SentPackets += packets
		c.SentOctets += octets
		c.SeenPackets += c.seen.packets - before.packets
		c.SeenOctets += c.seen.octets - before.octets
		c.Missing += c.seen.missing - before.missing
	}
}

// Report returns nil if no two reports of the sender enclose a time in which its packets were observed.
func (c *sentCounts) Report() *rtpflow.SentCounts {
	if c.Until == 0 {
		return nil
	}
	out := c.SentCounts
	out.Missing = max(0, out.Missing) // what was missing at the first report may have come since
	return &out
}
