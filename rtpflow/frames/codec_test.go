package frames

import (
	"testing"
)

// codecCases are payloads by hand, after the figures of the payload formats, two pictures or more each.
var codecCases = []struct {
	name, encoding string
	params         []string
	script         string
	want           counts
	width, height  int
}{
	// H.265: 26 01 is IDR_W_RADL, 02 01 TRAIL_R, 00 01 TRAIL_N; b0 is first slice 1, no_output 0, pps_id 1 (0), I 011;
	// d0: first 1, pps 1, slice type 010 (P); e0: first 1, pps 1, type 1 (B).
	{"H.265 with an aggregation and fragments", "H265", nil, `
1 0 6001000440010c010004420101010000
2 0 628193ac0000
3 0 62011300
4 0 62415300!
5 3600 0201d00000!
6 7200 0001e00000!`, counts{3, 0, 0, 0, 1, 1, 1, 1, 0}, 0, 0},
	{"H.265, the second slice of a picture without the first", "H265", nil, `
1 0 2601ac0000!
3 3600 0201500000!
4 7200 0201d00000!`, counts{3, 1, 0, 0, 1, 1, 1, 0, 2}, 0, 0},
	{"VP8", "VP8", nil, `
1 0 101002009d012a4001f000
2 0 00aabbcc!
3 3000 1011000000!
5 6000 00aabb!
6 9000 1011000000!`, counts{4, 1, 0, 0, 1, 1, 2, 0, 2}, 320, 240},
	{"VP9", "VP9", nil, `
1 0 8c01824983422013f00ef0
2 0 8401aabbcc!
3 3000 cc0286000000!`, counts{2, 0, 0, 0, 1, 1, 1, 0, 0}, 320, 240},
	{"MPEG-4 Visual: headers, I, P, B", "MP4V-ES", nil, `
1 0 000001b001000001b58913000001000000012000c48d8800cd0b04241443000001b3001007000001b61060
2 0 aabbcc!
3 3600 000001b65060!
4 7200 000001b69060!`, counts{3, 0, 0, 0, 1, 1, 1, 1, 0}, 352, 288},
	{"MPEG video: sequence header, I, P, B, slices", "MPV", nil, `
1 0 00003100000001b31601201300000000000001b8
2 0 0000190000000101aabb!
3 3600 0001120000000100aabb
4 3600 00011a0000000101aabb!
5 7200 0002130000000100aabb!`, counts{3, 0, 0, 0, 1, 1, 1, 1, 0}, 352, 288},
	{"H.263, RFC 2190", "H263", nil, `
1 0 0040000000008002aabb
2 0 00400000aabbcc!
3 3000 0050000000008402aabb!`, counts{2, 0, 0, 0, 1, 1, 1, 0, 0}, 176, 144},
	{"H.263, RFC 4629", "H263-1998", nil, `
1 0 040080020800
2 0 0000aabbcc!
3 3000 040080060a00!`, counts{2, 0, 0, 0, 1, 1, 1, 0, 0}, 176, 144},
	{"H.261", "H261", nil, `
1 0 000000000001000800
2 0 00000000aabbccdd!
3 3003 000000000001100800!`, counts{2, 0, 0, 0, -1, 0, 0, 0, 0}, 352, 288},
	{"JPEG, the beginning of one lost", "JPEG", nil, `
1 0 0000000001321e14aabb
2 0 0000000a01321e14cc!
4 3600 0000000a01321e14cc!
5 7200 0000000001321e14cc!`, counts{3, 1, 0, 0, 3, 0, 0, 0, 1}, 240, 160},
	{"uncompressed video", "RAW", []string{"width", "160", "height", "120"}, `
1 0 00000010000000000000
2 0 00000010000100000000!
3 3600 00000010000000000000
4 3600 00000010000100000000!`, counts{2, 0, 0, 0, 2, 0, 0, 0, 0}, 160, 120},
	{"Theora", "THEORA", nil, `
1 0 aabbcc11000480aabbcc
2 0 aabbcc01000400aabbcc
3 3600 aabbcc41000440aabb
4 3600 aabbccc10004aabbccdd
5 7200 aabbcc01000400aabbcc`, counts{3, 0, 0, 0, 2, 2, 1, 0, 0}, 0, 0},
}

func TestCodecs(t *testing.T) {
	for _, c := range codecCases {
		s := newFeed(t, c.encoding, 90000, c.params...).lines(c.script).finish()
		if got := s.counts(); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
		if v := s.Video.Parameters; c.width > 0 && (v.Width != c.width || v.Height != c.height) {
			t.Errorf("%s: %dx%d, want %dx%d", c.name, v.Width, v.Height, c.width, c.height)
		}
		if s.Video.MarkersMissing+s.Video.MarkersEarly != 0 {
			t.Errorf("%s: %d markers missing, %d early", c.name, s.Video.MarkersMissing, s.Video.MarkersEarly)
		}
	}
}

// AV1: the aggregation header is Z, Y, W (2), N. A sequence header OBU and a frame OBU, both with W = 2; then a
// frame whose OBU goes on in the next packet (Y, then Z).
func TestAV1(t *testing.T) {
	s := newFeed(t, "AV1", 90000).lines(`
1 0 280c0a0a000000043cffbcdaf900403000112233!
2 3000 503000112233
3 3000 90445566!
4 6000 103000112233!
6 9000 90445566!`).finish()
	got := s.counts()
	if want := (counts{4, 1, 0, 0, 1, 1, 0, 0, 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if v := s.Video.Parameters; v.Width != 320 || v.Height != 240 || v.Profile != "Main" {
		t.Errorf("%+v", v)
	}
}

// Parameter sets that change midway are told with their place; the same ones again are not.
func TestParameterChange(t *testing.T) {
	const small, large = "674d4014eca0a0fd80880000030008000003019078a14cb0", "677a0028bcd94078044fcb808800001f4800075300f8b16cb0"
	s := newFeed(t, "H264", 90000, "sprop-parameter-sets", "Z01AFOygoP2AiAAAAwAIAAADAZB4oUyw,aO+8gA==").lines(`
1 0 ` + small + `
2 0 658800!
3 3600 ` + small + `
4 3600 658800!
5 7200 ` + large + `
6 7200 658800!`).finish()
	v := s.Video
	if v.InBand != 3 || v.ParameterChanges != 1 || len(v.Changes) != 1 || v.Changes[0].Frame != 5 || v.Changes[0].From.Width != 320 || v.Changes[0].To.Width != 1920 {
		t.Errorf("%d in band, %+v", v.InBand, v.Changes)
	}
	if !v.HasDescribed || v.Described.Width != 320 || v.Parameters.Width != 1920 || v.FirstInBand != v.Described {
		t.Errorf("%+v", v)
	}
}

// Several payload types in one source: what is no media leaves no hole in what is.
func TestPayloadTypes(t *testing.T) {
	f := newFeed(t, "H264", 90000)
	for i := range 100 {
		p := []byte{0x41, 0x9a, 0}
		if i == 0 {
			p = []byte{0x65, 0x88, 0}
		}
		f.packet(uint16(2*i), uint32(3600*i), true, int64(40*i), p)
		f.typed(122, uint16(2*i+1), uint32(3600*i), false, int64(40*i), []byte{1, 2, 3}) // FEC, of unknown format
	}
	if got := f.finish().counts(); got != (counts{100, 0, 0, 0, 1, 1, 99, 0, 0}) {
		t.Errorf("%+v", got)
	}
}

// A format that is known late counts from the first packet, as long as few enough have passed.
func TestFormatKnownLate(t *testing.T) {
	for _, n := range []int{1, 30, maxWaiting, maxWaiting + 10} {
		f := newFeed(t, "", 90000)
		for i := range n {
			p := []byte{0x41, 0x9a, 0}
			if i%10 == 0 {
				p = []byte{0x65, 0x88, 0}
			}
			f.packet(uint16(i), uint32(3600*i), true, int64(40*i), p)
		}
		f.format.Encoding = "H264"
		f.units.Know(&f.format, trackerOf(&f.format))
		found := f.units.Finish()
		if n > maxWaiting {
			if !found[0].Late || found[0].Count != 0 {
				t.Errorf("%d packets: late %v, %d counted", n, found[0].Late, found[0].Count)
			}
			continue
		}
		want := int64(n)
		if n == 1 {
			want = 1
		}
		if found[0].Late || found[0].Count != want || *found[0].Video.Keyframes != (want+9)/10 {
			t.Errorf("%d packets: %d counted, %d keyframes, late %v", n, found[0].Count, *found[0].Video.Keyframes, found[0].Late)
		}
	}
}

// Losses and late packets among those that waited for their format count as others do.
func TestWaitingKeepsOrder(t *testing.T) {
	f := newFeed(t, "", 90000)
	for _, i := range []int{0, 1, 3, 2, 4, 6, 7} { // 2 is late, 5 lost: the second half of a picture
		p := []byte{0x41, 0x9a, 0}
		ts := uint32(3600 * i)
		switch i {
		case 0:
			p[0] = 0x65
			p[1] = 0x88
		case 4:
			p = []byte{0x5c, 0x81, 0x9a}
		}
		f.packet(uint16(i), ts, i != 4, int64(40*i), p)
	}
	f.format.Encoding = "H264"
	f.units.Know(&f.format, trackerOf(&f.format))
	if got := f.finish().counts(); got != (counts{7, 1, 0, 0, 1, 1, 6, 0, 3}) {
		t.Errorf("%+v", got)
	}
}

// Where the numbering begins anew, no interval between keyframes ends, and pictures of which the capture holds no
// byte have no type.
func TestRestartAndBlind(t *testing.T) {
	const script = `
1 0 658800!
2 3600 419a00!
9000 9000000 419a00!
9001 9003600 658800!
9002 9007200 419a00!
9003 9010800 658800!`
	v := newFeed(t, "H264", 90000).lines(script).finish().Video
	if *v.Keyframes != 3 || v.MaxGOP != 2 || v.MeanGOP != 2 || v.MaxGOPTicks != 7200 {
		t.Errorf("%d keyframes, at most %d apart, %v on average, %d ticks", *v.Keyframes, v.MaxGOP, v.MeanGOP, v.MaxGOPTicks)
	}
	f := newFeed(t, "H264", 90000)
	f.cut = 3
	s := f.lines(script).finish()
	if s.Count != 6 || s.Damaged != 0 || s.Video.Keyframes != nil || s.Video.Types {
		t.Errorf("%+v", s)
	}
}
