package assemble

import "rtspect/rtpflow"

// extensions fills in what header extensions say about times.
func (b *streamBuilder) extensions() {
	x := b.src.PacketTimes
	if x == nil {
		return
	}
	b.times = x
	if x.Replay.Packets > 0 {
		b.Replay = &x.Replay
	}
	if o := &x.Offsets; o.N > 0 && b.ClockRate > 0 {
		ms := 1e3 / float64(b.ClockRate)
		b.TransmissionOffsets = &rtpflow.TransmissionOffsets{Min: float64(o.Least) * ms, Mean: float64(o.Sum) / float64(o.N) * ms, Max: float64(o.Most) * ms}
	}
}
