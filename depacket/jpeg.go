package depacket

import "rtspect/payload"

// JPEG rebuilds JPEG frames from their payload format (RFC 2435), which leaves out their headers and has the receiver
// make them again. Its units are complete JPEG files.
type JPEG struct {
	assembler
	next int // offset of the next fragment
	// tables are the quantization tables that the stream gave for each Q above 127.
	tables [128]jpegTables
	scan   int // in Data, where the entropy-coded data begin
	judge  payload.JPEGFrames
}

// jpegHeader is what the payload headers of a frame say (3.1).
type jpegHeader struct {
	typ           byte
	width, height int // pixels
	restart       uint16
	tables        jpegTables
	// segments are header segments that the RTP header extension of ONVIF carries for frames that the payload header
	// cannot describe.
	segments []byte
}

// jpegTables are quantization tables in zigzag order; wide has a bit set for each of 16 bits.
type jpegTables struct {
	data []byte
	wide byte
}

// NewJPEG makes a depacketizer. width and height are those of the description, 0 if it has none.
func NewJPEG(width, height int, pool *Pool, emit Emit) *JPEG {
	d := &JPEG{judge: payload.JPEGFrames{Width: width, Height: height}}
	d.assembler = newAssembler(pool, func(u *Unit) {
		if n := len(u.Data); n > d.scan && !(n-d.scan >= 2 && u.Data[n-2] == 0xff && u.Data[n-1] == 0xd9) {
			d.gap = false
			d.write([]byte{0xff, 0xd9})
		}
		emit(u)
	})
	return d
}

// Push takes the next packet.
func (d *JPEG) Push(p *Packet) {
	h, ok := payload.JPEG(p.Payload)
	first := d.packet(p, h.Traits)
	switch {
	case ok:
		d.fragment(p, &h, first)
	case len(p.Payload) > 0:
		d.damage(malformed, p)
	}
	d.mark(p)
}

// fragment takes the fragment of a frame.
func (d *JPEG) fragment(p *Packet, h *payload.JPEGHeader, first bool) {
	tables := d.quantization(h)
	if first {
		d.next, d.scan = 0, 0
		if h.Offset != 0 {
			d.damage(beginningLost, p)
			return
		}
		d.header(h, tables, p)
	}
	b := p.Payload[h.Header:]
	if h.Offset != d.next && !d.gap {
		d.damage(fragmentsApart, p)
	}
	d.next = h.Offset + len(b)
	if !d.gap {
		d.write(b)
	}
}

// header writes the headers of a frame.
func (d *JPEG) header(from *payload.JPEGHeader, tables jpegTables, p *Packet) {
	given := onvifSegments(p)
	if width, height, ok := frameSize(given); ok {
		from.Width, from.Height = width, height
	}
	why := d.judge.Problem(from)
	h := jpegHeader{typ: from.Type, width: from.Width, height: from.Height, restart: from.Restart, tables: tables, segments: given}
	d.unit.Keyframe = true
	d.unit.Width, d.unit.Height = h.width, h.height
	if why != "" {
		d.damage(why, p)
		return
	}
	d.write(h.append(nil))
	d.scan = len(d.unit.Data)
}

// quantization finds the quantization tables of a frame. Those that the payload gives are remembered for later frames
// that name the same Q without them; Q 255 is for one frame alone (3.1.8).
func (d *JPEG) quantization(h *payload.JPEGHeader) jpegTables {
	if h.Q < 128 {
		return jpegTables{data: scaledTables(int(h.Q))}
	}
	known := &d.tables[h.Q-128]
	switch n := len(h.Tables); {
	case n > 0 && n <= 4*128:
		t := jpegTables{append([]byte(nil), h.Tables...), h.Precision}
		if h.Q != 255 {
			*known = t
		}
		return t
	case h.HasTables && n == 0 && h.Q != 255:
		return *known
	}
	return jpegTables{}
}

// Flush emits what is open.
func (d *JPEG) Flush() { d.flush(EndOfStream) }
