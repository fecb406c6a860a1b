package depacket

import (
	"strconv"
	"strings"

	"rtspect/bitstream"
)

// Bits of speech of each frame type (3GPP TS 26.101, 26.201); -1 for types that do not exist.
var (
	amrBits   = [16]int{95, 103, 118, 134, 148, 159, 204, 244, 39, -1, -1, -1, -1, -1, -1, 0}
	amrWBBits = [16]int{132, 177, 253, 285, 317, 365, 397, 461, 477, 40, -1, -1, -1, -1, 0, 0}
)

// AMR takes AMR and AMR-WB out of their payload format (RFC 4867), octet-aligned or bandwidth-efficient.
// Its units are frames as the storage format has them (5.3): a byte of type and quality, then the
// speech bits, filled up to a byte.
type AMR struct {
	emit         Emit
	sizes        *[16]int
	samples      uint32
	aligned      bool
	crc          bool
	interleaving bool
	robust       bool
	channels     int
	order        timeOrder
	frame        []byte
	simple       []byte // a payload brought from robust into simple order
}

// NewAMR makes a depacketizer for a stream with these fmtp parameters (octet-align, crc,
// robust-sorting, interleaving) and number of channels.
func NewAMR(wideband bool, param func(string) string, channels int, emit Emit) *AMR {
	on := func(name string) bool {
		v := strings.TrimSpace(param(name))
		return v != "" && v != "0"
	}
	d := &AMR{emit: emit, sizes: &amrBits, samples: 160, channels: min(max(channels, 1), 6)}
	if wideband {
		d.sizes, d.samples = &amrWBBits, 320
	}
	d.crc, d.robust = on("crc"), on("robust-sorting")
	n, err := strconv.Atoi(strings.TrimSpace(param("interleaving")))
	d.interleaving = err == nil && n > 0
	// Each of these needs octet alignment (8.1).
	d.aligned = param("octet-align") == "1" || d.crc || d.robust || d.interleaving
	return d
}

// Push takes the next packet: a codec mode request, a table of contents, frames.
func (d *AMR) Push(p *Packet) {
	if p.Restart {
		d.order.flush(d.emit)
	}
	if len(p.Payload) == 0 {
		return
	}
	r := bitstream.Bits{B: p.Payload}
	r.Skip(4) // codec mode request
	step := uint32(1)
	if d.aligned {
		r.Skip(4)
		if d.interleaving {
			step = r.Read(4) + 1
			r.Skip(4)
		}
	}
	toc, ok := d.contents(&r)
	if !ok {
		d.emit(&Unit{Timestamp: p.Timestamp, Time: p.Time, FirstSeq: p.Seq, LastSeq: p.Seq, Damaged: true, Why: "a payload is malformed"})
		return
	}
	if d.robust {
		r = bitstream.Bits{B: d.unsort(p.Payload[r.Pos/8:], toc)}
	}
	for i, t := range toc {
		d.one(&r, t, uint32(i/d.channels)*step, i == 0, step > 1, p)
	}
}

// contents reads the table of contents: for each frame F, FT and Q.
func (d *AMR) contents(r *bitstream.Bits) (toc []byte, ok bool) {
	for more := true; more; {
		more = r.Flag()
		typ, good := byte(r.Read(4)), byte(r.Read(1))
		if d.aligned {
			r.Skip(2)
		}
		if r.Short || d.sizes[typ] < 0 {
			return nil, false
		}
		toc = append(toc, typ<<3|good<<2)
	}
	if d.crc {
		for _, t := range toc {
			if d.sizes[t>>3] > 0 {
				r.Skip(8)
			}
		}
	}
	return toc, !r.Short
}

// unsort brings speech from robust sorting, the first byte of each frame, then the second of each, and so on, into the
// simple order, frame after frame (4.4.3). Where bytes are missing at the end of the payload, the frames from the first
// that is not whole on are left out.
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

// one takes the frame of an entry of the table of contents.
func (d *AMR) one(r *bitstream.Bits, toc byte, block uint32, first, interleaved bool, p *Packet) {
	n := d.sizes[toc>>3]
	u := Unit{Timestamp: p.Timestamp + block*d.samples, Time: p.Time, Duration: d.samples, FirstSeq: p.Seq, LastSeq: p.Seq, Keyframe: true}
	if n > r.Left() {
		u.Damaged, u.Why = true, "a frame is longer than its packet"
		d.emit(&u)
		r.Skip(n)
		return
	}
	d.frame = bitstream.AppendBits(append(d.frame[:0], toc), r.B, r.Pos, n)
	r.Skip(n)
	if d.aligned {
		r.Skip(-r.Pos & 7)
	}
	u.Data = d.frame
	d.order.give(&u, first, interleaved, d.emit)
}

// Flush gives what is open.
func (d *AMR) Flush() { d.order.flush(d.emit) }
