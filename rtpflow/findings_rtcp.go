//home: rtpflow/findings

package rtpflow

import (
	"fmt"
	"math"
	"slices"

	"rtspect/capture"
)

// Counts that are not worth a finding, whatever the thresholds say: a report that overtakes packets in
// the sender's queues, and receivers that count from one packet early.
const (
	queuedPackets = 20
	fewPackets    = 3
)

// rtcpStreamFindings tells what RTCP shows of a stream.
func rtcpStreamFindings(st *Stream, t *Thresholds) (list []Finding) {
	r := st.RTCP
	if r == nil {
		return nil
	}
	add := func(f Finding) {
		f.SSRC = &st.SSRC
		list = append(list, f)
	}
	if f, ok := r.Sent.mismatch(st, t); ok {
		add(f)
	}
	if r.Stale > 0 {
		add(find("sr-stale", r.StaleFrames, "%d of %s %s the counts and the RTP timestamp of the one before, with a new NTP timestamp: the sender did not bring %s up to date.",
			r.Stale, count(r.SR, "sender report"), verb(r.Stale, "repeats", "repeat"), verb(r.Stale, "it", "them")))
	}
	for i := range r.Receptions {
		if f, ok := r.Receptions[i].lossElsewhere(st, t); ok {
			add(f)
		}
	}
	if x := r.ReceiverTrip; x != nil && x.Mean >= t.RoundTrip {
		add(find("round-trip-long", nil, "The round trip between the capture point and the receivers of the stream is %.0f ms on average (%.0f to %.0f ms, %s).", x.Mean, x.Min, x.Max,
			count(x.Count, "measurement")).shownBy(st.aboutFilter()))
	}
	if b := r.Bye; b != nil && float64(st.End-b.Time) > t.AfterBye*1e9 && st.Start < b.Time {
		add(find("bye-early", []capture.Frame{b.Frame, st.LastFrame}, "The source said BYE, and its packets went on for %s.", seconds(st.End-b.Time)).at(b.Time))
	}
	for _, x := range r.CNAMEChanges {
		add(find("cname-changed", one(x.Frame), "The source changed its CNAME from %q to %q.", x.From, x.To).at(x.Time))
	}
	return list
}

// mismatch compares what sender reports count with what was seen and with what sequence numbers show as
// missing. What both miss alike was lost before the capture point or by the capture.
func (s *SentCounts) mismatch(st *Stream, t *Thresholds) (f Finding, ok bool) {
	if s == nil || s.SentPackets == 0 && s.SeenPackets == 0 {
		return f, false
	}
	filter := st.reportFilter()
	known := s.SeenPackets + s.Missing
	if d := s.SentPackets - known; beyond(d, max(s.SentPackets, known), t.SRDifference, queuedPackets) {
		what := fmt.Sprintf("%d more than the sequence numbers account for: they did not come to the capture point, or the sender counts wrongly", d)
		if late := s.Until - st.End; d > 0 && late >= 2e9 {
			what = fmt.Sprintf("%d more than the sequence numbers account for: the reports go on for %s after the last packet of this SSRC", d, seconds(late))
		}
		if d < 0 {
			what = fmt.Sprintf("%d fewer than the sequence numbers account for: the sender counts wrongly", -d)
		}
		return find("sr-mismatch", nil, "The sender's reports count %s sent within %s; %d were seen and %d are missing in the sequence. That is %s.", packets(s.SentPackets),
			seconds(s.Until-s.From), s.SeenPackets, s.Missing, what).at(s.Until).shownBy(filter), true
	}
	if s.SeenPackets == 0 || s.Missing != 0 || st.Snapped > 0 && st.Malformed > 0 {
		return f, false
	}
	mean := float64(s.SeenOctets) / float64(s.SeenPackets)
	slack := int64(mean * queuedPackets) // the octets of packets in queues
	if d := s.SentOctets - s.SeenOctets; beyond(d, max(s.SentOctets, s.SeenOctets), t.SRDifference, slack) {
		return find("sr-octets-mismatch", nil, "The sender's reports count %d payload octets in %s; the %d packets seen meanwhile carried %d.", s.SentOctets, packets(s.SentPackets),
			s.SeenPackets, s.SeenOctets).at(s.Until).shownBy(filter), true
	}
	return f, false
}

// beyond reports whether a difference is larger than a share (in %) of the whole and than a number.
func beyond(d, whole int64, percent float64, least int64) bool {
	return math.Abs(float64(d)) > max(float64(least), percent/100*float64(whole))
}

// lossElsewhere compares what a receiver reported as lost with what was missing at the capture point.
// After jumps in the sequence the two count differently.
func (x *Reception) lossElsewhere(st *Stream, t *Thresholds) (f Finding, ok bool) {
	if x.After == nil || len(st.Discontinuities) > 0 {
		return f, false
	}
	filter := st.aboutFilter()
	switch after := *x.After; {
	case after > 0 && beyond(after, st.Expected, t.ReceiverLoss, fewPackets-1):
		return find("loss-after-capture", nil, "Receiver 0x%08x reports %d lost packets, of which %d had not come to the capture point: %d were lost between the capture point and the receiver.",
			x.Reporter, x.Lost, *x.Before, after).at(x.End).shownBy(filter), true
	case after < 0 && beyond(-after-st.Duplicates, st.Expected, t.ReceiverLoss, fewPackets-1) && -after > st.Duplicates:
		return find("loss-not-at-receiver", nil, "Receiver 0x%08x reports %d lost packets, while %d were missing at the capture point: at least %d came to the receiver, and the capture lacks them.",
			x.Reporter, max(x.Lost, 0), *x.Before, -after-st.Duplicates).at(x.End).shownBy(filter), true
	}
	return f, false
}

// rtcpMediaFindings tells what is wrong with the RTCP of a media as a whole.
func (s *session) rtcpMediaFindings(m *Media, t *Thresholds) (list []Finding) {
	for _, st := range m.Streams {
		list = append(list, rtcpStreamFindings(st, t)...)
		if c := s.claims[m]; c == nil || !c.secure() {
			if other := m.otherSSRC(st); other != nil {
				list = append(list, other...)
				continue
			}
			list = append(list, s.unreported(m, st, t)...)
		}
	}
	list = append(list, m.rtcpShare(t)...)
	list = append(list, m.sharedNames()...)
	return append(list, m.collisions()...)
}

// otherSSRC tells of sender reports in a stream's direction that are of an SSRC which sends no RTP there,
// while the stream has none.
func (m *Media) otherSSRC(st *Stream) []Finding {
	if st.RTCP != nil && st.RTCP.SR > 0 || m.retransmission() {
		return nil
	}
	for _, x := range m.RTCP {
		if x.Direction != st.Direction || x.Encrypted {
			continue
		}
		for _, o := range x.Sources {
			if o.SR > 0 {
				f := find("sr-other-ssrc", []capture.Frame{st.FirstFrame, x.FirstFrame}, "The sender's reports are of SSRC 0x%08x, its packets of 0x%08x.", o.SSRC, st.SSRC)
				f.SSRC = &st.SSRC
				return []Finding{f}
			}
		}
	}
	return nil
}

// unreported tells of a long stream without reports of its sender or its receivers.
func (s *session) unreported(m *Media, st *Stream, t *Thresholds) (list []Finding) {
	if float64(st.End-st.Start) < t.NoReports*1e9 || m.retransmission() {
		return nil
	}
	add := func(f Finding) {
		f.SSRC = &st.SSRC
		list = append(list, f)
	}
	sr, rr := int64(0), int64(0)
	if r := st.RTCP; r != nil {
		sr, rr = r.SR, r.RR
	}
	length := seconds(st.End - st.Start)
	switch udp := st.Connection == nil; {
	case sr == 0 && udp:
		add(find("sr-missing", nil, "The stream of %s has no sender report: its sender does not speak RTCP, or its reports are not in the capture.", length).at(st.Start))
	case sr == 0:
		add(find("sr-missing", nil, "The interleaved stream of %s has no sender report: receivers cannot align it with other streams.", length).at(st.Start).as(SevNote))
	case rr == 0 && udp && m.Transport.Lower == "udp" && !s.oneWay():
		add(find("rr-missing", nil, "No receiver report came on the stream of %s.", length).at(st.Start))
	}
	return list
}

// oneWay reports whether one direction of the session is not in the capture.
func (s *session) oneWay() bool {
	for _, e := range s.Exchanges {
		if e.Request != nil && e.Response != nil {
			return false
		}
	}
	return true
}

// Media must last this long (ns), and reports must follow each other within this time (ms), for their
// share to be judged: RFC 3550, 6.2, takes five seconds for the shortest interval whatever the rate.
const (
	shareTime     = 10e9
	shareInterval = 2500
)

// rtcpShare tells of RTCP that takes more than its part (RFC 3550, 6.2).
func (m *Media) rtcpShare(t *Thresholds) []Finding {
	share, often := 0.0, false
	var first, last int64
	for _, x := range m.RTCP {
		if x.Share == nil {
			return nil
		}
		share += *x.Share
		often = often || x.Interval != nil && x.Interval.Mean < shareInterval || x.Types["RTPFB"]+x.Types["PSFB"] > x.Packets/2
		if first == 0 || x.Start < first {
			first = x.Start
		}
		last = max(last, x.End)
	}
	if share*100 <= t.RTCPShare || !often || last-first < shareTime {
		return nil
	}
	return []Finding{find("rtcp-share", nil, "RTCP takes %.1f %% of the media's bits, where %g %% are allowed.", share*100, t.RTCPShare)}
}

// sharedNames tells of hosts that describe themselves by one CNAME.
func (m *Media) sharedNames() (list []Finding) {
	for i, x := range m.RTCP {
		for _, y := range m.RTCP[:i] {
			if x.Source.Addr == y.Source.Addr {
				continue
			}
			if name := common(x.CNAMEs, y.CNAMEs); name != "" {
				return append(list, find("cname-shared", []capture.Frame{y.FirstFrame, x.FirstFrame}, "%s and %s both call themselves %q.", y.Source.Addr, x.Source.Addr, name))
			}
		}
	}
	return nil
}

func common(a, b []CNAME) string {
	for _, x := range a {
		for _, y := range b {
			if x.Name == y.Name && x.Name != "" {
				return x.Name
			}
		}
	}
	return ""
}

// collisions tells of SSRCs that two participants use: two hosts that send RTP at the same time, or a
// sender of RTP and a receiver that reports on it.
func (m *Media) collisions() (list []Finding) {
	for i, st := range m.Streams {
		for _, other := range m.Streams[:i] {
			if st.SSRC == other.SSRC && st.Source.Addr != other.Source.Addr && st.Start <= other.End && other.Start <= st.End {
				f := find("ssrc-collision", []capture.Frame{other.FirstFrame, st.FirstFrame}, "%s and %s both send RTP as SSRC 0x%08x.", other.Source, st.Source, st.SSRC)
				f.SSRC = &st.SSRC
				list = append(list, f)
			}
		}
		if st.SSRC == 0 {
			continue
		}
		for _, x := range m.RTCP {
			if x.Direction == UnknownDirection || st.Direction == UnknownDirection || x.Direction == st.Direction || !slices.Contains(x.SSRCs, st.SSRC) {
				continue
			}
			f := find("ssrc-collision", one(x.FirstFrame), "%s reports as SSRC 0x%08x, which is that of the stream from %s.", x.Source, st.SSRC, st.Source)
			f.SSRC = &st.SSRC
			list = append(list, f)
		}
	}
	return list
}
