package rtspparse

import "encoding/binary"

// webSocketDecoder extracts the payload of the frames of one direction (RFC 6455, 5.2).
type webSocketDecoder struct {
	header  [14]byte // of the current frame
	have    int      // number of header bytes available
	left    int64    // remaining payload bytes
	key     [4]byte
	masked  bool
	at      int  // offset into key
	control bool // the frame is a ping, pong or close
	lost    bool // the frame boundaries were lost in a gap
	search  []byte
	bad     int64 // bytes skipped in the search for a frame
}

// maxWebSocketFrame is the largest accepted frame length in bytes.
const maxWebSocketFrame = 16 << 20

// wsHeader parses the header at the start of b. n is its length, or 0 if it is incomplete.
func wsHeader(b []byte) (n int, payload int64, ok bool) {
	if len(b) < 2 {
		return 0, 0, true
	}
	// The RSV bits require an extension that is not used with RTSP; opcodes 3-7 and 11-15 are reserved.
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

// decode appends the payload of src to dst. used is less than len(src) if an HTTP message starts in place of a
// frame.
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
			d.loseSync()
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

// gap skips n missing bytes and returns how many of them were payload, as far as it is known.
func (d *webSocketDecoder) gap(n int64) int64 {
	if d.left < n {
		d.loseSync()
		return n
	}
	d.left -= n
	d.at = int((int64(d.at) + n) & 3)
	if d.control {
		return 0
	}
	return n
}

func (d *webSocketDecoder) loseSync() {
	d.bad += int64(d.have)
	d.lost, d.left, d.have, d.search = true, 0, 0, nil
}

// find searches for a frame whose payload starts with RTSP and returns the bytes from there on.
func (d *webSocketDecoder) find(b []byte) []byte {
	d.search = append(d.search, b...)
	for i := range d.search {
		switch wsElement(d.search[i:]) {
		case yes:
			rest := d.search[i:]
			d.lost, d.search = false, nil
			d.bad += int64(i)
			return rest
		case ambiguous:
			d.bad += int64(i)
			d.search = append([]byte(nil), d.search[i:]...)
			return nil
		}
	}
	d.bad += int64(len(d.search))
	d.search = d.search[:0]
	return nil
}

// wsElement reports whether b starts with a data frame that contains an RTSP message or a single interleaved
// frame.
func wsElement(b []byte) verdict {
	if b[0] != 0x81 && b[0] != 0x82 {
		return no
	}
	n, payload, ok := wsHeader(b)
	switch {
	case !ok:
		return no
	case n == 0:
		return ambiguous
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
		return ambiguousUnless(whole)
	}
	return yesIf(int64(binary.BigEndian.Uint16(u[2:]))+frameHeader == payload && u[1] < usualChannels && u[4]>>6 == 2)
}

// carriesRTSP reports whether b starts with the beginning of an RTSP message.
func carriesRTSP(b []byte) verdict {
	if v := statusLike(b); v != no {
		return v
	}
	_, v := knownMethod(b)
	return v
}

// webSocketCarries examines the bytes after a handshake that does not name RTSP. Pings may precede the RTSP
// data.
func webSocketCarries(b []byte) verdict {
	for {
		n, payload, ok := wsHeader(b)
		switch {
		case !ok:
			return no
		case n == 0:
			return ambiguous
		case b[0]&8 == 0:
			return wsElement(b)
		case int64(len(b)) < int64(n)+payload:
			return ambiguous
		}
		b = b[int64(n)+payload:]
	}
}

// webSocketRow reports whether b, from the middle of a connection, starts with two consecutive frames that
// contain RTSP elements.
func webSocketRow(b []byte) verdict {
	for range 2 {
		if len(b) == 0 {
			return ambiguous
		}
		if v := wsElement(b); v != yes {
			return v
		}
		n, payload, _ := wsHeader(b)
		if int64(len(b)) < int64(n)+payload {
			return ambiguous
		}
		b = b[int64(n)+payload:]
	}
	return yes
}
