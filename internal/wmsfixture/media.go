package wmsfixture

import (
	"time"

	"rtspect/internal/capturebuilder"
)

// stream sends both streams, a data packet of each every 200 ms at 1.3 times the normal speed, and a keep-alive of the
// client halfway.
func stream(t *capturebuilder.Builder, c *talk) {
	audio := capturebuilder.RTP{Type: 96, Seq: FirstAudio, SSRC: AudioSSRC}
	video := capturebuilder.RTP{Type: 96, Seq: FirstVideo, SSRC: VideoSSRC}
	audios, videos := AudioPayloads(), VideoPayloads()
	for i := range max(len(audios), len(videos)) {
		if i < len(audios) {
			c.Server(capturebuilder.Interleaved(0, audios[i].packet(&audio)))
		}
		if i < len(videos) {
			c.Server(capturebuilder.Interleaved(4, videos[i].packet(&video)))
		}
		if i == 5 {
			c.request("GET_PARAMETER "+URL, "", []string{sessionID}, []string{sessionID}, "")
		}
		t.Wait(154 * time.Millisecond)
	}
}

// Payload is an RTP payload with fields of its RTP header.
type Payload struct {
	Data      []byte
	Timestamp uint32
	Marker    bool
}

func (p Payload) packet(h *capturebuilder.RTP) []byte {
	h.Timestamp, h.Marker = p.Timestamp, p.Marker
	b := h.Packet(p.Data)
	h.Seq++
	return b
}

// AudioPayloads returns the RTP payloads of the audio stream. The first contains two data packets.
func AudioPayloads() (list []Payload) {
	packets := Packets(AudioStream)
	both := append(payload(0xc0, packets[0], 0), payload(0xd0, packets[1], 1)...)
	list = append(list, Payload{both, packets[0].SendTime, true})
	for i, p := range packets[2:] {
		list = append(list, Payload{payload(0xc0, p, uint32(i+2)), p.SendTime, true})
	}
	return list
}

// VideoPayloads returns the RTP payloads of the video stream, with the number of each data packet. One has all optional
// fields, and the last data packet is sent in two fragments.
func VideoPayloads() (list []Payload) {
	packets := Packets(VideoStream)
	for i, p := range packets[:len(packets)-1] {
		flags := byte(0x48)
		if p.KeyFrame {
			flags |= 0x80
		}
		if i == 6 {
			flags |= 0x30
		}
		list = append(list, Payload{payload(flags, p, uint32(i)), p.SendTime, true})
	}
	last := packets[len(packets)-1]
	const cut = 600
	first := append([]byte{0x08, 0, 0, 0, 0, 0, 0, videoPackets - 1}, last.Data[:cut]...)
	rest := append([]byte{0x08, 0, cut >> 8, cut & 0xff, 0, 0, 0, videoPackets - 1}, last.Data[cut:]...)
	return append(list, Payload{first, last.SendTime, false}, Payload{rest, last.SendTime, true})
}
