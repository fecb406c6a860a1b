package rtcpstats

import (
	"rtspect/rtpflow"
	"rtspect/rtpflow/rtcp"
)

// feedback reads a feedback message (RFC 4585, 6.1).
func (x *compoundReader) feedback() bool {
	f, ok := x.p.Feedback()
	if !ok {
		return false
	}
	x.r.addSender(f.Sender)
	x.r.addReportee(f.Media)
	tally(&x.r.Feedback, f.Kind, 1)
	switch f.Kind {
	case "NACK":
		return x.nacks(f)
	case "PLI":
		s := x.reportee(f.Media)
		s.Pli++
		x.request(s, "PLI", f.Sender)
	case "FIR":
		list, ok := f.IntraRequests()
		for i := range list.Len() {
			ssrc, _ := list.At(i)
			s := x.reportee(ssrc)
			s.Fir++
			x.request(s, "FIR", f.Sender)
		}
		return ok
	case "REMB":
		e, ok := f.REMB()
		for i := range e.Len() {
			x.reportee(e.SSRC(i)).Remb.add(e.BPS)
		}
		return ok
	case "TMMBR", "TMMBN":
		return x.bitrates(f)
	case "TWCC":
		t, ok := f.TransportCC()
		addStatus(&x.reportee(f.Media).Twcc, t.Packets, t.Received, 0)
		return ok
	case "CCFB":
		c := f.CongestionReports()
		for c.Next() {
			x.r.addReportee(c.SSRC)
			addStatus(&x.reportee(c.SSRC).Ccfb, c.Packets, c.Received, c.CE)
		}
		return c.Err() == rtcp.NoError
	}
	return true
}

// nacks reads a generic NACK.
func (x *compoundReader) nacks(f rtcp.Feedback) bool {
	s := x.reportee(f.Media)
	s.Nack++
	list, ok := f.NACKs()
	if x.copied {
		return ok
	}
	src := x.sourceOf(s, f.Media)
	for i := range list.Len() {
		pid, blp := list.At(i)
		s.Asked.add(src, pid)
		for ; blp != 0; blp >>= 1 {
			if pid++; blp&1 != 0 {
				s.Asked.add(src, pid)
			}
		}
	}
	return ok
}

// request records a request for a keyframe.
func (x *compoundReader) request(s *Reportee, kind string, by uint32) {
	switch {
	case x.copied:
	case len(s.Requests) >= maxRequests:
		x.r.DroppedDetails.Add(1, x.at.Frame)
	default:
		s.Requests = append(s.Requests, rtpflow.KeyframeRequest{Kind: kind, By: by, Time: x.at.Time, Frame: x.at.Frame})
	}
}

// bitrates reads requests for, and notifications of, a maximum bit rate. A request names the sender that it
// limits; a notification comes from that sender.
func (x *compoundReader) bitrates(f rtcp.Feedback) bool {
	list, ok := f.Bitrates()
	for i := range list.Len() {
		b := list.At(i)
		if f.Kind == "TMMBR" {
			x.reportee(b.SSRC).Tmmbr.add(b.BPS)
		} else {
			x.sender(f.Sender).Tmmbn.add(b.BPS)
		}
	}
	return ok
}

func addStatus(p *rtpflow.PacketStatus, packets, received, ce int) {
	p.Reports++
	p.Packets += int64(packets)
	p.Received += int64(received)
	p.CE += int64(ce)
}
