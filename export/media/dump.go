package media

import (
	"net/netip"

	"rtspect/export/media/container"
	"rtspect/rtpflow"
)

// dumpSink stores packets as they came, duplicates and all, for what nothing here can take apart.
type dumpSink struct {
	start int64
	head  []byte
}

// packet stores a packet. Of its header the contributing sources and the padding are not kept.
func (d *dumpSink) packet(t *track, p *rtpflow.RTPPacket) {
	if t.packets == 0 {
		d.start = p.Time
		t.firstTime, t.firstStamp = p.Time, p.Timestamp
		src := t.s.src.Source
		t.file.Write(container.AppendRTPDumpHeader(nil, netip.AddrPortFrom(src.Addr.Netip(), src.Port), p.Time))
	}
	h := container.RTPHeader{Marker: p.Marker, PayloadType: p.PayloadType, Seq: p.Seq, Timestamp: p.Timestamp, SSRC: t.s.src.SSRC,
		ExtensionProfile: p.ExtensionProfile, Extension: p.Extension}
	d.head = h.Append(append(d.head[:0], make([]byte, 8)...))
	stored := len(d.head) - 8 + len(p.Payload)
	t.units++
	if stored > container.MaxRTPDumpPacket {
		t.dropped++
		return
	}
	container.AppendRTPDumpPacket(d.head[:0], stored, len(d.head)-8+p.PayloadLen, max(0, p.Time-d.start))
	t.packets++
	t.lastTime, t.lastStamp = max(p.Time, t.lastTime), p.Timestamp
	t.file.Write(d.head)
	t.file.Write(p.Payload)
}
