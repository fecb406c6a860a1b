package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"rtspect/capture"
)

// grouped writes a count with commas between thousands.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	var b strings.Builder
	for i, c := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return sign + b.String()
}

// counted writes a count with its noun: 1 session, 2 sessions.
func counted(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return grouped(n) + " " + noun + "s"
}

// noneOr is counted with "no" for 0.
func noneOr(n int64, noun string) string {
	if n == 0 {
		return "no " + noun + "s"
	}
	return counted(n, noun)
}

// length writes a duration: in seconds with milliseconds, from two minutes on as h:mm:ss.
func length(ns int64) string {
	d := time.Duration(ns)
	if d < 2*time.Minute {
		return fmt.Sprintf("%.3f s", d.Seconds())
	}
	s := int64(d.Round(time.Second) / time.Second)
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// briefly writes a latency or interval with the digits that matter.
func briefly(ns int64) string {
	switch ms := float64(ns) / 1e6; {
	case ns != 0 && math.Abs(ms) < 0.01:
		return fmt.Sprintf("%.3f ms", ms)
	case math.Abs(ms) < 10:
		return fmt.Sprintf("%.2f ms", ms)
	case math.Abs(ms) < 100:
		return fmt.Sprintf("%.1f ms", ms)
	case math.Abs(ms) < 1000:
		return fmt.Sprintf("%.0f ms", ms)
	case math.Abs(ms) < 120_000:
		return fmt.Sprintf("%.2f s", ms/1000)
	}
	return length(ns)
}

// milliseconds writes a measured number of milliseconds without its unit.
func milliseconds(ms float64) string {
	switch x := math.Abs(ms); {
	case math.IsNaN(ms) || math.IsInf(ms, 0):
		return ""
	case x < 10:
		return strconv.FormatFloat(ms, 'f', 2, 64)
	case x < 100:
		return strconv.FormatFloat(ms, 'f', 1, 64)
	}
	return strconv.FormatFloat(ms, 'f', 0, 64)
}

// rate writes bits per second.
func rate(bps float64) string {
	switch {
	case math.IsNaN(bps) || math.IsInf(bps, 0):
		return ""
	case bps < 1e3:
		return fmt.Sprintf("%.0f bit/s", bps)
	case bps < 1e5:
		return fmt.Sprintf("%.1f kbit/s", bps/1e3)
	case bps < 1e6:
		return fmt.Sprintf("%.0f kbit/s", bps/1e3)
	case bps < 1e9:
		return fmt.Sprintf("%.2f Mbit/s", bps/1e6)
	}
	return fmt.Sprintf("%.2f Gbit/s", bps/1e9)
}

// share writes part of whole in percent, with as many digits as tell.
func share(part, whole int64) string {
	if whole <= 0 {
		return ""
	}
	switch pct := 100 * float64(part) / float64(whole); {
	case pct > 0 && pct < 0.01:
		return "<0.01 %"
	case pct < 1:
		return fmt.Sprintf("%.2f %%", pct)
	case pct < 99.95:
		return fmt.Sprintf("%.1f %%", pct)
	case pct < 100:
		return ">99.9 %"
	}
	return "100 %"
}

// numbers writes ports or channels: 23974-23975 where they follow each other.
func numbers[T uint8 | uint16](list []T) string {
	if len(list) == 2 && list[1] == list[0]+1 {
		return fmt.Sprintf("%d-%d", list[0], list[1])
	}
	words := make([]string, len(list))
	for i, n := range list {
		words[i] = strconv.Itoa(int(n))
	}
	return strings.Join(words, ", ")
}

// clock is a point in time as people read it.
func clock(ns int64) string {
	return time.Unix(0, ns).UTC().Format("2006-01-02 15:04:05.000 UTC")
}

// frameText names a frame: its number, and with several files that of the file before it.
func (t *textReport) frameText(f capture.Frame) string {
	if f == 0 {
		return ""
	}
	if !t.joined {
		return strconv.FormatInt(f.Number(), 10)
	}
	return fmt.Sprintf("%d:%d", f.File()+1, f.Number())
}

// frameList names the first frames of a list and counts the others.
func (t *textReport) frameList(frames []capture.Frame, most int) string {
	if len(frames) == 0 {
		return ""
	}
	word := "frame "
	if len(frames) > 1 {
		word = "frames "
	}
	names := make([]string, 0, most)
	for _, f := range frames[:min(len(frames), most)] {
		names = append(names, t.frameText(f))
	}
	s := word + strings.Join(names, ", ")
	if n := len(frames) - most; n > 0 {
		s += fmt.Sprintf(" and %s more", grouped(int64(n)))
	}
	return s
}
