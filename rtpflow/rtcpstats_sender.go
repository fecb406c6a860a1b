//home: rtpflow/rtcpstats

package rtpflow

import (
	"rtspect/capture"
	"rtspect/rtpflow/rtcp"
)

// sender is an SSRC that sends RTCP in one flow.
type sender struct {
	srs, byes   int64
	cname       string
	changes     []CNAMEChange
	items       []SDESItem // of other kinds than CNAME, by first appearance
	bye         Bye        // the first
	reports     thinned
	before      rtcp.SenderInfo // of the report before
	stale       int64           // reports that repeat the one before, see SourceRTCP
	staleFrames []capture.Frame // of the first of these
	sent        sentCounts
	source      *source    // with that SSRC, nil until it is found
	history     *srHistory // of its sender reports
	refs        *srHistory // of its receiver reference times (XR, RFC 3611)
	tmmbn       limit
	roundTrip   roundTrip // between the capture point and this sender, by its responses to others' reports
}

// Limits of what is kept of a sender.
const (
	maxRepeatedFrames = 20
	maxCNAMEChanges   = 8
	maxSDESItems      = 16 // kinds
)

// sender returns the record of an SSRC; beyond the limit one that is not kept.
func (x *compoundReader) sender(ssrc uint32) *sender {
	r := x.r
	if s := r.senders[ssrc]; s != nil {
		return s
	}
	s := &sender{}
	if r.senders == nil {
		r.senders = map[uint32]*sender{}
	}
	if len(r.senders) < maxRTCPSources {
		r.senders[ssrc] = s
		appendBounded(x.stats.bySender, ssrc, x.r)
	}
	return s
}

// describe takes an SDES item.
func (s *sender) describe(item uint8, text []byte, at instant) {
	if item == rtcp.SDESCNAME {
		if s.cname == string(text) {
			return
		}
		if s.cname != "" && len(s.changes) < maxCNAMEChanges {
			s.changes = append(s.changes, CNAMEChange{s.cname, string(text), at.time, at.frame})
		}
		s.cname = string(text)
		return
	}
	name := rtcp.ItemName(item)
	for i := range s.items {
		if s.items[i].Name == name {
			if s.items[i].Text != string(text) {
				s.items[i].Text = string(text)
			}
			return
		}
	}
	if len(s.items) < maxSDESItems {
		s.items = append(s.items, SDESItem{name, string(text)})
	}
}

// senderReport takes the sender info of an SR (RFC 3550, 6.4.1).
func (x *compoundReader) senderReport(info rtcp.SenderInfo) {
	x.r.addSender(info.SSRC)
	s := x.sender(info.SSRC)
	s.srs++
	stale := info.Repeats(&s.before)
	s.before = info
	if info.NTP != 0 && !stale { // 0: the sender has no wall clock
		s.reports.add(SenderReport{Time: x.at.time, NTP: info.NTP, RTPTime: info.RTPTime, Frame: x.at.frame})
	}
	x.regular = true
	if x.copied {
		return
	}
	if m := rtcp.NTPMiddle32(info.NTP); m != 0 {
		historyOf(&s.history).add(m, x.at.time)
	}
	if stale {
		if s.stale++; len(s.staleFrames) < maxRepeatedFrames {
			s.staleFrames = append(s.staleFrames, x.at.frame)
		}
		return
	}
	if s.source == nil || s.source.flow.ended {
		s.source = x.stats.sourceOf(x.r.flow, info.SSRC, false)
	}
	s.sent.add(info, s.source, x.at.time)
}

// sentCounts compares the counts of sender reports with what passed the capture point.
type sentCounts struct {
	SentCounts
	source *source
	seen   seenCounts
	last   int64 // when the last report passed
}

// seenCounts is what had passed the capture point at a time.
type seenCounts struct{ packets, octets, missing int64 }

func seenOf(s *source) seenCounts {
	unique := s.Seq.Packets - s.Seq.Duplicates
	return seenCounts{unique, s.PayloadBytes - s.DuplicateBytes, max(0, s.Seq.Expected()-unique)}
}

// add takes a sender report. Counts that run backwards are those of a sender that was restarted.
func (c *sentCounts) add(info rtcp.SenderInfo, src *source, time int64) {
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

// report returns nil if no two reports of the sender enclose a time in which its packets were observed.
func (c *sentCounts) report() *SentCounts {
	if c.Until == 0 {
		return nil
	}
	out := c.SentCounts
	return &out
}
