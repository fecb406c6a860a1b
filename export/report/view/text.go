package view

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Thousands writes a count with commas between groups of three digits.
func Thousands(n int64) string {
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

// Count writes a count with its noun: 1 packet, 2 packets.
func Count(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Thousands(n) + " " + noun + "s"
}

// CountOrNo is Count with "no" for 0: no packets.
func CountOrNo(n int64, noun string) string {
	if n == 0 {
		return "no " + noun + "s"
	}
	return Count(n, noun)
}

// Duration writes ns in milliseconds or seconds, and as h:mm:ss from two minutes on.
func Duration(ns int64) string {
	switch ms := math.Abs(float64(ns) / 1e6); {
	case ns == 0:
		return "0 s"
	case ms < 0.01:
		return fmt.Sprintf("%.3f ms", float64(ns)/1e6)
	case ms < 1000:
		return MillisecondsText(float64(ns)/1e6) + " ms"
	case ms < 120_000:
		return fmt.Sprintf("%.3f s", float64(ns)/1e9)
	}
	s := int64(time.Duration(ns).Round(time.Second) / time.Second)
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// DurationMS is Duration of a measured number of milliseconds; "" for what is no number.
func DurationMS(ms float64) string {
	if math.IsNaN(ms) || math.Abs(ms) > 1e12 {
		return ""
	}
	return Duration(int64(math.Round(ms * 1e6)))
}

// MillisecondsText writes a measured number of milliseconds without its unit, for tables whose heads have it; "" for
// what is no number.
func MillisecondsText(ms float64) string {
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

// BitsPerSecond writes bits per second; "" for what is no number.
func BitsPerSecond(bps float64) string {
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

// Percent writes a fraction (1 is 100 %) with the digits that matter; "" for what is no number.
func Percent(fraction float64) string {
	switch pct := 100 * math.Abs(fraction); {
	case math.IsNaN(fraction):
		return ""
	case fraction < 0:
		return "-" + Percent(-fraction)
	case pct == 0:
		return "0 %"
	case pct < 0.01:
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

// Share writes part of whole in percent; "" of nothing.
func Share(part, whole int64) string {
	if whole <= 0 {
		return ""
	}
	return Percent(float64(part) / float64(whole))
}

// Numbers writes ports, channels or payload types: 23974-23975 if there are two and they are consecutive.
func Numbers[T uint8 | uint16](list []T) string {
	if len(list) == 2 && list[1] == list[0]+1 {
		return fmt.Sprintf("%d-%d", list[0], list[1])
	}
	names := make([]string, len(list))
	for i, n := range list {
		names[i] = strconv.Itoa(int(n))
	}
	return strings.Join(names, ", ")
}

// Clock writes ns since 1970 as date and time.
func Clock(ns int64) string {
	return time.Unix(0, ns).UTC().Format("2006-01-02 15:04:05.000 UTC")
}

// Range writes two values of one unit, or one value if they look alike: 0.2–2.4 %. Seconds and milliseconds are Durations.
func Range(least, greatest float64, unit string) string {
	form := func(x float64) string { return strconv.FormatFloat(x, 'g', 3, 64) }
	suffix := " " + unit
	switch unit {
	case "s":
		form, suffix = func(x float64) string { return DurationMS(x * 1e3) }, ""
	case "ms":
		form, suffix = DurationMS, ""
	case "bit/s":
		form, suffix = BitsPerSecond, ""
	case "%":
		form = func(x float64) string { return strings.TrimSuffix(Percent(x/100), " %") }
	case "bytes", "packets", "Hz":
		form = func(x float64) string { return Thousands(int64(math.Round(x))) }
	case "":
		suffix = ""
	}
	from, to := form(least), form(greatest)
	if from == to {
		return to + suffix
	}
	return from + "–" + to + suffix
}
