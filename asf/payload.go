package asf

import "encoding/binary"

// Payload is one RTP payload format header of x-asf-pf and what follows it ([MS-RTSP] 2.2.1.3):
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
// Unlike ASF itself it is big-endian. An RTP packet holds either one fragment of an ASF data packet
// or one or more whole ones, each behind a header of its own.
//
// Descriptions made from WMServer 9 traffic before the format was published show a flags byte with
// bit 6 always set, a byte that is always 0, and a 16-bit length. That is this header with L set, and
// the upper bits of a 24-bit length: servers set L, as they rarely need a fragment over TCP, where a
// data packet fits in one RTP packet. Of bits 5 and 3 they know nothing. They agree on S (bit 7) and D
// (bit 4), and call the RTP timestamp the presentation time, where [MS-RTSP] 2.2.1.2 makes it the send
// time of the first data packet.
//
// On what Length counts they differ: [MS-RTSP], under L, calls it the size of the data packet that
// follows, those descriptions count from the flags byte on, and receivers exist for either. The
// reading taken here is the one that leads to the end of the payload, the header counted where
// neither does.
type Payload struct {
	Flags        byte
	HeaderOffset int // of this header in the RTP payload
	HeaderLength int // 4, 8, 12 or 16 bytes
	// Number is the 24-bit Length (where L), or the offset of Data in its ASF data packet.
	Number uint32
	// RelativeTimestamp is to be added to the RTP timestamp, in its units: milliseconds. Where R.
	RelativeTimestamp int32
	Duration          uint32 // of the ASF data packet, milliseconds. Where D.
	LocationID        uint32 // the number of the ASF data packet in its file. Where I.
	Data              []byte // of the ASF data packet; borrowed from the RTP payload
	Short             bool   // Length says more than is there
}

// The flags of a payload header.
const (
	FlagKeyFrame  = 0x80 // S: a payload of the ASF data packet is a key frame
	FlagLength    = 0x40 // L: a whole ASF data packet follows; else a fragment
	FlagTimestamp = 0x20 // R
	FlagDuration  = 0x10 // D
	FlagLocation  = 0x08 // I
	flagsReserved = 0x07
)

// KeyFrame says that the ASF data packet has a payload that is a key frame.
func (p *Payload) KeyFrame() bool { return p.Flags&FlagKeyFrame != 0 }

// Whole says that Data are a whole ASF data packet, not a fragment.
func (p *Payload) Whole() bool { return p.Flags&FlagLength != 0 }

// HasTimestamp, HasDuration and HasLocation say which of the optional fields are there.
func (p *Payload) HasTimestamp() bool { return p.Flags&FlagTimestamp != 0 }
func (p *Payload) HasDuration() bool  { return p.Flags&FlagDuration != 0 }
func (p *Payload) HasLocation() bool  { return p.Flags&FlagLocation != 0 }

// ParsePayload calls fn for each payload header of an RTP payload, until fn returns false. The fault,
// if its Code is not empty, is the first that there was; what could be read has been given all the same.
// It allocates nothing.
func ParsePayload(b []byte, fn func(Payload) bool) (fault Fault) {
	note := func(code string, at int) {
		if fault.Code == "" {
			fault = Fault{code, at, "RTP payload"}
		}
	}
	counted, exact := lengthCountsHeader(b)
	for at := 0; at < len(b); {
		p, ok := payloadHeader(b, at)
		if !ok {
			code := FaultPayload
			if at > 0 && len(b)-at < 4 {
				code = FaultTrailing
			}
			note(code, at)
			return fault
		}
		if p.Flags&flagsReserved != 0 {
			note(FaultReserved, at)
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
				note(FaultTruncated, at)
			}
		}
		p.Data = rest[:n:n]
		at += p.HeaderLength + n
		if !fn(p) {
			return fault
		}
	}
	if len(b) == 0 {
		note(FaultPayload, 0)
	}
	return fault
}

// payloadHeader reads the header at an offset.
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

// lengthCountsHeader finds how Length is to be read in this RTP payload: with the header counted, or
// the data alone. exact says that the reading leads to the end of the payload.
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
			return head <= rest // a fragment takes the rest
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
