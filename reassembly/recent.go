package reassembly

import "rtspect/capture"

// recent remembers the last few segments of a direction, to tell copies that the capture made
// (a mirror port, several interfaces) from retransmissions: a sender numbers each IP packet anew.
type recent struct {
	segs [8]sent
	n    uint32
}

type sent struct {
	time int64
	seq  uint32
	ipid uint16
	len  uint16 // low bits; more is not needed to tell segments apart
}

// duplicateAge is how far apart in nanoseconds two copies of one packet may be captured.
const duplicateAge = 10e6

// add remembers a packet; without an IP identification nothing could be told from it.
func (r *recent) add(p *capture.Packet) {
	if p.IPID == 0 {
		return
	}
	r.segs[r.n%uint32(len(r.segs))] = sent{p.Time, p.Seq, p.IPID, uint16(p.PayloadLen)}
	r.n++
}

// has reports whether p was captured before. A sender that gives several packets one
// identification cannot be judged by it.
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

// used reports whether one of the last segments has an IP identification.
func (r *recent) used(ipid uint16) bool {
	for i := range r.segs {
		if r.segs[i].ipid == ipid {
			return true
		}
	}
	return false
}
