package rtcp

import "strconv"

// Type is an RTCP packet type.
type Type uint8

// The packet types that this package reads (RFC 3550, 12.1; RFC 4585, 6.1; RFC 3611, 2).
const (
	SR    Type = 200 // sender report
	RR    Type = 201 // receiver report
	SDES  Type = 202 // source description
	BYE   Type = 203 // goodbye
	APP   Type = 204 // application-defined
	RTPFB Type = 205 // transport-layer feedback
	PSFB  Type = 206 // payload-specific feedback
	XR    Type = 207 // extended report
)

// typeNames are the registered types from 192 to 223.
var typeNames = [32]string{
	192 - 192: "FIR",     // full intra request, RFC 2032
	193 - 192: "NACK",    // negative acknowledgment, RFC 2032
	194 - 192: "SMPTETC", // SMPTE time code, RFC 5484
	195 - 192: "IJ",      // extended interarrival jitter, RFC 5450
	200 - 192: "SR", 201 - 192: "RR", 202 - 192: "SDES", 203 - 192: "BYE", 204 - 192: "APP",
	205 - 192: "RTPFB", 206 - 192: "PSFB", 207 - 192: "XR",
	208 - 192: "AVB",   // audio/video bridging, IEEE 1733
	209 - 192: "RSI",   // receiver summary information, RFC 5760
	210 - 192: "TOKEN", // port mapping, RFC 6284
	211 - 192: "IDMS",  // inter-destination media synchronization, RFC 7272
	212 - 192: "RGRS",  // reporting group reporting sources, RFC 8861
	213 - 192: "SNM",   // splicing notification, RFC 8286
}

// Name is the registered abbreviation of a type, "" if there is none.
func (t Type) Name() string {
	if t < 192 || t > 223 {
		return ""
	}
	return typeNames[t-192]
}

// String is the name, or the number where there is none.
func (t Type) String() string {
	if n := t.Name(); n != "" {
		return n
	}
	return t.Number()
}

// Number is the type in digits.
func (t Type) Number() string { return strconv.Itoa(int(t)) }
