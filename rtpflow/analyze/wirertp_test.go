package analyze_test

import (
	"cmp"
	"encoding/binary"

	"rtspect/capture"
)

// rtp is an RTP packet to be (RFC 3550, 5.1).
type rtp struct {
	pt      uint8
	marker  bool
	seq     uint16
	ts      uint32
	ssrc    uint32
	csrc    []uint32
	ext     []byte // whole words
	profile uint16 // of ext; 0: 0xABAC
	payload int    // bytes
	padding int
}

func (r rtp) bytes() []byte {
	b := []byte{0x80 | byte(len(r.csrc)), r.pt & 0x7f}
	if r.marker {
		b[1] |= 0x80
	}
	b = binary.BigEndian.AppendUint16(b, r.seq)
	b = binary.BigEndian.AppendUint32(b, r.ts)
	b = binary.BigEndian.AppendUint32(b, r.ssrc)
	for _, c := range r.csrc {
		b = binary.BigEndian.AppendUint32(b, c)
	}
	if r.ext != nil {
		b[0] |= 0x10
		b = binary.BigEndian.AppendUint16(b, cmp.Or(r.profile, 0xabac))
		b = binary.BigEndian.AppendUint16(b, uint16(len(r.ext)/4))
		b = append(b, r.ext...)
	}
	for i := range r.payload {
		b = append(b, byte(i))
	}
	if r.padding > 0 {
		b[0] |= 0x20
		b = append(b, make([]byte, r.padding-1)...)
		b = append(b, byte(r.padding))
	}
	return b
}

// media is a stream to be: its next packet.
type media struct {
	rtp
	step uint32 // of the timestamp
	gap  int64  // between packets, ns
}

// video is a stream of payload type 96: one packet per frame, 50 a second, 90 kHz.
func video(ssrc uint32, seq uint16) *media {
	return &media{rtp{pt: 96, marker: true, seq: seq, ts: uint32(seq) * 1800, ssrc: ssrc, payload: 100}, 1800, 20 * ms}
}

// audio is a stream of payload type 97: 50 packets a second, 48 kHz.
func audio(ssrc uint32, seq uint16) *media {
	return &media{rtp{pt: 97, seq: seq, ts: uint32(seq) * 960, ssrc: ssrc, payload: 60}, 960, 20 * ms}
}

// next returns the next packet.
func (m *media) next() []byte {
	b := m.bytes()
	m.seq++
	m.ts += m.step
	return b
}

// skip loses n packets.
func (m *media) skip(n int) {
	m.seq += uint16(n)
	m.ts += uint32(n) * m.step
}

// flow is one direction between two UDP endpoints.
type flow struct {
	*wire
	src, dst capture.Endpoint
}

// flow names a direction of UDP.
func (w *wire) flow(src capture.Addr, sport uint16, dst capture.Addr, dport uint16) flow {
	return flow{w, at(src, sport), at(dst, dport)}
}

// back is the other direction.
func (f flow) back() flow { return flow{f.wire, f.dst, f.src} }

// next is the flow of the ports above: RTCP's by custom.
func (f flow) next() flow {
	f.src.Port++
	f.dst.Port++
	return f
}

// send captures one datagram.
func (f flow) send(payload []byte) { f.udp(f.src, f.dst, payload) }

// stream captures n packets of a source at their pace.
func (f flow) stream(m *media, n int) {
	for range n {
		f.put(capture.Packet{Proto: capture.UDP, Src: f.src, Dst: f.dst, Payload: m.next(), Time: f.now})
		f.now += m.gap
	}
}

// together captures packets of several sources in turn.
func together(n int, one ...func()) {
	for range n {
		for _, f := range one {
			f()
		}
	}
}

// sr is a sender report without report blocks (RFC 3550, 6.4.1).
func sr(ssrc uint32) []byte {
	b := rtcpHeader(0, 200, 24)
	b = binary.BigEndian.AppendUint32(b, ssrc)
	return append(b, make([]byte, 20)...)
}

// rr is a receiver report about one source, or about none where about is 0 (RFC 3550, 6.4.2).
func rr(ssrc, about uint32) []byte {
	if about == 0 {
		return binary.BigEndian.AppendUint32(rtcpHeader(0, 201, 4), ssrc)
	}
	b := rtcpHeader(1, 201, 28)
	b = binary.BigEndian.AppendUint32(b, ssrc)
	b = binary.BigEndian.AppendUint32(b, about)
	return append(b, make([]byte, 20)...)
}

// sdes names a source (RFC 3550, 6.5).
func sdes(ssrc uint32, cname string) []byte {
	chunk := binary.BigEndian.AppendUint32(nil, ssrc)
	chunk = append(chunk, 1, byte(len(cname)))
	chunk = append(chunk, cname...)
	chunk = append(chunk, make([]byte, 4-len(chunk)%4)...)
	return append(rtcpHeader(1, 202, len(chunk)), chunk...)
}

// bye says goodbye (RFC 3550, 6.6).
func bye(ssrc uint32, reason string) []byte {
	body := binary.BigEndian.AppendUint32(nil, ssrc)
	if reason != "" {
		body = append(body, byte(len(reason)))
		body = append(body, reason...)
		body = append(body, make([]byte, (4-len(body)%4)%4)...)
	}
	return append(rtcpHeader(1, 203, len(body)), body...)
}

// feedback is a message of RFC 4585, 6.1.
func feedback(pt, format byte, sender, about uint32, fci ...byte) []byte {
	b := rtcpHeader(format, pt, 8+len(fci))
	b = binary.BigEndian.AppendUint32(b, sender)
	b = binary.BigEndian.AppendUint32(b, about)
	return append(b, fci...)
}

// rtcpHeader begins a packet with n bytes of content, n a multiple of 4.
func rtcpHeader(count, pt byte, n int) []byte {
	return []byte{0x80 | count, pt, byte(n / 4 >> 8), byte(n / 4)}
}

// join makes a compound packet.
func join(parts ...[]byte) (b []byte) {
	for _, p := range parts {
		b = append(b, p...)
	}
	return b
}
