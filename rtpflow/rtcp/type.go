package rtcp

import "strconv"

// Type is an RTCP packet type.
type Type uint8

// The packet types parsed by this package (RFC 3550, 12.1; RFC 4585, 6.1; RFC 3611, 2).
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

// RTCP packet types are 192 to 223 (RFC 5761, 4).
const (
	firstType = 192
	lastType  = 223
)

// typeNames are the registered packet types.
var typeNames = [lastType - firstType + 1]string{
	192 - firstType: "FIR",     // full intra request, RFC 2032
	193 - firstType: "NACK",    // negative acknowledgment, RFC 2032
	194 - firstType: "SMPTETC", // SMPTE time code, RFC 5484
	195 - firstType: "IJ",      // extended interarrival jitter, RFC 5450
	200 - firstType: "SR", 201 - firstType: "RR", 202 - firstType: "SDES", 203 - firstType: "BYE", 204 - firstType: "APP",
	205 - firstType: "RTPFB", 206 - firstType: "PSFB", 207 - firstType: "XR",
	208 - firstType: "AVB",   // audio/video bridging, IEEE 1733
	209 - firstType: "RSI",   // receiver summary information, RFC 5760
	210 - firstType: "TOKEN", // port mapping, RFC 6284
	211 - firstType: "IDMS",  // inter-destination media synchronization, RFC 7272
	212 - firstType: "RGRS",  // reporting group reporting sources, RFC 8861
	213 - firstType: "SNM",   // splicing notification, RFC 8286
}

// Name returns the registered abbreviation of a type, or "".
func (t Type) Name() string {
	if t < firstType || t > lastType {
		return ""
	}
	return typeNames[t-firstType]
}

// String returns the name of a type, or its number.
func (t Type) String() string {
	if n := t.Name(); n != "" {
		return n
	}
	return t.Number()
}

// Number returns the type in decimal digits.
func (t Type) Number() string { return strconv.Itoa(int(t)) }
