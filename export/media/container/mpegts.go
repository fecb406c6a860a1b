package container

// Packets of a transport stream (ISO/IEC 13818-1, 2.4.3.2).
const (
	tsSize  = 188
	tsSpace = tsSize - 4 // of adaptation field and payload

	tsPMT   = 0x1000
	tsFirst = 0x100 // PID of the first track
)

// Times of a transport stream, in ticks of 90 kHz: tsStart is where it begins, tsDelay how long data arrive before they
// are decoded, tsTables and tsPCR the longest time between two tables or clock references.
const (
	tsRate   = 90000
	tsStart  = tsRate
	tsDelay  = tsRate * 7 / 10
	tsTables = tsRate / 10
	tsPCR    = tsRate / 25
)

// MaxTSTracks is how many tracks fit into a program map of one packet.
const MaxTSTracks = 10

// TS writes a transport stream with one program.
type TS struct {
	Tracks []Track

	clock    int // track of the clock reference
	counters [MaxTSTracks]byte
	tables   byte // continuity of PAT and PMT
	packet   [tsSize]byte
	header   []byte
	lastPCR  int64
	lastMap  int64
	pat, pmt []byte
}

// Write writes the file.
func (m *TS) Write(out Output, samples func() Samples) {
	m.clock = firstVideo(m.Tracks)
	m.pat, m.pmt = m.programTables()
	m.lastPCR, m.lastMap = -tsRate, -tsRate
	all := samples()
	for {
		s, ok := all.Next()
		if !ok {
			return
		}
		m.sample(out, &s)
	}
}

func (m *TS) ticks(track int, t int64) int64 {
	scale := int64(m.Tracks[track].Timescale)
	return tsStart + t/scale*tsRate + t%scale*tsRate/scale
}

func (m *TS) sample(out Output, s *Sample) {
	t := &m.Tracks[s.Track]
	pts, dts := m.ticks(s.Track, s.PTS), m.ticks(s.Track, s.DTS)
	key := s.Key && t.Video
	if dts-m.lastMap >= tsTables || key {
		m.table(out, 0, m.pat)
		m.table(out, tsPMT, m.pmt)
		m.tables++
		m.lastMap = dts
	}
	pcr := int64(-1)
	switch {
	case s.Track == m.clock:
		pcr, m.lastPCR = dts-tsDelay, dts
	case dts-m.lastPCR >= tsPCR: // clock references continue where their track pauses
		m.lastPCR = dts
		m.clockReference(out, dts-tsDelay)
	}
	m.header = m.pesHeader(m.header[:0], s.Track, s.Size, pts, dts)
	m.packets(out, s, pcr, s.Key)
}

// pesHeader appends the header of a PES packet (2.4.3.6), and the control header of Opus.
func (m *TS) pesHeader(b []byte, track, size int, pts, dts int64) []byte {
	t := &m.Tracks[track]
	var control []byte
	if t.TS.OpusControl {
		control = opusControl(size)
	}
	id, times, length := byte(0xbd), 5, 0
	switch {
	case t.Video:
		id = 0xe0 + byte(track)
	case !t.TS.Private:
		id = 0xc0 + byte(track)
	}
	if dts != pts {
		times = 10
	}
	if n := 3 + times + len(control) + size; n <= 0xffff {
		length = n
	} // else it ends where the next one begins
	b = append(b, 0, 0, 1, id, byte(length>>8), byte(length), 0x84)
	if dts != pts {
		b = append(b, 0xc0, 10)
		b = appendTSTime(b, 3, pts)
		b = appendTSTime(b, 1, dts)
	} else {
		b = append(b, 0x80, 5)
		b = appendTSTime(b, 2, pts)
	}
	return append(b, control...)
}

// appendTSTime appends a time of 33 bits with markers (2.4.3.7).
func appendTSTime(b []byte, prefix byte, t int64) []byte {
	return append(b, prefix<<4|byte(t>>30&7)<<1|1, byte(t>>22), byte(t>>14)|1, byte(t>>7), byte(t<<1)|1)
}

// opusControl is the control header of an access unit (ETSI TS 103 491 draft, Opus in MPEG-TS).
func opusControl(size int) []byte {
	b := []byte{0x7f, 0xe0}
	for ; size >= 255; size -= 255 {
		b = append(b, 255)
	}
	return append(b, byte(size))
}

// packets writes the header that was prepared and the data of a sample.
func (m *TS) packets(out Output, s *Sample, pcr int64, key bool) {
	head, left := m.header, s.Size
	pid := tsFirst + s.Track
	for first := true; first || len(head)+left > 0; first = false {
		p := m.start(pid, first, m.counters[s.Track])
		m.counters[s.Track]++
		field := m.adaptation(p[4:4], first && key, pcr)
		pcr = -1
		room := tsSpace - len(field)
		if n := len(head) + left; n < room {
			field = stuff(field, room-n)
			room = n
		}
		if len(field) > 0 {
			p[3] |= 0x20
		}
		p = p[:4+len(field)]
		n := min(len(head), room)
		p = append(p, head[:n]...)
		head = head[n:]
		out.Write(p)
		if n = room - n; n > 0 {
			out.Copy(s.Track, n)
			left -= n
		}
	}
}

// start begins a packet with payload.
func (m *TS) start(pid int, first bool, counter byte) []byte {
	p := append(m.packet[:0], 0x47, byte(pid>>8), byte(pid), 0x10|counter&15)
	if first {
		p[1] |= 0x40
	}
	return p
}

// adaptation appends an adaptation field (2.4.3.4), if one is needed.
func (m *TS) adaptation(b []byte, key bool, pcr int64) []byte {
	if !key && pcr < 0 {
		return b
	}
	b = append(b, 1, 0)
	if key {
		b[1] |= 0x40
	}
	if pcr >= 0 {
		b[1] |= 0x10
		b[0] += 6
		b = append(b, byte(pcr>>25), byte(pcr>>17), byte(pcr>>9), byte(pcr>>1), byte(pcr<<7)|0x7e, 0)
	}
	return b
}

// stuff makes an adaptation field n bytes longer.
func stuff(b []byte, n int) []byte {
	if n > 0 && len(b) == 0 {
		b = append(b, 0)
		n--
		if n > 0 {
			b = append(b, 0)
			b[0]++
			n--
		}
	}
	if n > 0 {
		b[0] += byte(n)
	}
	for range n {
		b = append(b, 0xff)
	}
	return b
}

// clockReference writes a packet with nothing but a clock reference. Its counter is that of the packet before.
func (m *TS) clockReference(out Output, pcr int64) {
	p := m.start(tsFirst+m.clock, false, m.counters[m.clock]-1)
	p[3] = p[3]&15 | 0x20
	field := m.adaptation(p[4:4], false, pcr)
	field = stuff(field, tsSpace-len(field))
	out.Write(p[:4+len(field)])
}
