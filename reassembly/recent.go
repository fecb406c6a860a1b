package reassembly

import "rtspect/capture"

// recent remembers the last segments of a direction, to distinguish duplicates in the capture (mirror port,
// several interfaces) from retransmissions: a sender gives each IP packet a new identification.
type recent struct {
	segs [8]sent
	n    uint32
}

type sent struct {
	time int64
	seq  uint32
	ipid uint16
	len  uint16 // low bits, which are sufficient to distinguish segments
}

// duplicateAge is the maximum time between two captures of one packet, in nanoseconds.
const duplicateAge = 10e6

// add remembers a packet. Packets without an IP identification cannot be compared and are ignored.
func (r *recent) add(p *capture.Packet) {
	if p.IPID == 0 {
		return
	}
	r.segs[r.n%uint32(len(r.segs))] = sent{p.Time, p.Seq, p.IPID, uint16(p.PayloadLen)}
	r.n++
}

// has reports whether p is a duplicate in the capture. If a sender uses one identification for different
// packets, has returns false.
func (r *recent) has(p *capture.Packet) bool {
	if p.IPID == 0 {
		return false
	}
	found := false
	for i := range r.segs {
		s := &r.segs[i]
		if s.ipid != p.IPID {
			continue
		}
		if s.seq != p.Seq || s.len != uint16(p.PayloadLen) {
			return false
		}
		d := p.Time - s.time
		found = found || -duplicateAge <= d && d <= duplicateAge
	}
	return found
}

// hasID reports whether one of the last segments has this IP identification.
func (r *recent) hasID(ipid uint16) bool {
	for i := range r.segs {
		if r.segs[i].ipid == ipid {
			return true
		}
	}
	return false
}
