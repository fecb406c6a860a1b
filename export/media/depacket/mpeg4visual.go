package depacket

import (
	"bytes"
	"encoding/hex"
	"strings"
)

// MPEG4Visual takes MPEG-4 Visual out of its payload format (RFC 6416): pieces of the elementary
// stream. Its units are VOPs with the headers before them.
type MPEG4Visual struct {
	frameAssembler
	out    Emit
	config []byte
}

// NewMPEG4Visual makes a depacketizer for a stream with this fmtp parameter (config).
func NewMPEG4Visual(param func(string) string, pool *Pool, emit Emit) *MPEG4Visual {
	d := &MPEG4Visual{out: emit}
	d.assembler = newAssembler(pool, d.unitDone)
	d.config, _ = hex.DecodeString(strings.TrimSpace(param("config")))
	return d
}

// Push takes the next packet.
func (d *MPEG4Visual) Push(p *Packet) {
	b := p.Payload
	// Start codes begin with 00 00 01; what else may begin a packet (a resync marker) is inside a VOP.
	d.frame(p, len(b) == 0 || bytes.HasPrefix(b, []byte{0, 0, 1}))
	d.add(b, p)
}

// unitDone looks at what came together: the configuration of the SDP goes before the first VOP if the
// stream has not brought a video object layer.
func (d *MPEG4Visual) unitDone(u *Unit) {
	layer, vop := false, -1
	for b, at := u.Data, 0; ; {
		i := bytes.Index(b[at:], []byte{0, 0, 1})
		if i < 0 || at+i+4 >= len(b) {
			break
		}
		at += i + 3
		if b[at] >= 0x20 && b[at] <= 0x2f {
			layer = true
		}
		if b[at] == 0xb6 {
			vop = at + 1
			break
		}
	}
	u.Keyframe = vop >= 0 && u.Data[vop]>>6 == 0
	if vop < 0 && !u.Damaged {
		u.Parameters = true
	}
	if layer {
		d.config = nil
	}
	if len(d.config) > 0 {
		d.out(&Unit{Parameters: true, Data: d.config, Timestamp: u.Timestamp, Time: u.Time, FirstSeq: u.FirstSeq, LastSeq: u.LastSeq})
		d.config = nil
	}
	if u.Damaged && vop >= 4 && layer && u.Data[vop-1] == 0xb6 {
		u.ParameterSets = u.Data[:vop-4]
	}
	d.out(u)
}
