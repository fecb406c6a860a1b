package rtspparse

import "encoding/binary"

// webSocketDecoder takes the payload out of the frames of one direction (RFC 6455, 5.2).
type webSocketDecoder struct {
	header  [14]byte // of the frame that begins
	have    int      // bytes of it
	left    int64    // payload bytes to come
	key     [4]byte
	masked  bool
	at      int  // position in key
	control bool // the frame is a ping, pong or close
	lost    bool // a gap has taken the framing with it
	search  []byte
	bad     int64 // bytes skipped in search of the framing
}

// maxWebSocketFrame bounds a frame's length that is believed, in bytes.
const maxWebSocketFrame = 16 << 20

// wsHeader reads the header at the start of b: n is its length, 0 when it is not whole.
func wsHeader(b []byte) (n int, payload int64, ok bool) {
	if len(b) < 2 {
		return 0, 0, true
	}
	// RSV bits need an extension that nobody negotiates for RTSP; opcodes 3-7 and 11-15 are reserved.
	if b[0]&0x70 != 0 || b[0]&7 > 2 {
		return 0, 0, false
	}
	n, payload = 2, int64(b[1]&0x7f)
	switch payload {
	case 126:
		n = 4
	case 127:
		n = 10
	}
	if len(b) < n {
		return 0, 0, true
	}
	switch n {
	case 4:
		payload = int64(binary.BigEndian.Uint16(b[2:]))
	case 10:
		payload = int64(binary.BigEndian.Uint64(b[2:]))
	}
	if payload < 0 || payload > maxWebSocketFrame {
		return 0, 0, false
	}
	if b[1]&0x80 != 0 {
		n += 4
	}
	if len(b) < n {
		return 0, 0, true
	}
	return n, payload, true
}

// decode appends the payload of src to dst. used falls short of src where a new HTTP message
// begins instead of a frame.
func (d *webSocketDecoder) decode(dst, src []byte) (out []byte, used int) {
	for used < len(src) {
		if d.lost {
			rest := d.find(src[used:])
			used = len(src)
			if rest == nil {
				break
			}
			dst, _ = d.decode(dst, rest)
			break
		}
		if d.left > 0 {
			used += d.payload(&dst, src[used:])
			continue
		}
		if d.have == 0 && (src[used] == 'G' || src[used] == 'H') {
			return dst, used
		}
		d.header[d.have] = src[used]
		d.have++
		used++
		n, payload, ok := wsHeader(d.header[:d.have])
		switch {
		case !ok:
			d.lose()
		case n > 0:
			d.begin(n, payload)
		}
	}
	return dst, used
}

func (d *webSocketDecoder) begin(n int, payload int64) {
	d.left, d.at, d.have = payload, 0, 0
	d.control = d.header[0]&8 != 0
	if d.masked = d.header[1]&0x80 != 0; d.masked {
		copy(d.key[:], d.header[n-4:n])
	}
}

func (d *webSocketDecoder) payload(dst *[]byte, b []byte) int {
	n := int(min(d.left, int64(len(b))))
	d.left -= int64(n)
	if d.control {
		return n
	}
	from := len(*dst)
	*dst = append(*dst, b[:n]...)
	if d.masked {
		for i, p := from, d.at; i < len(*dst); i, p = i+1, p+1 {
			(*dst)[i] ^= d.key[p&3]
		}
	}
	d.at = (d.at + n) & 3
	return n
}

// gap goes over n missing bytes; it returns how many of them were payload, as far as is known.
func (d *webSocketDecoder) gap(n int64) int64 {
	if d.left < n {
		d.lose()
		return n
	}
	d.left -= n
	d.at = int((int64(d.at) + n) & 3)
	if d.control {
		return 0
	}
	return n
}

func (d *webSocketDecoder) lose() {
	d.bad += int64(d.have)
	d.lost, d.left, d.have, d.search = true, 0, 0, nil
}

// find looks for a frame whose payload begins with RTSP. It returns the bytes from there on.
func (d *webSocketDecoder) find(b []byte) []byte {
	d.search = append(d.search, b...)
	for i := range d.search {
		switch wsElement(d.search[i:]) {
		case yes:
			rest := d.search[i:]
			d.lost, d.search = false, nil
			d.bad += int64(i)
			return rest
		case unsure:
			d.bad += int64(i)
			d.search = append([]byte(nil), d.search[i:]...)
			return nil
		}
	}
	d.bad += int64(len(d.search))
	d.search = d.search[:0]
	return nil
}

// wsElement says whether b begins with a data frame that holds an RTSP message or a single
// interleaved frame.
func wsElement(b []byte) verdict {
	if b[0] != 0x81 && b[0] != 0x82 {
		return no
	}
	n, payload, ok := wsHeader(b)
	switch {
	case !ok:
		return no
	case n == 0:
		return unsure
	}
	var start [frameHeader + 16]byte
	u := start[:copy(start[:], b[n:])]
	if b[1]&0x80 != 0 {
		for i := range u {
			u[i] ^= b[n-4+i&3]
		}
	}
	whole := len(u) == len(start) || int64(len(u)) >= payload
	if len(u) > 0 && u[0] != '$' {
		return carriesRTSP(u)
	}
	if len(u) < frameHeader+2 {
		return unsureUnless(whole)
	}
	return yesIf(int64(binary.BigEndian.Uint16(u[2:]))+frameHeader == payload && u[1] < usualChannels && u[4]>>6 == 2)
}

// carriesRTSP says whether b begins with the start of an RTSP message.
func carriesRTSP(b []byte) verdict {
	if v := statusLike(b); v != no {
		return v
	}
	_, v := knownMethod(b)
	return v
}

// webSocketCarries judges the bytes behind a handshake that does not name RTSP: pings may come
// first, then RTSP must.
func webSocketCarries(b []byte) verdict {
	for {
		n, payload, ok := wsHeader(b)
		switch {
		case !ok:
			return no
		case n == 0:
			return unsure
		case b[0]&8 == 0:
			return wsElement(b)
		case int64(len(b)) < int64(n)+payload:
			return unsure
		}
		b = b[int64(n)+payload:]
	}
}

// webSocketRow says whether b, from the middle of a connection, begins with two frames in a row
// that hold RTSP elements.
func webSocketRow(b []byte) verdict {
	for i := 0; i < 2; i++ {
		if len(b) == 0 {
			return unsure
		}
		if v := wsElement(b); v != yes {
			return v
		}
		n, payload, _ := wsHeader(b)
		if int64(len(b)) < int64(n)+payload {
			return unsure
		}
		b = b[int64(n)+payload:]
	}
	return yes
}
