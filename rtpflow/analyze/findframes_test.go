package analyze_test

import (
	"slices"
	"strings"
	"testing"

	"rtspect/rtpflow"
)

// The SPS of these is Main, level 2, 320x240, 25 fps; largeSPS is High 4:2:2, level 4, 1920x1080.
const (
	smallSets = "sprop-parameter-sets=Z01AFOygoP2AiAAAAwAIAAADAZB4oUyw,aO+8gA=="
	smallSPS  = "\x67\x4d\x40\x14\xec\xa0\xa0\xfd\x80\x88\x00\x00\x03\x00\x08\x00\x00\x03\x01\x90\x78\xa1\x4c\xb0"
	largeSPS  = "\x67\x7a\x00\x28\xbc\xd9\x40\x78\x04\x4f\xcb\x80\x88\x00\x00\x1f\x48\x00\x07\x53\x00\xf8\xb1\x6c\xb0"
	idr       = "\x65\x88\x00\x00"
	inter     = "\x41\x9a\x00\x00"
	started   = "\x5c\x81\x9a\x00" // the first fragment of a slice
	ending    = "\x5c\x41\x00\x00" // and the last one
)

// picture is one packet of a generated stream: its payload, the number of packets lost before it, and its distance from the
// previous packet in ms.
type picture struct {
	payload string
	lost    int
	after   int64
}

// camera is a session with one video; each payload is a video frame at 25 fps, unless it is a fragment that the next packet continues.
func camera(t *testing.T, attributes string, list []picture) *rtpflow.Report {
	t.Helper()
	w := newWire(t)
	d := w.connect(hostC)
	d.describe("v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=x\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n" + attributes + "a=control:track0\r\n")
	d.setup(0, udpPorts(6000), serverPorts(5000), "A")
	d.play("")
	f := w.flow(hostS, 5000, hostC, 6000)
	p := rtp{pt: 96, seq: 7, ts: 99, ssrc: 5}
	for _, x := range list {
		if x.after == 0 {
			x.after = 40
		}
		w.wait(x.after * ms)
		p.seq += uint16(x.lost)
		p.marker = x.payload != started && x.payload != largeSPS && x.payload != smallSPS
		p.ts += uint32(x.after) * 90
		if x.payload == ending {
			p.ts -= uint32(x.after) * 90
		}
		f.send(append(p.bytes(), x.payload...))
		p.seq++
	}
	d.teardown()
	return w.report()
}

// repeat returns a keyframe and n video frames after it.
func repeat(n int) []picture {
	return append([]picture{{payload: idr}}, slices.Repeat([]picture{{payload: inter}}, n)...)
}

func TestFramesFindings(t *testing.T) {
	mode := "a=fmtp:96 packetization-mode=1;" + smallSets + "\r\n"
	cases := []struct {
		name, sdp string
		list      []picture
		code      string // "" for none
		says      string
	}{
		{"a healthy stream", mode + "a=framerate:25\r\n", repeat(60), "", ""},
		{"damaged by loss", mode, slices.Concat(repeat(40), []picture{{payload: ending, lost: 1}}, repeat(40)[1:]), "picture-damaged", "1 of 81 frames damaged; 41 (50.6 %) impaired"},
		{"a freeze: packets arrive, but no complete frame", mode, slices.Concat(repeat(40), slices.Repeat([]picture{{payload: ending, lost: 1, after: 500}}, 6), repeat(20)), "picture-freeze", "Video froze for 3.1 s before frame"},
		{"no keyframe at all", mode, slices.Repeat([]picture{{payload: inter}}, 300), "keyframe-missing", "None of 300 frames in 12.3 s"},
		{"the first keyframe is late", mode, slices.Concat(slices.Repeat([]picture{{payload: inter}}, 150), repeat(30)), "keyframe-late", "150 frames before it"},
		{"keyframes far apart", mode, slices.Concat(repeat(299), repeat(3)), "keyframe-interval", "up to 12 s (300 frames)"},
		{"no keyframe after the first", mode, repeat(300), "keyframe-interval", "No keyframe follows in the last 12 s of the stream (301 frames)"},
		{"no keyframe after two close together", mode, slices.Concat(repeat(2), repeat(300)), "keyframe-interval", "No keyframe follows in the last 12 s of the stream (301 frames)"},
		{"the size changes", "a=fmtp:96 packetization-mode=1\r\n", slices.Concat([]picture{{payload: smallSPS}}, repeat(30), []picture{{payload: largeSPS}}, repeat(30)), "resolution-change", "from Main@L2 320x240 with 25 fps to High 4:2:2@L4 1920x1080"},
		{"no parameter sets", "a=fmtp:96 packetization-mode=1\r\n", repeat(60), "parameter-sets-missing", "Neither the SDP nor the stream"},
		{"other parameter sets than described", mode, slices.Concat([]picture{{payload: largeSPS}}, repeat(60)), "parameter-sets-differ", "The SDP announces Main@L2 320x240"},
		{"no parameter sets in sprop", "a=fmtp:96 packetization-mode=1;sprop-parameter-sets=6RI0VniavA==,A3cB\r\n", slices.Concat([]picture{{payload: smallSPS}}, repeat(60)), "parameter-sets-invalid", "2 NAL units as parameter sets of H264 that are none"},
		{"sprop behind start codes", "a=fmtp:96 packetization-mode=1;sprop-parameter-sets=AAAAAWdNQBTZAUH7ARAAAAMAEAAAAwMg8UKkgA==,AAAAAWjrzLI=\r\n", repeat(60), "parameter-sets-invalid", "contain start codes"},
		{"the only fmtp has another payload type", "a=fmtp:62 packetization-mode=1;" + smallSets + "\r\n", repeat(60), "fmtp-payload-type", "payload type 96 (H264); its only one, for payload type 62, is used"},
		{"a profile beyond what was announced", "a=fmtp:96 packetization-mode=1;profile-level-id=42c01e;" + smallSets + "\r\n", repeat(60), "profile-mismatch", "The SDP announces Constrained Baseline@L3, the parameter sets Main@L2"},
		{"another frame rate", mode + "a=framerate:15\r\n", repeat(60), "frame-rate-mismatch", "announces 15 frames per second, the timestamps show 25"},
		{"fragments in single NAL unit mode", "a=fmtp:96 " + smallSets + "\r\n", slices.Concat(repeat(30), []picture{{payload: started}, {payload: ending}}), "packetization-mode-mismatch", "2 packets are aggregates or fragments"},
		{"NAL units joined by start codes", mode, slices.Concat(repeat(30), []picture{{payload: smallSPS + "\x00\x00\x00\x01" + idr}}, repeat(30)), "nal-byte-stream", "1 packet of H264 carries NAL units in Annex B form"},
		{"a marker bit too few", mode, slices.Concat(repeat(30), []picture{{payload: started}}, repeat(30)), "marker-faults", "1 of 63 access units"},
	}
	for _, c := range cases {
		r := camera(t, c.sdp, c.list)
		var got []string
		for _, f := range r.Sessions[0].Findings {
			if f.Code == c.code && !strings.Contains(f.Summary, c.says) {
				t.Errorf("%s: %q, want %q", c.name, f.Summary, c.says)
			}
			if f.Code != "rtp-loss" {
				got = append(got, f.Code)
			}
		}
		if c.code == "" && len(got) > 0 || c.code != "" && !slices.Contains(got, c.code) {
			t.Errorf("%s: findings %v, want %q", c.name, got, c.code)
		}
	}
}

// The frames of the series add up to those of the stream.
func TestSeriesOfFrames(t *testing.T) {
	for _, name := range []string{"c01_gst_ffmpeg_udp", "i01_loss1_udp", "i20_tcp_capture_gaps"} {
		for _, m := range analyzeFile(t, captureFile(name)).Sessions[0].Media {
			st, sum := m.Streams[0], int64(0)
			for i := range st.Series.Bins {
				sum += int64(st.Series.Bins[i].Frames)
			}
			if sum != st.Frames.Count {
				t.Errorf("%s, media %d: %d frames in the series, %d in all", name, m.Index, sum, st.Frames.Count)
			}
		}
	}
}

// The times from PLAY to the first packet, keyframe and complete frame are capture times.
func TestFirstVideoFrame(t *testing.T) {
	r := camera(t, "a=fmtp:96 packetization-mode=1;"+smallSets+"\r\n", slices.Concat(slices.Repeat([]picture{{payload: inter}}, 5), repeat(20)))
	s := r.Sessions[0]
	f := s.Media[0].Streams[0].Frames
	var asked int64
	for _, e := range s.Exchanges {
		if e.Method == "PLAY" {
			asked = e.RequestTime
		}
	}
	first := s.Media[0].Streams[0].Start - asked
	if *f.ToPacket != first || *f.ToKeyframe != first+5*41*ms || *f.ToWholeKeyframe != *f.ToKeyframe || f.Request != "PLAY" || f.Video.BeforeKeyframe != 5 {
		t.Errorf("%d, %d, %d ns after %s; %d frames before", *f.ToPacket, *f.ToKeyframe, *f.ToWholeKeyframe, f.Request, f.Video.BeforeKeyframe)
	}
	if !slices.ContainsFunc(s.Timeline, func(e rtpflow.Event) bool { return e.Kind == "keyframe" }) {
		t.Error("the timeline has no keyframe")
	}
}

// A seek ends a keyframe interval: of keyframes 0, 25, 40, 65 and 90 the second interval does not count where frame 40 is
// the first after a seek.
func TestKeyframesOverASeek(t *testing.T) {
	for _, seek := range []uint32{0, 90000 * 60} {
		w := newWire(t)
		w.playing(sdpOf("", h264+"a=fmtp:96 packetization-mode=1"), 1)
		f := w.flow(hostS, 5000, hostC, 6000)
		for i := range uint32(100) {
			p, payload := rtp{pt: 96, seq: uint16(i), ts: i * 3600, ssrc: 1, marker: true}, inter
			if i >= 40 {
				p.ts += seek
			}
			if i < 40 && i%25 == 0 || i >= 40 && (i-40)%25 == 0 {
				payload = idr
			}
			f.send(append(p.bytes(), payload...))
			w.wait(40 * ms)
		}
		x := w.report().Sessions[0].Media[0].Streams[0].Frames
		pictures, mean := 22.5, 0.9
		if seek != 0 {
			pictures, mean = 25, 1
		}
		if *x.Video.Keyframes != 5 || x.Video.MeanGOP != pictures || x.MeanKeyInterval == nil || *x.MeanKeyInterval != mean || *x.MaxKeyInterval != 1 || x.Video.MaxGOP != 25 {
			t.Errorf("seek by %d: %d keyframes, %v frames, intervals %v, %v", seek, *x.Video.Keyframes, x.Video.MeanGOP, x.MeanKeyInterval, x.MaxKeyInterval)
		}
	}
}
