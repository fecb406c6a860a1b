package rtpflow

import (
	"fmt"
	"strings"

	"rtspect/capture"
)

// Severity ranks findings.
type Severity uint8

// The severities, the gravest first.
const (
	SevError Severity = iota
	SevWarning
	SevNote
)

// String returns the name used in reports.
func (s Severity) String() string { return [...]string{"error", "warning", "note"}[s] }

// Unit is the unit of a measured value.
type Unit string

// The units of Finding.Value and Finding.Limit.
const (
	UnitSeconds         Unit = "s"
	UnitMilliseconds    Unit = "ms"
	UnitPercent         Unit = "%"
	UnitPPM             Unit = "ppm"
	UnitBitsPerSecond   Unit = "bit/s"
	UnitHertz           Unit = "Hz"
	UnitFPS             Unit = "fps"
	UnitBytes           Unit = "bytes"
	UnitPackets         Unit = "packets"
	UnitMOS             Unit = "MOS"
	UnitMillisPerMinute Unit = "ms/min"
)

// Finding is one diagnostic: what is wrong with a capture, a connection, a session, a media or a stream, or what
// is worth knowing about it.
type Finding struct {
	// ID numbers the findings of a report from 1.
	ID int
	// Code is the stable name of the kind of finding, in kebab case. The catalog describes it.
	Code     string
	Severity Severity
	Subject  Subject
	// Time is when it happened, or happened first, and Until when it happened last: nil where no time is known.
	Time, Until *int64
	// Frames are the first frames of the evidence, FrameCount is their number.
	Frames     []capture.Frame
	FrameCount int64
	// Count is the number of events that the finding sums up: packets lost, requests refused, stalls. 0 where
	// nothing is counted.
	Count int64
	// Value is the measured value, and Limit the threshold or the negotiated value that it departs from. Both are
	// in Unit and nil where there is none.
	Value, Limit *float64
	Unit         Unit
	// Cause is the ID of the finding that explains this one, 0 where none does.
	Cause int
	// Summary is the sentence for people. It quotes text from the capture as sent: outputs escape and mask it.
	Summary       string
	DisplayFilter string // a Wireshark display filter that shows the evidence
	Reference     string // the section of an RFC or another standard
}

// Subject is what a finding is about. Several fields are set where the subject belongs to something larger: the
// stream of a media of a session.
type Subject struct {
	Capture    *capture.File
	Connection *Connection
	Session    *Session
	Media      *Media
	Stream     *Stream
	// Peers are the ends of what never became a connection, or of the streams and connections that a finding about
	// many of them sums up (bounded).
	Peers []Peers
}

// Peers are a client and a server that it reached or tried to reach.
type Peers struct{ Client, Server capture.Endpoint }

// Kind names the narrowest of the subject's fields that is set: "stream", "media", "connection", "session", "peers"
// or "capture".
func (s *Subject) Kind() string {
	switch {
	case s.Stream != nil:
		return "stream"
	case s.Media != nil:
		return "media"
	case s.Connection != nil:
		return "connection"
	case s.Session != nil:
		return "session"
	case len(s.Peers) > 0:
		return "peers"
	}
	return "capture"
}

// MediaIndex returns the index of the media that the finding is about, nil if it is about none.
func (f *Finding) MediaIndex() *int {
	if f.Subject.Media == nil {
		return nil
	}
	return &f.Subject.Media.Index
}

// SSRC returns the SSRC of the stream that the finding is about, nil if it is about none.
func (f *Finding) SSRC() *uint32 {
	if f.Subject.Stream == nil {
		return nil
	}
	return &f.Subject.Stream.SSRC
}

// String names the subject: "stream 0x2a49edd8 of media 0 of s1".
func (s *Subject) String() string {
	var parts []string
	if s.Stream != nil {
		parts = append(parts, fmt.Sprintf("stream 0x%08x", s.Stream.SSRC))
	}
	if s.Media != nil {
		parts = append(parts, fmt.Sprintf("media %d", s.Media.Index))
	}
	if s.Connection != nil {
		parts = append(parts, s.Connection.ID)
	}
	if s.Session != nil {
		parts = append(parts, s.Session.ID)
	}
	if len(parts) == 0 {
		return s.Kind()
	}
	return strings.Join(parts, " of ")
}
