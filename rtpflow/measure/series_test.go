package measure

import (
	"math"
	"math/rand/v2"
	"testing"
)

// sums returns the totals of all bins.
func sums(s *Series) (b Bin) {
	for i := range s.Bins() {
		x := s.Bins()[i]
		b.Packets += x.Packets
		b.Bytes += x.Bytes
		b.Lost += x.Lost
		b.Frames += x.Frames
	}
	return b
}

// counter is a count of access units.
type counter int64

func (c *counter) Counted() int64 { return int64(*c) }

// Bins contain what arrived in their time, regardless of the width that they have grown to.
func TestSeriesBins(t *testing.T) {
	for _, span := range []int64{3, 90, 150, 1000, 40_000} { // seconds
		rng := rand.New(rand.NewPCG(uint64(span), 1))
		var s Source
		s.SetRate(90000)
		var frames counter
		s.CollectSeries(nil, &frames)
		type packet struct{ time, bytes int64 }
		var list []packet
		at := int64(1.7e18) + 123456789
		for i := range 3000 {
			at += rng.Int64N(2 * span * 1e9 / 3000)
			p := Packet{Header: Header{Seq: uint16(i + i/7), PayloadLen: int(rng.Uint32() % 1400), HeaderLen: 12, Timestamp: uint32(at / 100000 * 9)}, Arrival: at, Frame: int64(i)}
			s.Add(&p)
			if i%10 == 0 {
				frames++
			}
			list = append(list, packet{at, int64(p.PayloadLen)})
		}
		s.Finish()
		w := s.Series.Width()
		if len(s.Series.Bins()) > MaxBins || w%SliceTime != 0 || s.Series.Start()%w != 0 {
			t.Fatalf("%d s: %d bins of %d from %d", span, len(s.Series.Bins()), w, s.Series.Start())
		}
		if span < 100 && w != SliceTime || len(s.Series.Bins()) < min(MaxBins/2, int(span*8)) {
			t.Errorf("%d s: %d bins of %d ns: wider than necessary", span, len(s.Series.Bins()), w)
		}
		want := make([]Bin, len(s.Series.Bins()))
		for _, p := range list {
			b := &want[(p.time-s.Series.Start())/w]
			b.Packets++
			b.Bytes += uint64(p.bytes)
		}
		for i, b := range s.Series.Bins() {
			if b.Packets != want[i].Packets || b.Bytes != want[i].Bytes {
				t.Fatalf("%d s, bin %d: %+v, want %+v", span, i, b, want[i])
			}
		}
		if got := sums(s.Series); got.Packets != 3000 || got.Frames != 300 || int64(got.Lost) != s.Seq.Lost || s.Seq.Lost != 2999/7 {
			t.Errorf("%d s: sums %+v", span, got)
		}
	}
}

// Losses are counted in the bin where the gap appeared, and not at all if the packets arrived later.
func TestSeriesLoss(t *testing.T) {
	var s Source
	s.CollectSeries(nil, nil)
	s.SetRate(1000)
	add := func(ms int64, seq uint16) {
		s.Add(&Packet{Header: Header{Seq: seq, Timestamp: uint32(ms)}, Arrival: ms * 1e6, Frame: ms})
	}
	add(0, 10)
	add(50, 12)   // 11 is missing
	add(150, 15)  // 13, 14
	add(250, 11)  // arrives after all
	add(260, 16)  //
	add(350, 14)  //
	add(450, 8)   // below the first: 9 is missing
	add(451, 9)   // arrives
	add(550, 20)  // 17, 18, 19
	add(1550, 21) //
	s.Finish()
	lost := map[int]uint32{1: 1, 5: 3}
	for i, b := range s.Series.Bins() {
		if b.Lost != lost[i] {
			t.Errorf("bin %d: %d lost, want %d", i, b.Lost, lost[i])
		}
	}
	if n := len(s.Series.Bins()); n != 16 {
		t.Errorf("%d bins", n)
	}
	if s.Seq.Flush(); int64(sums(s.Series).Lost) != s.Seq.Expected()-s.Seq.Packets {
		t.Errorf("%d lost in total", s.Seq.Expected()-s.Seq.Packets)
	}
}

// The jitter of a bin is the highest, and the delay the range, in its time. That includes packets that were
// kept until the clock rate was known.
func TestSeriesTiming(t *testing.T) {
	var now, waits Source
	now.CollectSeries(nil, nil)
	waits.CollectSeries(nil, nil)
	now.SetRate(1000)
	for i, late := range []int64{0, 2, 1, 0, 8, 0, 3, 0} {
		for _, s := range []*Source{&now, &waits} {
			s.Add(&Packet{Header: Header{Seq: uint16(i), Timestamp: uint32(i * 40)}, Arrival: (int64(i)*40 + late) * 1e6, Frame: int64(i)})
		}
	}
	waits.SetRate(1000)
	for name, s := range map[string]*Source{"at once": &now, "afterwards": &waits} {
		s.Finish()
		bins := s.Series.Bins()
		// Deviations 0 2 1 | 0 8 | 0 3 0 ms; D: 2 1 1 8 8 3 3.
		delays := [][2]float32{{0, 2}, {0, 8}, {0, 3}}
		j, want := 0., []float64{0, 0, 0}
		for i, d := range []float64{2, 1, 1, 8, 8, 3, 3} {
			j += (d - j) / 16
			bin := []int{0, 0, 1, 1, 2, 2, 2}[i]
			want[bin] = max(want[bin], j)
		}
		for i, b := range bins {
			if math.Abs(float64(b.MinDelay-delays[i][0])) > 1e-4 || math.Abs(float64(b.MaxDelay-delays[i][1])) > 1e-4 || math.Abs(float64(b.Jitter)-want[i]) > 1e-5 {
				t.Errorf("%s, bin %d: %+v, want %v and jitter %v", name, i, b, delays[i], want[i])
			}
		}
		if len(bins) != 3 {
			t.Errorf("%s: %d bins", name, len(bins))
		}
	}
}

// A clock that steps back and forth loses no packets, however far it steps.
func TestSeriesBackward(t *testing.T) {
	var s Source
	s.CollectSeries(nil, nil)
	for i, at := range []int64{5e9, 5.1e9, 3e9, 5.2e9, -7e9, 5.3e9, 1.8e18, 0, math.MinInt64 / 2} {
		s.Add(&Packet{Header: Header{Seq: uint16(i), PayloadLen: 1}, Arrival: at, Frame: int64(i)})
	}
	s.Finish()
	if b := sums(s.Series); b.Packets != 9 || b.Bytes != 9 || len(s.Series.Bins()) > MaxBins {
		t.Errorf("%+v in %d bins", b, len(s.Series.Bins()))
	}
}

// The bins of all sources together stay within the pool.
func TestPool(t *testing.T) {
	pool := &Pool{}
	list := make([]Series, 5000)
	for i := range list {
		var s Source
		s.CollectSeries(pool, nil)
		list[i] = *s.Series
		for at := range int64(1500) {
			list[i].at(at).Packets++
		}
	}
	bins := 0
	for i := range list {
		bins += cap(list[i].bins)
		if n := sums(&list[i]); n.Packets != 1500 || cap(list[i].bins) < minBins {
			t.Fatalf("source %d: %+v in %d bins", i, n, cap(list[i].bins))
		}
	}
	if bins != pool.used || bins > totalBins+minBins*len(list) {
		t.Errorf("%d bins, %d counted, of %d", bins, pool.used, totalBins)
	}
	if n := len(list[0].Bins()); n < 512 || len(list[1000].Bins()) < 128 {
		t.Errorf("the first of many series has %d bins", n)
	}
}

// The peak is the highest amount within a second, at the resolution of a slice.
func TestPeak(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	s := Source{Overhead: 28}
	slices := map[int64]int64{}
	at := int64(1.7e18)
	for i := range 20000 {
		at += rng.Int64N(4e6)
		if i%4000 == 0 {
			at += 3e9
		}
		p := Packet{Header: Header{Seq: uint16(i), HeaderLen: 12, PayloadLen: int(rng.Uint32() % 1400), Padding: 4}, Arrival: at}
		s.Add(&p)
		slices[at/SliceTime] += int64(p.PayloadLen) + 12 + 4 + 28
	}
	s.Finish()
	best, end := int64(0), int64(0)
	for n := range slices {
		sum := int64(0)
		for k := n - 9; k <= n; k++ {
			sum += slices[k]
		}
		if sum > best {
			best, end = sum, (n+1)*SliceTime
		}
	}
	if s.Peak.Bytes != best || s.Peak.End != end {
		t.Errorf("%d bytes until %d, want %d until %d", s.Peak.Bytes, s.Peak.End, best, end)
	}
}
