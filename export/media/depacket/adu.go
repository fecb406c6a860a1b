package depacket

import "rtspect/bitstream"

// ADU takes MP3 out of the payload format of RFC 5219: frames that each bring all of their data, in
// order or interleaved. Its units are MP3 frames again, whose data may begin in the frames before.
type ADU struct {
	assembler
	out     Emit
	want    int // size of the ADU that comes in fragments
	cycle   [256][]byte
	count   byte // the interleaving cycle count
	waiting bool
	unit0   Unit // time and numbers of what is being taken apart
	mp3     mp3Reservoir
}

// NewADU makes a depacketizer.
func NewADU(_ func(string) string, pool *Pool, emit Emit) *ADU {
	d := &ADU{out: emit}
	d.assembler = newAssembler(pool, d.fragmented)
	d.mp3.emit = emit
	return d
}

// Push takes the next packet: ADUs, each behind a descriptor (4.2).
func (d *ADU) Push(p *Packet) {
	b := p.Payload
	d.unit0 = Unit{Timestamp: p.Timestamp, Time: p.Time, FirstSeq: p.Seq, LastSeq: p.Seq, Keyframe: true}
	for len(b) > 0 {
		continues := b[0]&0x80 != 0
		size, head := int(b[0]&0x3f), 1
		if b[0]&0x40 != 0 {
			if len(b) < 2 {
				return
			}
			size, head = size<<8|int(b[1]), 2
		}
		b = b[head:]
		if continues || size > len(b) {
			d.piece(continues, size, b, p)
			return
		}
		d.adu(b[:size])
		b = b[size:]
	}
}

// piece takes a fragment of an ADU (4.3); each names the size of the whole.
func (d *ADU) piece(continues bool, size int, b []byte, p *Packet) {
	if !continues {
		d.fresh(p)
		d.want = size
	} else if d.packet(p) {
		d.damage("its beginning is lost", p)
	}
	if !d.hole {
		d.write(b)
	}
	if len(d.unit.Data) >= d.want {
		d.end()
	}
}

func (d *ADU) fragmented(u *Unit) {
	if !u.Damaged && len(u.Data) == d.want {
		d.adu(u.Data)
		return
	}
	if !u.Damaged {
		u.Damaged, u.Why = true, "its end is lost"
	}
	d.out(u)
}

// adu brings interleaved ADUs into order (7): where the sync word should be, they have their place in
// the cycle and the number of the cycle.
func (d *ADU) adu(b []byte) {
	if len(b) < 4 {
		return
	}
	place, count := b[0], b[1]>>5
	if place == 0xff && count == 7 {
		d.release()
		d.mp3.add(b, d.unit0)
		d.unit0.Timestamp += d.mp3.ticks
		return
	}
	if d.waiting && count != d.count {
		d.release()
	}
	d.waiting, d.count = true, count
	c := append([]byte(nil), b...)
	c[0], c[1] = 0xff, c[1]|0xe0
	d.cycle[place] = c
}

func (d *ADU) release() {
	if !d.waiting {
		return
	}
	d.waiting = false
	for i, b := range d.cycle {
		if b != nil {
			d.mp3.add(b, d.unit0)
			d.unit0.Timestamp += d.mp3.ticks
			d.cycle[i] = nil
		}
	}
}

// Flush gives what is open.
func (d *ADU) Flush() {
	d.end()
	d.release()
	d.mp3.flush()
}

// mp3Reservoir makes MP3 frames of ADUs. The main data of all frames are one string of bytes, of which
// each frame carries a part; an ADU's begin a number of bytes before those of its own frame (RFC 5219,
// appendix A).
type mp3Reservoir struct {
	emit   Emit
	queue  []mp3Frame // frames that may yet receive data
	end    int64      // of the string: where the data of the next frame begin
	filled int64      // up to where data has been put
	ticks  uint32     // duration of the last frame at 90 kHz
}

type mp3Frame struct {
	unit Unit
	head int // length of header, checksum and side information
	data []byte
	from int64 // place of its main data in the string
}

// maxBack is the farthest that data may begin before their frame.
const maxBack = 511

func (r *mp3Reservoir) add(b []byte, u Unit) {
	f, ok := bitstream.ParseAudioFrame(b)
	if !ok || f.Layer != 3 || f.Size == 0 {
		u.Damaged, u.Why = true, "a frame header is malformed"
		r.emit(&u)
		return
	}
	r.ticks = uint32(int64(f.Samples) * 90000 / int64(f.SampleRate))
	u.Duration = r.ticks
	head := 4
	if f.CRC {
		head += 2
	}
	back := 0
	side := 17 // side information: 9 or 17 bytes (MPEG-2), 17 or 32 (MPEG-1)
	if f.Version == 1 && !f.Mono {
		side = 32
	} else if f.Version != 1 && f.Mono {
		side = 9
	}
	if len(b) < head+side || f.Size < head+side {
		u.Damaged, u.Why = true, "a frame is too short"
		r.emit(&u)
		return
	}
	back = int(b[head])
	if f.Version == 1 {
		back = back<<1 | int(b[head+1]>>7)
	}
	head += side
	room := f.Size - head
	// What the frame reaches back to may be lost: empty frames make the place.
	for range maxBack {
		first := r.end
		if len(r.queue) > 0 {
			first = r.queue[0].from
		}
		if room == 0 || r.end-int64(back) >= max(first, r.filled) {
			break
		}
		r.push(b[:head-side], head, room, u)
	}
	r.push(b[:head], head, room, u)
	r.put(r.end-int64(room)-int64(back), b[head:])
	r.release(false)
}

// push adds a frame with nothing but its header; side information that is not given is zeros.
func (r *mp3Reservoir) push(header []byte, head, room int, u Unit) {
	data := make([]byte, head+room)
	copy(data, header)
	r.queue = append(r.queue, mp3Frame{u, head, data, r.end})
	r.end += int64(room)
}

// put puts main data at their place.
func (r *mp3Reservoir) put(at int64, b []byte) {
	r.filled = max(r.filled, at+int64(len(b)))
	for i := range r.queue {
		f := &r.queue[i]
		room := f.data[f.head:]
		if d := at - f.from; d < int64(len(room)) && d >= 0 && len(b) > 0 {
			n := copy(room[d:], b)
			b = b[n:]
			at += int64(n)
		}
	}
	r.filled = min(r.filled, r.end)
}

// release gives the frames that no later ADU can reach.
func (r *mp3Reservoir) release(all bool) {
	n := 0
	for n < len(r.queue) && (all || r.queue[n].from+int64(len(r.queue[n].data)-r.queue[n].head) <= max(r.filled, r.end-maxBack)) {
		f := &r.queue[n]
		f.unit.Data = f.data
		r.emit(&f.unit)
		n++
	}
	r.queue = append(r.queue[:0], r.queue[n:]...)
}

func (r *mp3Reservoir) flush() { r.release(true) }
