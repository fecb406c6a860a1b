package measure

// SliceTime is the finest resolution of a Series in nanoseconds. Slices are aligned to the Unix epoch. A bin
// covers 1, 2, 4, … slices and is aligned to its own width, so that the bins of different sources line up.
const SliceTime = 100_000_000

// Limits on the number of bins.
const (
	MaxBins   = 1024    // per source
	minBins   = 16      // guaranteed to every source
	firstBins = 8       // allocated at first
	totalBins = 1 << 20 // of all sources: 40 MiB
)

// Bin contains the measurements of a source in one interval.
type Bin struct {
	// Packets and Bytes (of payload) include duplicates. Lost counts the numbers whose gap was revealed by a
	// packet of this bin and that never arrived later. Frames are access units, if they are counted.
	Bytes                 uint64
	Packets, Lost, Frames uint32
	// Jitter is the highest interarrival jitter, and MinDelay and MaxDelay are the range of the transit-time
	// deviation of leading packets (see Timing), in milliseconds.
	Jitter, MinDelay, MaxDelay float32
	HasJitter, HasDelay        bool
}

// Series is the time series of a source, in bins that widen as it grows. It has at most MaxBins bins. All
// series of an analysis share a Pool, so each gets fewer bins when there are many sources.
type Series struct {
	bins  []Bin
	first int64 // first bin, in units of the bin width since the Unix epoch
	shift uint  // the bin width is SliceTime << shift
	pool  *Pool

	// The current slice:
	timing slice
	lost   int64 // numbers that went missing in it
	// Counters at the start of the current slice:
	payload, counted int64
	frames           interface{ Counted() int64 }
}

// Pool distributes the available bins among sources.
type Pool struct {
	sources, used int
}

// limit returns how many bins a series that has n may have: an equal share of half of all bins, between minBins
// and MaxBins. The other half is reserved for sources that start later.
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

// Width returns the width of a bin in nanoseconds.
func (s *Series) Width() int64 { return SliceTime << s.shift }

// Start returns the start of the first bin in nanoseconds since the Unix epoch.
func (s *Series) Start() int64 { return s.first * s.Width() }

// Bins returns all bins from the first to the last that contains packets.
func (s *Series) Bins() []Bin { return s.bins }

// sliceOf returns the number of the slice that contains time.
func sliceOf(time int64) int64 {
	n := time / SliceTime
	if time < n*SliceTime {
		n--
	}
	return n
}

// end adds the slice that has ended. packets is the count in the slice, payload the total payload bytes so far.
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

// put adds the measurements of a slice. While a bin is a single slice, it is appended as a new bin without
// reading memory, because with many sources the bins are not in any cache.
func (s *Series) put(slice int64, b *Bin) {
	n := len(s.bins)
	if i := slice>>s.shift - s.first; n > 0 && i == int64(n) && n < cap(s.bins) {
		s.bins = s.bins[:n+1]
		s.bins[n] = *b
		return
	}
	s.at(slice).merge(b)
}

// at returns the bin that contains a slice and makes room for it if necessary.
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

// grow makes room for n bins. It reports whether the pool allows that many.
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

// widen doubles the bin width.
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

// merge adds the measurements of b to a.
func (a *Bin) merge(b *Bin) {
	a.time(b)
	a.Bytes += b.Bytes
	a.Packets += b.Packets
	a.Lost += b.Lost
	a.Frames += b.Frames
}

// time adds the timing of b to a.
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

// lose changes the losses in the bin of a slice by n. A recovered loss is subtracted from the latest bin up to
// that one that has losses.
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

// take returns the timing of a slice as a bin and clears the slice.
func (x *slice) take() Bin {
	b := Bin{HasJitter: x.timed, Jitter: float32(x.jitter * 1e3), HasDelay: x.led, MinDelay: float32(x.minDelay * 1e3), MaxDelay: float32(x.maxDelay * 1e3)}
	*x = slice{}
	return b
}
