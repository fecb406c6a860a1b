package measure

import "math"

// Wireshark computes the statistics of tshark's -z rtp,streams (checked against 4.0.17), so that the report can
// show them next to its own:
//
//   - The sequence ends with the number that arrived last, not with the highest. A wrap is detected when a
//     number below the first one arrives. Lost is the size of that range minus the number of all packets, so
//     duplicates hide loss and the result can be negative.
//   - D = |Δarrival − Δtimestamp/(rate/1000)| in milliseconds, with rate/1000 truncated to an integer (11025
//     becomes 11); Δ is the difference from the previous packet. J = (15 J + D)/16. Packets with a timestamp
//     before that of the first packet are ignored.
//   - Packets with the marker bit, and comfort noise and the packet after it, are excluded from the longest
//     delta and from the mean and highest jitter, but they do update J. The mean is nevertheless divided as if
//     every packet had contributed a value.
//   - Only static payload types have a clock rate; tshark does not take it from the SDP of an RTSP session.
type Wireshark struct {
	begun       bool
	start, stop uint16
	cycles      int64
	under       bool
	origin      int64 // arrival of the first packet
	time        float64
	first, ts   uint32 // timestamps of the first and of the previous packet
	noise       bool   // the previous packet was comfort noise
	packets     int64

	delta, jitter      float64
	MaxDelta           float64 // milliseconds
	meanJitter, maxJit float64
	rated              bool // at least one packet had a clock rate
}

// wiresharkRates are tshark's clock rates of static payload types, in Hz.
var wiresharkRates = [96]int{
	0: 8000, 1: 8000, 2: 8000, 3: 8000, 4: 8000, 5: 8000, 6: 16000, 7: 8000, 8: 8000, 9: 8000,
	10: 44100, 11: 44100, 12: 8000, 13: 8000, 14: 90000, 15: 8000, 16: 11025, 17: 22050, 18: 8000, 19: 8000,
	25: 90000, 26: 90000, 28: 90000, 31: 90000, 32: 90000, 33: 90000, 34: 90000,
}

// Comfort noise (RFC 3389), and its former payload type.
const (
	noiseType    = 13
	noiseTypeOld = 19
)

// Add takes a packet. Duplicates are included.
func (w *Wireshark) Add(p *Packet) {
	w.packets++
	rate := 0
	if int(p.PayloadType) < len(wiresharkRates) {
		rate = wiresharkRates[p.PayloadType]
	}
	noise := p.PayloadType == noiseType || p.PayloadType == noiseTypeOld
	if !w.begun {
		w.begun, w.start, w.stop, w.origin = true, p.Seq, p.Seq, p.Arrival
		w.first, w.ts, w.noise = p.Timestamp, p.Timestamp, noise
		return
	}
	now := float64(p.Arrival-w.origin) * 1e-6
	inTime := int32(p.Timestamp-w.first) >= 0
	w.sequence(p.Seq, inTime)
	w.delta = now - w.time
	if rate != 0 {
		w.rated = true
		d := math.Abs(w.delta - float64(int32(p.Timestamp-w.ts))/float64(rate/1000))
		w.jitter = (15*w.jitter + d) / 16
	}
	if !p.Marker && inTime && !noise && !w.noise {
		w.MaxDelta = max(w.MaxDelta, w.delta)
		if n := float64(w.packets - 1); rate != 0 {
			w.maxJit = max(w.maxJit, w.jitter)
			w.meanJitter = (w.meanJitter*(n-1) + w.jitter) / n
		}
	}
	w.noise = noise
	if inTime {
		w.time, w.ts = now, p.Timestamp
	}
	w.stop = p.Seq
}

// sequence tracks wraps of the sequence number.
func (w *Wireshark) sequence(seq uint16, inTime bool) {
	switch {
	case !inTime:
	case !w.under && (seq < w.start || seq == 0 && w.stop == math.MaxUint16):
		w.cycles++
		w.under = true
	case w.under && seq > w.start:
		w.under = false
	}
}

// Lost returns how many packets are missing by tshark's definition, and their percentage of the expected
// packets.
func (w *Wireshark) Lost() (n int64, percent float64) {
	expected := int64(w.stop) + w.cycles<<16 - int64(w.start) + 1
	n = expected - w.packets
	if expected != 0 {
		percent = 100 * float64(n) / float64(expected)
	}
	return n, percent
}

// Jitter returns the mean and highest jitter in milliseconds; ok is false if tshark knows no clock rate.
func (w *Wireshark) Jitter() (mean, highest float64, ok bool) { return w.meanJitter, w.maxJit, w.rated }
