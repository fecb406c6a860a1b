package depacket

import "rtspect/payload"

// H265 rebuilds the access units of H.265 from its payload format (RFC 7798). Its units are in the byte stream
// format.
type H265 struct {
	nalReorderer
	numbered bool // with decoding order numbers
	nals     payload.H265
}

// NewH265 makes a depacketizer for a stream with these fmtp parameters (sprop-vps, sprop-sps, sprop-pps,
// sprop-max-don-diff, sprop-depack-buf-nalus).
func NewH265(param func(string) string, pool *Pool, emit Emit) *H265 {
	d := &H265{numbered: payload.H265Numbered(param)}
	d.init(pool, emit, 2, func(header byte) byte { return header >> 1 & 0x3f })
	d.traitsOf = func(n *payload.NAL) payload.Traits { t, _ := n.H265(0); return t }
	d.order = newDecodingOrder(param("sprop-depack-buf-nalus"))
	d.described = payload.DescribedH265(param).Sets
	return d
}

// Push takes the next packet.
func (d *H265) Push(p *Packet) {
	d.nals.Read(p.Payload, d.numbered)
	if d.numbered {
		d.order.note(p)
		for d.nals.Next() {
			d.delay(&d.nals.NAL, p)
		}
		if d.nals.Malformed {
			d.order.lost++
		}
		d.release(false)
		return
	}
	d.packet(p, d.first())
	for d.nals.Next() {
		if d.nals.Cut {
			d.damage(malformed, p)
			break
		}
		d.take(&d.nals.NAL, d.traitsOf(&d.nals.NAL), p)
	}
	if d.nals.Malformed {
		d.damage(malformed, p)
	}
	d.mark(p)
}

// first is what the first NAL unit of a payload says of the access unit.
func (d *H265) first() payload.Traits {
	r := d.nals
	if r.Next() {
		t, _ := r.NAL.H265(0)
		return t
	}
	return unreadable(r.Malformed)
}

// Described reports whether the stream or its description gave the parameter sets that decoders need.
func (d *H265) Described() bool { return d.hasSets(32, 33, 34) }
