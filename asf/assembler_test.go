package asf

import (
	"bytes"
	"testing"

	"rtspect/internal/wmsfixture"
)

// The payloads of the generated session yield its data packets, padded and parsable.
func TestAssembleSession(t *testing.T) {
	for stream, payloads := range map[int][]wmsfixture.Payload{
		wmsfixture.AudioStream: wmsfixture.AudioPayloads(), wmsfixture.VideoStream: wmsfixture.VideoPayloads(),
	} {
		want := wmsfixture.Packets(stream)
		a := Assembler{PacketSize: wmsfixture.PacketSize}
		n := 0
		take := func(d DataPacket) {
			w := want[n]
			if d.Damaged || len(d.Data) != wmsfixture.PacketSize || d.KeyFrame != w.KeyFrame || d.HasLocation && int(d.LocationID) != n {
				t.Errorf("stream %d, packet %d: %+v", stream, n, d)
			}
			got, sent := parsePacket(d.Data), parsePacket(w.Data)
			check(t, "payloads", got.Payloads, sent.Payloads)
			if end := len(d.Data) - int(got.Padding); !bytes.Equal(d.Data[end-600:end], w.Data[len(w.Data)-600:]) {
				t.Errorf("stream %d, packet %d: media differs", stream, n)
			}
			n++
		}
		for _, p := range payloads {
			a.Add(p.Data, p.Timestamp, p.Marker, false, take)
		}
		a.Flush(take)
		check(t, "packets", [...]int{n, a.Packets, a.Damaged, a.Orphans, a.Overlaps, a.Oversize, a.BadPayloads},
			[...]int{len(want), len(want), 0, 0, 0, 0, 0})
	}
}

// in is an RTP packet passed to the assembler.
type in struct {
	payload      string
	timestamp    uint32
	marker, lost bool
}

var assemblerCases = []struct {
	name  string
	in    []in
	want  []string // data, with "!" if damaged
	count [5]int   // packets, damaged, orphans, overlaps, bad payloads
}{
	{
		"fragments",
		[]in{{"\x00\x00\x00\x00ab", 1, false, false}, {"\x00\x00\x00\x02cd", 1, false, false}, {"\x00\x00\x00\x04e", 1, true, false}},
		[]string{"abcde"},
		[5]int{1, 0, 0, 0, 0},
	},
	{"middle lost", []in{{"\x00\x00\x00\x00ab", 1, false, false}, {"\x00\x00\x00\x04e", 1, true, true}}, []string{"ab!"}, [5]int{0, 1, 0, 0, 0}},
	{"beginning lost", []in{{"\x00\x00\x00\x02cd", 1, false, true}, {"\x00\x00\x00\x04e", 1, true, false}}, nil, [5]int{0, 1, 2, 0, 0}},
	{
		"end lost, a whole packet next",
		[]in{{"\x00\x00\x00\x00ab", 1, false, false}, {"\x40\x00\x00\x05x", 2, true, true}},
		[]string{"ab!", "x"},
		[5]int{1, 1, 0, 0, 0},
	},
	{
		"end lost, another packet follows",
		[]in{{"\x00\x00\x00\x00ab", 1, false, false}, {"\x00\x00\x00\x00xy", 2, true, true}},
		[]string{"ab!", "xy"},
		[5]int{1, 1, 0, 0, 0},
	},
	{
		"end and beginning lost, one timestamp",
		[]in{{"\x00\x00\x00\x00ab", 1, false, false}, {"\x00\x00\x00\x02yz", 1, true, true}},
		[]string{"ab!"},
		[5]int{0, 1, 0, 0, 0},
	},
	{
		"end and beginning lost",
		[]in{{"\x00\x00\x00\x00ab", 1, false, false}, {"\x00\x00\x00\x02yz", 2, true, true}},
		[]string{"ab!"},
		[5]int{0, 2, 1, 0, 0},
	},
	{"gap without a reported loss", []in{{"\x00\x00\x00\x00ab", 1, false, false}, {"\x00\x00\x00\x09z", 1, true, false}}, []string{"ab!"}, [5]int{0, 1, 0, 0, 0}},
	{"overlap", []in{{"\x00\x00\x00\x00abc", 1, false, false}, {"\x00\x00\x00\x01bcd", 1, true, false}}, []string{"abcd"}, [5]int{1, 0, 0, 1, 0}},
	{"stream ends within a packet", []in{{"\x00\x00\x00\x00ab", 1, false, false}}, []string{"ab!"}, [5]int{0, 1, 0, 0, 0}},
	{"truncated", []in{{"\x40\x00\x01\x00ab", 1, true, false}}, []string{"ab!"}, [5]int{0, 1, 0, 0, 1}},
}

func TestAssembler(t *testing.T) {
	for _, c := range assemblerCases {
		t.Run(c.name, func(t *testing.T) {
			var a Assembler
			var got []string
			take := func(d DataPacket) {
				s := string(d.Data)
				if d.Damaged {
					s += "!"
				}
				got = append(got, s)
			}
			for _, p := range c.in {
				a.Add([]byte(p.payload), p.timestamp, p.marker, p.lost, take)
			}
			a.Flush(take)
			check(t, "packets", got, c.want)
			check(t, "counts", [5]int{a.Packets, a.Damaged, a.Orphans, a.Overlaps, a.BadPayloads}, c.count)
		})
	}
}

func TestAssemblerCap(t *testing.T) {
	var a Assembler
	fragment := make([]byte, 60000)
	largest := 0
	take := func(d DataPacket) { largest = max(largest, len(d.Data)) }
	for i := range 30 {
		at := i * (len(fragment) - 4)
		fragment[1], fragment[2], fragment[3] = byte(at>>16), byte(at>>8), byte(at)
		a.Add(fragment, 1, i == 29, false, take)
	}
	check(t, "largest, damaged, oversize", [...]int{largest, a.Damaged, a.Oversize}, [...]int{maxDataPacket, 1, 1})
}

func TestAssemblerAllocates(t *testing.T) {
	payloads := wmsfixture.VideoPayloads()
	a := Assembler{PacketSize: wmsfixture.PacketSize}
	n := 0
	take := func(DataPacket) { n++ }
	run := func() {
		for _, p := range payloads {
			a.Add(p.Data, p.Timestamp, p.Marker, false, take)
		}
	}
	run() // allocates the buffers
	if allocs := testing.AllocsPerRun(20, run); allocs != 0 || n == 0 {
		t.Errorf("%v allocations for %d packets", allocs, n)
	}
}

func BenchmarkAssembler(b *testing.B) {
	payloads := wmsfixture.VideoPayloads()
	a := Assembler{PacketSize: wmsfixture.PacketSize}
	for b.Loop() {
		for _, p := range payloads {
			a.Add(p.Data, p.Timestamp, p.Marker, false, func(DataPacket) {})
		}
	}
}
