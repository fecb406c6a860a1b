package rtcp

import "encoding/binary"

// CongestionReport is what a congestion control feedback message says of one stream (RFC 8888, 3.1).
type CongestionReport struct {
	SSRC     uint32
	Begin    uint16 // sequence number of the first packet
	Packets  int
	Received int
	CE       int // received with the mark "congestion experienced"
}

// CongestionReports walks the streams of a CCFB message.
type CongestionReports struct {
	CongestionReport
	b     []byte
	fault Fault
}

// CongestionReports begins to walk a CCFB message.
func (f Feedback) CongestionReports() CongestionReports {
	if len(f.FCI) < 4 {
		return CongestionReports{fault: TooShort}
	}
	return CongestionReports{b: f.FCI[:len(f.FCI)-4]} // the report timestamp ends it
}

// Fault says, when Next has returned false, whether a stream's reports did not fit.
func (c *CongestionReports) Fault() Fault { return c.fault }

// Next goes to the next stream.
func (c *CongestionReports) Next() bool {
	if len(c.b) == 0 || c.fault != NoFault {
		return false
	}
	if len(c.b) < 8 {
		c.fault = TooShort
		return false
	}
	n := int(binary.BigEndian.Uint16(c.b[6:]))
	size := 8 + (2*n+3)&^3
	if size > len(c.b) {
		c.fault = TooShort
		return false
	}
	c.CongestionReport = CongestionReport{SSRC: binary.BigEndian.Uint32(c.b), Begin: binary.BigEndian.Uint16(c.b[4:]), Packets: n}
	for i := range n {
		v := binary.BigEndian.Uint16(c.b[8+2*i:])
		if v&0x8000 == 0 {
			continue
		}
		c.Received++
		if v>>13&3 == 3 {
			c.CE++
		}
	}
	c.b = c.b[size:]
	return true
}
