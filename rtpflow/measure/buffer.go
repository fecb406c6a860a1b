package measure

// A receiver's adaptive jitter buffer, in seconds: the delay that it usually adds, and the most that it
// grows to. RFC 3611 (4.7.7) calls them the nominal delay and the maximum.
const (
	JitterBufferNominal = 0.060
	JitterBufferMax     = 0.500
)

// voiceRate is the highest clock rate, in Hz, of the codecs that voice quality is estimated for.
const voiceRate = 16000

// bufferWindow is how long, in seconds of arrival, the least transit time is looked for.
const bufferWindow = 1.0

// bufferPatience is how long, in seconds of arrival, packets may be late before the delay has changed.
const bufferPatience = 0.5

// Buffer counts the packets that a receiver with such a jitter buffer would discard: those whose transit
// time exceeds the least one of this second of arrival and the one before by more than JitterBufferMax. So
// neither the drift of the clocks nor a lasting change of the delay counts for long: when all that comes
// in bufferPatience is late, the receiver begins anew.
type Buffer struct {
	Late     int64
	LateRuns int64 // runs of such packets

	before, least, until float64
	since                float64 // the arrival with which the run of late packets began
	late, begun          bool
}

// add takes a packet by arrival and transit time in seconds.
func (b *Buffer) add(at, transit float64) {
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

// restart forgets the transit times, as after a jump of the timestamps; the counts stay.
func (b *Buffer) restart() { b.begun, b.late = false, false }
