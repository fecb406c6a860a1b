package depacket

import (
	"encoding/hex"
	"strings"

	"rtspect/payload"
)

// MPEG4Visual rebuilds MPEG-4 Visual from its payload format (RFC 6416): pieces of the elementary stream. Its units
// are VOPs with the headers before them.
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
	f, _ := payload.MPEG4Visual(p.Payload, len(p.Payload))
	d.frame(p, f.Traits)
	d.add(p.Payload, p)
}

// unitDone inspects a VOP: the configuration of the SDP goes before the first one if the stream has not brought a
// video object layer.
func (d *MPEG4Visual) unitDone(u *Unit) {
	layer, vop := payload.MPEG4Headers(u.Data)
	if vop >= 0 {
		u.Keyframe = payload.MPEG4VOP(u.Data[vop]).Keyframe()
	} else if !u.Damaged {
		u.Parameters = true
	}
	if layer {
		d.config = nil
	}
	if len(d.config) > 0 {
		d.out(&Unit{Parameters: true, Data: d.config, Timestamp: u.Timestamp, Time: u.Time, FirstSeq: u.FirstSeq, LastSeq: u.LastSeq})
		d.config = nil
	}
	if u.Damaged && vop >= 0 && layer {
		u.ParameterSets = u.Data[:vop-4]
	}
	d.out(u)
}
