package depacket

import (
	"encoding/binary"

	"rtspect/bitstream"
)

// MPEG4Generic takes MPEG-4 streams out of their payload format (RFC 3640): access units behind
// headers whose fields have the sizes that the SDP gives, whole or in fragments, in order or
// interleaved. Its units are access units.
type MPEG4Generic struct {
	emit  Emit
	pool  *Pool
	unit  Unit // that comes in fragments
	whole Unit // the latest that came in one piece
	want  int  // its size
	open  bool
	bitstream.AUHeaders
	duration uint32
	order    timeOrder
	missing  [1]Run
	// spoilt is the time of a unit that was cut, so that what is left of it makes no other.
	spoilt    uint32
	hasSpoilt bool
}

// NewMPEG4Generic makes a depacketizer for a stream with these fmtp parameters. duration is how long an
// access unit is, in ticks of the RTP clock, where the parameters do not say so.
func NewMPEG4Generic(param func(string) string, duration uint32, pool *Pool, emit Emit) *MPEG4Generic {
	d := &MPEG4Generic{emit: emit, pool: pool, duration: duration, AUHeaders: bitstream.NewAUHeaders(param)}
	if d.ConstantDuration > 0 {
		d.duration = uint32(d.ConstantDuration)
	}
	return d
}

// Push takes the next packet.
func (d *MPEG4Generic) Push(p *Packet) {
	if d.open && (p.Lost > 0 || p.Restart || p.Timestamp != d.unit.Timestamp) {
		d.cut("a fragment is missing", p)
	}
	if p.Restart {
		d.order.flush(d.emit)
	}
	if len(p.Payload) == 0 {
		return
	}
	headers, data, ok := d.sections(p.Payload)
	if !ok {
		d.bad(p, "a payload is malformed")
		return
	}
	d.units(headers, data, p)
}

// sections parts a payload in AU headers and data (3.2).
func (d *MPEG4Generic) sections(b []byte) (headers bitstream.Bits, data []byte, ok bool) {
	if d.Any() {
		if len(b) < 2 {
			return headers, nil, false
		}
		n := int(binary.BigEndian.Uint16(b))
		size := (n + 7) / 8
		if 2+size > len(b) {
			return headers, nil, false
		}
		headers.B = b[2 : 2+size]
		b = b[2+size:]
		// The length is in bits; some senders count bytes, or whole bytes of bits.
		if cut := 8*size - n; cut > 0 && n < d.First() {
			return headers, nil, false
		}
	}
	if d.Auxiliary > 0 {
		r := bitstream.Bits{B: b}
		n := int(r.Read(d.Auxiliary))
		r.Skip(n)
		if r.Short {
			return headers, nil, false
		}
		b = b[(r.Pos+7)/8:]
	}
	return headers, b, true
}

func (d *MPEG4Generic) units(r bitstream.Bits, data []byte, p *Packet) {
	interleaved := false
	var index uint32
	for i := 0; ; i++ {
		if d.Any() && r.Left() < max(1, d.Size+d.IndexDelta) || !d.Any() && len(data) == 0 {
			break
		}
		size, skip, cts, key := d.Header(&r, i == 0)
		if r.Short {
			break
		}
		if d.Size == 0 && d.ConstantSize == 0 {
			size = len(data) // one unit, all of it
		}
		if i > 0 {
			index += 1 + skip
			interleaved = interleaved || skip > 0
		}
		u := &d.whole
		*u = Unit{Timestamp: p.Timestamp + index*d.duration + cts, Time: p.Time, Duration: d.duration, FirstSeq: p.Seq, LastSeq: p.Seq, Keyframe: key}
		if size > len(data) {
			if i == 0 && len(data) > 0 {
				d.fragment(*u, size, data, p)
			} else {
				d.bad(p, "a unit is longer than its packet")
			}
			return
		}
		u.Data, data = data[:size], data[size:]
		d.order.give(u, i == 0, interleaved, d.emit)
	}
}

// fragment takes a part of a unit that is larger than the packet; each has an AU header with the size of
// the whole (3.2.3).
func (d *MPEG4Generic) fragment(u Unit, size int, data []byte, p *Packet) {
	if !d.open && d.hasSpoilt && d.spoilt == u.Timestamp {
		return
	}
	if !d.open {
		d.unit, d.want, d.open = u, size, true
		d.unit.Data = d.pool.get(1)
	}
	d.unit.LastSeq = p.Seq
	grown, ok := d.pool.grow(d.unit.Data, len(data))
	if !ok || len(grown)+len(data) > d.want || size != d.want {
		d.cut("its fragments do not fit its size", nil)
		return
	}
	d.unit.Data = append(grown, data...)
	if len(d.unit.Data) == d.want {
		d.open = false
		d.order.give(&d.unit, true, false, d.emit)
		d.pool.put(d.unit.Data)
		d.unit.Data = nil
	} else if p.Marker {
		d.pool.put(d.unit.Data)
		d.unit.Data = nil
		d.cut("its beginning is lost", p)
	}
}

// cut gives the unit in fragments as damaged.
func (d *MPEG4Generic) cut(why string, p *Packet) {
	d.open = false
	d.spoilt, d.hasSpoilt = d.unit.Timestamp, true
	d.unit.Damaged, d.unit.Why = true, why
	if p != nil && p.Lost > 0 {
		d.missing[0] = Run{p.LostFirst, p.Lost}
		d.unit.Missing = d.missing[:]
	}
	d.emit(&d.unit)
	d.pool.put(d.unit.Data)
	d.unit = Unit{}
}

// bad tells of a packet from which nothing can be had.
func (d *MPEG4Generic) bad(p *Packet, why string) {
	d.emit(&Unit{Timestamp: p.Timestamp, Time: p.Time, FirstSeq: p.Seq, LastSeq: p.Seq, Damaged: true, Why: why})
}

// Flush gives what is open.
func (d *MPEG4Generic) Flush() {
	if d.open {
		d.cut(CutOff, nil)
	}
	d.order.flush(d.emit)
}
