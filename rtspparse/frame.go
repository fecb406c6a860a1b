package rtspparse

import (
	"bytes"
	"encoding/binary"
)

const (
	// frameHeader is the length of "$", channel and length (RFC 2326, 10.12).
	frameHeader = 4
	// peek is how much of a frame's payload is examined: the fixed RTP header.
	peek = 12
	// usualChannels is the number of channels that are accepted without prior frames.
	usualChannels = 32
	// usualLength is the frame length up to which a frame on a new channel is accepted where a frame must
	// start. A longer frame must be followed by another element.
	usualLength = 4096
	// followPeek is how much of the next frame must be available to recognize it.
	followPeek = frameHeader + 2
)

// channel is what is known about one channel in one direction.
type channel struct {
	trust uint16 // largest length that is accepted without examining what follows; 0 if the channel is new
	other bool   // its frames are neither RTP nor RTCP
	ssrc  uint32
}

// channels contains the usual channels in an array and the others, which are rare, in a map.
type channels struct {
	usual [usualChannels]channel
	more  map[uint8]*channel
}

// get returns what is known about a channel, or nil for an unusual one without frames.
func (c *channels) get(ch uint8) *channel {
	if ch < usualChannels {
		return &c.usual[ch]
	}
	return c.more[ch]
}

// learn records a frame that has been confirmed. head is the start of its payload.
func (c *channels) learn(ch uint8, n int, head []byte) {
	k := c.get(ch)
	if k == nil {
		if c.more == nil {
			c.more = make(map[uint8]*channel)
		}
		k = new(channel)
		c.more[ch] = k
	}
	k.trust = uint16(min(max(int(k.trust), 2*n, usualLength), 0xffff))
	switch v := mediaLike(head, n); {
	case v == no && len(head) > 0 && head[0]>>6 != 2:
		k.other = true
	case v == yes && len(head) >= peek:
		k.ssrc = ssrcOf(head)
	}
}

// seen reports whether the channel has had frames.
func (c *channels) seen(ch uint8) bool {
	k := c.get(ch)
	return k != nil && k.trust > 0
}

// mediaLike reports whether b, the start of a payload of n bytes, may be RTP or RTCP.
func mediaLike(b []byte, n int) verdict {
	if n < 8 {
		return no
	}
	if len(b) > 0 && b[0]>>6 != 2 {
		return no
	}
	if len(b) < 2 {
		return ambiguous
	}
	if rtcpType(b[1]) {
		if len(b) >= 4 && (int(binary.BigEndian.Uint16(b[2:]))+1)*4 > n {
			return no
		}
		return yes
	}
	if n < 12+4*int(b[0]&15) {
		return no
	}
	return yes
}

// rtcpType distinguishes RTCP packet types from RTP payload types (RFC 5761, 4).
func rtcpType(b byte) bool { return b >= 192 && b <= 223 }

// ssrcOf returns the SSRC of the sender. b contains at least peek bytes.
func ssrcOf(b []byte) uint32 {
	if rtcpType(b[1]) {
		return binary.BigEndian.Uint32(b[4:])
	}
	return binary.BigEndian.Uint32(b[8:])
}

// follows reports whether b starts with something that can follow an element: a frame header, a start line, or
// line ends before them.
func (c *channels) follows(b []byte, final bool) verdict {
	for i := 0; i < 8 && len(b) > 0 && (b[0] == '\r' || b[0] == '\n'); i++ {
		b = b[1:]
	}
	switch {
	case len(b) == 0 && final:
		return yes
	case len(b) == 0:
		return ambiguous
	case b[0] == '$':
		return c.frameFollows(b, final)
	}
	v := statusLike(b)
	if v == no {
		_, v = knownMethod(b)
	}
	if v == ambiguous && final {
		return yes
	}
	return v
}

func (c *channels) frameFollows(b []byte, final bool) verdict {
	if len(b) >= 2 && b[1] >= usualChannels && !c.seen(b[1]) {
		return no
	}
	if len(b) < followPeek {
		if final {
			return yes
		}
		return ambiguous
	}
	n := int(binary.BigEndian.Uint16(b[2:]))
	if n == 0 || c.seen(b[1]) && n <= int(c.get(b[1]).trust) {
		return yes
	}
	return mediaLike(b[frameHeader:followPeek], n)
}

// verify checks a $ found in a search for the next frame. first reports that the search started there. If the
// bytes end before the frame can be confirmed (final), it must be from a known source, or be first.
func (c *channels) verify(b []byte, first, final bool) verdict {
	if len(b) >= 2 && b[1] >= usualChannels && !c.seen(b[1]) {
		return no
	}
	if len(b) < frameHeader {
		if final {
			return no
		}
		return ambiguous
	}
	n := int(binary.BigEndian.Uint16(b[2:]))
	head := b[frameHeader:min(frameHeader+min(n, peek), len(b))]
	if v := mediaLike(head, n); v == no {
		return no
	}
	if len(head) < min(n, peek) {
		if final {
			return no
		}
		return ambiguous
	}
	if k := c.get(b[1]); len(head) == peek && k != nil && k.trust > 0 && k.ssrc == ssrcOf(head) && n <= max(int(k.trust), usualLength) {
		return yes
	}
	if len(b) >= frameHeader+n {
		return c.follows(b[frameHeader+n:], final)
	}
	if !final {
		return ambiguous
	}
	return yesIf(first && !c.contains(b[frameHeader:]))
}

// contains reports whether b, the payload of a truncated frame, contains messages or frames of known sources.
// In that case the length of the frame is wrong.
func (c *channels) contains(b []byte) bool {
	if bytes.Contains(b, []byte("RTSP/1.0 ")) {
		return true
	}
	for {
		i := bytes.IndexByte(b, '$')
		if i < 0 || len(b)-i < frameHeader+peek {
			return false
		}
		b = b[i:]
		n := int(binary.BigEndian.Uint16(b[2:]))
		if k := c.get(b[1]); k != nil && !k.other && k.trust > 0 && n <= int(k.trust) && b[frameHeader]>>6 == 2 && k.ssrc == ssrcOf(b[frameHeader:]) {
			return true
		}
		b = b[1:]
	}
}
