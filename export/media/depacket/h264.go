package depacket

import (
	"encoding/base64"
	"encoding/binary"
	"strings"

	"rtspect/bitstream"
)

// Payload structures of H.264 (RFC 6184, 5.2) beside the NAL unit types 1 to 23.
const (
	h264STAPA  = 24
	h264STAPB  = 25
	h264MTAP16 = 26
	h264MTAP24 = 27
	h264FUA    = 28
	h264FUB    = 29
)

// H264 takes H.264 out of its payload format (RFC 6184): single NAL units, aggregation packets and
// fragments, in order or interleaved. Its units are access units in the byte stream format.
type H264 struct {
	nalAssembler
	order       donOrder
	interleaved bool
	recovery    bool // the access unit has a recovery point
}

// NewH264 makes a depacketizer for a stream with these fmtp parameters (sprop-parameter-sets,
// packetization-mode, sprop-interleaving-depth).
func NewH264(param func(string) string, pool *Pool, emit Emit) *H264 {
	d := &H264{}
	d.init(pool, emit)
	d.typeOf = func(header byte) byte { return header & 0x1f }
	d.kindOf = h264Kind
	d.interleaved = param("packetization-mode") == "2"
	d.order = newDonOrder(param("sprop-interleaving-depth"))
	d.described = base64List(param("sprop-parameter-sets"))
	return d
}

func h264Kind(typ byte) nalKind {
	switch {
	case typ == 5:
		return nalKey
	case typ >= 1 && typ <= 5 || typ == 20:
		return nalSlice
	case typ == 7 || typ == 8 || typ == 13 || typ == 15:
		return nalSet
	}
	return nalOther
}

// base64List reads parameter sets parted by commas.
func base64List(s string) (list [][]byte) {
	for text := range strings.SplitSeq(s, ",") {
		text = strings.TrimRight(strings.TrimSpace(text), "=")
		if b, err := base64.RawStdEncoding.DecodeString(text); err == nil && len(b) > 0 && len(list) < maxSets {
			list = append(list, b)
		}
	}
	return list
}

// Push takes the next packet.
func (d *H264) Push(p *Packet) {
	if d.interleaved {
		d.pushInterleaved(p)
		return
	}
	first := d.packet(p)
	if first {
		d.recovery = false
	}
	b := p.Payload
	if len(b) == 0 {
		d.marker(p)
		return
	}
	switch typ := b[0] & 0x1f; {
	case typ >= 1 && typ <= 23:
		d.whole(b, p)
	case typ == h264STAPA:
		d.aggregate(b[1:], p)
	case typ == h264FUA:
		d.fragment(b, p)
	default:
		d.badPacket(p)
	}
	d.marker(p)
}

// whole takes a NAL unit that is all there. Where the first slice after a loss is not the first of
// its picture, the loss touched this one.
func (d *H264) whole(n []byte, p *Packet) {
	d.slice(n[0]&0x1f, n[1:], p)
	d.nal(n[:1], n[1:], p)
}

// slice looks into the beginning of a NAL unit.
func (d *H264) slice(typ byte, body []byte, p *Packet) {
	if len(body) == 0 {
		return
	}
	switch {
	case typ == 6 && body[0] == 6:
		d.recovery = true
	case typ == 1 || typ == 2 || typ == 5:
		if body[0]&0x80 == 0 { // first_mb_in_slice is not 0 (7.3.3)
			d.sameSlice()
			if d.unsure && !d.coded {
				d.damage("its beginning is lost", p)
			}
		}
		if d.recovery && !d.coded && typ == 1 {
			r := bitstream.Bits{B: body}
			r.UE()
			if t := r.UE(); !r.Short && (t == 2 || t == 7 || t == 4 || t == 9) {
				d.unit.Keyframe = true
			}
		}
	}
}

// aggregate takes a STAP-A (5.7.1).
func (d *H264) aggregate(b []byte, p *Packet) {
	for len(b) > 0 {
		if len(b) < 2 {
			d.badPacket(p)
			return
		}
		n := int(binary.BigEndian.Uint16(b))
		if n == 0 {
			b = b[2:]
			continue
		}
		if 2+n > len(b) {
			d.badPacket(p)
			return
		}
		d.whole(b[2:2+n], p)
		b = b[2+n:]
	}
}

// fragment takes an FU-A (5.8).
func (d *H264) fragment(b []byte, p *Packet) {
	if len(b) < 2 {
		d.badPacket(p)
		return
	}
	body := b[2:]
	if b[1]&0x80 != 0 {
		head := [1]byte{b[0]&0xe0 | b[1]&0x1f}
		d.slice(head[0]&0x1f, body, p)
		d.startNAL(head[:], body, p)
		d.frag = true
	} else if !d.frag {
		d.damage("the beginning of a fragmented NAL unit is lost", p)
		return
	} else {
		d.more(body)
	}
	if b[1]&0x40 != 0 {
		d.endNAL()
	}
}

// Described reports whether the stream or its description gave the parameter sets that decoders need.
func (d *H264) Described() bool { return d.hasSets(7, 8) }

// Flush gives what is open.
func (d *H264) Flush() {
	d.release(true)
	d.flush(CutOff)
}
