package rtcp

import "encoding/binary"

// SenderInfo is the sender information of a sender report (RFC 3550, 6.4.1).
type SenderInfo struct {
	SSRC    uint32
	NTP     uint64 // wall clock: seconds since 1900 and 32 bits of fraction; 0 if the sender has no clock
	RTPTime uint32
	Packets uint32 // RTP packets since the start of transmission, modulo 2^32
	Octets  uint32 // payload octets without headers and padding, modulo 2^32
}

// Repeats reports whether s differs from the previous report only in the NTP timestamp. The sender did not
// update the report, so its two timestamps do not correspond to each other.
func (s *SenderInfo) Repeats(previous *SenderInfo) bool {
	return s.Packets > 0 && s.Packets == previous.Packets && s.Octets == previous.Octets && s.RTPTime == previous.RTPTime && s.NTP != previous.NTP
}

const (
	senderInfoSize  = 24
	reportBlockSize = 24
)

// SenderInfo parses the sender information of a sender report.
func (p *Packet) SenderInfo() (s SenderInfo, ok bool) {
	b := p.Body
	if p.Type != SR || len(b) < senderInfoSize {
		return s, false
	}
	return SenderInfo{
		binary.BigEndian.Uint32(b), binary.BigEndian.Uint64(b[4:]), binary.BigEndian.Uint32(b[12:]),
		binary.BigEndian.Uint32(b[16:]), binary.BigEndian.Uint32(b[20:]),
	}, true
}

// NTPMiddle32 returns the middle 32 bits of an NTP timestamp, in units of 1/65536 s, the format of LSR and LRR.
func NTPMiddle32(ntp uint64) uint32 { return uint32(ntp >> 16) }

// ReportBlocks contains the encoded reception report blocks of an SR or RR.
type ReportBlocks []byte

// ReportBlocks returns the complete report blocks. ok is false if the header announces more.
func (p *Packet) ReportBlocks() (r ReportBlocks, ok bool) {
	from := 4
	if p.Type == SR {
		from = senderInfoSize
	}
	if p.Type != SR && p.Type != RR || len(p.Body) < from {
		return nil, false
	}
	b := p.Body[from:]
	n := min(int(p.Count), len(b)/reportBlockSize)
	return ReportBlocks(b[:n*reportBlockSize]), n == int(p.Count)
}

// Len returns the number of blocks.
func (r ReportBlocks) Len() int { return len(r) / reportBlockSize }

// ReportBlock is a reception report on one source (RFC 3550, 6.4.1).
type ReportBlock struct {
	SSRC         uint32
	FractionLost uint8  // fraction of the packets expected since the previous report, in 1/256
	Lost         int32  // cumulative number of packets lost, 24-bit signed; duplicates make it negative
	HighestSeq   uint32 // extended highest sequence number received
	Jitter       uint32 // interarrival jitter in timestamp units
	LSR          uint32 // middle 32 bits of the NTP timestamp of the last SR, 0 if none was received
	DLSR         uint32 // delay since the last SR in 1/65536 s
}

// At returns block i.
func (r ReportBlocks) At(i int) ReportBlock {
	b := r[i*reportBlockSize:][:reportBlockSize]
	return ReportBlock{
		SSRC: binary.BigEndian.Uint32(b), FractionLost: b[4], Lost: int32(binary.BigEndian.Uint32(b[4:])<<8) >> 8,
		HighestSeq: binary.BigEndian.Uint32(b[8:]), Jitter: binary.BigEndian.Uint32(b[12:]),
		LSR: binary.BigEndian.Uint32(b[16:]), DLSR: binary.BigEndian.Uint32(b[20:]),
	}
}
