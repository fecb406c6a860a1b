package measure

// Delays of the simulated adaptive jitter buffer, in seconds: the delay that it normally adds, and the maximum
// that it grows to. RFC 3611, 4.7.7, calls them the nominal and the maximum delay.
const (
	JitterBufferNominal = 0.060
	JitterBufferMax     = 0.500
)

// voiceRate is the highest clock rate, in Hz, of the codecs for which voice quality is estimated.
const voiceRate = 16000

// bufferWindow is the period, in seconds of arrival time, over which the minimum transit time is taken.
const bufferWindow = 1.0

// bufferPatience is how long, in seconds of arrival time, all packets may be late before the simulated buffer
// accepts the new delay.
const bufferPatience = 0.5

// JitterBuffer simulates a receiver's jitter buffer and counts the packets that it discards: those whose
// transit time exceeds the minimum of the current and the previous second of arrival by more than
// JitterBufferMax. Clock drift and a permanent change of delay therefore have no lasting effect: when every
// packet of bufferPatience is late, the receiver resynchronizes.
type JitterBuffer struct {
	Late     int64
	LateRuns int64 // runs of consecutive late packets

	before, least, until float64
	since                float64 // arrival of the first packet of the current late run
	late, begun          bool
}

// add takes a packet by arrival and transit time, both in seconds.
func (b *JitterBuffer) add(at, transit float64) {
	if at >= b.until || !b.begun {
		b.before = b.least
		if !b.begun || at >= b.until+bufferWindow {
			b.before = transit
		}
		b.least, b.until, b.begun = transit, at+bufferWindow, true
	}
	b.least = min(b.least, transit)
	late := transit-min(b.least, b.before) > JitterBufferMax
	if late {
		b.Late++
		if !b.late {
			b.LateRuns++
			b.since = at
		} else if at-b.since > bufferPatience {
			b.before, b.least = transit, transit
		}
	}
	b.late = late
}

// restart discards the transit times, for example after a timestamp jump. The counts stay.
func (b *JitterBuffer) restart() { b.begun, b.late = false, false }
