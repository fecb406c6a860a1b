package depacket

import "encoding/binary"

// JPEG takes JPEG pictures out of their payload format (RFC 2435), which leaves out their headers and
// has this end make them anew. Its units are whole JPEG files.
type JPEG struct {
	assembler
	next   int // offset of the next fragment
	header jpegHeader
	// tables holds the quantization tables that the stream gave for each Q above 127.
	tables [128]jpegTables
	scan   int // in Data, where the entropy-coded data begin
}

// jpegHeader is what the payload headers of a picture say (3.1).
type jpegHeader struct {
	typ           byte
	q             byte
	width, height int // pixels
	restart       uint16
	tables        jpegTables
	// segments are header segments that the RTP header extension of ONVIF carries for pictures that
	// the payload header cannot describe.
	segments []byte
}

// jpegTables are quantization tables in zigzag order; wide has a bit set for each of 16 bits.
type jpegTables struct {
	data []byte
	wide byte
}

// NewJPEG makes a depacketizer.
func NewJPEG(pool *Pool, emit Emit) *JPEG {
	d := &JPEG{}
	d.assembler = newAssembler(pool, func(u *Unit) {
		if n := len(u.Data); n > d.scan && !(n-d.scan >= 2 && u.Data[n-2] == 0xff && u.Data[n-1] == 0xd9) {
			d.hole = false
			d.write([]byte{0xff, 0xd9})
		}
		emit(u)
	})
	return d
}

// Push takes the next packet.
func (d *JPEG) Push(p *Packet) {
	first := d.packet(p)
	if len(p.Payload) > 0 && !d.payload(p, first) {
		d.damage("a payload is malformed", p)
	}
	d.marker(p)
}

// payload takes a packet that is not empty; false if it is malformed.
func (d *JPEG) payload(p *Packet, first bool) bool {
	b := p.Payload
	if len(b) < 8 {
		return false
	}
	offset := int(b[1])<<16 | int(b[2])<<8 | int(b[3])
	h := jpegHeader{typ: b[4], q: b[5], width: 8 * int(b[6]), height: 8 * int(b[7])}
	b = b[8:]
	if h.typ >= 64 && h.typ <= 127 { // restart markers (3.1.7)
		if len(b) < 4 {
			return false
		}
		h.restart = binary.BigEndian.Uint16(b)
		b = b[4:]
	}
	if offset == 0 && h.q >= 128 {
		var ok bool
		if b, ok = d.quantization(&h, b); !ok {
			return false
		}
	}
	if first {
		d.next, d.scan = 0, 0
		if offset != 0 {
			d.damage("its beginning is lost", p)
			return true
		}
		d.picture(&h, p)
	}
	if offset != d.next && !d.hole {
		d.damage("its fragments do not follow one another", p)
	}
	d.next = offset + len(b)
	if !d.hole {
		d.write(b)
	}
	return true
}

// picture writes the headers of a picture.
func (d *JPEG) picture(h *jpegHeader, p *Packet) {
	if h.q < 128 {
		h.tables.data = scaledTables(int(h.q))
	}
	h.segments = onvifSegments(p)
	if w, ht, ok := frameSize(h.segments); ok {
		h.width, h.height = w, ht
	}
	d.unit.Keyframe = true
	d.unit.Width, d.unit.Height = h.width, h.height
	switch {
	case h.width == 0 || h.height == 0:
		d.damage("its size is not told", p)
	case h.typ&0x3f > 1 || h.typ >= 128:
		d.damage("its type is not known", p)
	case h.tables.data == nil:
		d.damage("its quantization tables are not told", p)
	default:
		d.write(h.append(nil))
		d.scan = len(d.unit.Data)
	}
}

// quantization reads the quantization table header (3.1.8). Tables are remembered for the pictures
// after that name the same Q without them; Q 255 is for one picture alone.
func (d *JPEG) quantization(h *jpegHeader, b []byte) (rest []byte, ok bool) {
	if len(b) < 4 {
		return b, false
	}
	n := int(binary.BigEndian.Uint16(b[2:]))
	precision := b[1]
	b = b[4:]
	if n > len(b) {
		return b, false
	}
	known := &d.tables[h.q-128]
	switch {
	case n > 0 && n <= 4*128:
		t := jpegTables{append([]byte(nil), b[:n]...), precision}
		h.tables = t
		if h.q != 255 {
			*known = t
		}
	case n == 0 && h.q != 255:
		h.tables = *known
	}
	return b[n:], true
}

// Flush gives what is open.
func (d *JPEG) Flush() { d.flush(CutOff) }
