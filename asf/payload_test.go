package asf

import (
	"testing"

	"rtspect/internal/wmsfixture"
)

var payloadCases = []struct {
	name  string
	in    string
	want  []Payload
	fault string
}{
	{"length counts the header", "\x40\x00\x00\x07abc", []Payload{{Flags: 0x40, HeaderLength: 4, Number: 7, Data: []byte("abc")}}, ""},
	{"length of the data alone", "\x40\x00\x00\x03abc", []Payload{{Flags: 0x40, HeaderLength: 4, Number: 3, Data: []byte("abc")}}, ""},
	{"key frame, two packets", "\xc0\x00\x00\x05a\x40\x00\x00\x06bc", []Payload{
		{Flags: 0xc0, HeaderLength: 4, Number: 5, Data: []byte("a")},
		{Flags: 0x40, HeaderOffset: 5, HeaderLength: 4, Number: 6, Data: []byte("bc")},
	}, ""},
	{"two packets, the data alone", "\xc0\x00\x00\x01a\x40\x00\x00\x02bc", []Payload{
		{Flags: 0xc0, HeaderLength: 4, Number: 1, Data: []byte("a")},
		{Flags: 0x40, HeaderOffset: 5, HeaderLength: 4, Number: 2, Data: []byte("bc")},
	}, ""},
	{"all fields", "\x78\x00\x00\x11\xff\xff\xff\xfe\x00\x00\x00\xc8\x00\x00\x00\x09d", []Payload{{
		Flags: 0x78, HeaderLength: 16,
		Number: 17, RelativeTimestamp: -2, Duration: 200, LocationID: 9, Data: []byte("d"),
	}}, ""},
	{"location only", "\x48\x00\x00\x09\x00\x00\x00\x03x", []Payload{{Flags: 0x48, HeaderLength: 8, Number: 9, LocationID: 3, Data: []byte("x")}}, ""},
	{"duration only", "\x50\x00\x00\x09\x00\x00\x00\x03x", []Payload{{Flags: 0x50, HeaderLength: 8, Number: 9, Duration: 3, Data: []byte("x")}}, ""},
	{"fragment", "\x80\x01\x00\x02rest", []Payload{{Flags: 0x80, HeaderLength: 4, Number: 0x10002, Data: []byte("rest")}}, ""},
	{"empty packet", "\x40\x00\x00\x04", []Payload{{Flags: 0x40, HeaderLength: 4, Number: 4, Data: []byte{}}}, ""},
	{"reserved bits", "\x47\x00\x00\x05a", []Payload{{Flags: 0x47, HeaderLength: 4, Number: 5, Data: []byte("a")}}, ViolationReserved},
	{"too long", "\x40\xff\xff\xffab", []Payload{{Flags: 0x40, HeaderLength: 4, Number: 0xffffff, Data: []byte("ab"), Short: true}}, ViolationTruncated},
	{"shorter than its header", "\x48\x00\x00\x01\x00\x00\x00\x00ab", []Payload{{Flags: 0x48, HeaderLength: 8, Number: 1, Data: []byte("ab")}}, ViolationTruncated},
	{"bytes left over", "\x40\x00\x00\x05a\x40\x00", []Payload{{Flags: 0x40, HeaderLength: 4, Number: 5, Data: []byte("a")}}, ViolationTruncated},
	{"empty", "", nil, ViolationPayload},
	{"truncated", "\x40\x00\x00", nil, ViolationPayload},
	{"truncated in a field", "\x78\x00\x00\x20\x00\x00\x00\x00\x00", nil, ViolationPayload},
}

func TestPayload(t *testing.T) {
	for _, c := range payloadCases {
		t.Run(c.name, func(t *testing.T) {
			var got []Payload
			fault := ParsePayload([]byte(c.in), func(p Payload) bool {
				got = append(got, p)
				return true
			})
			check(t, "payloads", got, c.want)
			check(t, "fault", fault.Code, c.fault)
		})
	}
}

func TestPayloadStops(t *testing.T) {
	n := 0
	ParsePayload([]byte("\xc0\x00\x00\x05a\x40\x00\x00\x06bc"), func(Payload) bool { n++; return false })
	check(t, "calls", n, 1)
}

func TestPayloadAllocates(t *testing.T) {
	b := wmsfixture.AudioPayloads()[0].Data
	total := 0
	if n := testing.AllocsPerRun(100, func() {
		ParsePayload(b, func(p Payload) bool { total += len(p.Data); return true })
	}); n != 0 || total == 0 {
		t.Errorf("%v allocations, %d bytes", n, total)
	}
}

func FuzzPayload(f *testing.F) {
	for _, c := range payloadCases {
		f.Add([]byte(c.in), uint16(0), true)
	}
	for i, p := range wmsfixture.VideoPayloads() {
		f.Add(p.Data, uint16(i), p.Marker)
	}
	f.Fuzz(func(t *testing.T, b []byte, size uint16, marker bool) {
		at := 0
		ParsePayload(b, func(p Payload) bool {
			if p.HeaderOffset != at {
				t.Fatalf("header at %d after %d bytes", p.HeaderOffset, at)
			}
			at += p.HeaderLength + len(p.Data)
			if at > len(b) {
				t.Fatal("result exceeds the input")
			}
			return true
		})
		a := Assembler{PacketSize: int(size)}
		given := 0
		take := func(d DataPacket) {
			given++
			if !d.Damaged && len(d.Data) < a.PacketSize {
				t.Errorf("%d bytes, not padded to %d", len(d.Data), a.PacketSize)
			}
		}
		a.Add(b, 7, marker, false, take)
		a.Add(b, 7, !marker, marker, take)
		a.Flush(take)
		a.Flush(take)
		if a.open || given < a.Packets {
			t.Errorf("packet left open, or %d delivered of %d", given, a.Packets)
		}
	})
}

func BenchmarkPayload(b *testing.B) {
	payload := wmsfixture.AudioPayloads()[0].Data
	b.SetBytes(int64(len(payload)))
	for b.Loop() {
		ParsePayload(payload, func(Payload) bool { return true })
	}
}
