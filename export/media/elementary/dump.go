package elementary

import (
	"net/netip"

	"rtspect/export/media/container"
)

// dump stores packets as they arrived, duplicates included, for what is not depacketized.
type dump struct {
	start int64
	head  []byte
}

// packet stores a packet. Of its header the contributing sources and the padding are not kept.
func (d *dump) packet(t *Track, p *Packet) {
	src := t.Stream.Source
	if t.Packets == 0 {
		d.start = p.Time
		t.firstTime, t.firstStamp = p.Time, p.Timestamp
		t.file.Write(container.AppendRTPDumpHeader(nil, netip.AddrPortFrom(src.Source.Addr.Netip(), src.Source.Port), p.Time))
	}
	h := container.RTPHeader{
		Marker: p.Marker, PayloadType: p.PayloadType, Seq: p.Seq, Timestamp: p.Timestamp, SSRC: src.SSRC,
		ExtensionProfile: p.ExtensionProfile, Extension: p.Extension,
	}
	d.head = h.Append(append(d.head[:0], make([]byte, 8)...))
	stored := len(d.head) - 8 + len(p.Payload)
	t.Units++
	if stored > container.MaxRTPDumpPacket {
		t.dropped++
		return
	}
	container.AppendRTPDumpPacket(d.head[:0], stored, len(d.head)-8+p.PayloadLen, max(0, p.Time-d.start))
	t.Packets++
	t.lastTime, t.lastStamp = max(p.Time, t.lastTime), p.Timestamp
	t.file.Write(d.head)
	t.file.Write(p.Payload)
}
