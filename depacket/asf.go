package depacket

import "rtspect/asf"

// ASF extracts ASF data packets from the payload format of Windows Media servers (x-asf-pf). Its units are data packets,
// without the padding that the server leaves out.
type ASF struct {
	packets asf.Assembler
	emit    Emit
	seq     uint16 // where the open data packet began
	open    bool
	lost    Run
}

// NewASF makes a depacketizer.
func NewASF(emit Emit) *ASF { return &ASF{emit: emit} }

// Push takes the next packet.
func (d *ASF) Push(p *Packet) {
	if p.Restart {
		d.Flush()
	}
	if p.Lost > 0 {
		d.lost = Run{p.LostFirst, p.Lost}
	}
	if !d.open {
		d.seq, d.open = p.Seq, true
	}
	d.packets.Add(p.Payload, p.Timestamp, p.Marker, p.Lost > 0, func(x asf.DataPacket) {
		u := Unit{Data: x.Data, Timestamp: x.Timestamp, Time: p.Time, FirstSeq: d.seq, LastSeq: p.Seq, Keyframe: x.KeyFrame}
		if x.Damaged {
			u.Damaged, u.Why = true, "a part of it is missing"
			if d.lost.Count > 0 {
				u.Missing = []Run{d.lost}
			}
		}
		d.lost, d.open = Run{}, false
		d.emit(&u)
	})
}

// Flush emits what is open.
func (d *ASF) Flush() {
	d.packets.Flush(func(x asf.DataPacket) {
		d.emit(&Unit{Data: x.Data, Timestamp: x.Timestamp, FirstSeq: d.seq, LastSeq: d.seq, Damaged: true, Why: EndOfStream})
	})
}
