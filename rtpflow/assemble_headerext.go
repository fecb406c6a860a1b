//home: rtpflow/assemble

package rtpflow

// extensions fills in what header extensions say about times.
func (b *streamBuilder) extensions() {
	x := b.src.packetTimes
	if x == nil {
		return
	}
	b.times = x
	if x.replay.Packets > 0 {
		b.Replay = &x.replay
	}
	if o := &x.offsets; o.n > 0 && b.ClockRate > 0 {
		ms := 1e3 / float64(b.ClockRate)
		b.TransmissionOffsets = &TransmissionOffsets{float64(o.least) * ms, float64(o.sum) / float64(o.n) * ms, float64(o.most) * ms}
	}
}
