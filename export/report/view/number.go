package view

import (
	"math"
	"strconv"
	"time"

	"rtspect/rtpflow"
)

// Timestamp writes ns since 1970 as RFC 3339 in UTC with nine decimals. Every int64 is within a year of four digits.
func Timestamp(ns int64) string {
	t := time.Unix(0, ns).UTC()
	year, month, day := t.Date()
	hour, minute, sec := t.Clock()
	b := [30]byte{4: '-', 7: '-', 10: 'T', 13: ':', 16: ':', 19: '.', 29: 'Z'}
	putDigits(b[0:4], year)
	putDigits(b[5:7], int(month))
	putDigits(b[8:10], day)
	putDigits(b[11:13], hour)
	putDigits(b[14:16], minute)
	putDigits(b[17:19], sec)
	putDigits(b[20:29], t.Nanosecond())
	return string(b[:])
}

// putDigits fills b with the decimal digits of n.
func putDigits(b []byte, n int) {
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
}

// OptionalTimestamp is Timestamp, or "" for nil.
func OptionalTimestamp(ns *int64) string {
	if ns == nil {
		return ""
	}
	return Timestamp(*ns)
}

// Number rounds to six decimals, so that the last bits of a float neither fill reports nor differ between machines.
// It returns nil for NaN and for what is beyond 1e18: JSON has no form for these.
func Number(x float64) *float64 {
	if math.IsNaN(x) || math.Abs(x) > 1e18 {
		return nil
	}
	if math.Abs(x) < 1e12 {
		x = math.Round(x*1e6) / 1e6
	}
	if x == 0 {
		x = 0 // not -0
	}
	return &x
}

// OptionalNumber is Number, or nil for nil.
func OptionalNumber(p *float64) *float64 {
	if p == nil {
		return nil
	}
	return Number(*p)
}

// Seconds converts ns to the number of a field whose name ends in _s.
func Seconds(ns int64) *float64 { return Number(float64(ns) / 1e9) }

// Milliseconds converts ns to the number of a field whose name ends in _ms.
func Milliseconds(ns int64) *float64 { return Number(float64(ns) / 1e6) }

// OptionalMilliseconds is Milliseconds, or nil for nil.
func OptionalMilliseconds(ns *int64) *float64 {
	if ns == nil {
		return nil
	}
	return Milliseconds(*ns)
}

// Positive is nil for a value that is not known, which is 0 in the model.
func Positive(n int) *int {
	if n <= 0 {
		return nil
	}
	return &n
}

// JSONFloat is a number of milliseconds in single precision. It has the fewest digits that identify it, and at most
// six decimals.
type JSONFloat float32

// MarshalJSON writes the number.
func (f JSONFloat) MarshalJSON() ([]byte, error) { return []byte(f.String()), nil }

func (f JSONFloat) String() string {
	return strconv.FormatFloat(math.Round(float64(f)*1e6)/1e6+0, 'f', -1, 64)
}

// BinTiming returns jitter, least and greatest delay of a bin of a time series in ms; nil where unknown.
func BinTiming(b *rtpflow.Bin) (jitter, minDelay, maxDelay *JSONFloat) {
	if b.HasJitter {
		jitter = new(JSONFloat)
		*jitter = JSONFloat(b.Jitter)
	}
	if b.HasDelay {
		minDelay, maxDelay = new(JSONFloat), new(JSONFloat)
		*minDelay, *maxDelay = JSONFloat(b.MinDelay), JSONFloat(b.MaxDelay)
	}
	return jitter, minDelay, maxDelay
}
