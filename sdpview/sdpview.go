// Package sdpview reads session descriptions (RFC 8866, RFC 4566, RFC 2327) however odd the text
// is, and gives the media that RTSP sets up: formats, clock rates, parameters, control URLs.
//
// It keeps what the text said (order, case, unknown lines' faults) and never fails: what departs
// from the grammar is a Fault, and the rest is read all the same.
package sdpview

import (
	"strconv"
	"strings"
)

// Session is a description.
type Session struct {
	Name, Info string // s=, i=
	Origin     string // o= as sent
	Connection Connection
	Bandwidth  []Bandwidth
	Control    string // a=control of the session part, as sent
	Range      string // a=range
	Direction  string // as in Media; the default of media that name none (RFC 8866, 6.7)
	Attributes []Attribute
	Media      []*Media
	Faults     []Fault
	// MoreFaults counts those beyond the limits on Faults.
	MoreFaults int
	// Conformance is pion/sdp's complaint about the text, "" where it has none or the text is
	// longer than 64 kB.
	Conformance string
	Truncated   bool // more media, attributes or longer lines than the limits allow
}

// Connection is a c= line.
type Connection struct {
	Address string // "" if none
	TTL     int    // of IPv4 multicast; 0 if not given
	Count   int    // contiguous multicast groups; 0 if not given, which means 1
}

// Bandwidth is a b= line, in the unit of its type (AS: kbit/s, TIAS, RS, RR: bit/s).
type Bandwidth struct {
	Type  string
	Value int64
}

// Attribute is an a= line.
type Attribute struct{ Name, Value string }

// Media is one m= section.
type Media struct {
	Index      int    // place in the description, from 0
	Type       string // "video", "audio", "application", … in lower case
	Port       int
	PortCount  int    // the number after the port's slash; 0 if not given, which means 1
	Protocol   string // "RTP/AVP" as sent
	FormatText string // the formats as sent: what else than payload types a protocol may list
	Formats    []Format
	Control    string // a=control as sent, "" if none
	Connection Connection
	Bandwidth  []Bandwidth
	Direction  string // "sendrecv", "sendonly", "recvonly", "inactive" or ""; the session's if it has none
	Title      string // i=
	Attributes []Attribute
	// Cut is set by who knows that the rest of the section is missing, because the capture lacks it.
	Cut bool
}

// Format is one payload type of a media section.
type Format struct {
	PayloadType  uint8
	Encoding     string // upper case: "H264", "MPEG4-GENERIC", "PCMU"; "" if unknown
	EncodingText string // as sent; "" if no rtpmap named it
	ClockRate    int    // Hz; 0 if unknown or nonsense
	Channels     int    // 0 if not given
	Fmtp         []Param
	FmtpText     string // as sent; several lines are joined with "; "
	Static       bool   // from RFC 3551 (see codec.Complete), not from an rtpmap
	Unlisted     bool   // an attribute speaks of it, but the m= line does not list it
}

// Param is one parameter of an fmtp line, in order; names keep their case. What has no "=" is a
// Name without Value.
type Param struct{ Name, Value string }

// Param returns the value of an fmtp parameter, its name in any case; "" if there is none.
func (f *Format) Param(name string) string {
	for i := range f.Fmtp {
		if strings.EqualFold(f.Fmtp[i].Name, name) {
			return f.Fmtp[i].Value
		}
	}
	return ""
}

// Format returns the format of a payload type, nil if the section has none.
func (m *Media) Format(pt uint8) *Format {
	for i := range m.Formats {
		if m.Formats[i].PayloadType == pt {
			return &m.Formats[i]
		}
	}
	return nil
}

// Attribute returns the value of the first attribute of a name (in any case), and whether there
// is one.
func (m *Media) Attribute(name string) (value string, ok bool) { return attribute(m.Attributes, name) }

// Attribute returns the value of the first attribute of the session part.
func (s *Session) Attribute(name string) (value string, ok bool) {
	return attribute(s.Attributes, name)
}

func attribute(list []Attribute, name string) (string, bool) {
	for i := range list {
		if strings.EqualFold(list[i].Name, name) {
			return list[i].Value, true
		}
	}
	return "", false
}

// SSRCs returns the synchronization sources that a=ssrc lines announce (RFC 5576, 4.1), each once.
func (m *Media) SSRCs() []uint32 {
	var out []uint32
	seen := make(map[uint32]bool)
	for i := range m.Attributes {
		if !strings.EqualFold(m.Attributes[i].Name, "ssrc") {
			continue
		}
		id, _, _ := strings.Cut(m.Attributes[i].Value, " ")
		if n, err := strconv.ParseUint(id, 10, 32); err == nil && !seen[uint32(n)] {
			seen[uint32(n)] = true
			out = append(out, uint32(n))
		}
	}
	return out
}

// ConnectionOf returns where a media section's data go: its own c= line, else the session's (RFC
// 8866, 5.7).
func (s *Session) ConnectionOf(m *Media) Connection {
	if m.Connection.Address != "" {
		return m.Connection
	}
	return s.Connection
}
