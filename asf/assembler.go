package asf

// maxDataPacket is the largest ASF data packet put together from fragments, in bytes. Encoders stay
// below 64 KiB.
const maxDataPacket = 1 << 20

// Assembler puts ASF data packets together again from the RTP payloads of one stream, which it is to be
// given in order and once each. Its zero value is ready for use.
type Assembler struct {
	// PacketSize is the size to which whole data packets are padded, in bytes: FileProperties.
	// MaxPacketSize. Servers send them without padding ([MS-RTSP] 2.2.1.4), but all packets of a
	// file have one size. 0 leaves them as they came.
	PacketSize int

	// What has passed, counted.
	Packets     int // data packets given out whole
	Damaged     int // data packets given out with something missing, or of which only an end was seen
	Orphans     int // fragments whose beginning is missing
	Overlaps    int // fragments that repeat bytes; their new bytes count
	Oversize    int // data packets longer than PacketSize, or than the cap, which cuts them
	BadPayloads int // RTP payloads with a fault

	open    bool
	holed   bool // a fragment is missing: nothing more of this packet can be placed
	tooLong bool
	packet  DataPacket
	buf     []byte // fragments
	padded  []byte // the last data packet given out
}

// DataPacket is one ASF data packet. Data is valid until the next call.
type DataPacket struct {
	Data       []byte
	KeyFrame   bool
	Timestamp  uint32 // RTP timestamp, the relative timestamp added
	Duration   uint32 // milliseconds; HasDuration says whether it was sent
	LocationID uint32 // HasLocation says whether it was sent

	HasDuration, HasLocation bool

	// Damaged says that Data are only its beginning, up to what is missing, and not padded: such a
	// packet cannot stand in a file.
	Damaged bool
}

// Add takes the payload of one RTP packet, with its timestamp and marker bit. lost says that packets
// are missing before it.
func (a *Assembler) Add(payload []byte, timestamp uint32, marker, lost bool, fn func(DataPacket)) {
	if lost && a.open {
		a.holed = true
	}
	fault := ParsePayload(payload, func(p Payload) bool {
		d := DataPacket{KeyFrame: p.KeyFrame(), Timestamp: timestamp + uint32(p.RelativeTimestamp), Duration: p.Duration,
			LocationID: p.LocationID, HasDuration: p.HasDuration(), HasLocation: p.HasLocation()}
		if p.Whole() {
			a.Flush(fn)
			d.Data, d.Damaged = p.Data, p.Short
			a.give(d, fn)
			return true
		}
		a.fragment(&p, d, marker, fn)
		return true
	})
	if fault.Code != "" {
		a.BadPayloads++
	}
}

// fragment adds one fragment to the open data packet, or opens one.
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
		d.Data, d.Damaged = a.buf, a.holed
		a.open, a.holed = false, false
		a.give(d, fn)
	}
}

// place appends a fragment, unless something is missing before it.
func (a *Assembler) place(data []byte, offset int) {
	if offset > len(a.buf) {
		a.holed = true
	}
	if a.holed {
		return
	}
	if over := len(a.buf) - offset; over > 0 {
		a.Overlaps++
		data = data[min(over, len(data)):]
	}
	if room := maxDataPacket - len(a.buf); len(data) > room {
		data, a.tooLong, a.holed = data[:room], true, true
	}
	a.buf = append(a.buf, data...)
}

// Flush gives out the data packet whose end has not come. Call it at the end of a stream and where one
// begins anew.
func (a *Assembler) Flush(fn func(DataPacket)) {
	if !a.open {
		return
	}
	d := a.packet
	d.Data, d.Damaged = a.buf, true
	a.open, a.holed = false, false
	a.give(d, fn)
}

func (a *Assembler) give(d DataPacket, fn func(DataPacket)) {
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
