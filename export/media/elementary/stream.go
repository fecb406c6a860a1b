// Package elementary writes the media of one RTP stream as files: for each of its formats a Track, which brings packets
// through a depacketizer into a file format, applies the policy for damaged units, and keeps the counts of the manifest.
package elementary

import (
	"strings"

	"rtspect/asf"
	"rtspect/capture"
	"rtspect/codec"
	"rtspect/depacket"
	"rtspect/export/media/reorder"
	"rtspect/export/media/store"
	"rtspect/rtpflow"
	"rtspect/sdpview"
)

// Packet is an RTP packet of a stream. Its slices are valid during the call only.
type Packet struct {
	Frame       capture.Frame
	Time        int64 // arrival, nanoseconds since 1970
	Seq         uint16
	Timestamp   uint32
	PayloadType uint8
	Marker      bool
	// Duplicate says that the packet arrived before.
	Duplicate bool
	// Jumped says that its sequence number does not continue the sequence: it is far from it, or another packet had it
	// before. Confirmed says that the packet continues where the jump led.
	Jumped, Confirmed bool
	// Foreign says that its payload type does not belong to the sequence: see rtpflow.Stream.ForeignTypes.
	Foreign bool
	// Extension is the content of the header extension, of the profile ExtensionProfile; nil if there is none.
	Extension        []byte
	ExtensionProfile uint16
	// Payload is without padding. It is shorter than PayloadLen where the capture truncated the packet.
	Payload    []byte
	PayloadLen int
}

// Env is what the streams of an export share.
type Env struct {
	Store *store.Store
	// Units lends memory for units, Queue for packets that wait for earlier ones.
	Units, Queue depacket.Pool
	Damaged      Policy
	Times        bool // write a table of times beside each file
	// Silence is how many bytes of silence may replace what is missing in WAV files; nil closes gaps up.
	Silence *int64
	entries int // of damage and loss, in all manifest entries
}

// Stream is an RTP source that is written to files: one for each format that it carries.
type Stream struct {
	Source  *rtpflow.Stream
	Session *rtpflow.Session // nil for what no signalling explains
	Media   *rtpflow.Media
	Name    string // of its files, without extension
	// Encrypted says that the payloads are (SRTP): they are kept as packets.
	Encrypted bool

	env    *Env
	order  reorder.Buffer
	byType [128]*Track
	tracks []*Track
	main   *Track
	repeats
	red        *redPayload // whose payloads consist of blocks (RFC 2198)
	repaired   int64
	duplicates int64
	truncated  int64 // packets of which the capture has a part
	skipped    map[uint8]int64
	current    depacket.Packet // the packet under way
}

// NewStream prepares a stream.
func NewStream(env *Env, s *rtpflow.Session, m *rtpflow.Media, src *rtpflow.Stream, name string) *Stream {
	x := &Stream{Source: src, Session: s, Media: m, Name: name, env: env}
	x.order = reorder.Buffer{Pool: &env.Queue, Deliver: x.deliver, Jumps: src.Discontinuities, Losses: src.Losses, Size: reorder.Window}
	return x
}

// Tracks are its tracks; the first is the main one.
func (s *Stream) Tracks() []*Track { return s.tracks }

// Track is the track of a payload type, nil if it has none.
func (s *Stream) Track(payloadType uint8) *Track { return s.byType[payloadType&127] }

// HasMedia reports whether its main format is depacketized.
func (s *Stream) HasMedia() bool { return s.main != nil && !s.main.Dumped() }

// AddTrack gives a format of the stream its track. from says what named the encoding: "sdp", "static", "option",
// "content" or "".
func (s *Stream) AddTrack(f sdpview.Format, from string) {
	for _, t := range s.tracks { // the same under another payload type
		if t.Format.Encoding == f.Encoding && f.Encoding != "" && t.Format.ClockRate == f.ClockRate && t.Format.FmtpText == f.FmtpText {
			s.byType[f.PayloadType] = t
			t.types = append(t.types, f.PayloadType)
			return
		}
	}
	t := newTrack(s, f, from)
	s.byType[f.PayloadType] = t
	s.tracks = append(s.tracks, t)
	if s.main == nil {
		s.main = t
	}
}

// Skip notes a payload type that has no media (forward error correction).
func (s *Stream) Skip(payloadType uint8) {
	if s.skipped == nil {
		s.skipped = map[uint8]int64{}
	}
	s.skipped[payloadType] = s.Source.PayloadTypes[payloadType]
}

// Push takes the next packet as it arrived.
func (s *Stream) Push(p *Packet) {
	if p.Foreign {
		return
	}
	if t := s.byType[p.PayloadType]; t != nil && t.dump != nil {
		t.dump.packet(t, p)
		if p.Duplicate {
			t.duplicates++
		}
	}
	switch {
	case s.repairs != nil:
		s.repeat(p)
	case !s.HasMedia():
	case p.Duplicate:
		s.duplicates++
	case len(p.Payload) < p.PayloadLen: // it counts as lost: what is missing cannot be known
		s.truncated++
	case s.red != nil && p.PayloadType == s.red.payloadType:
		s.unpack(p)
	default:
		s.current = asSent(p)
		s.inOrder(p, p.PayloadType)
	}
}

// inOrder passes the current packet, which is or came in p, to the buffer that restores the order.
func (s *Stream) inOrder(p *Packet, payloadType uint8) {
	switch {
	case p.Jumped:
		s.order.Jump(&s.current, payloadType)
	case p.Confirmed:
		s.order.Confirm(&s.current, payloadType)
	default:
		s.order.Push(&s.current, payloadType, p.Frame)
	}
}

// asSent is a packet as it was sent.
func asSent(p *Packet) depacket.Packet {
	return depacket.Packet{
		Seq: p.Seq, Timestamp: p.Timestamp, Time: p.Time, Marker: p.Marker, Payload: p.Payload,
		Extension: p.Extension, ExtensionProfile: p.ExtensionProfile,
	}
}

// deliver takes the packets in order and passes each to the track of its payload type. All tracks share the sequence
// numbers, so that what is lost may have been of any.
func (s *Stream) deliver(p *depacket.Packet, payloadType uint8) {
	t := s.byType[payloadType]
	if len(s.tracks) > 1 && (p.Lost > 0 || p.Restart) {
		for _, other := range s.tracks {
			if other != t {
				other.miss(p)
			}
		}
	}
	if t != nil && t.dump == nil {
		t.push(p)
	}
}

// Finish ends the stream.
func (s *Stream) Finish() {
	if s.repairs != nil && len(s.tracks) == 0 {
		return
	}
	s.order.Flush()
	for _, t := range s.tracks {
		t.finish()
	}
}

// asfHeader finds the ASF header in the session description of a Windows Media server.
func (s *Stream) asfHeader() []byte {
	if s.Session == nil || s.Session.SDPView == nil {
		return nil
	}
	view := s.Session.SDPView
	lists := [][]sdpview.Attribute{view.Attributes}
	for _, m := range view.Media {
		lists = append(lists, m.Attributes)
	}
	for _, list := range lists {
		if b := asfHeaderIn(list); b != nil {
			return b
		}
	}
	return nil
}

// depacketizer makes the depacketizer of a format; nil for one that is kept as packets, and the note then may say why.
func (s *Stream) depacketizer(c *codec.Codec, f *sdpview.Format, emit depacket.Emit) (d depacket.Depacketizer, header []byte, note string) {
	if s.Encrypted {
		return nil, nil, "the payloads are encrypted (SRTP)"
	}
	if c.Depacketize.New == nil {
		return nil, nil, ""
	}
	header = s.asfHeader()
	d, note = c.Depacketize.New(codec.Format{Format: f, ASFHeader: header}, &s.env.Units, emit)
	return d, header, note
}

func asfHeaderIn(list []sdpview.Attribute) []byte {
	for _, a := range list {
		if !strings.EqualFold(a.Name, "pgmpu") {
			continue
		}
		if kind, b, _ := asf.ParseDataURL(a.Value); kind == asf.MediaTypeHeader {
			return b
		}
	}
	return nil
}
