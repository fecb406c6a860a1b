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
	// maxPIDs limits the packet identifiers.
	maxPIDs = 254
	// pcrClock is in Hz (ISO/IEC 13818-1, 2.4.3.5).
	pcrClock = 27_000_000
)

// TSSummary contains the counts of transport packets (ISO/IEC 13818-1, 2.4.3).
type TSSummary struct {
	Packets, Null, Scrambled, TransportErrors int64
	// SyncErrors counts places without a sync byte where a transport packet should begin, NotCaptured packets whose
	// header was not captured.
	SyncErrors, NotCaptured int64
	// ContinuityErrors counts continuity errors without a loss of RTP packets, ContinuityByLoss those with one.
	ContinuityErrors, ContinuityByLoss int64
	ContinuityFrames                   []int64 // in the capture, limited
	Programs                           []Program
	PIDs                               []PIDSummary // in order of their numbers
	PIDsDropped                        int64        // packets of PIDs beyond the limit
	PAT                                int64        // sections of the program association table
}

// Program is one of the program association table.
type Program struct{ Number, PMT, PCR int }

// PIDSummary describes one packet identifier.
type PIDSummary struct {
	PID              int
	StreamType       int // from the program map table, 0 if none lists the PID
	Role             string
	Packets          int64
	ContinuityErrors int64 // of both kinds
	Duplicates       int64 // packets sent twice, which is allowed (2.4.3.3)
	Scrambled        int64
	TransportErrors  int64
	PCRs             int64
	// PCR intervals are in ns of the program clock; PCRLate counts those above 100 ms (ETSI TR 101 290, 2.3).
	PCRMeanInterval, PCRMaxInterval float64
	PCRLate                         int64
	PCRMaxFrame                     int64
	// PCR jitter is the difference, in ns, between the interval of two PCRs and the interval of their arrivals.
	PCRMeanJitter, PCRMaxJitter float64
	Discontinuities             int64 // signalled by the discontinuity indicator
}

type pid struct {
	PIDSummary
	counter   uint8
	has       bool
	repeated  bool  // the last packet was a duplicate
	losses    int64 // those of Transport at the last packet
	unseen    int64
	pcr       int64 // the last PCR
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
	index *[8192]uint8 // index in pids plus one, 0 for none
	pids  []*pid

	next      int64 // RTP sequence number
	losses    int64 // losses so far
	gapLeft   int64 // packets of the last loss that have not arrived
	gapErrors int64 // continuity errors that it explains
	unseen    int64 // datagrams that were not captured completely
}

// NewTransport returns a tracker for a transport stream.
func NewTransport() *Transport { return &Transport{index: new([8192]uint8)} }

// NewTransportStream returns a Tracker for a transport stream in RTP.
func NewTransportStream(*sdpview.Format) Tracker { return NewTransport() }

// Add takes an RTP packet.
func (t *Transport) Add(p *Packet) {
	late := p.Seq < t.next
	if !late {
		t.next = p.Seq + 1
	}
	t.Payload(p.Payload, p.Len, p.Arrival, p.Frame, late)
}

// Payload takes the transport packets of a datagram; those of a late one are only counted.
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

// pid returns the record of a PID, nil beyond the limit.
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

// continuity checks the continuity counter (2.4.3.3), which counts packets with payload. A packet may be repeated once,
// and a signalled discontinuity is no error.
func (t *Transport) continuity(x *pid, counter uint8, payload, announced bool, frame int64) {
	want := x.counter
	if payload {
		want = (x.counter + 1) & 15
	}
	had, fresh := x.has && x.unseen == t.unseen, x.losses == t.losses
	x.has, x.losses, x.unseen = true, t.losses, t.unseen
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

// section reads the part of a program table that the packet contains, from its beginning (2.4.4).
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

// tsRole returns the role of PIDs with a fixed meaning (13818-1, table 2-3; EN 300 468, table 1).
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

// Counted returns 0: transport packets are not frames.
func (t *Transport) Counted() int64 { return 0 }

// Gap notes the loss of RTP packets, which the continuity counters will show.
func (t *Transport) Gap(first, end int64) {
	t.losses++
	t.gapLeft, t.gapErrors = end-first, 0
}

// Filled ends the loss when all of its packets have arrived.
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

// Finish completes the counts.
func (t *Transport) Finish() *Summary {
	t.sum.Kind = TS
	s := &t.ts
	s.PIDs = nil
	for _, x := range t.pids {
		if x.Packets == 0 {
			continue // listed by a table, never sent
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

// streamTypes names the stream_type of a program map table (13818-1, table 2-34, and common private ones).
var streamTypes = map[int]string{
	0x01: "MPEG-1 video", 0x02: "MPEG-2 video", 0x03: "MPEG-1 audio", 0x04: "MPEG-2 audio",
	0x05: "private sections", 0x06: "private PES data", 0x0d: "DSM-CC sections", 0x0f: "AAC (ADTS)", 0x10: "MPEG-4 Visual",
	0x11: "AAC (LATM)", 0x15: "metadata", 0x1b: "H.264", 0x20: "H.264 (MVC)", 0x21: "JPEG 2000", 0x24: "H.265", 0x33: "H.266",
	0x42: "AVS", 0x81: "AC-3", 0x82: "DTS", 0x86: "SCTE 35", 0x87: "E-AC-3", 0xd1: "Dirac",
}

// Text describes the contents of a PID as far as the tables give them.
func (p *PIDSummary) Text() string {
	if p.Role != "" {
		return p.Role
	}
	return streamTypes[p.StreamType]
}
