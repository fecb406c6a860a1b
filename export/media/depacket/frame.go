package depacket

// frameAssembler is for video whose frames are the payloads of the packets of one timestamp, each after
// a descriptor of its own.
type frameAssembler struct{ assembler }

// frame takes note of a packet; starts says that its payload is the beginning of a frame. What has the
// time of the frame before goes on with it: some senders set the marker bit too early.
func (a *frameAssembler) frame(p *Packet, starts bool) (first bool) {
	goesOn := a.started && a.closed && p.Timestamp == a.last && p.Lost == 0 && !p.Restart
	first = a.packet(p)
	if first && !starts && !goesOn {
		a.damage("its beginning is lost", p)
	}
	return first
}

// add appends the payload of a packet that has been taken note of.
func (a *frameAssembler) add(b []byte, p *Packet) {
	if !a.hole {
		a.write(b)
	}
	a.marker(p)
}

// Flush gives what is open.
func (a *frameAssembler) Flush() { a.flush(CutOff) }
