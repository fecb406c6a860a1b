package frames

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"
)

// counts are what a test looks at of a stream of pictures.
type counts struct {
	count, damaged, cut, missing, keys, i, p, b, impaired int64
}

func (s *Summary) counts() (c counts) {
	c = counts{count: s.Count, damaged: s.Damaged, cut: s.Cut, missing: -1, keys: -1, i: s.Video.I, p: s.Video.P, b: s.Video.B, impaired: s.Video.Impaired}
	if s.Missing != nil {
		c.missing = *s.Missing
	}
	if s.Video.Keyframes != nil {
		c.keys = *s.Video.Keyframes
	}
	return c
}

// H.264 by hand. Slice headers: 88 is first_mb 0, slice_type 7 (I) after 1 00110 00…: 1·0001000; 9a is type 5
// (P): 1·00110; 9e is 6 (B): 1·00111; 42 is first_mb 1: 010.
var h264Cases = []struct {
	name   string
	script string
	want   counts
}{
	{"parameter sets aggregated, an IDR picture in fragments, P, B", `
1 0 78000467424e0000046842ce00
2 0 7c8588000000
3 0 7c050000
4 0 7c450000!
5 3600 419a00!
6 7200 019e00!`, counts{3, 0, 0, 0, 1, 1, 1, 1, 0}},
	{"a fragment is lost", `
1 0 658800!
2 3600 5c819a00
4 3600 5c410000!
5 7200 419a00!`, counts{3, 1, 0, 0, 1, 1, 2, 0, 2}},
	{"the last fragment is lost", `
1 0 658800!
2 3600 5c819a00
4 7200 419a00!`, counts{3, 1, 0, 0, 1, 1, 2, 0, 2}},
	{"the first fragment is lost", `
1 0 658800!
3 3600 5c410000!
4 7200 419a00!`, counts{3, 1, 0, 0, 1, 1, 1, 0, 2}},
	{"the first of two slices is lost", `
1 0 658800!
3 3600 4142cd00!
4 7200 419a00!`, counts{3, 1, 0, 0, 1, 1, 2, 0, 2}},
	{"the first of two slices is lost, parameter sets before the second", `
1 0 419a00!
3 3600 67424e00
4 3600 654200!
5 7200 419a00!`, counts{3, 1, 0, 0, 1, 1, 2, 0, 2}},
	{"the clock goes back to the timestamp of a frame just before", `
1 0 658800!
2 3600 419a00!
3 7200 419a00!
4 3600 5c819a00
6 7200 419a00!`, counts{5, 1, 0, 0, 1, 1, 4, 0, 2}},
	{"the second slice arrives before the first, after parameter sets", `
1 0 67424e00
3 0 654200!
2 0 658800
4 3600 419a00!`, counts{2, 0, 0, 0, 1, 1, 1, 0, 0}},
	{"a lost picture that nobody refers to impairs none but itself", `
1 0 658800!
2 3600 1c819e00
4 3600 1c410000!
5 7200 419a00!`, counts{3, 1, 0, 0, 1, 1, 1, 1, 1}},
	{"a whole picture is lost, the next keyframe mends it", `
1 0 658800!
2 3600 419a00!
4 10800 419a00!
5 14400 658800!
6 18000 419a00!`, counts{5, 0, 0, 1, 2, 2, 3, 0, 1}},
	{"late and doubled packets", `
1 0 7c858800
3 0 7c450000!
2 0 7c050000
2 0 7c050000
5 3600 5c410000!
4 3600 5c819a00
6 7200 419a00!`, counts{3, 0, 0, 0, 1, 1, 2, 0, 0}},
	{"begins and ends amid pictures", `
1 0 5c410000!
2 3600 658800!
3 7200 5c819a00`, counts{3, 0, 2, 0, 1, 1, 1, 0, 0}},
	{"an I picture with a recovery point", `
1 0 0606010480
2 0 619a00
3 0 6142cd00!
4 3600 0606010480
5 3600 618880!
6 7200 419a00!`, counts{3, 0, 0, 0, 1, 1, 2, 0, 0}},
	{"parameter sets under a timestamp of their own", `
1 0 67424e00
2 0 6842ce00!
3 3600 658800!
4 7200 419a00!`, counts{2, 0, 0, 0, 1, 1, 1, 0, 0}},
	{"B pictures sent after the picture shown later, one lost", `
1 0 658800!
2 10800 419a00!
3 3600 019e00!
5 21600 419a00!
6 14400 019e00!
7 18000 019e00!`, counts{6, 0, 0, 1, 1, 1, 2, 3, 3}},
	{"the numbering begins anew", `
1 0 658800!
2 3600 419a00!
9000 900000 658800!
9001 903600 419a00!`, counts{4, 0, 0, 0, 2, 2, 2, 0, 0}},
}

func TestH264(t *testing.T) {
	for _, c := range h264Cases {
		if got := newFeed(t, "H264", 90000).lines(c.script).finish().counts(); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// What a stream looks like does not depend on where its numbers begin.
func TestNumbersWrap(t *testing.T) {
	for _, c := range h264Cases {
		for _, base := range []struct {
			seq uint16
			ts  uint32
		}{{65533, 0xffffffff}, {65535, 0xffffe3e1}, {0x7ffe, 0x7ffffff0}} {
			f := newFeed(t, "H264", 90000)
			f.shift = func(seq uint16, ts uint32) (uint16, uint32) { return seq + base.seq, ts + base.ts }
			if got := f.lines(c.script).finish().counts(); got != c.want {
				t.Errorf("%s from %d, %d: %+v, want %+v", c.name, base.seq, base.ts, got, c.want)
			}
		}
	}
}

func TestMarkers(t *testing.T) {
	s := newFeed(t, "H264", 90000).lines(`
1 0 658800!
2 3600 419a00
3 7200 419a00
4 7200 4142cd00!
5 10800 5c819a00!
6 10800 5c410000!
7 14400 419a00!
8 14400 419a00!
9 18000 419a00!`).finish()
	v := s.Video
	if s.Count != 7 || s.Damaged != 0 || v.MarkersMissing != 1 || v.MarkersEarly != 1 || v.SameTimestamp != 1 || v.Markers != 7 {
		t.Errorf("%d units, %d damaged, %d without marker, %d markers early, %d of the same timestamp, %d markers",
			s.Count, s.Damaged, v.MarkersMissing, v.MarkersEarly, v.SameTimestamp, v.Markers)
	}
	if v.Single != 7 || v.Fragments != 2 || v.Slices != 8 || v.MaxSlices != 2 {
		t.Errorf("%d single, %d fragments, %d slices, at most %d", v.Single, v.Fragments, v.Slices, v.MaxSlices)
	}
}

// Sizes, rate and keyframe intervals of 61 pictures of 25 a second, a keyframe every 20.
func TestMeasures(t *testing.T) {
	f := newFeed(t, "H264", 90000)
	for i := range 61 {
		b := make([]byte, 100+i)
		b[0], b[1] = 0x41, 0x9a
		if i%20 == 0 {
			b[0], b[1] = 0x65, 0x88
		}
		f.packet(uint16(i), uint32(3600*i), true, int64(40*i), b)
	}
	s := f.finish()
	v := s.Video
	if s.MinBytes != 100 || s.MaxBytes != 160 || s.MeanBytes != 130 || v.KeyMean != 130 {
		t.Errorf("sizes %d %v %d, keyframes %v", s.MinBytes, s.MeanBytes, s.MaxBytes, v.KeyMean)
	}
	if *v.Keyframes != 4 || v.MaxGOP != 20 || v.MeanGOP != 20 || v.MaxGOPTicks != 72000 || v.MeanTicks != 72000 {
		t.Errorf("%d keyframes, every %v, at most %d, %v ticks", *v.Keyframes, v.MeanGOP, v.MaxGOP, v.MaxGOPTicks)
	}
	if v.OpenGOP != 1 || v.OpenTicks != 0 {
		t.Errorf("%d frames and %d ticks after the last keyframe, which is the last frame", v.OpenGOP, v.OpenTicks)
	}
	if v.UsualStep != 3600 || v.Steps != 60 || v.Span != 216000 {
		t.Errorf("step %v, %d of them in %d ticks", v.UsualStep, v.Steps, v.Span)
	}
	if v.First.Frame != 1 || v.FirstWhole.End != 0 || len(v.KeyframeList) != 4 {
		t.Errorf("%+v", v.KeyframeList)
	}
}

// Pictures that never came count to the way from one keyframe to the next, before and after the usual step is known,
// and those of which a part came count once.
func TestKeyframesOverLoss(t *testing.T) {
	for _, gop := range []int{10, 50} {
		f := newFeed(t, "H264", 90000)
		for i := range 201 {
			if i%gop == 3 || i%gop == 5 || i%gop == 6 {
				continue // a whole picture each
			}
			key := i%gop == 0
			first, last := []byte{0x5c, 0x81, 0x9a, 0}, []byte{0x5c, 0x41, 0, 0}
			if key {
				first, last = []byte{0x7c, 0x85, 0x88, 0}, []byte{0x7c, 0x45, 0, 0}
			}
			f.packet(uint16(2*i), uint32(3600*i), false, int64(40*i), first)
			if i%gop != 8 {
				f.packet(uint16(2*i+1), uint32(3600*i), true, int64(40*i), last)
			}
		}
		v := f.finish().Video
		if *v.Keyframes != int64(200/gop+1) || v.MaxGOP != int64(gop) || v.MeanGOP != float64(gop) || v.MeanTicks != float64(3600*gop) {
			t.Errorf("%d keyframes, every %v, at most %d, %v ticks; want every %d", *v.Keyframes, v.MeanGOP, v.MaxGOP, v.MeanTicks, gop)
		}
		for _, k := range v.KeyframeList[1:] {
			if k.Frames != int64(gop) || k.Ticks != int64(3600*gop) {
				t.Errorf("frame %d: %d pictures, %d ticks after the keyframe before", k.Frame, k.Frames, k.Ticks)
			}
		}
	}
}

// A pause is the time from one whole picture to the next.
func TestPauses(t *testing.T) {
	f := newFeed(t, "H264", 90000)
	key, p, half := []byte{0x65, 0x88, 0}, []byte{0x41, 0x9a, 0}, []byte{0x5c, 0x41, 0}
	f.packet(1, 0, true, 0, key)
	f.packet(2, 3600, true, 40, p)
	f.packet(4, 7200, true, 80, half)
	f.packet(6, 10800, true, 120, half)
	f.packet(7, 180000, true, 1640, p)
	f.packet(8, 183600, true, 1680, p)
	got := f.finish().Video.Pauses
	if len(got) != 1 || got[0] != (Pause{From: 40e6, To: 1640e6, FromFrame: 2, ToFrame: 5, Damaged: 2}) {
		t.Errorf("%+v", got)
	}
}

// model is a stream of pictures in packets, some of them lost, and what is known of it without looking at a
// payload: a picture is damaged when some of its packets are lost and missing when all are.
func TestAgainstModel(t *testing.T) {
	for seed := range uint64(300) {
		g := rand.New(rand.NewPCG(seed, 7))
		f := newFeed(t, "H264", 90000)
		type packet struct {
			seq     uint16
			ts      uint32
			marker  bool
			payload []byte
		}
		var sent []packet
		seq, ts := uint16(g.Uint32()), g.Uint32()
		want := counts{}
		for i := range 200 {
			n := 1 + g.IntN(6)
			lost := 0
			mend := i < 3 || i >= 197 || i == 40 // both ends are whole, and the usual step is known
			for j := range n {
				b := []byte{0x5c, 0x01, 0, 0}
				if j == 0 {
					b = []byte{0x5c, 0x81, 0x9a, 0}
				}
				if j == n-1 {
					b[1] |= 0x40
				}
				if !mend && g.IntN(25) == 0 {
					lost++
				} else {
					sent = append(sent, packet{seq, ts, j == n-1, b})
				}
				seq++
			}
			switch lost {
			case 0:
				want.count++
			case n:
				want.missing++
			default:
				want.count++
				want.damaged++
			}
			ts += 3000
		}
		for i := 0; i+1 < len(sent); i++ { // some packets are overtaken by the next
			if g.IntN(10) == 0 {
				sent[i], sent[i+1] = sent[i+1], sent[i]
				i++
			}
		}
		for i, p := range sent {
			f.packet(p.seq, p.ts, p.marker, int64(i), p.payload)
		}
		s := f.finish()
		if got := s.counts(); got.count != want.count || got.damaged != want.damaged || got.missing != want.missing || got.cut != 0 {
			t.Errorf("seed %d: %d pictures, %d damaged, %d missing, %d cut; want %d, %d, %d", seed, got.count, got.damaged, got.missing, got.cut, want.count, want.damaged, want.missing)
		}
	}
}

// FuzzUnits gives hostile payloads, numbers and timestamps to the trackers of all codecs.
func FuzzUnits(f *testing.F) {
	names := []string{
		"H264", "H265", "VP8", "VP9", "AV1", "MP4V-ES", "MPV", "H263", "H263-1998", "H261", "JPEG", "RAW", "THEORA", "SMPTE336M", "VND.ONVIF.METADATA",
		"MPEG4-GENERIC", "MP4A-LATM", "MPA", "AC3", "EAC3", "OPUS", "PCMU", "L16", "G722", "G723", "G726-32", "G729", "AMR", "AMR-WB", "DVI4", "GSM", "VORBIS", "SPEEX", "MP2T", "TELEPHONE-EVENT", "ILBC",
	}
	for i := range names {
		f.Add(uint8(i), []byte("\x05\x00\x01\x00\x00\x67\x42\x4e\x00\x06\x03\x01\x0e\x10\x65\x88\x00\x00\x00"))
	}
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		name := names[int(which)%len(names)]
		x := newFeed(t, name, 90000, "mode", "AAC-hbr", "config", "1190", "packetization-mode", fmt.Sprint(which>>6))
		if name == "MP4A-LATM" {
			x.format.Fmtp[1].Value = ""
		}
		seq, ts, at := uint16(0), uint32(0), int64(0)
		for len(data) > 5 {
			seq += uint16(int8(data[1]))
			ts += uint32(int8(data[2])) * 900
			at += int64(data[3])
			n := min(int(data[0]), len(data)-5)
			x.packet(seq, ts, data[4]&1 != 0, at, data[5:5+n])
			data = data[5+n:]
		}
		for _, r := range x.units.Finish() {
			if r.Count < 0 || r.Damaged > r.Count || r.Missing != nil && *r.Missing < 0 {
				t.Errorf("%s: %+v", name, r.Summary)
			}
			if v := r.Video; v != nil && (v.I+v.P+v.B > r.Count || v.Keyframes != nil && *v.Keyframes > r.Count || v.Impaired > r.Count) {
				t.Errorf("%s: %+v", name, v)
			}
		}
	})
}

// A packet costs a few nanoseconds and no memory.
func BenchmarkUnits(b *testing.B) {
	payload := make([]byte, 1200)
	payload[0], payload[1] = 0x5c, 0x01
	for _, name := range []string{"H264", "H265", "VP8", "PCMU", "MPEG4-GENERIC"} {
		b.Run(name, func(b *testing.B) {
			f := newFeed(b, name, 90000, "mode", "AAC-hbr", "config", "1190")
			binary.BigEndian.PutUint16(payload, 0x5c01)
			if name == "MPEG4-GENERIC" {
				binary.BigEndian.PutUint32(payload, 16<<16|1196<<3)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				f.packet(uint16(i), uint32(i/20*3600), i%20 == 19, int64(i), payload)
			}
		})
	}
}
