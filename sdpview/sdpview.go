// Package sdpview parses session descriptions (RFC 8866, RFC 4566, RFC 2327), including malformed ones, and
// provides the media that RTSP sets up: formats, clock rates, parameters and control URLs.
//
// It preserves order and case and never fails: departures from the grammar are reported as a Violation, and
// everything else is parsed nevertheless.
package sdpview

import (
	"strings"
)

// Session is a session description.
type Session struct {
	Name, Info string // s=, i=
	Origin     string // o= as sent
	Connection Connection
	Bandwidth  []Bandwidth
	Control    string // session-level a=control, as sent
	Range      string // a=range
	Direction  string // as in Media; the default for media without a direction (RFC 8866, 6.7)
	Attributes []Attribute
	Media      []*Media
	Violations []Violation
	// ViolationsDropped counts the violations beyond the limits.
	ViolationsDropped int
	// ConformanceError is the error message of pion/sdp, or "" if pion/sdp accepts the text or the text exceeds 64
	// KiB.
	ConformanceError string
	// MediaDropped and AttributesDropped count the media sections and attributes beyond the limits.
	MediaDropped, AttributesDropped int64
	Truncated                       bool // media, attributes or line lengths exceeded the limits
}

// Connection is a c= line.
type Connection struct { // "" if absent
	Address string // "" if none
	TTL     int    // of IPv4 multicast; 0 if absent
	Count   int    // contiguous multicast groups; 0 if absent, which means 1
}

// Bandwidth is a b= line, in the unit of its type (AS: kbit/s, TIAS, RS, RR: bit/s).
type Bandwidth struct {
	Type  string
	Value int64
}

// Attribute is an a= line.
type Attribute struct{ Name, Value string }

// Media is a media section.
type Media struct {
	Index      int    // position in the description, starting at 0
	Type       string // "video", "audio", "application", … in lower case
	Port       int
	PortCount  int    // the number after the slash of the port; 0 if absent, which means 1
	Protocol   string // "RTP/AVP" as sent
	FormatText string // the formats as sent; for some protocols they are not payload types
	Formats    []Format
	Control    string // a=control as sent; "" if absent
	Connection Connection
	Bandwidth  []Bandwidth
	Direction  string // "sendrecv", "sendonly", "recvonly", "inactive" or ""; inherited from the session
	Title      string // i=
	Attributes []Attribute
	// Truncated is set by the caller if the capture does not contain the rest of the section.
	Truncated bool
}

// Format is one payload type of a media section.
type Format struct {
	PayloadType  uint8
	Encoding     string // upper case: "H264", "MPEG4-GENERIC", "PCMU"; "" if unknown
	EncodingText string // as sent; "" without an rtpmap
	ClockRate    int    // Hz; 0 if unknown or implausible
	Channels     int    // 0 if absent
	Fmtp         []Param
	FmtpText     string // as sent; several lines are joined with "; "
	Static       bool   // from RFC 3551 (see codec.Complete), not from an rtpmap
	Unlisted     bool   // an attribute refers to it, but the m= line does not list it
	// Width and Height are those of the video in pixels that attributes of the media give (see codec.Complete), else 0.
	Width, Height int
	// FmtpFrom is the payload type of the fmtp line, if it is another one (see codec.Complete).
	FmtpFrom *uint8
}

// Param is a parameter of an fmtp line. Names keep their case. A parameter without "=" has no Value.
type Param struct{ Name, Value string }

// Param returns the value of an fmtp parameter, or "". The name is case-insensitive.
func (f *Format) Param(name string) string {
	for i := range f.Fmtp {
		if strings.EqualFold(f.Fmtp[i].Name, name) {
			return f.Fmtp[i].Value
		}
	}
	return ""
}

// Format returns the format of a payload type, or nil.
func (m *Media) Format(pt uint8) *Format {
	for i := range m.Formats {
		if m.Formats[i].PayloadType == pt {
			return &m.Formats[i]
		}
	}
	return nil
}

// Attribute returns the value of the first attribute with a name (case-insensitive). ok reports whether there
// is one.
func (m *Media) Attribute(name string) (value string, ok bool) { return attribute(m.Attributes, name) }

func attribute(list []Attribute, name string) (string, bool) {
	for i := range list {
		if strings.EqualFold(list[i].Name, name) {
			return list[i].Value, true
		}
	}
	return "", false
}

// ConnectionOf returns the connection data of a media section: its own c= line or that of the session (RFC
// 8866, 5.7).
func (s *Session) ConnectionOf(m *Media) Connection {
	if m.Connection.Address != "" {
		return m.Connection
	}
	return s.Connection
}
