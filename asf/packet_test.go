package asf

import (
	"bytes"
	"testing"

	"rtspect/internal/wmsfixture"
)

// TestEncoderPackets parses data packets written by a widely used encoder.
func TestEncoderPackets(t *testing.T) {
	b := encoderFile(t)
	b = b[ParseHeader(b).Size+50:]
	first := parsePacket(b[:1024])
	check(t, "fault", first.Violation, Violation{})
	check(t, "payloads", first.Payloads, []PacketPayload{
		{Stream: 2, Object: 1, Size: 185, Time: 3100, HasTime: true, Objects: 1, Length: 185},
		{Stream: 1, KeyFrame: true, Object: 1, Size: 5987, Time: 3146, HasTime: true, Objects: 1, Length: 793},
	})
	second := parsePacket(b[1024:2048])
	check(t, "second", second.Payloads, []PacketPayload{
		{Stream: 1, KeyFrame: true, Object: 1, Offset: 793, Size: 5987, Time: 3146, HasTime: true, Objects: 1, Length: 998},
	})
	check(t, "send time", second.SendTime, uint32(46))
}

var packetCases = []struct {
	name  string
	in    string
	want  Packet
	fault bool
}{
	{
		"single", "\x82\x00\x00\x00\x5d\x0a\x00\x00\x00\x28\x00\x82\x07\x00\x00\x00\x00\x08\x03\x00\x00\x00\x64\x00\x00\x00abc",
		Packet{ErrorCorrection: 3, SendTime: 10, Duration: 40, Payloads: []PacketPayload{
			{Stream: 2, KeyFrame: true, Object: 7, Size: 3, Time: 100, HasTime: true, Objects: 1, Length: 3},
		}},
		false,
	},
	{
		"no error correction, all fields, padding", "\x56\x5d\x1c\x00\x09\x00\x00\x00\x02\x00\x01\x00\x00\x00\x02\x00\x01\x05\x00\x00\x00\x00\x00abc\x00\x00",
		Packet{Length: 28, Sequence: 9, Padding: 2, SendTime: 1, Duration: 2, Payloads: []PacketPayload{{Stream: 1, Object: 5, Objects: 1, Length: 3}}},
		false,
	},
	{
		"compressed", "\x00\x5d\x01\x00\x00\x00\x02\x00\x01\x05\x64\x00\x00\x00\x01\x0a\x02ab\x00\x01c",
		Packet{SendTime: 1, Duration: 2, Payloads: []PacketPayload{{Stream: 1, Object: 5, Time: 100, HasTime: true, Objects: 3, Length: 6}}},
		false,
	},
	{
		"two, byte lengths", "\x01\x5d\x01\x00\x00\x00\x02\x00\x42\x01\x05\x00\x00\x00\x00\x00\x02ab\x02\x06\x00\x00\x00\x00\x00\x01c",
		Packet{Multiple: true, SendTime: 1, Duration: 2, Payloads: []PacketPayload{
			{Stream: 1, Object: 5, Objects: 1, Length: 2}, {Stream: 2, Object: 6, Objects: 1, Length: 1},
		}},
		false,
	},
	{
		"the second is missing", "\x01\x5d\x01\x00\x00\x00\x02\x00\x42\x01\x05\x00\x00\x00\x00\x00\x02ab",
		Packet{Multiple: true, SendTime: 1, Duration: 2, Payloads: []PacketPayload{{Stream: 1, Object: 5, Objects: 1, Length: 2}}},
		true,
	},
	{
		"truncated payload", "\x01\x5d\x01\x00\x00\x00\x02\x00\x41\x01\x05\x00\x00\x00\x00\x00\x09ab",
		Packet{Multiple: true, SendTime: 1, Duration: 2, Payloads: []PacketPayload{{Stream: 1, Object: 5, Objects: 1, Length: 2}}},
		true,
	},
	{"padding exceeds the packet", "\x18\x5d\xff\xff\xff\xff\x01\x00\x00\x00\x02\x00\x01", Packet{Padding: 0xffffffff, SendTime: 1, Duration: 2}, true},
	{"several without lengths", "\x01\x5d\x01\x00\x00\x00\x02\x00\x02\x01", Packet{Multiple: true, SendTime: 1, Duration: 2}, true},
	{"error correction of a reserved kind", "\xe2\x00\x00", Packet{}, true},
	{"truncated", "\x82\x00\x00\x00", Packet{ErrorCorrection: 3}, true},
	{"empty", "", Packet{}, true},
}

// parsePacket parses one data packet.
func parsePacket(b []byte) *Packet {
	p := new(Packet)
	p.Parse(b)
	return p
}

func TestPacket(t *testing.T) {
	for _, c := range packetCases {
		t.Run(c.name, func(t *testing.T) {
			got := *parsePacket([]byte(c.in))
			if (got.Violation.Code != "") != c.fault {
				t.Errorf("fault %+v", got.Violation)
			}
			got.Violation, got.layout = Violation{}, layout{}
			if got.Multiple != c.want.Multiple || got.ErrorCorrection != c.want.ErrorCorrection || got.Length != c.want.Length ||
				got.Sequence != c.want.Sequence || got.Padding != c.want.Padding || got.SendTime != c.want.SendTime || got.Duration != c.want.Duration {
				t.Errorf("got %+v", got)
			}
			check(t, "payloads", got.Payloads, c.want.Payloads)
		})
	}
}

func TestPad(t *testing.T) {
	for _, c := range packetCases {
		if c.fault {
			continue
		}
		before := parsePacket([]byte(c.in))
		for _, more := range []int{0, 1, 2, 3, 255, 256, 257, 258, 65535, 65540, 70000} {
			size := len(c.in) + more
			out, ok := Pad([]byte("head"), []byte(c.in), size)
			if !ok || len(out) != size+4 || !bytes.HasPrefix(out, []byte("head")) {
				t.Fatalf("%s by %d: %d bytes, %v", c.name, more, len(out)-4, ok)
			}
			after := parsePacket(out[4:])
			check(t, c.name, after.Payloads, before.Payloads)
			if more > 0 && after.Length != 0 {
				t.Errorf("%s by %d: a length of %d", c.name, more, after.Length)
			}
		}
		if _, ok := Pad(nil, []byte(c.in), len(c.in)-1); ok {
			t.Errorf("%s: shortened", c.name)
		}
	}
}

func TestPacketAllocates(t *testing.T) {
	var p Packet
	b := wmsfixture.Packets(1)[0].Data
	p.Parse(b)
	if n := testing.AllocsPerRun(100, func() { p.Parse(b) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzPacket(f *testing.F) {
	for _, c := range packetCases {
		f.Add([]byte(c.in), uint16(10))
	}
	f.Add(wmsfixture.Packets(1)[0].Data, uint16(600))
	f.Add(encoderFile(f)[913:1937], uint16(1))
	f.Fuzz(func(t *testing.T, b []byte, more uint16) {
		p := parsePacket(b)
		if len(p.Payloads) > maxPayloads || (p.Violation.Code == "") == (p.Violation != Violation{}) {
			t.Errorf("%+v", p)
		}
		sum := 0
		for _, pl := range p.Payloads {
			sum += pl.Length
		}
		if sum > len(b) {
			t.Errorf("%d bytes of media in %d", sum, len(b))
		}
		out, ok := Pad(nil, b, len(b)+int(more))
		if !ok || p.Violation.Code != "" {
			return
		}
		after := parsePacket(out)
		if len(out) != len(b)+int(more) || len(after.Payloads) != len(p.Payloads) {
			t.Fatalf("%d bytes, %+v", len(out), after)
		}
		for i, pl := range p.Payloads {
			if after.Payloads[i] != pl {
				t.Fatalf("payload %d: %+v, was %+v", i, after.Payloads[i], pl)
			}
		}
	})
}

func BenchmarkPacket(b *testing.B) {
	var p Packet
	data := wmsfixture.Packets(1)[0].Data
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		p.Parse(data)
	}
}
