package analyze_test

import (
	"math"
	"testing"

	"rtspect/rtpflow"
)

// comparePattern checks loss and reordering of a stream number by number, packet by packet. Streams
// that start anew or have parts that PLAY explains are left out. It reports whether anything was
// lost or out of order.
func comparePattern(t *testing.T, file string, st *rtpflow.Stream, list []arrival) bool {
	t.Helper()
	if st.OutOfRange > 0 || len(st.Discontinuities) > 0 || len(list) == 0 {
		return false
	}
	numbers := extend(list)
	low, top := numbers[0], numbers[0]
	seen := map[int64]bool{}
	for _, e := range numbers {
		low, top, seen[e] = min(low, e), max(top, e), true
	}
	near := func(what string, got *float64, want float64) {
		if got == nil || math.Abs(*got-want) > 1e-6*math.Abs(want) {
			t.Errorf("%s: stream %08x: %s %v, slowly %v", file, st.SSRC, what, got, want)
		}
	}
	// Transitions from one number to the next: nothing, loss begins, loss goes on, loss ends.
	var well, enter, stay, leave float64
	runs := map[int64]int64{}
	run := int64(0)
	for e := low + 1; e <= top; e++ {
		switch {
		case seen[e-1] && seen[e]:
			well++
		case seen[e-1]:
			enter++
			run = 1
		case seen[e]:
			leave++
			runs[run]++
		default:
			stay++
			run++
		}
	}
	if p := st.LossPattern; (p != nil) != (enter > 0) {
		t.Errorf("%s: stream %08x: %+v with %v runs of loss", file, st.SSRC, p, enter)
	} else if p != nil {
		near("p", p.GilbertP, enter/(enter+well))
		near("r", p.GilbertR, leave/(leave+stay))
		near("mean run", &p.MeanRun, (enter+stay)/enter)
		longest := int64(0)
		for n := range runs {
			longest = max(longest, n)
		}
		if st.MaxBurst != longest || st.LossBursts != int64(enter) || st.Lost != int64(enter+stay) {
			t.Errorf("%s: stream %08x: %d lost in %d runs of up to %d, slowly %v in %v of %d", file, st.SSRC, st.Lost, st.LossBursts, st.MaxBurst, enter+stay, enter, longest)
		}
		for _, x := range p.Runs {
			n := int64(0)
			for length, count := range runs {
				if length >= x.Min && (length <= x.Max || x.Max == 0) {
					n += count
				}
			}
			if n != x.Count {
				t.Errorf("%s: stream %08x: runs of %d to %d: %d, slowly %d", file, st.SSRC, x.Min, x.Max, x.Count, n)
			}
		}
	}
	compareOrder(t, file, st, list, numbers)
	return st.LossPattern != nil || st.Reordering != nil
}

// extend gives the sequence numbers without their wraps.
func extend(list []arrival) (numbers []int64) {
	top := int64(list[0].seq)
	for _, a := range list {
		e := top + int64(int16(a.seq-uint16(top)))
		top = max(top, e)
		numbers = append(numbers, e)
	}
	return numbers
}

// compareOrder looks for each packet for the first one before it with a higher number.
func compareOrder(t *testing.T, file string, st *rtpflow.Stream, list []arrival, numbers []int64) {
	t.Helper()
	var late, depth, extent int64
	var sum, longest float64
	top := numbers[0]
	for i, e := range numbers {
		top = max(top, e)
		for j := range i {
			if numbers[j] > e {
				ms := math.Max(0, float64(list[i].time-list[j].time)*1e-6)
				late++
				depth, extent, longest = max(depth, top-e), max(extent, int64(i-j)), math.Max(longest, ms)
				sum += ms
				break
			}
		}
	}
	r := st.Reordering
	if late != st.OutOfOrder || (r != nil) != (late > 0) {
		t.Errorf("%s: stream %08x: %d late, %+v, slowly %d", file, st.SSRC, st.OutOfOrder, r, late)
	} else if r != nil {
		if r.MaxDepth != depth || r.MaxExtent != extent || math.Abs(r.MaxLateMS-longest) > 1e-6*longest || math.Abs(r.MeanLateMS-sum/float64(late)) > 1e-6*sum {
			t.Errorf("%s: stream %08x: %+v, slowly depth %d, extent %d, late by %v of up to %v", file, st.SSRC, *r, depth, extent, sum/float64(late), longest)
		}
	}
}

// compareSeries puts the packets into the bins of the report.
func compareSeries(t *testing.T, file string, st *rtpflow.Stream, list []arrival) {
	t.Helper()
	s := st.Series
	if s == nil {
		t.Errorf("%s: stream %08x: no series", file, st.SSRC)
		return
	}
	var packets, bytes, lost int64
	for _, b := range s.Bins {
		packets += int64(b.Packets)
		bytes += int64(b.Bytes)
		lost += int64(b.Lost)
	}
	if st.Frames != nil {
		frames := int64(0)
		for _, b := range s.Bins {
			frames += int64(b.Frames)
		}
		if frames != st.Frames.Count {
			t.Errorf("%s: stream %08x: %d frames in its series, %d in all", file, st.SSRC, frames, st.Frames.Count)
		}
	}
	if packets != st.Packets || bytes != st.PayloadBytes || st.OutOfRange == 0 && lost != st.Lost {
		t.Errorf("%s: stream %08x: %d packets with %d bytes and %d lost in its series, %d, %d, %d in all", file, st.SSRC, packets, bytes, lost, st.Packets, st.PayloadBytes, st.Lost)
	}
	if st.Duplicates > 0 || st.Jitter == nil || st.CaptureTimeRegressions > 0 || len(st.Discontinuities) > 0 {
		return
	}
	count, jitter := make([]uint32, len(s.Bins)), make([]float64, len(s.Bins))
	j := 0.
	for i, a := range list {
		bin := (a.time - s.Start) / s.Width
		count[bin]++
		if i > 0 {
			d := float64(a.time-list[i-1].time)*1e-9 - float64(int32(a.ts-list[i-1].ts))/float64(st.ClockRate)
			j += (math.Abs(d) - j) / 16
			jitter[bin] = math.Max(jitter[bin], j*1e3)
		}
	}
	for i, b := range s.Bins {
		if b.Packets != count[i] || b.HasJitter && math.Abs(float64(b.Jitter)-jitter[i]) > 1e-6*jitter[i]+1e-9 {
			t.Errorf("%s: stream %08x: bin %d: %+v, slowly %d packets, jitter %v", file, st.SSRC, i, b, count[i], jitter[i])
			return
		}
	}
}
