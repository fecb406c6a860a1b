package depacket

import "rtspect/bitstream"

// ADU extracts MP3 from the payload format of RFC 5219: frames that each bring all of their data, in order or
// interleaved. Its units are MP3 frames again, whose data may begin in earlier frames.
type ADU struct {
	assembler
	out     Emit
	want    int // size of the ADU that comes in fragments
	cycle   [256][]byte
	count   byte // the interleaving cycle count
	waiting bool
	current Unit // time and sequence numbers of the packet under way
	mp3     mp3Reservoir
}

// NewADU makes a depacketizer.
func NewADU(pool *Pool, emit Emit) *ADU {
	d := &ADU{out: emit}
	d.assembler = newAssembler(pool, d.fragmented)
	d.mp3.emit = emit
	return d
}

// Push takes the next packet: ADUs, each behind a descriptor (4.2).
func (d *ADU) Push(p *Packet) {
	b := p.Payload
	d.current = unitOf(p)
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
			d.fragment(continues, size, b, p)
			return
		}
		d.adu(b[:size])
		b = b[size:]
	}
}

// fragment takes a fragment of an ADU (4.3); each announces the size of the whole.
func (d *ADU) fragment(continues bool, size int, b []byte, p *Packet) {
	if !continues {
		d.fresh(p)
		d.want = size
	} else if d.packet(p, 0) {
		d.damage(beginningLost, p)
	}
	if !d.gap {
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
		u.Damaged, u.Why = true, endLost
	}
	d.out(u)
}

// adu brings interleaved ADUs into order (7): in place of the sync word they have their index in the cycle and the count
// of the cycle.
func (d *ADU) adu(b []byte) {
	if len(b) < 4 {
		return
	}
	index, count := b[0], b[1]>>5
	if index == 0xff && count == 7 {
		d.release()
		d.mp3.add(b, d.current)
		d.current.Timestamp += d.mp3.ticks
		return
	}
	if d.waiting && count != d.count {
		d.release()
	}
	d.waiting, d.count = true, count
	c := append([]byte(nil), b...)
	c[0], c[1] = 0xff, c[1]|0xe0
	d.cycle[index] = c
}

func (d *ADU) release() {
	if !d.waiting {
		return
	}
	d.waiting = false
	for i, b := range d.cycle {
		if b != nil {
			d.mp3.add(b, d.current)
			d.current.Timestamp += d.mp3.ticks
			d.cycle[i] = nil
		}
	}
}

// Flush emits what is open.
func (d *ADU) Flush() {
	d.end()
	d.release()
	d.mp3.flush()
}

// mp3Reservoir makes MP3 frames of ADUs. The main data of all frames are one string of bytes, of which each frame
// carries a part; those of an ADU begin a number of bytes before those of that frame (RFC 5219, appendix A).
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
	from int64 // where its main data are in the string
}

// maxBack is how many bytes before their frame data may begin.
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
	var back int
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
	// What the frame refers back to may be lost: empty frames take its place.
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

// push adds a frame with nothing but its header. Side information that is not given is zero.
func (r *mp3Reservoir) push(header []byte, head, room int, u Unit) {
	data := make([]byte, head+room)
	copy(data, header)
	r.queue = append(r.queue, mp3Frame{u, head, data, r.end})
	r.end += int64(room)
}

// put copies main data to their place.
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

// release emits the frames that no later ADU can refer to.
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
