package depacket

import "rtspect/payload"

// H264 rebuilds the access units of H.264 from its payload format (RFC 6184): single NAL units, aggregation packets
// and fragments, in decoding order or interleaved. Its units are in the byte stream format.
type H264 struct {
	nalReorderer
	interleaved bool
	nals        payload.H264
}

// NewH264 makes a depacketizer for a stream with these fmtp parameters (sprop-parameter-sets, packetization-mode,
// sprop-interleaving-depth).
func NewH264(param func(string) string, pool *Pool, emit Emit) *H264 {
	d := &H264{interleaved: param("packetization-mode") == "2"}
	d.init(pool, emit, 1, func(header byte) byte { return header & 0x1f })
	d.traitsOf = func(n *payload.NAL) payload.Traits { t, _ := n.H264(); return t }
	d.order = newDecodingOrder(param("sprop-interleaving-depth"))
	d.described = payload.DescribedH264(param).Sets
	return d
}

// Push takes the next packet.
func (d *H264) Push(p *Packet) {
	d.nals.Read(p.Payload)
	if d.interleaved {
		d.pushInterleaved(p)
		return
	}
	d.packet(p, d.first())
	if s := d.nals.Structure; s != 0 && s != payload.H264STAPA && s != payload.H264FUA {
		d.damage(malformed, p)
		d.mark(p)
		return
	}
	for d.nals.Next() {
		if d.nals.Cut {
			d.damage(malformed, p)
			break
		}
		t, _ := d.nals.NAL.H264()
		d.take(&d.nals.NAL, t, p)
	}
	if d.nals.Malformed {
		d.damage(malformed, p)
	}
	d.mark(p)
}

// first is what the first NAL unit of a payload says of the access unit.
func (d *H264) first() payload.Traits {
	r := d.nals
	if r.Next() {
		t, _ := r.NAL.H264()
		return t
	}
	return unreadable(r.Malformed)
}

// pushInterleaved takes a packet of the interleaved mode (5.5), in which NAL units come with decoding order numbers.
// Single NAL units and STAP-A are not allowed in it.
func (d *H264) pushInterleaved(p *Packet) {
	d.order.note(p)
	if s := d.nals.Structure; len(p.Payload) >= 3 {
		if s == 0 || s == payload.H264STAPA {
			d.order.lost++
		} else {
			for d.nals.Next() {
				d.delay(&d.nals.NAL, p)
			}
			if d.nals.Malformed {
				d.order.lost++
			}
		}
	}
	d.release(false)
}

// Described reports whether the stream or its description gave the parameter sets that decoders need.
func (d *H264) Described() bool { return d.hasSets(7, 8) }
