package depacket

import "rtspect/bitstream"

// Packets extracts media whose packets each consist of units that can be used alone: samples of PCM and ADPCM, frames
// of GSM, packets of a transport stream, an Opus or Speex packet. Its units are the payloads.
type Packets struct {
	emit Emit
	// length is the duration of a payload in ticks of the RTP clock; complete is how many of its bytes are complete
	// samples, frames or packets.
	length   func([]byte) uint32
	complete func([]byte) int
	unit     Unit
	// Headers recognizes payloads that are no audio but headers of a file format, which some servers send as they
	// found them; nil for none.
	Headers func([]byte) bool
}

// NewPackets makes a depacketizer; length and complete may be nil.
func NewPackets(length func([]byte) uint32, complete func([]byte) int, emit Emit) *Packets {
	return &Packets{emit: emit, length: length, complete: complete}
}

// Push takes the next packet.
func (d *Packets) Push(p *Packet) {
	if len(p.Payload) == 0 {
		return
	}
	u := &d.unit
	*u = unitOf(p)
	u.Data = p.Payload
	if d.complete != nil {
		if n := d.complete(p.Payload); n < len(p.Payload) {
			if n > 0 {
				v := *u
				v.Data = p.Payload[:n]
				d.give(&v)
			}
			u.Data, u.Damaged, u.Why = p.Payload[n:], true, "it is incomplete"
			d.emit(u)
			return
		}
	}
	d.give(u)
}

func (d *Packets) give(u *Unit) {
	u.Parameters = d.Headers != nil && d.Headers(u.Data)
	if d.length != nil {
		u.Duration = d.length(u.Data)
	}
	d.emit(u)
}

// Flush does nothing: no packet waits for another.
func (d *Packets) Flush() {}

// CompleteFrames is for frames of a fixed size in bytes.
func CompleteFrames(size int) func([]byte) int {
	return func(b []byte) int { return len(b) - len(b)%size }
}

// OpusSamples is the duration of an Opus packet in samples at 48 kHz, 0 if it is none.
func OpusSamples(b []byte) uint32 {
	samples, _, ok := bitstream.OpusPacket(b)
	if !ok {
		return 0
	}
	return uint32(samples)
}
