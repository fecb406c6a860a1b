package measure

// SliceTime is the finest resolution of a Series in nanoseconds. Slices are aligned to 1970, and a bin
// is 1, 2, 4, … slices, aligned to its own width, so that the bins of several sources line up.
const SliceTime = 100_000_000

// Limits of the bins that all sources together take.
const (
	MaxBins   = 1024    // of one source
	minBins   = 16      // that every source may have, whatever the others take
	firstBins = 8       // that it gets at once
	totalBins = 1 << 20 // of all sources: 40 MiB
)

// Bin is what a source showed in a while.
type Bin struct {
	// Packets and Bytes (of payload) count duplicates too. Lost counts the numbers whose hole a packet
	// of this while showed and which never came later. Frames are access units, where they are counted.
	Bytes                 uint64
	Packets, Lost, Frames uint32
	// Jitter is the highest interarrival jitter, MinDelay and MaxDelay the range of the deviation
	// of the leading packets' transit times (see Timing), in milliseconds.
	Jitter, MinDelay, MaxDelay float32
	HasJitter, HasDelay        bool
}

// Series is what a source showed over time, in bins that widen as it lasts. It never has more than
// MaxBins bins; all series of an analysis share a Pool, so that many sources get fewer bins each.
type Series struct {
	bins  []Bin
	first int64 // of bins, in units of the width since 1970
	shift uint  // the width is SliceTime << shift
	pool  *Pool

	// Of the slice that is open:
	timing slice
	lost   int64 // numbers that went missing in it
	// and what stood in the counters when it began.
	payload, counted int64
	frames           interface{ Counted() int64 }
}

// Pool shares out bins among sources.
type Pool struct {
	sources, used int
}

// limit is how many bins a series may have that has n: an equal share of half of all bins, of which the
// other half is for sources that come later, at least minBins and at most MaxBins.
func (p *Pool) limit(n int) int {
	if p == nil {
		return MaxBins
	}
	share := MaxBins
	for share > minBins && share > totalBins/2/max(p.sources, 1) {
		share /= 2
	}
	if p.used+share-n > totalBins {
		share = minBins
	}
	return share
}

// Width is the width of a bin, and Start the beginning of the first, in nanoseconds.
func (s *Series) Width() int64 { return SliceTime << s.shift }

// Start is the beginning of the first bin, in nanoseconds since 1970.
func (s *Series) Start() int64 { return s.first * s.Width() }

// Bins are all bins from the first to the last that has packets.
func (s *Series) Bins() []Bin { return s.bins }

// sliceOf is the slice of a time.
func sliceOf(time int64) int64 {
	n := time / SliceTime
	if time < n*SliceTime {
		n--
	}
	return n
}

// end takes the slice that ends, in which so many packets came; payload counts the bytes of payload so far.
func (s *Series) end(slice, packets, payload int64) {
	now := s.timing.take()
	if s.frames != nil {
		n := s.frames.Counted()
		now.Frames = uint32(max(0, n-s.counted))
		s.counted = n
	}
	now.Packets, now.Bytes, now.Lost = uint32(packets), uint64(payload-s.payload), uint32(s.lost)
	s.payload, s.lost = payload, 0
	s.put(slice, &now)
}

// put adds what a slice showed. As long as a bin is one slice it goes into a new bin, which is written
// without being read: with many sources no cache holds it.
func (s *Series) put(slice int64, b *Bin) {
	n := len(s.bins)
	if i := slice>>s.shift - s.first; n > 0 && i == int64(n) && n < cap(s.bins) {
		s.bins = s.bins[:n+1]
		s.bins[n] = *b
		return
	}
	s.at(slice).merge(b)
}

// at gives the bin of a slice, making room for it.
func (s *Series) at(slice int64) *Bin {
	if i := slice>>s.shift - s.first; uint64(i) < uint64(len(s.bins)) {
		return &s.bins[i]
	}
	return s.extend(slice)
}

func (s *Series) extend(slice int64) *Bin {
	if len(s.bins) == 0 {
		s.first = slice >> s.shift
		s.grow(1)
	}
	for {
		i := slice>>s.shift - s.first
		want := max(i+1, int64(len(s.bins)))
		if i < 0 {
			want = int64(len(s.bins)) - i
		}
		if want > int64(cap(s.bins)) && (want > MaxBins || !s.grow(int(want))) {
			s.widen()
			continue
		}
		if i < 0 {
			n := len(s.bins)
			s.bins = s.bins[:want]
			copy(s.bins[-i:], s.bins[:n])
			clear(s.bins[:-i])
			s.first += i
			return &s.bins[0]
		}
		s.bins = s.bins[:want]
		return &s.bins[i]
	}
}

// grow makes room for n bins, if there may be so many.
func (s *Series) grow(n int) bool {
	size := max(cap(s.bins), firstBins)
	for size < n {
		size *= 2
	}
	if size > firstBins && size > s.pool.limit(cap(s.bins)) {
		return false
	}
	if s.pool != nil {
		s.pool.used += size - cap(s.bins)
	}
	bins := make([]Bin, len(s.bins), size)
	copy(bins, s.bins)
	s.bins = bins
	return true
}

// widen doubles the width of the bins.
func (s *Series) widen() {
	first := s.first >> 1
	n := 0
	for i := range s.bins {
		j := int((s.first+int64(i))>>1 - first)
		b := s.bins[i]
		s.bins[i] = Bin{}
		s.bins[j].merge(&b)
		n = j + 1
	}
	s.bins, s.first = s.bins[:n], first
	s.shift++
}

// merge adds b to a.
func (a *Bin) merge(b *Bin) {
	a.time(b)
	a.Bytes += b.Bytes
	a.Packets += b.Packets
	a.Lost += b.Lost
	a.Frames += b.Frames
}

// time adds the timing of b to that of a.
func (a *Bin) time(b *Bin) {
	a.Jitter = max(a.Jitter, b.Jitter) // never negative
	a.HasJitter = a.HasJitter || b.HasJitter
	switch {
	case !b.HasDelay:
	case !a.HasDelay:
		a.HasDelay, a.MinDelay, a.MaxDelay = true, b.MinDelay, b.MaxDelay
	default:
		a.MinDelay, a.MaxDelay = min(a.MinDelay, b.MinDelay), max(a.MaxDelay, b.MaxDelay)
	}
}

// lose changes the number of losses in the bin of a slice by n. What comes back after all is taken from
// the latest bin until then that has losses.
func (s *Series) lose(slice, n int64) {
	b := s.at(slice)
	if n >= 0 {
		b.Lost += uint32(n)
		return
	}
	for i := slice>>s.shift - s.first; i >= 0 && n < 0; i-- {
		b := &s.bins[i]
		k := min(int64(b.Lost), -n)
		b.Lost -= uint32(k)
		n += k
	}
}

// take gives the timing of a slice as a bin, and clears it.
func (x *slice) take() Bin {
	b := Bin{HasJitter: x.timed, Jitter: float32(x.jitter * 1e3), HasDelay: x.led, MinDelay: float32(x.minDelay * 1e3), MaxDelay: float32(x.maxDelay * 1e3)}
	*x = slice{}
	return b
}
