package rtcp

import "encoding/binary"

// SenderInfo is what a sender report says of its sender (RFC 3550, 6.4.1).
type SenderInfo struct {
	SSRC    uint32
	NTP     uint64 // wall clock: seconds since 1900 and 32 bits of fraction; 0 if the sender has none
	RTPTime uint32
	Packets uint32 // RTP packets sent since the beginning of transmission, modulo 2^32
	Octets  uint32 // payload octets in them, without headers and padding, modulo 2^32
}

// Repeats reports whether s is the report before it over again, with another NTP timestamp alone: the sender did not
// bring it up to date, and its timestamps do not belong together.
func (s *SenderInfo) Repeats(before *SenderInfo) bool {
	return s.Packets > 0 && s.Packets == before.Packets && s.Octets == before.Octets && s.RTPTime == before.RTPTime && s.NTP != before.NTP
}

const (
	senderInfoSize  = 24
	reportBlockSize = 24
)

// SenderInfo reads the head of a sender report.
func (p *Packet) SenderInfo() (s SenderInfo, ok bool) {
	b := p.Body
	if p.Type != SR || len(b) < senderInfoSize {
		return s, false
	}
	return SenderInfo{binary.BigEndian.Uint32(b), binary.BigEndian.Uint64(b[4:]), binary.BigEndian.Uint32(b[12:]),
		binary.BigEndian.Uint32(b[16:]), binary.BigEndian.Uint32(b[20:])}, true
}

// Middle is the middle 32 bits of an NTP timestamp, in units of 1/65536 s: the form in which reports
// give times back (LSR, LRR).
func Middle(ntp uint64) uint32 { return uint32(ntp >> 16) }

// Reports are the reception report blocks of an SR or RR, as bytes.
type Reports []byte

// Reports gives the blocks that are whole; ok is false where the header announces more.
func (p *Packet) Reports() (r Reports, ok bool) {
	from := 4
	if p.Type == SR {
		from = senderInfoSize
	}
	if p.Type != SR && p.Type != RR || len(p.Body) < from {
		return nil, false
	}
	b := p.Body[from:]
	n := min(int(p.Count), len(b)/reportBlockSize)
	return Reports(b[:n*reportBlockSize]), n == int(p.Count)
}

// Len is the number of blocks.
func (r Reports) Len() int { return len(r) / reportBlockSize }

// ReportBlock is what a receiver says of one source (RFC 3550, 6.4.1).
type ReportBlock struct {
	SSRC         uint32
	FractionLost uint8  // of the packets expected since the report before, in 1/256
	Lost         int32  // cumulative number lost: 24 bits with sign; duplicates make it negative
	HighestSeq   uint32 // extended highest sequence number received
	Jitter       uint32 // interarrival jitter in timestamp units
	LSR          uint32 // middle 32 bits of the NTP time of the last SR, 0 if none came
	DLSR         uint32 // delay since that SR in 1/65536 s
}

// At gives block i.
func (r Reports) At(i int) ReportBlock {
	b := r[i*reportBlockSize:][:reportBlockSize]
	return ReportBlock{
		SSRC: binary.BigEndian.Uint32(b), FractionLost: b[4], Lost: int32(binary.BigEndian.Uint32(b[4:])<<8) >> 8,
		HighestSeq: binary.BigEndian.Uint32(b[8:]), Jitter: binary.BigEndian.Uint32(b[12:]),
		LSR: binary.BigEndian.Uint32(b[16:]), DLSR: binary.BigEndian.Uint32(b[20:]),
	}
}
