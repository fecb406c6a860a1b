package rtcp

import "encoding/binary"

// CongestionReport is the report on one stream in a congestion control feedback message (RFC 8888, 3.1).
type CongestionReport struct {
	SSRC     uint32
	Begin    uint16 // sequence number of the first packet
	Packets  int
	Received int
	CE       int // received with an ECN Congestion Experienced mark
}

// CongestionReports iterates over the streams of a CCFB message.
type CongestionReports struct {
	CongestionReport
	b   []byte
	err ParseError
}

// CongestionReports returns an iterator over the streams of a CCFB message.
func (f Feedback) CongestionReports() CongestionReports {
	if len(f.FCI) < 4 {
		return CongestionReports{err: TooShort}
	}
	return CongestionReports{b: f.FCI[:len(f.FCI)-4]} // the report timestamp follows the last stream
}

// Err returns, after Next has returned false, whether the message ended within a report.
func (c *CongestionReports) Err() ParseError { return c.err }

// Next advances to the next stream.
func (c *CongestionReports) Next() bool {
	if len(c.b) == 0 || c.err != NoError {
		return false
	}
	if len(c.b) < 8 {
		c.err = TooShort
		return false
	}
	n := int(binary.BigEndian.Uint16(c.b[6:]))
	size := 8 + (2*n+3)&^3
	if size > len(c.b) {
		c.err = TooShort
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
