// Package clock relates a sender's RTP timestamps to its wall clock, using the timestamp pairs of sender
// reports and header extensions (RFC 3550, 6.4.1; RFC 6051; ONVIF Streaming, 6.3).
package clock

import "math"

// ntpEpoch is the number of seconds from 1900, the NTP epoch, to 1970.
const ntpEpoch = 2208988800

// year is the length of a year in nanoseconds.
const year = 365.25 * 86400e9

// NTPTime converts an NTP timestamp (32 bits of seconds since 1900, 32 bits of fraction) to nanoseconds since
// 1970. An NTP era lasts 2^32 seconds, the first one ends in 2036; the result is in the era nearest to near.
func NTPTime(ntp uint64, near int64) int64 {
	const era = int64(1) << 32
	seconds := int64(ntp>>32) - ntpEpoch
	seconds += era * int64(math.Round((float64(near)*1e-9-float64(seconds))/float64(era)))
	return seconds*1e9 + fraction(ntp)
}

func fraction(ntp uint64) int64 { return int64((ntp & 0xffffffff) * 1e9 >> 32) }

// Kind classifies the NTP timestamps that a sender provides.
type Kind string

// The kinds of clock.
const (
	WallClock Kind = "wall-clock" // the time of day, within a year of the capture time
	UnixEpoch Kind = "unix-epoch" // the time of day, but counted from 1970 instead of 1900
	Elapsed   Kind = "elapsed"    // time since some start, as RFC 3550, 6.4.1, allows
	NotSet    Kind = "not-set"    // a time of day more than a year from the capture time
	NoClock   Kind = "none"       // NTP timestamps of 0: the sender has no clock
)

// elapsedYears is the longest time that a clock of kind Elapsed may have run.
const elapsedYears = 10

// KindOf classifies an NTP timestamp that was received at arrival (nanoseconds since 1970).
func KindOf(ntp uint64, arrival int64) Kind {
	sinceEpoch := int64(ntp>>32) * 1e9
	switch wall := NTPTime(ntp, arrival); {
	case ntp == 0:
		return NoClock
	case math.Abs(float64(wall-arrival)) <= year:
		return WallClock
	case math.Abs(float64(sinceEpoch-arrival)) <= year:
		return UnixEpoch
	case elapsed(ntp):
		return Elapsed
	}
	return NotSet
}

// RecordedKindOf is KindOf for recorded media, whose clock may be any time in the past.
func RecordedKindOf(ntp uint64, arrival int64) Kind {
	if k := KindOf(ntp, arrival); k != NotSet || NTPTime(ntp, arrival) > arrival {
		return k
	}
	return WallClock
}

// elapsed reports whether an NTP timestamp is within ten years after 1900 or 1970, or up to an hour before
// 1900.
func elapsed(ntp uint64) bool {
	seconds := float64(ntp >> 32)
	return seconds < elapsedYears*year/1e9 || seconds >= 1<<32-3600 ||
		seconds >= ntpEpoch && seconds < ntpEpoch+elapsedYears*year/1e9
}

// Time converts an NTP timestamp of this kind to nanoseconds, since 1970 if the kind is absolute.
func (k Kind) Time(ntp uint64, arrival int64) int64 {
	if k == UnixEpoch {
		return int64(ntp>>32)*1e9 + fraction(ntp)
	}
	return NTPTime(ntp, arrival)
}

// Absolute reports whether the kind represents the time of day.
func (k Kind) Absolute() bool { return k == WallClock || k == UnixEpoch }
