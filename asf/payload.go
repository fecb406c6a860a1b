package asf

import "encoding/binary"

// Payload is an x-asf-pf RTP payload format header and the data after it ([MS-RTSP] 2.2.1.3):
//
//	 0                   1                   2                   3
//	 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//	|S|L|R|D|I| RES |                 Length/Offset                 |
//	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//	|                  Relative Timestamp (where R)                 |
//	|                       Duration (where D)                      |
//	|                      LocationId (where I)                     |
//	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//
// Unlike ASF itself, the header is big-endian. An RTP packet contains either one fragment of an ASF data packet
// or one or more complete data packets, each preceded by a header.
//
// Descriptions that were reverse engineered from WMServer 9 traffic before the format was published show a
// flags byte with bit 6 always set, a byte that is always 0, and a 16-bit length. That is this header with L
// set, and the upper bits of a 24-bit length: servers set L because they rarely need fragments over TCP, where
// a data packet fits into one RTP packet. These descriptions do not mention bits 5 and 3. They agree on S (bit
// 7) and D (bit 4), and call the RTP timestamp the presentation time, whereas [MS-RTSP] 2.2.1.2 defines it as
// the send time of the first data packet.
//
// The sources disagree on Length: [MS-RTSP] defines it, under L, as the size of the data packet that follows,
// whereas those descriptions count from the flags byte, and receivers exist for either. This parser uses the
// interpretation that ends exactly at the end of the payload, or includes the header if neither does.
type Payload struct {
	Flags        byte
	HeaderOffset int // of this header in the RTP payload
	HeaderLength int // 4, 8, 12 or 16 bytes
	// Number is the 24-bit Length if L is set, otherwise the offset of Data in its ASF data packet.
	Number uint32
	// RelativeTimestamp is added to the RTP timestamp, in milliseconds like the timestamp. Present if R is set.
	RelativeTimestamp int32
	Duration          uint32 // of the ASF data packet, in milliseconds; present if D is set
	LocationID        uint32 // number of the ASF data packet in its file; present if I is set
	Data              []byte // of the ASF data packet; refers to the RTP payload
	Short             bool   // Length exceeds the available data
}

// The flags of a payload header.
const (
	FlagKeyFrame  = 0x80 // S: the ASF data packet contains a keyframe
	FlagLength    = 0x40 // L: a complete ASF data packet follows, otherwise a fragment
	FlagTimestamp = 0x20 // R
	FlagDuration  = 0x10 // D
	FlagLocation  = 0x08 // I
	flagsReserved = 0x07
)

// KeyFrame reports whether the ASF data packet contains a keyframe.
func (p *Payload) KeyFrame() bool { return p.Flags&FlagKeyFrame != 0 }

// Whole reports whether Data is a complete ASF data packet rather than a fragment.
func (p *Payload) Whole() bool { return p.Flags&FlagLength != 0 }

// HasTimestamp reports whether the relative timestamp is present.
func (p *Payload) HasTimestamp() bool { return p.Flags&FlagTimestamp != 0 }

// HasDuration reports whether the duration is present.
func (p *Payload) HasDuration() bool { return p.Flags&FlagDuration != 0 }

// HasLocation reports whether the location ID is present.
func (p *Payload) HasLocation() bool { return p.Flags&FlagLocation != 0 }

// ParsePayload calls fn for each payload header of an RTP payload until fn returns false. The result is the
// first violation, if its Code is not empty; everything that can be parsed is passed to fn regardless.
// ParsePayload does not allocate.
func ParsePayload(b []byte, fn func(Payload) bool) (violation Violation) {
	note := func(code string, at int) {
		if violation.Code == "" {
			violation = Violation{code, at, "RTP payload"}
		}
	}
	counted, exact := lengthCountsHeader(b)
	for at := 0; at < len(b); {
		p, ok := payloadHeader(b, at)
		if !ok {
			code := ViolationPayload
			if at > 0 && len(b)-at < 4 {
				code = ViolationTrailing
			}
			note(code, at)
			return violation
		}
		if p.Flags&flagsReserved != 0 {
			note(ViolationReserved, at)
		}
		rest := b[at+p.HeaderLength:]
		n := len(rest)
		if p.Whole() {
			n = int(p.Number)
			if counted {
				n -= p.HeaderLength
			}
			if n < 0 || n > len(rest) {
				p.Short = n > len(rest)
				n = len(rest)
			}
			if !exact {
				note(ViolationTruncated, at)
			}
		}
		p.Data = rest[:n:n]
		at += p.HeaderLength + n
		if !fn(p) {
			return violation
		}
	}
	if len(b) == 0 {
		note(ViolationPayload, 0)
	}
	return violation
}

// payloadHeader parses the header at an offset.
func payloadHeader(b []byte, at int) (p Payload, ok bool) {
	if len(b)-at < 4 {
		return p, false
	}
	p.HeaderOffset, p.Flags = at, b[at]
	p.HeaderLength = headerLength(p.Flags)
	if len(b)-at < p.HeaderLength {
		return p, false
	}
	p.Number = binary.BigEndian.Uint32(b[at:]) & 0xffffff
	at += 4
	if p.HasTimestamp() {
		p.RelativeTimestamp = int32(binary.BigEndian.Uint32(b[at:]))
		at += 4
	}
	if p.HasDuration() {
		p.Duration = binary.BigEndian.Uint32(b[at:])
		at += 4
	}
	if p.HasLocation() {
		p.LocationID = binary.BigEndian.Uint32(b[at:])
	}
	return p, true
}

func headerLength(flags byte) int {
	return 4 + int(flags>>5&1+flags>>4&1+flags>>3&1)*4
}

// lengthCountsHeader determines whether Length includes the header in this RTP payload. exact reports that the
// interpretation ends at the end of the payload.
func lengthCountsHeader(b []byte) (counted, exact bool) {
	with, without := leadsToEnd(b, true), leadsToEnd(b, false)
	return with || !without, with || without
}

func leadsToEnd(b []byte, counted bool) bool {
	for at := 0; ; {
		rest := len(b) - at
		if rest == 0 {
			return at > 0
		}
		if rest < 4 {
			return false
		}
		flags, n := b[at], int(binary.BigEndian.Uint32(b[at:])&0xffffff)
		head := headerLength(flags)
		if flags&FlagLength == 0 {
			return head <= rest // a fragment extends to the end
		}
		if !counted {
			n += head
		}
		if n < head || n > rest {
			return false
		}
		at += n
	}
}
