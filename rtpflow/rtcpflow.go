package rtpflow

import (
	"encoding/binary"
	"strconv"

	"github.com/pion/rtcp"

	"rtspect/capture"
)

// rtcpFlow is what one direction of a flow or channel carried in RTCP.
type rtcpFlow struct {
	packets, malformed      int64
	types                   [32]int64 // by packet type − 192
	nack, pli, fir, remb    int64
	otherFeedback           map[string]int64
	ssrcs                   []uint32 // of senders, in order of appearance (bounded)
	about                   []uint32 // reported on (bounded)
	first, last, badFrame   capture.Frame
	start, end              int64
	byes                    []Bye
	ssrcsDropped            int64
	lastSender, lastSubject uint32
	// own is what senders said of themselves, heard what was said about others, by SSRC (bounded).
	own, heard map[uint32]*rtcpSaid
}

const maxRTCPSources = 256

// rtcpSaid is what RTCP said of a source.
type rtcpSaid struct {
	sr, rr, bye    int64
	nack, pli, fir int64
	cname          string
	byeReason      string
	lost           int64
	hasLost        bool
	srPackets      uint32
	reports        []SenderReport // bounded: every stride-th
	stride, passed int
}

// maxReports bounds the sender reports that are kept of a source.
const maxReports = 64

// report keeps a sender report; when there are too many, every second goes, and of those to come too.
func (s *rtcpSaid) report(r SenderReport) {
	s.stride = max(s.stride, 1)
	if s.passed++; (s.passed-1)%s.stride != 0 {
		return
	}
	if len(s.reports) == maxReports {
		for i := range maxReports / 2 {
			s.reports[i] = s.reports[2*i]
		}
		s.reports = s.reports[:maxReports/2]
		s.stride *= 2
	}
	s.reports = append(s.reports, r)
}

// RTCP packet types (RFC 3550, 12.1; RFC 4585, 6.1; RFC 3611, 2).
const (
	typeSR    = 200
	typeRR    = 201
	typeSDES  = 202
	typeBYE   = 203
	typeAPP   = 204
	typeRTPFB = 205
	typePSFB  = 206
	typeXR    = 207
)

var rtcpTypeNames = map[int]string{typeSR: "SR", typeRR: "RR", typeSDES: "SDES", typeBYE: "BYE", typeAPP: "APP",
	typeRTPFB: "RTPFB", typePSFB: "PSFB", typeXR: "XR"}

func rtcpTypeName(t int) string {
	if n, ok := rtcpTypeNames[t]; ok {
		return n
	}
	return strconv.Itoa(t)
}

// rtcp walks a compound packet by its headers (RFC 3550, 6.1), so that a bad sub-packet costs only
// itself and what follows it. wireLen is the packet's length on the wire.
func (a *Analyzer) rtcp(f *mediaFlow, b []byte, wireLen int, time int64, frame capture.Frame) {
	if f.rtcp == nil {
		if !beginsRTCP(b, wireLen) {
			a.rawData(f, b, wireLen, time, frame)
			return
		}
		f.rtcp = &rtcpFlow{first: frame, start: time}
		a.rtcpFlows = append(a.rtcpFlows, f)
	}
	r := f.rtcp
	r.packets++
	r.last, r.start, r.end = frame, min(r.start, time), max(r.end, time)
	for len(b) >= 4 {
		size := 4 + 4*int(binary.BigEndian.Uint16(b[2:]))
		if b[0]>>6 != 2 || b[1] < 192 || b[1] > 223 {
			r.bad(frame)
			return
		}
		if size > len(b) {
			if size > wireLen {
				r.bad(frame)
				return
			}
			r.types[b[1]-192]++ // cut by the snaplen
			return
		}
		r.types[b[1]-192]++
		if !r.subpacket(b[:size], time, frame) {
			r.bad(frame)
		}
		b, wireLen = b[size:], wireLen-size
	}
	if len(b) > 0 {
		r.bad(frame)
	}
}

// beginsRTCP reports whether a flow's first RTCP packet is one: random bytes that a client sends to open
// a path look like RTCP one time in thirty-two.
func beginsRTCP(b []byte, wireLen int) bool {
	return b[1] >= typeSR && b[1] <= typeXR && 4+4*int(binary.BigEndian.Uint16(b[2:])) <= wireLen
}

func (r *rtcpFlow) bad(frame capture.Frame) {
	r.malformed++
	if r.badFrame == 0 {
		r.badFrame = frame
	}
}

// subpacket reads one whole packet of a compound; false if its content does not fit its length.
func (r *rtcpFlow) subpacket(b []byte, time int64, frame capture.Frame) bool {
	count := int(b[0] & 0x1f)
	if b[0]&0x20 != 0 { // padding (RFC 3550, 6.4.1)
		n := int(b[len(b)-1])
		if n == 0 || n%4 != 0 || n > len(b)-4 {
			return false
		}
		b = b[:len(b)-n]
	}
	switch b[1] {
	case typeSR:
		if len(b) < 28+24*count {
			return false
		}
		ssrc := binary.BigEndian.Uint32(b[4:])
		r.sender(ssrc)
		s := r.said(&r.own, ssrc)
		s.sr++
		s.srPackets = binary.BigEndian.Uint32(b[20:])
		if ntp := binary.BigEndian.Uint64(b[8:]); ntp != 0 { // 0: the sender has no wall clock
			s.report(SenderReport{time, ntp, binary.BigEndian.Uint32(b[16:])})
		}
		r.reportBlocks(b[28 : 28+24*count])
	case typeRR:
		if len(b) < 8+24*count {
			return false
		}
		r.sender(binary.BigEndian.Uint32(b[4:]))
		r.reportBlocks(b[8 : 8+24*count])
	case typeSDES:
		return r.sdes(b[4:], count)
	case typeBYE:
		return r.bye(b[4:], count, time, frame)
	case typeRTPFB, typePSFB:
		return r.feedback(b, count)
	case typeAPP:
		if len(b) < 12 {
			return false
		}
		r.sender(binary.BigEndian.Uint32(b[4:]))
	case typeXR:
		if len(b) < 8 {
			return false
		}
		r.sender(binary.BigEndian.Uint32(b[4:]))
		return b[0]&0x20 != 0 || parses(b)
	}
	return true
}

// parses reports whether pion/rtcp can read a sub-packet: the second opinion on the rarer types, whose
// blocks have lengths of their own.
func parses(b []byte) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	_, err := rtcp.Unmarshal(b)
	return err == nil
}

// reportBlocks reads reception reports (RFC 3550, 6.4.1).
func (r *rtcpFlow) reportBlocks(b []byte) {
	for ; len(b) >= 24; b = b[24:] {
		ssrc := binary.BigEndian.Uint32(b)
		r.subject(ssrc)
		s := r.said(&r.heard, ssrc)
		s.rr++
		lost := int64(int32(binary.BigEndian.Uint32(b[4:])<<8) >> 8) // 24 bits, signed
		s.lost, s.hasLost = lost, true
	}
}

// sdes reads source descriptions (RFC 3550, 6.5) for their CNAME.
func (r *rtcpFlow) sdes(b []byte, count int) bool {
	for range count {
		if len(b) < 4 {
			return false
		}
		ssrc := binary.BigEndian.Uint32(b)
		r.sender(ssrc)
		n := 4
		for {
			if n >= len(b) {
				return false
			}
			if b[n] == 0 {
				n = (n + 4) &^ 3
				break
			}
			if n+2 > len(b) || n+2+int(b[n+1]) > len(b) {
				return false
			}
			if text := b[n+2 : n+2+int(b[n+1])]; b[n] == 1 {
				if s := r.said(&r.own, ssrc); s.cname != string(text) {
					s.cname = string(text)
				}
			}
			n += 2 + int(b[n+1])
		}
		b = b[min(n, len(b)):]
	}
	return true
}

// bye reads a goodbye (RFC 3550, 6.6).
func (r *rtcpFlow) bye(b []byte, count int, time int64, frame capture.Frame) bool {
	if len(b) < 4*count {
		return false
	}
	reason := ""
	if t := b[4*count:]; len(t) > 0 {
		if 1+int(t[0]) > len(t) {
			return false
		}
		reason = string(t[1 : 1+int(t[0])])
	}
	for i := range count {
		ssrc := binary.BigEndian.Uint32(b[4*i:])
		r.sender(ssrc)
		s := r.said(&r.own, ssrc)
		s.bye++
		s.byeReason = reason
		if len(r.byes) < 16 {
			r.byes = append(r.byes, Bye{ssrc, frame, time, reason})
		}
	}
	return true
}

// feedbackNames are the formats of transport and payload feedback (RFC 4585, 5104, 8888, and the
// transport-wide congestion control and REMB drafts).
var feedbackNames = [2]map[int]string{
	{1: "NACK", 3: "TMMBR", 4: "TMMBN", 5: "SR-REQ", 8: "ECN", 11: "CCFB", 15: "TWCC"},
	{1: "PLI", 2: "SLI", 3: "RPSI", 4: "FIR", 5: "TSTR", 6: "TSTN", 7: "VBCM"},
}

// feedback reads a feedback message (RFC 4585, 6.1); count is its format.
func (r *rtcpFlow) feedback(b []byte, format int) bool {
	if len(b) < 12 {
		return false
	}
	sender, about := binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint32(b[8:])
	r.sender(sender)
	r.subject(about)
	s := r.said(&r.heard, about)
	kind := feedbackNames[b[1]-typeRTPFB][format]
	switch {
	case kind == "NACK":
		r.nack++
		s.nack++
	case kind == "PLI":
		r.pli++
		s.pli++
	case kind == "FIR":
		r.fir++
		for e := b[12:]; len(e) >= 8; e = e[8:] { // RFC 5104, 4.3.1: the targets stand in the entries
			r.said(&r.heard, binary.BigEndian.Uint32(e)).fir++
		}
	case b[1] == typePSFB && format == 15 && len(b) >= 16 && string(b[12:16]) == "REMB":
		r.remb++
	default:
		if kind == "" {
			kind = rtcpTypeName(int(b[1])) + "-" + strconv.Itoa(format)
		}
		if r.otherFeedback == nil {
			r.otherFeedback = map[string]int64{}
		}
		r.otherFeedback[kind]++
	}
	return true
}

// said finds or makes the record of an SSRC; beyond the limit a record that is thrown away.
func (r *rtcpFlow) said(m *map[uint32]*rtcpSaid, ssrc uint32) *rtcpSaid {
	if s := (*m)[ssrc]; s != nil {
		return s
	}
	s := &rtcpSaid{}
	if *m == nil {
		*m = map[uint32]*rtcpSaid{}
	}
	if len(*m) < maxRTCPSources {
		(*m)[ssrc] = s
	}
	return s
}

func (r *rtcpFlow) sender(ssrc uint32) {
	if ssrc == r.lastSender && len(r.ssrcs) > 0 {
		return
	}
	r.lastSender = ssrc
	if !remember(&r.ssrcs, ssrc) {
		r.ssrcsDropped++
	}
}

func (r *rtcpFlow) subject(ssrc uint32) {
	if ssrc == r.lastSubject && len(r.about) > 0 {
		return
	}
	r.lastSubject = ssrc
	remember(&r.about, ssrc)
}

func remember(list *[]uint32, ssrc uint32) bool {
	for _, x := range *list {
		if x == ssrc {
			return true
		}
	}
	if len(*list) >= maxRTCPSources {
		return false
	}
	*list = append(*list, ssrc)
	return true
}
