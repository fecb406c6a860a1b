package frames

import (
	"strings"
	"testing"
)

// audioCases are packets by hand: how many frames they hold, and how long they are in ticks of the clock.
var audioCases = []struct {
	name, encoding string
	rate, channels int
	params         []string
	script         string
	count, ticks   int64
	usual          int64
	missing        int64
	sampleRate     int
	profile        string
}{
	{"PCMU of 20 ms", "PCMU", 8000, 1, nil, "1 0 " + strings.Repeat("ff", 160) + "!\n2 160 " + strings.Repeat("ff", 160), 2, 320, 160, 0, 8000, ""},
	{"G.722 clocks at half of its samples", "G722", 8000, 1, nil, "1 0 " + strings.Repeat("00", 160), 1, 160, 160, 0, 16000, ""},
	{"G.726 at 32 kbit/s", "G726-32", 8000, 1, nil, "1 0 " + strings.Repeat("00", 80), 1, 160, 160, 0, 8000, ""},
	{"G.726 at 24 kbit/s", "G726-24", 8000, 1, nil, "1 0 " + strings.Repeat("00", 60), 1, 160, 160, 0, 8000, ""},
	{"L16 in stereo", "L16", 44100, 2, nil, "1 0 " + strings.Repeat("00", 400), 1, 100, 100, 0, 44100, ""},
	{"L24 of 8 channels", "L24", 48000, 8, nil, "1 0 " + strings.Repeat("00", 1152), 1, 48, 48, 0, 48000, ""},
	{"G.729 with comfort noise", "G729", 8000, 1, nil, "1 0 " + strings.Repeat("00", 22), 3, 240, 240, 0, 8000, ""},
	{"G.723.1 of both rates and silence", "G723", 8000, 1, nil, "1 0 00" + strings.Repeat("00", 23) + "01" + strings.Repeat("00", 19) + "02000000", 3, 720, 720, 0, 8000, ""},
	{"GSM", "GSM", 8000, 1, nil, "1 0 d" + strings.Repeat("0", 65) + strings.Repeat("0", 66), 2, 320, 320, 0, 8000, ""},
	{"iLBC of 20 ms", "ILBC", 8000, 1, []string{"mode", "20"}, "1 0 " + strings.Repeat("00", 76), 2, 320, 320, 0, 8000, ""},
	{"AMR, octet aligned: two frames", "AMR", 8000, 1, []string{"octet-align", "1"}, "1 0 f0bc3c" + strings.Repeat("00", 62), 2, 320, 320, 0, 8000, ""},
	{"AMR-WB, bandwidth efficient: one frame", "AMR-WB", 16000, 1, nil, "1 0 f4400000000000", 1, 320, 320, 0, 16000, ""},
	{"Opus: one of 20 ms, lost, two of 20 ms in stereo", "OPUS", 48000, 2, nil, "1 0 7800\n3 1920 7d00", 2, 2880, 960, 1, 48000, ""},
	{
		"AAC, two in the first packet", "MPEG4-GENERIC", 48000, 2,
		[]string{"mode", "AAC-hbr", "config", "1190"},
		"1 0 002000180010aabbccddee!\n2 2048 00100010aabb!", 3, 3072, 2048, 0, 48000, "AAC LC",
	},
	{
		"AAC in fragments", "MPEG4-GENERIC", 48000, 2,
		[]string{"mode", "AAC-hbr", "config", "1190"},
		"1 0 00100020aabb\n2 0 00100020ccdd!\n3 1024 00100010aabb!", 2, 2048, 1024, 0, 48000, "AAC LC",
	},
	{
		"AAC, one lost", "MPEG4-GENERIC", 44100, 2,
		[]string{"mode", "AAC-hbr", "config", "1210"},
		"1 0 00100010aabb!\n3 2048 00100010aabb!\n4 3072 00100010aabb!", 3, 3072, 1024, 1, 44100, "AAC LC",
	},
	{
		"LATM, configured in the SDP", "MP4A-LATM", 48000, 2,
		[]string{"cpresent", "0", "config", "400023203fc0"},
		"1 0 02aabb!\n2 1024 04aa\n3 1024 bbccdd!", 2, 2048, 1024, 0, 48000, "AAC LC",
	},
	{
		"MPEG audio layer III: 144*64000/48000 = 192 bytes a frame", "MPA", 90000, 0, nil,
		"1 0 00000000fffb5440" + strings.Repeat("00", 188) + "fffb5440" + strings.Repeat("00", 188), 2, 4320, 4320, 0, 48000, "MPEG-1 layer 3",
	},
	{
		"AC-3: two frames, then one in fragments", "AC3", 48000, 2, nil,
		"1 0 00020b770000084030430000000000\n2 3072 01020b770000084030430000000000\n3 3072 0302aabb!", 3, 4608, 3072, 0, 48000, "",
	},
}

func TestAudio(t *testing.T) {
	for _, c := range audioCases {
		f := newFeed(t, c.encoding, c.rate, c.params...)
		f.format.Channels = c.channels
		s := f.lines(c.script).finish()
		a := s.Audio
		missing := int64(-1)
		if s.Missing != nil {
			missing = *s.Missing
		}
		if s.Count != c.count || a.Samples != c.ticks || a.UsualTicks != c.usual || missing != c.missing {
			t.Errorf("%s: %d frames of %d ticks, usually %d, %d missing; want %d, %d, %d, %d", c.name, s.Count, a.Samples, a.UsualTicks, missing, c.count, c.ticks, c.usual, c.missing)
		}
		if a.SampleRate != c.sampleRate || a.Profile != c.profile {
			t.Errorf("%s: %d Hz, %q; want %d, %q", c.name, a.SampleRate, a.Profile, c.sampleRate, c.profile)
		}
	}
}

// Silences are gaps in the timestamps; the marker bit stands after them (RFC 3551, 4.1).
func TestSilences(t *testing.T) {
	f := newFeed(t, "PCMA", 8000)
	b := make([]byte, 160)
	for i, p := range []struct {
		seq    uint16
		ts     uint32
		marker bool
	}{
		{1, 0, true}, {2, 160, false}, // a talkspurt
		{3, 8000, true}, {4, 8160, false}, // after 7680 ticks of silence
		{5, 16000, false},                   // after 7680 more, without marker
		{6, 16160, true},                    // a marker without silence
		{8, 16480, false}, {9, 24000, true}, // 7: lost, no silence; then 7360 ticks
		{10, 24100, false}, // before the end of the one before: 60 ticks, within half a packet
		{11, 24110, false}, // 150 ticks
	} {
		f.packet(p.seq, p.ts, p.marker, int64(20*i), b)
	}
	s := f.finish()
	a := s.Audio
	if a.Silences != 3 || a.Silent != 2*7680+7360 || a.Talkspurts != 2 || a.MarkersMissing != 1 || a.MarkersEarly != 1 || a.Overlaps != 1 {
		t.Errorf("%+v", a)
	}
	if *s.Missing != 1 {
		t.Errorf("%d missing", *s.Missing)
	}
}

// Gaps after most packets are no silences: LPC-10 as some phones send it, 4 frames of 7 bytes in 90 ms, under the
// payload type of another LPC with 14 bytes in 20 ms.
func TestNoSilences(t *testing.T) {
	f := newFeed(t, "LPC", 8000)
	for i := range 20 {
		f.packet(uint16(i+1), uint32(720*i), i == 0, int64(90*i), make([]byte, 28))
	}
	if a := f.finish().Audio; a.Silences+a.Silent+a.MarkersMissing != 0 || len(a.MarkerFrames) != 0 || a.Packets != 20 {
		t.Errorf("%+v", a)
	}
}

// A packet that comes late fills the hole that it left.
func TestAudioLate(t *testing.T) {
	f := newFeed(t, "PCMA", 8000)
	for _, i := range []int{1, 2, 4, 5, 3, 6, 8, 9} { // 3 is late, 7 lost
		f.packet(uint16(i), uint32(160*i), i == 1, int64(20*i), make([]byte, 160))
	}
	if s := f.finish(); s.Count != 8 || *s.Missing != 1 || s.Audio.Silences != 0 {
		t.Errorf("%d frames, %d missing, %d silences", s.Count, *s.Missing, s.Audio.Silences)
	}
}

// Events as a telephone sends them: all packets of one with its timestamp, the last three with the end bit.
func TestEvents(t *testing.T) {
	s := newFeed(t, "TELEPHONE-EVENT", 8000).lines(`
1 800 050a00a0!
2 800 050a0140
3 800 058a01e0
4 800 058a01e0
5 800 058a01e0
6 4000 0b0a00a0!
7 4000 0b8a0320`).finish()
	if s.Count != 2 || len(s.Events) != 2 {
		t.Fatalf("%+v", s.Events)
	}
	five, hash := s.Events[0], s.Events[1]
	if five.Event != 5 || five.Ticks != 480 || five.Volume != 10 || !five.Ended || five.Frame != 1 || EventName(5) != "5" {
		t.Errorf("%+v", five)
	}
	if hash.Event != 11 || hash.Ticks != 800 || EventName(11) != "#" || EventName(200) != "" {
		t.Errorf("%+v", hash)
	}
}
