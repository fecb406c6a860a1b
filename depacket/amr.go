package depacket

import (
	"rtspect/bitstream"
	"rtspect/payload"
)

// Bits of speech of each frame type (3GPP TS 26.101, 26.201); -1 for types that do not exist.
var (
	amrBits   = [16]int{95, 103, 118, 134, 148, 159, 204, 244, 39, -1, -1, -1, -1, -1, -1, 0}
	amrWBBits = [16]int{132, 177, 253, 285, 317, 365, 397, 461, 477, 40, -1, -1, -1, -1, 0, 0}
)

// AMR extracts AMR and AMR-WB from their payload format (RFC 4867), octet-aligned or bandwidth-efficient. Its units are
// frames as the storage format has them (5.3): a byte of type and quality, then the speech bits, filled up to a byte.
type AMR struct {
	emit     Emit
	layout   payload.AMR
	sizes    *[16]int
	samples  uint32
	channels int
	order    timeOrder
	frame    []byte
	simple   []byte // a payload brought from robust into simple order
}

// NewAMR makes a depacketizer for a stream with these fmtp parameters (octet-align, crc, robust-sorting, interleaving)
// and number of channels.
func NewAMR(wideband bool, param func(string) string, channels int, emit Emit) *AMR {
	d := &AMR{emit: emit, layout: payload.NewAMR(param), sizes: &amrBits, samples: 160, channels: min(max(channels, 1), 6)}
	if wideband {
		d.sizes, d.samples = &amrWBBits, 320
	}
	return d
}

// Push takes the next packet: a header, a table of contents, frames.
func (d *AMR) Push(p *Packet) {
	if p.Restart {
		d.order.flush(d.emit)
	}
	if len(p.Payload) == 0 {
		return
	}
	r := bitstream.Bits{B: p.Payload}
	step := d.layout.Header(&r)
	toc, ok := d.contents(&r)
	if !ok {
		d.emit(damagedUnit(p, malformed))
		return
	}
	if d.layout.Robust {
		r = bitstream.Bits{B: d.unsort(p.Payload[r.Pos/8:], toc)}
	}
	for i, t := range toc {
		d.one(&r, t, uint32(i/d.channels)*step, i == 0, step > 1, p)
	}
}

// contents reads the table of contents, each entry as the storage format has it.
func (d *AMR) contents(r *bitstream.Bits) (toc []byte, ok bool) {
	for more := true; more; {
		var typ byte
		var good bool
		more, typ, good = d.layout.Entry(r)
		if r.Short || d.sizes[typ] < 0 {
			return nil, false
		}
		entry := typ << 3
		if good {
			entry |= 1 << 2
		}
		toc = append(toc, entry)
	}
	if d.layout.CRC {
		for _, t := range toc {
			if d.sizes[t>>3] > 0 {
				r.Skip(8)
			}
		}
	}
	return toc, !r.Short
}

// unsort brings speech from robust sorting (the first byte of each frame, then the second of each, and so on) into the
// simple order, frame after frame (4.4.3). Where bytes are missing at the end of the payload, the frames from the first
// incomplete one on are left out.
func (d *AMR) unsort(b []byte, toc []byte) []byte {
	longest, total := 0, 0
	for _, t := range toc {
		n := (d.sizes[t>>3] + 7) / 8
		longest, total = max(longest, n), total+n
	}
	d.simple = append(d.simple[:0], make([]byte, total)...)
	short := total
	for i := range longest {
		at := 0 // where the frame begins
		for _, t := range toc {
			n := (d.sizes[t>>3] + 7) / 8
			if i < n {
				if len(b) > 0 {
					d.simple[at+i], b = b[0], b[1:]
				} else {
					short = min(short, at)
				}
			}
			at += n
		}
	}
	return d.simple[:short]
}

// one extracts the frame of an entry of the table of contents.
func (d *AMR) one(r *bitstream.Bits, toc byte, block uint32, first, interleaved bool, p *Packet) {
	n := d.sizes[toc>>3]
	u := unitOf(p)
	u.Timestamp += block * d.samples
	u.Duration = d.samples
	if n > r.Left() {
		u.Damaged, u.Why = true, "it is longer than its packet"
		d.emit(&u)
		r.Skip(n)
		return
	}
	d.frame = bitstream.AppendBits(append(d.frame[:0], toc), r.B, r.Pos, n)
	r.Skip(n)
	if d.layout.Aligned {
		r.Skip(-r.Pos & 7)
	}
	u.Data = d.frame
	d.order.give(&u, first, interleaved, d.emit)
}

// Flush emits what is open.
func (d *AMR) Flush() { d.order.flush(d.emit) }
