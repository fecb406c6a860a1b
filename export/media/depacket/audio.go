package depacket

// Packets takes media whose packets each hold units that stand alone: samples of PCM and ADPCM, frames
// of GSM, packets of a transport stream, an Opus or Speex packet. Its units are the payloads.
type Packets struct {
	emit Emit
	// length gives the duration of a payload in ticks of the RTP clock; whole how many of its bytes
	// are whole samples, frames or packets.
	length func([]byte) uint32
	whole  func([]byte) int
	unit   Unit
	// Headers tells payloads that are no audio but headers of a file format, which some servers send
	// as they found them; nil for none.
	Headers func([]byte) bool
}

// NewPackets makes a depacketizer; length and whole may be nil.
func NewPackets(length func([]byte) uint32, whole func([]byte) int, emit Emit) *Packets {
	return &Packets{emit: emit, length: length, whole: whole}
}

// Push takes the next packet.
func (d *Packets) Push(p *Packet) {
	if len(p.Payload) == 0 {
		return
	}
	u := &d.unit
	*u = Unit{Data: p.Payload, Timestamp: p.Timestamp, Time: p.Time, FirstSeq: p.Seq, LastSeq: p.Seq, Keyframe: true}
	if d.whole != nil {
		if n := d.whole(p.Payload); n < len(p.Payload) {
			if n > 0 {
				v := *u
				v.Data = p.Payload[:n]
				d.give(&v)
			}
			u.Data, u.Damaged, u.Why = p.Payload[n:], true, "it is not whole"
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

// WholeFrames is for frames of a fixed size.
func WholeFrames(size int) func([]byte) int {
	return func(b []byte) int { return len(b) - len(b)%size }
}

// IsOpusHeader tells the headers of an Ogg Opus file (RFC 7845, 5) from Opus packets.
func IsOpusHeader(b []byte) bool {
	return len(b) >= 8 && (string(b[:8]) == "OpusHead" || string(b[:8]) == "OpusTags")
}

// OpusSamples is how long an Opus packet is, in samples at 48 kHz (RFC 6716, 3.1), 0 if it is none.
func OpusSamples(b []byte) uint32 {
	if len(b) == 0 {
		return 0
	}
	config := b[0] >> 3
	var frame uint32
	switch {
	case config < 12: // SILK: 10, 20, 40, 60 ms
		frame = [4]uint32{480, 960, 1920, 2880}[config&3]
	case config < 16: // hybrid: 10, 20 ms
		frame = 480 << (config & 1)
	default: // CELT: 2.5, 5, 10, 20 ms
		frame = 120 << (config & 3)
	}
	count := uint32(1)
	switch b[0] & 3 {
	case 1, 2:
		count = 2
	case 3:
		if len(b) < 2 {
			return 0
		}
		count = uint32(b[1] & 0x3f)
	}
	return frame * count
}
