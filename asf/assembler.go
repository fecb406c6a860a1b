package asf

// maxDataPacket is the maximum size of an ASF data packet reassembled from fragments, in bytes. Encoders stay
// below 64 KiB.
const maxDataPacket = 1 << 20

// Assembler reassembles ASF data packets from the RTP payloads of one stream. The payloads must be passed in
// order and without duplicates. The zero value is ready for use.
type Assembler struct {
	// PacketSize is the size to which complete data packets are padded, in bytes: FileProperties.MaxPacketSize.
	// Servers omit the padding ([MS-RTSP] 2.2.1.4), but all packets of a file have the same size. 0 disables
	// padding.
	PacketSize int

	// Counters:
	Packets     int // complete data packets delivered
	Damaged     int // incomplete data packets delivered, and data packets of which only the end was received
	Orphans     int // fragments without the beginning of their packet
	Overlaps    int // fragments that repeat bytes; their new bytes are used
	Oversize    int // data packets longer than PacketSize, or than the limit, at which they are truncated
	BadPayloads int // RTP payloads with a violation

	open       bool
	incomplete bool // a fragment is missing: the rest of this packet is discarded
	tooLong    bool
	packet     DataPacket
	buf        []byte // fragments
	padded     []byte // the last data packet delivered
}

// DataPacket is an ASF data packet. Data is valid until the next call.
type DataPacket struct {
	Data       []byte
	KeyFrame   bool
	Timestamp  uint32 // RTP timestamp plus the relative timestamp
	Duration   uint32 // milliseconds, if HasDuration
	LocationID uint32 // valid if HasLocation

	HasDuration, HasLocation bool

	// Damaged reports that Data is only the beginning of the packet, up to the first missing byte, and not
	// padded. Such a packet cannot be written to a file.
	Damaged bool
}

// Add takes the payload of an RTP packet with its timestamp and marker bit, and calls fn for each data packet.
// lost reports that packets are missing before it.
func (a *Assembler) Add(payload []byte, timestamp uint32, marker, lost bool, fn func(DataPacket)) {
	if lost && a.open {
		a.incomplete = true
	}
	violation := ParsePayload(payload, func(p Payload) bool {
		d := DataPacket{
			KeyFrame: p.KeyFrame(), Timestamp: timestamp + uint32(p.RelativeTimestamp), Duration: p.Duration,
			LocationID: p.LocationID, HasDuration: p.HasDuration(), HasLocation: p.HasLocation(),
		}
		if p.Whole() {
			a.Flush(fn)
			d.Data, d.Damaged = p.Data, p.Short
			a.deliver(d, fn)
			return true
		}
		a.fragment(&p, d, marker, fn)
		return true
	})
	if violation.Code != "" {
		a.BadPayloads++
	}
}

// fragment adds a fragment to the open data packet, or opens a packet.
func (a *Assembler) fragment(p *Payload, d DataPacket, marker bool, fn func(DataPacket)) {
	offset := int(p.Number)
	if offset == 0 || a.open && a.packet.Timestamp != d.Timestamp {
		a.Flush(fn)
	}
	if !a.open {
		if offset > 0 {
			a.Orphans++
			if marker {
				a.Damaged++
			}
			return
		}
		a.open, a.packet, a.buf = true, d, a.buf[:0]
	}
	a.place(p.Data, offset)
	if marker {
		d := a.packet
		d.Data, d.Damaged = a.buf, a.incomplete
		a.open, a.incomplete = false, false
		a.deliver(d, fn)
	}
}

// place appends a fragment unless data is missing before it.
func (a *Assembler) place(data []byte, offset int) {
	if offset > len(a.buf) {
		a.incomplete = true
	}
	if a.incomplete {
		return
	}
	if over := len(a.buf) - offset; over > 0 {
		a.Overlaps++
		data = data[min(over, len(data)):]
	}
	if room := maxDataPacket - len(a.buf); len(data) > room {
		data, a.tooLong, a.incomplete = data[:room], true, true
	}
	a.buf = append(a.buf, data...)
}

// Flush delivers the incomplete data packet, if any. Call it at the end of a stream and at a discontinuity.
func (a *Assembler) Flush(fn func(DataPacket)) {
	if !a.open {
		return
	}
	d := a.packet
	d.Data, d.Damaged = a.buf, true
	a.open, a.incomplete = false, false
	a.deliver(d, fn)
}

func (a *Assembler) deliver(d DataPacket, fn func(DataPacket)) {
	if a.tooLong || a.PacketSize > 0 && len(d.Data) > a.PacketSize {
		a.Oversize++
		a.tooLong = false
	}
	if d.Damaged {
		a.Damaged++
		fn(d)
		return
	}
	if size := min(a.PacketSize, maxDataPacket); size > len(d.Data) {
		var ok bool
		if a.padded, ok = Pad(a.padded[:0], d.Data, size); !ok {
			a.Damaged++
			d.Damaged = true
			fn(d)
			return
		}
		d.Data = a.padded
	}
	a.Packets++
	fn(d)
}
