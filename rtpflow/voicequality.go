package rtpflow

// Voice is the estimated quality of a voice stream by the E-model (ITU-T G.107, wideband G.107.1).
type Voice struct {
	Codec    string // for which the values are
	Wideband bool
	R        *float64 // transmission rating, to 100, of wideband to 129; nil if the model has no value
	// MOSCQ and MOSLQ are mean opinion scores: for conversation, by R, and for listening, for which delay
	// does not matter (RFC 3611, 4.7.5).
	MOSCQ, MOSLQ *float64
	Ie, Bpl      float64 // of the codec (G.113); Bpl is 0 where none is published
	LossPct      float64 // packets lost for good or too late, of those expected
	Late         int64   // packets that the jitter buffer would have discarded
	BurstR       float64 // mean run of such packets against that of random loss
	DelayMS      float64 // one way, as assumed
	// Assumptions lists what the capture does not show.
	Assumptions []string
}
