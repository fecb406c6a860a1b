package capturebuilder

import (
	"encoding/binary"
	"strconv"
	"strings"
)

// Message returns an RTSP message with a start line, header lines, and the body and its Content-Length unless it is empty.
func Message(body string, lines ...string) []byte {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l)
		b.WriteString("\r\n")
	}
	if body != "" {
		b.WriteString("Content-Length: " + strconv.Itoa(len(body)) + "\r\n")
	}
	b.WriteString("\r\n")
	b.WriteString(body)
	return []byte(b.String())
}

// Lines joins lines, each terminated by CRLF.
func Lines(lines ...string) string { return strings.Join(lines, "\r\n") + "\r\n" }

// Interleaved returns data as an interleaved frame of a channel (RFC 2326, 10.12).
func Interleaved(channel byte, data []byte) []byte {
	b := []byte{'$', channel, 0, 0}
	binary.BigEndian.PutUint16(b[2:], uint16(len(data)))
	return append(b, data...)
}

// RTP is the fixed header of an RTP packet (RFC 3550, 5.1) and its header extension.
type RTP struct {
	Marker    bool
	Type      byte
	Seq       uint16
	Timestamp uint32
	SSRC      uint32
	Profile   uint16 // of the extension
	Extension []byte // a multiple of 4 bytes; empty for none
}

// Packet returns the packet with a payload.
func (h RTP) Packet(payload []byte) []byte {
	b := make([]byte, 12, 16+len(h.Extension)+len(payload))
	b[0], b[1] = 0x80, h.Type
	if h.Marker {
		b[1] |= 0x80
	}
	binary.BigEndian.PutUint16(b[2:], h.Seq)
	binary.BigEndian.PutUint32(b[4:], h.Timestamp)
	binary.BigEndian.PutUint32(b[8:], h.SSRC)
	if len(h.Extension) > 0 {
		b[0] |= 0x10
		b = binary.BigEndian.AppendUint16(b, h.Profile)
		b = binary.BigEndian.AppendUint16(b, uint16(len(h.Extension)/4))
		b = append(b, h.Extension...)
	}
	return append(b, payload...)
}

// Noise returns n pseudorandom bytes, the same for the same seed.
func Noise(seed uint64, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		seed = seed*6364136223846793005 + 1442695040888963407
		b[i] = byte(seed >> 56)
	}
	return b
}
