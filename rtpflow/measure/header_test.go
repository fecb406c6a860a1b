package measure

import (
	"testing"

	"github.com/pion/rtp"
)

func packet(first byte, rest ...byte) []byte {
	return append([]byte{first, 0xe0, 0x12, 0x34, 1, 2, 3, 4, 0xca, 0xfe, 0, 1}, rest...)
}

func TestParseHeader(t *testing.T) {
	for name, c := range map[string]struct {
		b       []byte
		wire    int
		header  int
		payload int
		padding int
		ext     bool
		bad     bool
	}{
		"plain":                      {b: packet(0x80, 9, 9, 9), header: 12, payload: 3},
		"no payload":                 {b: packet(0x80), header: 12},
		"two CSRCs":                  {b: packet(0x82, 0, 0, 0, 1, 0, 0, 0, 2, 7), header: 20, payload: 1},
		"CSRCs only":                 {b: packet(0x82, 0, 0, 0, 1, 0, 0, 0, 2), header: 20},
		"CSRCs overrun":              {b: packet(0x8f, 1, 2, 3), header: 12, payload: 3, bad: true},
		"CSRCs overrun by a byte":    {b: packet(0x81, 1, 2, 3), header: 12, payload: 3, bad: true},
		"extension":                  {b: packet(0x90, 0xbe, 0xde, 0, 1, 1, 2, 3, 4, 9), header: 20, payload: 1, ext: true},
		"empty extension":            {b: packet(0x90, 0xab, 0xac, 0, 0, 9), header: 16, payload: 1, ext: true},
		"empty extension only":       {b: packet(0x90, 0xab, 0xac, 0, 0), header: 16, ext: true},
		"extension only":             {b: packet(0x90, 0xbe, 0xde, 0, 1, 1, 2, 3, 4), header: 20, ext: true},
		"extension overrun":          {b: packet(0x90, 0xbe, 0xde, 0xff, 0xff, 1), header: 12, payload: 5, bad: true},
		"extension header truncated": {b: packet(0x90, 0xbe, 0xde), header: 12, payload: 2, bad: true},
		"padding":                    {b: packet(0xa0, 1, 2, 3, 0, 0, 0, 4), header: 12, payload: 3, padding: 4},
		"padding only":               {b: packet(0xa0, 0, 0, 0, 4), header: 12, payload: 0, padding: 4},
		"padding zero":               {b: packet(0xa0, 1, 2, 0), header: 12, payload: 3, bad: true},
		"padding overrun":            {b: packet(0xa0, 1, 2, 200), header: 12, payload: 3, bad: true},
		"truncated with padding":     {b: packet(0xa0, 1, 2), wire: 100, header: 12, payload: 88},
		"extension, CSRC and pad":    {b: packet(0xb1, 0, 0, 0, 5, 0x10, 0, 0, 1, 1, 2, 3, 4, 8, 8, 0, 2), header: 24, payload: 2, padding: 2, ext: true},
	} {
		wire, last := len(c.b), int(c.b[len(c.b)-1])
		if c.wire > 0 {
			wire, last = c.wire, -1
		}
		h := ParseHeader(c.b, wire, last)
		if h.HeaderLen != c.header || h.PayloadLen != c.payload || h.Padding != c.padding || h.Extension != c.ext || h.Malformed != c.bad {
			t.Errorf("%s: %+v", name, h)
		}
		if !h.Marker || h.PayloadType != 96 || h.Seq != 0x1234 || h.Timestamp != 0x01020304 || h.SSRC != 0xcafe0001 {
			t.Errorf("%s: fixed fields %+v", name, h)
		}
	}
}

func TestIsRTP(t *testing.T) {
	for name, c := range map[string]struct {
		b         []byte
		rtp, rtcp bool
	}{
		"RTP":        {b: packet(0x80), rtp: true},
		"short":      {b: packet(0x80)[:11]},
		"version 1":  {b: packet(0x40)},
		"SR":         {b: []byte{0x80, 200, 0, 0}, rtcp: true},
		"XR":         {b: []byte{0x81, 207, 0, 0}, rtcp: true},
		"reduced":    {b: []byte{0x81, 205, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0}, rtcp: true},
		"STUN":       {b: []byte{0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 0, 0, 0, 0}},
		"PT 63, M":   {b: []byte{0x80, 0xbf, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, rtp: true},
		"PT 96 M":    {b: []byte{0x80, 224, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, rtp: true},
		"no payload": {b: nil},
	} {
		if IsRTP(c.b) != c.rtp || IsRTCP(c.b) != c.rtcp {
			t.Errorf("%s: RTP %v RTCP %v", name, IsRTP(c.b), IsRTCP(c.b))
		}
	}
}

// FuzzHeader checks that packets accepted by pion/rtp are parsed identically.
func FuzzHeader(f *testing.F) {
	f.Add(packet(0x80, 1, 2, 3))
	f.Add(packet(0xb1, 0, 0, 0, 5, 0x10, 0, 0, 1, 1, 2, 3, 4, 8, 8, 0, 2))
	f.Add(packet(0x90, 0xbe, 0xde, 0, 1, 0x10, 9, 0, 0, 5))
	f.Fuzz(func(t *testing.T, b []byte) {
		if !IsRTP(b) {
			return
		}
		h := ParseHeader(b, len(b), int(b[len(b)-1]))
		if h.HeaderLen+h.PayloadLen+h.Padding > len(b) || h.PayloadLen < 0 {
			t.Fatalf("header %+v does not fit into %d bytes", h, len(b))
		}
		var p rtp.Packet
		if p.Unmarshal(b) != nil { // pion also rejects malformed extension elements, which this parser does not look into
			return
		}
		if h.Malformed || p.SequenceNumber != h.Seq || p.Timestamp != h.Timestamp || p.SSRC != h.SSRC || p.PayloadType != h.PayloadType || p.Marker != h.Marker || len(p.Payload) != h.PayloadLen {
			t.Fatalf("pion parses %+v, measure %+v", p.Header, h)
		}
	})
}
