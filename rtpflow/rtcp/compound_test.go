package rtcp

import (
	"encoding/hex"
	"strings"
	"testing"
)

// bytesOf decodes hexadecimal digits, ignoring white space and text in brackets.
func bytesOf(t testing.TB, text string) []byte {
	t.Helper()
	var b strings.Builder
	depth := 0
	for _, c := range text {
		switch {
		case c == '[':
			depth++
		case c == ']':
			depth--
		case depth == 0 && c > ' ':
			b.WriteRune(c)
		}
	}
	out, err := hex.DecodeString(b.String())
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return out
}

// only parses a datagram with a single packet.
func only(t testing.TB, text string) Packet {
	t.Helper()
	b := bytesOf(t, text)
	c := ParseCompound(b, len(b))
	var p Packet
	if !c.Next(&p) || p.Err != NoError {
		t.Fatalf("%s: %v %v", text, c.Err(), p.Err)
	}
	return p
}

// compounds are datagrams and the expected packets.
var compounds = []struct {
	name, bytes string
	wire        int // bytes on the wire beyond the captured ones
	types       string
	fault       ParseError
	bad         ParseError // of any packet
	cut         bool
}{
	{name: "nothing", types: ""},
	{name: "empty RR", bytes: "80c90001 00000001", types: "RR"},
	{name: "RR and BYE", bytes: "80c90001 00000001 81cb0001 00000001", types: "RR BYE"},
	{name: "reduced size: a PLI alone", bytes: "81ce0002 00000001 00000002", types: "PSFB"},
	{
		name: "types by name and number", bytes: "80c00000 80c10000 80c20000 80c30000 80c40000 80d00000 80d10000 80d20000 80d30000 80d40000 80d50000 80df0000",
		types: "FIR NACK SMPTETC IJ 196 AVB RSI TOKEN IDMS RGRS SNM 223",
	},
	{name: "version 1 after the RR", bytes: "80c90001 00000001 41cb0001 00000001", types: "RR", fault: BadVersion},
	{name: "type 191 after the RR", bytes: "80c90001 00000001 81bf0001 00000001", types: "RR", fault: BadType},
	{name: "type 224 after the RR", bytes: "80c90001 00000001 81e00001 00000001", types: "RR", fault: BadType},
	{name: "length of the BYE exceeds the datagram", bytes: "80c90001 00000001 81cb0002 00000001", types: "RR", fault: TooLong},
	{name: "BYE truncated by the snaplen", bytes: "80c90001 00000001 81cb0002 00000001", wire: 4, types: "RR BYE", cut: true},
	{name: "header of the BYE truncated by the snaplen", bytes: "80c90001 00000001 81cb", wire: 10, types: "RR"},
	{name: "three bytes left", bytes: "80c90001 00000001 80c900", types: "RR", fault: TrailingBytes},
	{name: "padding of four", bytes: "a0c90002 00000001 00000004", types: "RR"},
	{name: "padding of the whole packet", bytes: "a0c90001 00000008", types: "RR", bad: BadPadding},
	{name: "padding of the whole body", bytes: "a0c90002 00000000 00000008", types: "RR"},
	{name: "padding of three", bytes: "a0c90002 00000001 00000003", types: "RR", bad: BadPadding},
	{name: "padding of zero", bytes: "a0c90002 00000001 00000000", types: "RR", bad: BadPadding},
	{name: "padding without a body, followed by BYE", bytes: "a0c90000 81cb0001 00000001", types: "RR BYE", bad: BadPadding},
	{name: "maximum length", bytes: "80c9ffff 00000001", types: "", fault: TooLong},
	{name: "STUN", bytes: "00010008 2112a442", types: "", fault: BadVersion},
}

func TestCompound(t *testing.T) {
	for _, c := range compounds {
		b := bytesOf(t, c.bytes)
		walk := ParseCompound(b, len(b)+c.wire)
		var p Packet
		var types []string
		bad, cut := NoError, false
		for walk.Next(&p) {
			types = append(types, p.Type.String())
			bad, cut = max(bad, p.Err), cut || p.Truncated
		}
		if got := strings.Join(types, " "); got != c.types || walk.Err() != c.fault || bad != c.bad || cut != c.cut {
			t.Errorf("%s: %q, error %v, of a packet %v, truncated %v", c.name, got, walk.Err(), bad, cut)
		}
	}
}

func TestPadding(t *testing.T) {
	if p := only(t, "a0c90003 00000001 ffffffff 00000004"); len(p.Body) != 8 {
		t.Errorf("body of %d bytes", len(p.Body))
	}
}

func TestNames(t *testing.T) {
	for typ, want := range map[Type]string{0: "0", 191: "191", 194: "SMPTETC", 199: "199", 200: "SR", 208: "AVB", 214: "214", 224: "224"} {
		if typ.String() != want {
			t.Errorf("type %d is %q", uint8(typ), typ.String())
		}
	}
	for f := NoError; f <= TooShort; f++ {
		if f.String() == "" {
			t.Errorf("error %d has no text", f)
		}
	}
	for item, want := range map[uint8]string{1: "CNAME", 8: "PRIV", 10: "APSI", 15: "MID", 16: "16", 255: "255"} {
		if ItemName(item) != want {
			t.Errorf("item %d is %q", item, ItemName(item))
		}
	}
	for block, want := range map[uint8]string{
		0: "0", 1: "Loss RLE", 7: "VoIP Metrics", 14: "Measurement Information", 20: "Burst/Gap Loss",
		25: "Discard RLE", 29: "MOS", 35: "Independent Burst/Gap Discard", 36: "36", 255: "255",
	} {
		if BlockName(block) != want {
			t.Errorf("block %d is %q", block, BlockName(block))
		}
	}
}
