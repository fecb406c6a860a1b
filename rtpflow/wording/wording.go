// Package wording writes numbers, durations and units as words for findings, timeline and reports.
package wording

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"rtspect/bitstream"
)

// Count writes a number with its noun: "1 packet", "3 packets".
func Count[N int | int64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.FormatInt(int64(n), 10) + " " + noun + "s"
}

// Plural picks the form of a word that agrees with a number.
func Plural[N int | int64](n N, singular, plural string) string {
	if n == 1 {
		return singular
	}
	return plural
}

// Duration writes a time span given in nanoseconds, without its sign: "1.23 ms", "250 ms", "3.5 s", "2m5s", "3.0 h",
// "4.2 days".
func Duration(ns int64) string {
	switch d := time.Duration(ns).Abs(); {
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.2f ms", float64(d)*1e-6)
	case d < time.Second:
		return fmt.Sprintf("%.0f ms", float64(d)*1e-6)
	case d < 2*time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < 2*time.Hour:
		return d.Round(time.Second).String()
	case d < 48*time.Hour:
		return fmt.Sprintf("%.1f h", d.Hours())
	default:
		return fmt.Sprintf("%.1f days", d.Hours()/24)
	}
}

// Millis is Duration of a number of milliseconds.
func Millis(ms float64) string {
	ms = min(math.Abs(ms), math.MaxInt64*1e-7)
	return Duration(int64(math.Round(ms * 1e6)))
}

// Quantity writes a number with its unit, "5" where the unit is empty.
func Quantity(v float64, unit string) string {
	n := strconv.FormatFloat(v, 'f', -1, 64)
	if unit == "" {
		return n
	}
	return n + " " + unit
}

// Percentage writes a share of 0 to 1: "2.50 %".
func Percentage(share float64) string { return fmt.Sprintf("%.2f %%", 100*share) }

// Capital starts a sentence: it raises the first letter.
func Capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// Parenthesis puts a text in parentheses behind a blank, "" if there is none.
func Parenthesis(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

// SSRC writes an SSRC as Wireshark does.
func SSRC(ssrc uint32) string { return fmt.Sprintf("0x%08x", ssrc) }

// ForwardOrBack says in which direction a clock stepped.
func ForwardOrBack(step float64) string {
	if step < 0 {
		return "back"
	}
	return "forward"
}

// VideoFormat writes profile, level, resolution and frame rate, as far as they are known.
func VideoFormat(v *bitstream.Video) string {
	s := v.ProfileLevel()
	if v.Width > 0 {
		s = strings.TrimSpace(s + " " + fmt.Sprintf("%dx%d", v.Width, v.Height))
	}
	if v.FrameRate > 0 {
		s += fmt.Sprintf(" with %.4g fps", v.FrameRate)
	}
	return s
}
