package frames

// AudioSummary contains the counts of audio.
type AudioSummary struct {
	Samples    int64 // total, in ticks of the RTP clock
	SampleRate int   // Hz, 0 if unknown
	Channels   int   // 0 if unknown
	Profile    string
	// Ticks of the RTP clock per packet.
	UsualTicks, MinTicks, MaxTicks int64
	Packets                        int64
	// Silences counts gaps in the timestamps without packet loss, Silent is their length in ticks. Talkspurts counts
	// the silences that a set marker bit ends (RFC 3551, 4.1). All are 0 if gaps follow most packets: the frames of the
	// sender are then longer than the format defines.
	Silences, Silent, Talkspurts int64
	// Overlaps counts timestamps that lie before the end of the preceding packet.
	Overlaps int64
	// Excess counts the packets, in sequence, that extend past the timestamp of the next one by ExcessTicks, the usual
	// value. A fixed excess is no audio: SRTP appends an authentication tag to the payload (RFC 3711, 3.1).
	Excess, ExcessTicks int64
	// MarkersMissing counts silences without a marker bit after them, MarkersEarly marker bits without a silence before
	// them; both only if the marker bit signals a talkspurt.
	MarkersMissing, MarkersEarly int64
	MarkerFrames                 []int64
	Markers                      int64
	Changes                      int64 // of sample rate or channels
	ChangeFrame                  int64
	Empty                        int64 // packets without audio
	Fragments                    int64 // packets with a part of a frame
	// ADTS counts packets whose access units are ADTS frames, Framed those of them without AU headers, EmptyUnits access
	// units without data.
	ADTS, Framed, EmptyUnits int64
	ADTSFrames               []int64 // in the capture, limited
}

// audioInspector returns how many frames begin in a payload, and its duration in ticks of the RTP clock; false if it
// contains no audio.
type audioInspector func(a *audio, p *Packet) (frames, ticks int64, ok bool)

// audio measures packets with complete frames, as nearly all audio is sent. The fields that every packet touches are
// adjacent, at the top.
type audio struct {
	inspect   audioInspector
	rate      float64 // of the RTP clock
	next      int64   // expected sequence number
	end       uint32  // timestamp at which the last packet ends
	ticks     int32   // duration of the last packet
	candidate int32   // for the usual duration of a packet, by majority vote
	votes     int32
	minTicks  int32
	maxTicks  int32
	packets   int64
	markers   int64
	count     int64 // frames
	samples   int64
	bytes     int64 // of complete frames
	low, high int32 // smallest and largest frame
	has       bool  // end is valid
	spurts    bool  // the marker bit signals the beginning of a talkspurt
	sized     bool  // inspect adds the sizes of frames to sizes
	bySize    bool  // inspect reads nothing but the length of a payload

	missing int64 // ticks lost
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
	if p.Seq < a.next { // late: it fills a gap that was counted
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

// size notes the size of a payload with n frames.
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

// length notes the duration of a packet.
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

// follow compares a timestamp with the end of the packet before. The comparison allows for rounding where a frame is not
// a whole number of ticks.
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
	if d < 0 && d > -maxExcess {
		a.exceeds(-d)
	}
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

// maxExcess is above the longest authentication tag with a key identifier, in ticks of formats of one byte per tick.
const maxExcess = 32

// exceeds counts a packet that extends past the timestamp of the next one. Another value takes the place of a less
// frequent one.
func (a *audio) exceeds(ticks int64) {
	switch s := &a.audio; {
	case ticks == s.ExcessTicks:
		s.Excess++
	case s.Excess == 0:
		s.ExcessTicks, s.Excess = ticks, 1
	default:
		s.Excess--
	}
}

// Counted returns the number of frames.
func (a *audio) Counted() int64 { return a.count }

// Gap does nothing: the next timestamp shows the loss.
func (a *audio) Gap(int64, int64) {}

// Filled does nothing: Add recognizes late packets.
func (a *audio) Filled(int64) {}

// Restart forgets the end of the packet before.
func (a *audio) Restart() { a.has, a.next = false, 0 }

// Finish completes the counts.
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

// described notes the sample rate and channels that the payload gives.
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
