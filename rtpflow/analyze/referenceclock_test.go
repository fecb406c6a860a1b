package analyze_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"rtspect/rtpflow"
)

// wall1900 is an NTP timestamp in seconds since 1900, in this century.
func wall1900(ntp uint64) (whole int64, part float64) {
	return int64(ntp >> 32), float64(uint32(ntp)) / (1 << 32)
}

// reportWall is the sender's clock at a timestamp, in seconds after base (seconds since 1900): the mean over the sender
// reports, at the nominal clock rate.
func reportWall(st *rtpflow.Stream, base int64, ts uint32) float64 {
	sum, n := 0.0, 0.0
	var seen rtpflow.SenderReport
	for _, r := range st.RTCP.Reports {
		if r.NTP == seen.NTP && r.RTPTime == seen.RTPTime {
			continue // captured or sent twice
		}
		seen = r
		whole, part := wall1900(r.NTP)
		sum += float64(whole-base) + part + float64(int32(ts-r.RTPTime))/float64(st.ClockRate)
		n++
	}
	return sum / n
}

// slowTransit is arrival − sender's clock of the first packet of each timestamp, with its arrival, in
// seconds.
func slowTransit(st *rtpflow.Stream, list []arrival, base int64) (at, transit []float64) {
	const from1900 = 2208988800
	for i, p := range list {
		if i > 0 && p.ts == list[i-1].ts {
			continue
		}
		x := float64(p.time/1e9+from1900-base) + float64(p.time%1e9)*1e-9
		at, transit = append(at, x), append(transit, x-reportWall(st, base, p.ts))
	}
	return at, transit
}

// leastSquares is the mean of y and the slope of the line through the points.
func leastSquares(x, y []float64) (mean, slope float64) {
	var mx, sxx, sxy float64
	for i := range x {
		mx += x[i] / float64(len(x))
		mean += y[i] / float64(len(y))
	}
	for i := range x {
		sxx += (x[i] - mx) * (x[i] - mx)
		sxy += (x[i] - mx) * (y[i] - mean)
	}
	return mean, sxy / sxx
}

// A/V offset and drift, delays and capture times in real captures are those of a slow, obvious calculation over all
// packets.
func TestClocksOfRealCaptures(t *testing.T) {
	files, _ := filepath.Glob("../../testdata/captures/*.pcap*")
	if dir := os.Getenv("RTSPECT_CAPTURES"); dir != "" {
		files, _ = filepath.Glob(filepath.Join(dir, "made", "*.pcap*"))
	}
	captures, pairs, streams := 0, 0, 0
	for _, file := range files {
		r := analyzeFile(t, file)
		packets := arrivals(t, file, r)
		c := slowClocks{t, filepath.Base(file), packets}
		offsets := 0
		for _, s := range r.Sessions {
			for i := range s.AVOffsets {
				c.offset(&s.AVOffsets[i])
				offsets++
			}
			for _, m := range s.Media {
				for _, st := range m.Streams {
					streams += c.stream(st)
				}
			}
		}
		pairs += offsets
		captures += min(offsets, 1)
	}
	if captures < 10 || pairs < 11 || streams < 20 {
		t.Errorf("%d A/V offsets in %d captures, %d streams", pairs, captures, streams)
	}
	t.Logf("%d A/V offsets in %d captures, %d streams", pairs, captures, streams)
}

type slowClocks struct {
	*testing.T
	file    string
	packets map[*rtpflow.Stream][]arrival
}

func (c *slowClocks) near(what string, got, want, atMost float64) {
	c.Helper()
	if !(math.Abs(got-want) <= 1e-6*math.Abs(want)+atMost) {
		c.Errorf("%s: %s %v, slowly %v", c.file, what, got, want)
	}
}

func (c *slowClocks) offset(x *rtpflow.AVOffset) {
	base, _ := wall1900(x.Video.RTCP.Reports[0].NTP)
	vat, v := slowTransit(x.Video, c.packets[x.Video], base)
	aat, a := slowTransit(x.Audio, c.packets[x.Audio], base)
	vmean, vslope := leastSquares(vat, v)
	amean, aslope := leastSquares(aat, a)
	c.near("A/V offset", x.MeanMS, (vmean-amean)*1e3, 1e-6)
	if x.Verdict == "not-real-time" {
		return
	}
	if x.DriftMSPerMinute == nil {
		c.Errorf("%s: no drift", c.file)
		return
	}
	c.near("A/V drift", *x.DriftMSPerMinute, (vslope-aslope)*60e3, 1e-6)
}

func (c *slowClocks) stream(st *rtpflow.Stream) int {
	w := st.WallClock
	if w == nil || w.From != "sr" || w.Delay == nil || w.Wrong > 0 {
		return 0
	}
	base, _ := wall1900(st.RTCP.Reports[0].NTP)
	at, transit := slowTransit(st, c.packets[st], base)
	mean, _ := leastSquares(at, transit)
	least, most := transit[0], transit[0]
	for _, x := range transit {
		least, most = min(least, x), max(most, x)
	}
	c.near("mean delay", w.Delay.Mean, mean*1e3, 1e-6)
	c.near("least delay", w.Delay.Min, least*1e3, 1e-6)
	c.near("most delay", w.Delay.Max, most*1e3, 1e-6)
	const from1900 = 2208988800
	if ns := float64(*w.FirstCapture-(base-from1900)*1e9) - reportWall(st, base, st.FirstRTPTime)*1e9; math.Abs(ns) > 50 {
		c.Errorf("%s: the first packet is captured %v ns off", c.file, ns)
	}
	if ns := float64(*w.LastCapture-(base-from1900)*1e9) - reportWall(st, base, st.LastRTPTime)*1e9; math.Abs(ns) > 50 {
		c.Errorf("%s: the last packet is captured %v ns off", c.file, ns)
	}
	return 1
}
