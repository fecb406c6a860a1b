package rtspparse

// base64Decoder decodes the data that the client of an HTTP tunnel sends: pieces of base64, each with its own
// padding, split anywhere. Bytes that are neither base64 nor line ends are skipped and counted.
type base64Decoder struct {
	acc    uint32
	digits int // in acc
	pads   int // that may still follow
	bad    int64
}

var base64Values = func() (t [256]int8) {
	for i := range t {
		t[i] = -1
	}
	for i, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" {
		t[c] = int8(i)
	}
	return t
}()

// decode appends the decoded src to dst.
func (d *base64Decoder) decode(dst, src []byte) []byte {
	for _, c := range src {
		if v := base64Values[c]; v >= 0 {
			d.acc = d.acc<<6 | uint32(v)
			d.pads = 0
			if d.digits++; d.digits == 4 {
				dst = append(dst, byte(d.acc>>16), byte(d.acc>>8), byte(d.acc))
				d.digits, d.acc = 0, 0
			}
			continue
		}
		switch {
		case c == '\r' || c == '\n' || c == ' ' || c == '\t':
		case c != '=':
			d.bad++
		case d.digits == 3:
			dst = append(dst, byte(d.acc>>10), byte(d.acc>>2))
			d.digits, d.acc, d.pads = 0, 0, 0
		case d.digits == 2:
			dst = append(dst, byte(d.acc>>4))
			d.digits, d.acc, d.pads = 0, 0, 1
		case d.digits == 0 && d.pads > 0:
			d.pads--
		default:
			d.bad++
			d.digits, d.acc = 0, 0
		}
	}
	return dst
}

// gap skips n missing bytes. It returns the approximate number of decoded bytes that they represent, and how
// many of the following digits to skip to reach a group of four, assuming that no piece ended in the gap.
func (d *base64Decoder) gap(n int64) (decoded int64, skip int) {
	at := int64(d.digits) + n
	d.acc, d.digits, d.pads = 0, 0, 0
	return at * 3 / 4, int(-at & 3)
}

// base64Carries reports whether b, from the middle of a connection, is base64-encoded RTSP: a piece that starts
// with a start line or an interleaved RTCP packet.
func base64Carries(b []byte) verdict {
	const enough = 64
	for at := 0; at < len(b) && at < maxForeign; {
		end := at
		for end < len(b) && base64Values[b[end]] >= 0 {
			end++
		}
		if end == len(b) && end-at < enough {
			return ambiguous
		}
		if end < len(b) && b[end] != '=' && b[end] != '\r' && b[end] != '\n' {
			return no
		}
		var d base64Decoder
		var buf [enough]byte
		u := d.decode(buf[:0], b[at:min(end+2, at+enough, len(b))])
		if startsMessage(u, true) == yes {
			return yes
		}
		if len(u) >= frameHeader+8 && u[0] == '$' && u[1] < usualChannels && u[4]>>6 == 2 && rtcpType(u[5]) {
			return yes
		}
		for at = end; at < len(b) && (b[at] == '=' || b[at] == '\r' || b[at] == '\n'); at++ {
		}
		if at == end {
			return no
		}
	}
	if len(b) >= maxForeign {
		return no
	}
	return ambiguous
}
