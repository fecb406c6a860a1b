package depacket

import "bytes"

// MPEGVideo takes MPEG-1 and MPEG-2 video out of its payload format (RFC 2250, 3). Its units are
// pictures with the headers before them.
type MPEGVideo struct{ frameAssembler }

// NewMPEGVideo makes a depacketizer.
func NewMPEGVideo(pool *Pool, emit Emit) *MPEGVideo {
	return &MPEGVideo{frameAssembler{newAssembler(pool, emit)}}
}

// Push takes the next packet: a header of 4 bytes (3.4), with 4 more for MPEG-2 (3.4.1).
func (d *MPEGVideo) Push(p *Packet) {
	b := p.Payload
	n := 4
	if len(b) > 4 && b[0]&0x04 != 0 {
		n = 8
	}
	starts := len(b) >= n+4 && b[n] == 0 && b[n+1] == 0 && b[n+2] == 1 && (b[n+3] == 0 || b[n+3] > 0xaf)
	first := d.frame(p, starts || len(b) == 0)
	if len(b) <= n {
		if len(b) > 0 {
			d.damage("a payload is malformed", p)
		}
		d.marker(p)
		return
	}
	if first {
		d.unit.Keyframe = mpegPictureType(b[2]&7, b[n:]) == 1 // an I picture
	}
	d.add(b[n:], p)
}

// mpegPictureType is the picture coding type as the payload header tells it, or, where the sender left it at 0
// (GStreamer), as the picture header does (ISO/IEC 13818-2, 6.2.3): a start code, 10 bits of temporal reference, the
// type.
func mpegPictureType(told byte, b []byte) byte {
	if told != 0 {
		return told
	}
	if i := bytes.Index(b, []byte{0, 0, 1, 0}); i >= 0 && i+5 < len(b) {
		return b[i+5] >> 3 & 7
	}
	return 0
}
