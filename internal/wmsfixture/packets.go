package wmsfixture

import "rtspect/internal/capturebuilder"

// Packet is an ASF data packet as sent, without padding.
type Packet struct {
	SendTime uint32 // ms
	KeyFrame bool
	Data     []byte
}

const (
	audioPackets = 10 // one every 200 ms, with four media objects
	videoPackets = 10 // one every 200 ms, with one media object
)

// Packets returns the data packets of a stream in order. The media data is noise with the seed 1000 times the stream
// number plus the packet number.
func Packets(stream int) (list []Packet) {
	if stream == AudioStream {
		for i := range audioPackets {
			list = append(list, audioPacket(i))
		}
		return list
	}
	for i := range videoPackets {
		list = append(list, videoPacket(i))
	}
	return list
}

// audioPacket returns a packet with several payloads, all of which are keyframes.
func audioPacket(i int) Packet {
	send := uint32(i * 200)
	b := pack([]byte{0x82, 0, 0}, uint8(0x01), uint8(0x5d), send, uint16(200), uint8(4|0x80))
	for k := range 4 {
		media := capturebuilder.Noise(uint64(AudioStream*1000+i*4+k), 200)
		b = pack(b, uint8(AudioStream|0x80), uint8(i*4+k), uint32(0), uint8(8), uint32(len(media)),
			send+Preroll+uint32(k*50), uint16(len(media)), media)
	}
	return Packet{send, true, b}
}

// videoPacket returns a packet with one payload. Every fifth one is a keyframe.
func videoPacket(i int) Packet {
	send := uint32(i * 200)
	key := i%5 == 0
	media := capturebuilder.Noise(uint64(VideoStream*1000+i), 700+40*i)
	number := uint8(VideoStream)
	if key {
		number |= 0x80
	}
	b := pack([]byte{0x82, 0, 0}, uint8(0x00), uint8(0x5d), send, uint16(40),
		number, uint8(i), uint32(0), uint8(8), uint32(len(media)), send+Preroll, media)
	return Packet{send, key, b}
}
