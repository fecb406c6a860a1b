package frames

import (
	"encoding/binary"
	"slices"

	"rtspect/sdpview"
)

const (
	tsPacket = 188
	tsSync   = 0x47
	tsNull   = 0x1fff
	// maxPIDs bounds the packet identifiers that are told apart.
	maxPIDs = 254
	// pcrClock is in Hz (ISO/IEC 13818-1, 2.4.3.5).
	pcrClock = 27_000_000
)

// TSSummary is what the headers of transport packets say (ISO/IEC 13818-1, 2.4.3).
type TSSummary struct {
	Packets, Null, Scrambled, TransportErrors int64
	// SyncErrors are places where a transport packet should begin and does not; NotCaptured packets of which
	// the capture holds no header.
	SyncErrors, NotCaptured int64
	// ContinuityErrors are breaks in the continuity counters that no loss of RTP packets explains;
	// ContinuityByLoss those that one does.
	ContinuityErrors, ContinuityByLoss int64
	ContinuityFrames                   []int64 // of the capture, bounded
	Programs                           []Program
	PIDs                               []PIDSummary // in order of their numbers
	PIDsDropped                        int64        // packets of PIDs beyond the bound
	PAT                                int64        // sections of the program association table
}

// Program is one of the program association table.
type Program struct{ Number, PMT, PCR int }

// PIDSummary is what one packet identifier carries.
type PIDSummary struct {
	PID              int
	StreamType       int // of the program map table, 0 if none names the PID
	Role             string
	Packets          int64
	ContinuityErrors int64 // of both kinds
	Duplicates       int64 // packets sent twice, as is allowed (2.4.3.3)
	Scrambled        int64
	TransportErrors  int64
	PCRs             int64
	// PCRIntervals are times between two clock references, in ns by their own clock; PCRLate how many of them
	// exceed 100 ms (ETSI TR 101 290, 2.3).
	PCRMeanInterval, PCRMaxInterval float64
	PCRLate                         int64
	PCRMaxFrame                     int64
	// PCRJitter is how much the time between the arrivals of two clock references differs from the time
	// between themselves, in ns.
	PCRMeanJitter, PCRMaxJitter float64
	Discontinuities             int64 // announced by the discontinuity indicator
}

type pid struct {
	PIDSummary
	counter   uint8
	has       bool
	repeated  bool // the last packet was a duplicate
	epoch     int64
	unseen    int64
	pcr       int64 // the last one
	arrival   int64
	hasPCR    bool
	intervals float64
	jitters   float64
	measured  int64
}

// Transport follows an MPEG transport stream.
type Transport struct {
	sum   Summary
	ts    TSSummary
	index *[8192]uint8 // place in pids plus one, 0 for none
	pids  []*pid

	next      int64 // RTP sequence number
	epoch     int64 // losses so far
	gapLeft   int64 // packets of the last one that have not come late
	gapErrors int64 // breaks that it explains
	unseen    int64 // places where packets were not captured
}

// NewTransport makes the tracker for a transport stream.
func NewTransport() *Transport { return &Transport{index: new([8192]uint8)} }

// NewTransportStream follows a transport stream in RTP.
func NewTransportStream(*sdpview.Format) Tracker { return NewTransport() }

// Add takes an RTP packet.
func (t *Transport) Add(p *Packet) {
	late := p.Seq < t.next
	if !late {
		t.next = p.Seq + 1
	}
	t.Payload(p.Payload, p.Len, p.Arrival, p.Frame, late)
}

// Payload takes the transport packets of a datagram; late ones are counted only.
func (t *Transport) Payload(b []byte, size int, arrival, frame int64, late bool) {
	if t.sum.From == 0 {
		t.sum.From = frame
	}
	t.sum.Count++
	for ; size >= tsPacket; size -= tsPacket {
		if len(b) < 4 {
			t.ts.NotCaptured += int64(size / tsPacket)
			t.unseen++
			return
		}
		if b[0] != tsSync {
			t.ts.SyncErrors++
			return
		}
		t.packet(b[:min(tsPacket, len(b))], arrival, frame, late)
		b = b[min(tsPacket, len(b)):]
	}
	if size > 0 {
		t.ts.SyncErrors++
	}
}

func (t *Transport) packet(b []byte, arrival, frame int64, late bool) {
	t.ts.Packets++
	head := binary.BigEndian.Uint32(b)
	n := int(head >> 8 & 0x1fff)
	if n == tsNull {
		t.ts.Null++
		return
	}
	x := t.pid(n)
	if x == nil {
		return
	}
	x.Packets++
	if head&0x00800000 != 0 { // transport_error_indicator: nothing else can be relied on
		t.ts.TransportErrors++
		x.TransportErrors++
		return
	}
	if head&0xc0 != 0 {
		t.ts.Scrambled++
		x.Scrambled++
	}
	if late {
		return
	}
	announced := false
	if head&0x20 != 0 && len(b) >= 6 && b[4] > 0 { // adaptation field
		if b[5]&0x80 != 0 {
			announced = true
			x.Discontinuities++
		}
		if b[5]&0x10 != 0 && len(b) >= 12 {
			x.reference(b[6:12], arrival, frame, announced)
		}
	}
	t.continuity(x, uint8(head&15), head&0x10 != 0, announced, frame)
	if head&0x400000 != 0 && head&0xd0 == 0x10 {
		t.section(n, b)
	}
}

// pid finds or makes the record of a PID; nil beyond the bound.
func (t *Transport) pid(n int) *pid {
	if i := t.index[n]; i > 0 {
		return t.pids[i-1]
	}
	if len(t.pids) == maxPIDs {
		t.ts.PIDsDropped++
		return nil
	}
	x := &pid{PIDSummary: PIDSummary{PID: n, Role: tsRole(n)}}
	t.pids = append(t.pids, x)
	t.index[n] = uint8(len(t.pids))
	return x
}

// continuity checks the continuity counter (2.4.3.3): it counts the packets with payload; one packet may be sent
// twice in a row; a discontinuity that is announced breaks it rightfully.
func (t *Transport) continuity(x *pid, counter uint8, payload, announced bool, frame int64) {
	want := x.counter
	if payload {
		want = (x.counter + 1) & 15
	}
	had, fresh := x.has && x.unseen == t.unseen, x.epoch == t.epoch
	x.has, x.epoch, x.unseen = true, t.epoch, t.unseen
	switch {
	case !had || announced || counter == want:
		x.repeated = false
	case payload && counter == x.counter && fresh && !x.repeated:
		x.Duplicates++
		x.repeated = true
	default:
		x.repeated = false
		x.ContinuityErrors++
		if fresh {
			t.ts.ContinuityErrors++
			evidence(&t.ts.ContinuityFrames, frame)
		} else {
			t.ts.ContinuityByLoss++
			t.gapErrors++
		}
	}
	x.counter = counter
}

// reference takes a program clock reference (2.4.3.5).
func (x *pid) reference(b []byte, arrival, frame int64, announced bool) {
	v := int64(binary.BigEndian.Uint32(b))<<1 | int64(b[4]>>7)
	v = v*300 + int64(b[4]&1)<<8 + int64(b[5])
	x.PCRs++
	if d := v - x.pcr; x.hasPCR && !announced && d > 0 && d < 10*pcrClock {
		interval := float64(d) * (1e9 / pcrClock)
		x.intervals += interval
		x.measured++
		if interval > x.PCRMaxInterval {
			x.PCRMaxInterval, x.PCRMaxFrame = interval, frame
		}
		if interval > 100e6 {
			x.PCRLate++
		}
		jitter := float64(arrival-x.arrival) - interval
		jitter = max(jitter, -jitter)
		x.jitters += jitter
		x.PCRMaxJitter = max(x.PCRMaxJitter, jitter)
	}
	x.pcr, x.arrival, x.hasPCR = v, arrival, true
}

// section reads the program tables that begin in a packet, as far as they lie in it (2.4.4).
func (t *Transport) section(n int, b []byte) {
	at := 4
	if b[3]&0x20 != 0 {
		at += 1 + int(b[min(4, len(b)-1)])
	}
	if at >= len(b) {
		return
	}
	at += 1 + int(b[at]) // pointer_field
	if at+12 > len(b) {
		return
	}
	s := b[at:]
	end := 3 + int(binary.BigEndian.Uint16(s[1:])&0x0fff) - 4 // without CRC
	s = s[:max(0, min(end, len(s)))]
	switch {
	case n == 0 && len(s) >= 8 && s[0] == 0:
		t.ts.PAT++
		for s = s[8:]; len(s) >= 4; s = s[4:] {
			if number := int(binary.BigEndian.Uint16(s)); number != 0 {
				t.program(number, int(binary.BigEndian.Uint16(s[2:])&0x1fff))
			}
		}
	case len(s) >= 12 && s[0] == 2:
		t.programMap(n, s)
	}
}

func (t *Transport) program(number, pmt int) {
	for i := range t.ts.Programs {
		if p := &t.ts.Programs[i]; p.Number == number {
			p.PMT = pmt
			return
		}
	}
	if len(t.ts.Programs) < maxPIDs {
		t.ts.Programs = append(t.ts.Programs, Program{Number: number, PMT: pmt})
	}
}

// programMap reads a program map section (2.4.4.8).
func (t *Transport) programMap(n int, s []byte) {
	known := false
	for i := range t.ts.Programs {
		if p := &t.ts.Programs[i]; p.PMT == n && p.Number == int(binary.BigEndian.Uint16(s[3:])) {
			p.PCR = int(binary.BigEndian.Uint16(s[8:]) & 0x1fff)
			known = true
		}
	}
	if !known {
		return
	}
	t.pid(n).role("PMT")
	skip := 12 + int(binary.BigEndian.Uint16(s[10:])&0x0fff)
	for s = s[min(skip, len(s)):]; len(s) >= 5; {
		if x := t.pid(int(binary.BigEndian.Uint16(s[1:]) & 0x1fff)); x != nil {
			x.StreamType = int(s[0])
		}
		s = s[min(len(s), 5+int(binary.BigEndian.Uint16(s[3:])&0x0fff)):]
	}
}

func (x *pid) role(s string) {
	if x != nil {
		x.Role = s
	}
}

// tsRole names the PIDs that have a fixed meaning (13818-1, table 2-3; EN 300 468, table 1).
func tsRole(n int) string {
	switch n {
	case 0:
		return "PAT"
	case 1:
		return "CAT"
	case 0x10:
		return "NIT"
	case 0x11:
		return "SDT"
	case 0x12:
		return "EIT"
	case 0x14:
		return "TDT"
	}
	return ""
}

// Counted is 0: transport packets are no frames.
func (t *Transport) Counted() int64 { return 0 }

// Gap says that RTP packets are missing: the continuity counters will show it.
func (t *Transport) Gap(first, end int64) {
	t.epoch++
	t.gapLeft, t.gapErrors = end-first, 0
}

// Filled takes back what a loss explained, when all of it came late.
func (t *Transport) Filled(int64) {
	if t.gapLeft--; t.gapLeft != 0 {
		return
	}
	t.ts.ContinuityByLoss -= t.gapErrors
	t.gapErrors = 0
}

// Restart forgets the counters.
func (t *Transport) Restart() {
	t.next = 0
	for _, x := range t.pids {
		x.has, x.hasPCR = false, false
	}
}

// Finish ends the observation.
func (t *Transport) Finish() *Summary {
	t.sum.Kind = TS
	s := &t.ts
	s.PIDs = nil
	for _, x := range t.pids {
		if x.Packets == 0 {
			continue // named by a table, never sent
		}
		if n := float64(x.measured); n > 0 {
			x.PCRMeanInterval, x.PCRMeanJitter = x.intervals/n, x.jitters/n
		}
		s.PIDs = append(s.PIDs, x.PIDSummary)
	}
	slices.SortFunc(s.PIDs, func(a, b PIDSummary) int { return a.PID - b.PID })
	t.sum.TS = s
	return &t.sum
}

// streamTypes names the stream_type of a program map table (13818-1, table 2-34, and usual private ones).
var streamTypes = map[int]string{
	0x01: "MPEG-1 video", 0x02: "MPEG-2 video", 0x03: "MPEG-1 audio", 0x04: "MPEG-2 audio",
	0x05: "private sections", 0x06: "private PES data", 0x0d: "DSM-CC sections", 0x0f: "AAC (ADTS)", 0x10: "MPEG-4 Visual",
	0x11: "AAC (LATM)", 0x15: "metadata", 0x1b: "H.264", 0x20: "H.264 (MVC)", 0x21: "JPEG 2000", 0x24: "H.265", 0x33: "H.266",
	0x42: "AVS", 0x81: "AC-3", 0x82: "DTS", 0x86: "SCTE 35", 0x87: "E-AC-3", 0xd1: "Dirac",
}

// Text names what a PID carries, as far as the tables tell.
func (p *PIDSummary) Text() string {
	if p.Role != "" {
		return p.Role
	}
	return streamTypes[p.StreamType]
}
