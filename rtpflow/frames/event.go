package frames

import (
	"encoding/binary"

	"rtspect/sdpview"
)

// maxEvents limits the events that are remembered.
const maxEvents = 256

// EventSummary is an event of telephone-event (RFC 4733, 2.3): a key or a tone.
type EventSummary struct {
	Time, Frame int64
	Event       uint8
	Ticks       int64 // the longest duration that a packet gives
	Volume      uint8 // -dBm0
	Ended       bool  // a packet has the end bit
}

// events follows telephone-event: all packets of an event have its timestamp.
type events struct {
	sum  Summary
	last uint32
	has  bool
}

// NewEvents returns a Tracker for telephone-event.
func NewEvents(*sdpview.Format) Tracker { return &events{} }

// Add takes a packet.
func (e *events) Add(p *Packet) {
	b := p.Payload
	if len(b) < 4 {
		return
	}
	if e.sum.From == 0 {
		e.sum.From = p.Frame
	}
	list := &e.sum.Events
	if !e.has || e.last != p.Timestamp {
		e.has, e.last = true, p.Timestamp
		e.sum.Count++
		if len(*list) == maxEvents {
			e.sum.EventsDropped++
			return
		}
		*list = append(*list, EventSummary{Time: p.Arrival, Frame: p.Frame, Event: b[0], Volume: b[1] & 0x3f})
	}
	if e.sum.EventsDropped > 0 {
		return
	}
	x := &(*list)[len(*list)-1]
	x.Ticks = max(x.Ticks, int64(binary.BigEndian.Uint16(b[2:])))
	x.Ended = x.Ended || b[1]&0x80 != 0
}

// Counted returns 0: events are not frames.
func (e *events) Counted() int64 { return 0 }

// Gap does nothing: events have no losses.
func (e *events) Gap(int64, int64) {}

// Filled does nothing.
func (e *events) Filled(int64) {}

// Restart does nothing.
func (e *events) Restart() {}

// Finish completes the counts.
func (e *events) Finish() *Summary {
	e.sum.Kind = Event
	return &e.sum
}

// EventName returns the key of a DTMF event (RFC 4733, 3.2), "" for other events.
func EventName(n uint8) string {
	const keys = "0123456789*#ABCD"
	if int(n) < len(keys) {
		return keys[n : n+1]
	}
	if n == 16 {
		return "flash"
	}
	return ""
}
