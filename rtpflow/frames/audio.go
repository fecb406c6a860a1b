package frames

// AudioSummary is what only audio has.
type AudioSummary struct {
	Samples    int64 // in all, ticks of the RTP clock
	SampleRate int   // Hz, 0 if unknown
	Channels   int   // 0 if unknown
	Profile    string
	// Ticks of the RTP clock in a packet.
	UsualTicks, MinTicks, MaxTicks int64
	Packets                        int64
	// Silences are the gaps in the timestamps between packets none of which is missing, Silent their
	// length in ticks. Talkspurts are those of them after which the marker bit is set (RFC 3551, 4.1). None are
	// told where gaps follow most packets: then the sender's frames are longer than the format has them.
	Silences, Silent, Talkspurts int64
	// Overlaps are timestamps that go on before the samples of the packet before have ended.
	Overlaps int64
	// MarkersMissing are silences after which the marker bit is not set, MarkersEarly marker bits without a
	// silence before; only where the marker bit stands for a talkspurt.
	MarkersMissing, MarkersEarly int64
	MarkerFrames                 []int64
	Markers                      int64
	Changes                      int64 // of sample rate or channels
	ChangeFrame                  int64
	Empty                        int64 // packets without audio
	Fragments                    int64 // packets that hold a piece of a frame
}

// audioInspector reads a payload: how many frames begin in it, and how long it is in ticks of the RTP clock; false
// for what has no audio.
type audioInspector func(a *audio, p *Packet) (frames, ticks int64, ok bool)

// audio measures packets that each hold whole frames, as nearly all audio is sent. What every packet touches
// stands together at the top.
type audio struct {
	inspect   audioInspector
	rate      float64 // of the RTP clock
	next      int64   // sequence number after the packet before
	end       uint32  // timestamp at which it ends
	ticks     int32   // its length
	candidate int32   // for the usual length of a packet, by majority vote
	votes     int32
	minTicks  int32
	maxTicks  int32
	packets   int64
	markers   int64
	count     int64 // frames
	samples   int64
	bytes     int64 // of whole frames
	low, high int32 // the smallest and the largest
	has       bool  // end means something
	spurts    bool  // the marker bit stands for the beginning of a talkspurt
	sized     bool  // inspect adds the sizes of frames to sizes itself
	bySize    bool  // inspect needs to know how long a payload is, and nothing else of it

	missing int64 // ticks that losses cost
	sum     Summary
	audio   AudioSummary
	sizes   sizes
}

// Add takes a packet.
func (a *audio) Add(p *Packet) {
	n, length, ok := a.inspect(a, p)
	if !ok {
		a.audio.Empty++
		a.has = false
		return
	}
	if a.packets == 0 {
		a.sum.From = p.Frame
	}
	a.packets++
	if p.Marker {
		a.markers++
	}
	a.count += n
	if n > 0 && !a.sized {
		a.size(p.Len, n)
	}
	a.samples += length
	if p.Seq < a.next { // late: it fills a hole that was counted
		a.missing -= length
		return
	}
	ticks := int32(min(length, 1<<30))
	if ticks > 0 {
		a.length(ticks)
	}
	if a.has && a.ticks > 0 && ticks > 0 && (p.Timestamp != a.end || p.Seq != a.next || p.Marker) {
		a.follow(p)
	}
	a.end, a.next, a.has = p.Timestamp+uint32(ticks), p.Seq+1, true
	a.ticks = ticks
}

// size takes note of a payload that is shared by n frames.
func (a *audio) size(bytes int, n int64) {
	a.bytes += int64(bytes)
	each := int32(bytes)
	if n > 1 {
		each = int32(int64(bytes) / n)
	}
	if a.low == 0 || each < a.low {
		a.low = each
	}
	a.high = max(a.high, each)
}

// length takes note of how long a packet is.
func (a *audio) length(ticks int32) {
	switch {
	case ticks == a.candidate:
		a.votes++
		return
	case a.votes == 0:
		a.candidate, a.votes = ticks, 1
	default:
		a.votes--
	}
	if a.minTicks == 0 || ticks < a.minTicks {
		a.minTicks = ticks
	}
	a.maxTicks = max(a.maxTicks, ticks)
}

// follow compares a timestamp with the end of the packet before. Clocks of which a frame is no whole number of
// ticks are rounded.
func (a *audio) follow(p *Packet) {
	d := int64(int32(p.Timestamp - a.end))
	slack := max(2, int64(a.ticks)/2)
	gap := d > slack && d < int64(a.rate)*3600
	if p.Seq != a.next { // packets are missing in between
		if gap {
			a.missing += d
		}
		return
	}
	s := &a.audio
	switch {
	case gap:
		s.Silences++
		s.Silent += d
		if p.Marker {
			s.Talkspurts++
		} else if a.spurts {
			s.MarkersMissing++
			evidence(&s.MarkerFrames, p.Frame)
		}
	case p.Marker && a.spurts:
		s.MarkersEarly++
		evidence(&s.MarkerFrames, p.Frame)
	}
	if d < -slack && d > -int64(a.rate)*3600 {
		s.Overlaps++
	}
}

// Counted counts the frames.
func (a *audio) Counted() int64 { return a.count }

// Gap says that packets are missing, which the next timestamp shows.
func (a *audio) Gap(int64, int64) {}

// Filled says that one came late.
func (a *audio) Filled(int64) {}

// Restart forgets where the packet before ended.
func (a *audio) Restart() { a.has, a.next = false, 0 }

// Finish ends the observation.
func (a *audio) Finish() *Summary {
	s := &a.sum
	s.Kind, s.Count, s.Audio = Audio, a.count, &a.audio
	if a.sized {
		s.MinBytes, s.MaxBytes, s.MeanBytes = a.sizes.low, a.sizes.high, a.sizes.mean()
	} else if a.count > 0 {
		s.MinBytes, s.MaxBytes, s.MeanBytes = int64(a.low), int64(a.high), float64(a.bytes)/float64(a.count)
	}
	x := &a.audio
	if 2*x.Silences > a.packets {
		x.Silences, x.Silent, x.Talkspurts, x.MarkersMissing, x.MarkersEarly, x.MarkerFrames = 0, 0, 0, 0, 0, nil
	}
	x.Packets, x.Markers, x.Samples = a.packets, a.markers, a.samples
	x.UsualTicks, x.MinTicks, x.MaxTicks = int64(a.candidate), int64(a.minTicks), int64(a.maxTicks)
	if a.samples > 0 && s.Count > 0 {
		each := float64(a.samples) / float64(s.Count)
		n := max(0, int64(float64(a.missing)/each+0.5))
		s.Missing = &n
	}
	return s
}

// described notes what the payload says of rate and channels.
func (a *audio) described(rate, channels int, profile string, p *Packet) {
	s := &a.audio
	if rate == s.SampleRate && channels == s.Channels {
		if s.Profile == "" {
			s.Profile = profile
		}
		return
	}
	if s.SampleRate != 0 && a.packets > 0 {
		if s.Changes++; s.Changes == 1 {
			s.ChangeFrame = p.Frame
		}
	}
	s.SampleRate, s.Channels, s.Profile = rate, channels, profile
}
