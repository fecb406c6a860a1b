package measure

import "testing"

// send gives a source n packets from a number and a timestamp on, 40 ms apart; it returns the arrival of the next.
func send(s *Source, seq uint16, ts uint32, n int, at int64) int64 {
	for range n {
		s.Add(&Packet{Header: Header{Seq: seq, Timestamp: ts, PayloadLen: 1}, Arrival: at, Frame: at/40e6 + 1})
		seq, ts, at = seq+1, ts+3600, at+40e6
	}
	return at
}

// A sender that restarts on numbers that it used before loses nothing and duplicates nothing.
func TestRestartOnUsedNumbers(t *testing.T) {
	for _, c := range []struct {
		name        string
		first       uint16
		n           int
		seq         uint16 // of the second part
		ts          uint32
		pause       int64
		interleaved bool
	}{
		{"loop, timestamps continue", 1000, 100, 1000, 100 * 3600, 0, false},
		{"loop, timestamps from the start", 1000, 100, 1000, 0, 0, false},
		{"interleaved loop from the start", 1000, 100, 1000, 0, 0, true},
		{"seek", 1, 122, 1, 990000, 200e6, true},
		{"most of the window", 0, 1000, 0, 1000 * 3600, 0, true},
		{"below the first number", 700, 200, 0, 200 * 3600, 0, true},
		{"onto the middle", 0, 300, 150, 5000 * 3600, 0, false},
		{"across the wrap", 65500, 100, 65510, 9000 * 3600, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &Source{}
			s.SetRate(90000)
			s.Seq.Interleaved = c.interleaved
			at := send(s, c.first, 0, c.n, 1e9)
			send(s, c.seq, c.ts, c.n, at+c.pause)
			s.Finish()
			q := &s.Seq
			if q.Packets != int64(2*c.n) || q.Duplicates != 0 || q.OutOfOrder != 0 || q.OutOfRange != 0 || q.Expected() != int64(2*c.n) || q.Lost != 0 {
				t.Errorf("packets %d, duplicates %d, out of order %d, out of range %d, expected %d, lost %d",
					q.Packets, q.Duplicates, q.OutOfOrder, q.OutOfRange, q.Expected(), q.Lost)
			}
			if len(s.Jumps) == 0 || s.JumpCount > 2 || !s.Jumps[0].Restart || s.Jumps[0].ToSeq != c.seq {
				t.Errorf("jumps %+v", s.Jumps)
			}
		})
	}
}

// Packets that the network duplicates or delays are not restarts, however many.
func TestDuplicatesAreNoRestart(t *testing.T) {
	for _, c := range []struct {
		name       string
		n          int
		again      uint16
		count      int
		later      int64
		duplicates int64
	}{
		{"the last packet", 100, 99, 1, 0, 1},
		{"the last packet, much later", 100, 99, 1, 60e9, 1},
		{"ten in a row", 100, 85, 10, 10e6, 10},
		{"one after ten seconds", 300, 10, 1, 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &Source{}
			s.SetRate(90000)
			at := send(s, 0, 0, c.n, 1e9) + c.later
			for i := range c.count {
				q := c.again + uint16(i)
				s.Add(&Packet{Header: Header{Seq: q, Timestamp: uint32(q) * 3600}, Arrival: at, Frame: int64(c.n + i)})
			}
			send(s, uint16(c.n), uint32(c.n)*3600, 10, at)
			s.Finish()
			q := &s.Seq
			if q.Duplicates != c.duplicates || q.Expected() != int64(c.n+10) || q.Lost != 0 || len(s.Jumps) != 0 {
				t.Errorf("duplicates %d, expected %d, lost %d, jumps %+v", q.Duplicates, q.Expected(), q.Lost, s.Jumps)
			}
		})
	}
}

// A missing packet that arrives seconds late is out of order, not lost and no restart.
func TestLatePacketIsNoRestart(t *testing.T) {
	s := &Source{}
	s.SetRate(90000)
	send(s, 0, 0, 10, 1e9)
	at := send(s, 11, 11*3600, 150, 1e9+11*40e6)
	s.Add(&Packet{Header: Header{Seq: 10, Timestamp: 10 * 3600}, Arrival: at, Frame: 200})
	send(s, 161, 161*3600, 10, at)
	s.Finish()
	if q := &s.Seq; q.OutOfOrder != 1 || q.Lost != 0 || q.Duplicates != 0 || len(s.Jumps) != 0 || s.Gaps[0].Missing != 0 {
		t.Errorf("out of order %d, lost %d, duplicates %d, jumps %+v, gaps %+v", q.OutOfOrder, q.Lost, q.Duplicates, s.Jumps, s.Gaps)
	}
}
