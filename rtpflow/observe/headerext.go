package observe

import (
	"encoding/binary"
	"strconv"
	"strings"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/signalling"
)

// PacketTimes are the times in the header extensions of a source, packet by packet.
type PacketTimes struct {
	ids      extensionIDs
	resolved bool // the description of the media has been read
	Pairs    Thinned
	From     string // the extension that the pairs come from
	lastTS   uint32
	Replay   rtpflow.ReplayFlags
	Offsets  struct{ N, Sum, Least, Most int64 } // RFC 5450, in ticks
}

// extensionIDs are the local identifiers that a=extmap gives to extensions about time (RFC 8285, 5); 0 for none.
type extensionIDs struct{ ntp, capture, offset uint8 }

// Values of WallClock.From for extensions.
const (
	FromReplay  = "onvif-replay"
	fromNTP     = "ntp-extension"
	FromCapture = "abs-capture-time"
)

// onvifReplayProfile is the profile of the ONVIF replay extension (ONVIF Streaming Specification, 6.3).
const onvifReplayProfile = 0xabac

// maxReports bounds the pairs of NTP time and RTP timestamp that are kept of a source.
const maxReports = 64

// Thinned is a list of such pairs that stays bounded: when it is full, every second pair goes, and of those to come only
// every second one is taken, and so on.
type Thinned struct {
	List           []rtpflow.SenderReport
	stride, passed int
}

// Add takes the next pair.
func (t *Thinned) Add(r rtpflow.SenderReport) {
	t.stride = max(t.stride, 1)
	if t.passed++; (t.passed-1)%t.stride != 0 {
		return
	}
	if len(t.List) == maxReports {
		for i := range maxReports / 2 {
			t.List[i] = t.List[2*i]
		}
		t.List = t.List[:maxReports/2]
		t.stride *= 2
	}
	t.List = append(t.List, r)
}

// extension reads the header extension of a packet; b is what was kept of the packet.
func (o *Observer) extension(s *Source, p *measure.Packet, b []byte) {
	if len(b) < measure.HeaderSize {
		return
	}
	from := measure.HeaderSize + 4*int(b[0]&0x0f) + 4
	if from > p.HeaderLen || p.HeaderLen > len(b) {
		return
	}
	if s.PacketTimes == nil {
		s.PacketTimes = &PacketTimes{}
	}
	x, data := s.PacketTimes, b[from:p.HeaderLen]
	switch {
	case p.ExtensionProfile == onvifReplayProfile:
		x.onvif(p, data)
	case p.ExtensionProfile == 0xbede || p.ExtensionProfile&0xfff0 == 0x1000:
		if !x.resolved {
			x.resolve(o.CurrentTransport(s.Flow))
		}
		if x.ids != (extensionIDs{}) {
			elements(data, p.ExtensionProfile == 0xbede, func(id uint8, data []byte) { x.element(p, id, data) })
		}
	}
}

// onvif reads a replay extension: the NTP time at which the data was recorded, and its flags.
func (x *PacketTimes) onvif(p *measure.Packet, b []byte) {
	if len(b) < 12 {
		return
	}
	for bit, n := range []*int64{&x.Replay.CleanPoints, &x.Replay.Ends, &x.Replay.Discontinuities, &x.Replay.Terminal} {
		if b[8]&(0x80>>bit) != 0 {
			*n++
		}
	}
	x.Replay.Packets++
	x.pair(FromReplay, p, binary.BigEndian.Uint64(b))
}

// resolve reads the identifiers of the extensions from the description of the media.
func (x *PacketTimes) resolve(c *signalling.Transport) {
	if c == nil || c.Media == nil || c.Media.SDP == nil {
		return
	}
	x.resolved = true
	for _, a := range c.Media.SDP.Attributes {
		if !strings.EqualFold(a.Name, "extmap") {
			continue
		}
		id, rest, _ := strings.Cut(strings.TrimSpace(a.Value), " ")
		id, _, _ = strings.Cut(id, "/") // the direction
		uri, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
		n, err := strconv.ParseUint(id, 10, 8)
		if err != nil || n == 0 {
			continue
		}
		switch uri {
		case "urn:ietf:params:rtp-hdrext:ntp-64", "urn:ietf:params:rtp-hdrext:ntp-56":
			x.ids.ntp = uint8(n)
		case "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time":
			x.ids.capture = uint8(n)
		case "urn:ietf:params:rtp-hdrext:toffset":
			x.ids.offset = uint8(n)
		}
	}
}

// elements calls each for the elements of an extension with one-byte or two-byte headers (RFC 8285, 4.2 and 4.3).
func elements(b []byte, oneByte bool, each func(id uint8, data []byte)) {
	for len(b) > 0 {
		if b[0] == 0 { // padding
			b = b[1:]
			continue
		}
		id, n, head := b[0]>>4, int(b[0]&0x0f)+1, 1
		if oneByte && id == 15 {
			return
		}
		if !oneByte {
			if len(b) < 2 {
				return
			}
			id, n, head = b[0], int(b[1]), 2
		}
		if head+n > len(b) {
			return
		}
		each(id, b[head:head+n])
		b = b[head+n:]
	}
}

// element reads one element.
func (x *PacketTimes) element(p *measure.Packet, id uint8, b []byte) {
	switch {
	case id == x.ids.ntp && len(b) == 8: // RFC 6051, 3.3
		x.pair(fromNTP, p, binary.BigEndian.Uint64(b))
	case id == x.ids.ntp && len(b) == 7: // the lower 24 bits of the seconds; the upper ones are those nearest to the arrival
		ntp := uint64(b[0])<<48 | uint64(binary.BigEndian.Uint16(b[1:]))<<32 | uint64(binary.BigEndian.Uint32(b[3:]))
		seconds := p.Arrival/1e9 + ntpUnix
		low := int64(ntp >> 32)
		low += (seconds - low + 1<<23) >> 24 << 24
		x.pair(fromNTP, p, uint64(low)<<32|ntp&0xffffffff)
	case id == x.ids.capture && (len(b) == 8 || len(b) == 16):
		x.pair(FromCapture, p, binary.BigEndian.Uint64(b))
	case id == x.ids.offset && len(b) == 3: // RFC 5450, 2
		x.offset(int64(int32(uint32(b[0])<<24|uint32(b[1])<<16|uint32(b[2])<<8) >> 8))
	}
}

// ntpUnix is the number of seconds from 1900, when NTP time starts, to 1970.
const ntpUnix = 2208988800

// pair keeps the time of a packet, once per timestamp.
func (x *PacketTimes) pair(from string, p *measure.Packet, ntp uint64) {
	if ntp == 0 || x.From != "" && (x.From != from || x.lastTS == p.Timestamp) {
		return
	}
	x.From, x.lastTS = from, p.Timestamp
	x.Pairs.Add(rtpflow.SenderReport{Time: p.Arrival, NTP: ntp, RTPTime: p.Timestamp, Frame: capture.Frame(p.Frame)})
}

// offset takes a transmission time offset (RFC 5450), in ticks of the RTP clock.
func (x *PacketTimes) offset(ticks int64) {
	o := &x.Offsets
	if o.N == 0 {
		o.Least, o.Most = ticks, ticks
	}
	o.N++
	o.Sum += ticks
	o.Least, o.Most = min(o.Least, ticks), max(o.Most, ticks)
}
