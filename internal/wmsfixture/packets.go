package wmsfixture

import "rtspect/internal/capturebuilder"

// Packet is one ASF data packet as sent: without padding.
type Packet struct {
	SendTime uint32 // ms
	KeyFrame bool
	Data     []byte
}

const (
	audioPackets = 10 // one each 200 ms, of four media objects
	videoPackets = 10 // one each 200 ms, of one media object
)

// Packets are the data packets of one stream in order. The media are noise whose seed is the stream's
// number times 1000 plus that of the packet.
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

// audioPacket holds several payloads, all of them points where decoding can begin.
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

// videoPacket holds one payload that goes to the end, a key frame in every fifth packet.
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
