package container

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"rtspect/codec"
)

// testFilm is made-up samples: pictures with reordering, a gap and keyframes, and sound beside them.
type testFilm struct {
	tracks  []Track
	data    [][]byte // of each track, one sample after another
	samples []Sample // in the order of DTS
}

// order walks through samples.
type order struct{ list []Sample }

func (o *order) Next() (s Sample, ok bool) {
	if len(o.list) == 0 {
		return s, false
	}
	s, o.list = o.list[0], o.list[1:]
	return s, true
}

func (f *testFilm) walk() Samples { return &order{f.samples} }

// written is the file, and how far the data of each track were copied.
type written struct {
	bytes.Buffer
	film *testFilm
	at   []int
}

func (w *written) Write(b []byte) { w.Buffer.Write(b) }

func (w *written) Copy(track, n int) {
	w.Buffer.Write(w.film.data[track][w.at[track] : w.at[track]+n])
	w.at[track] += n
}

// output checks that everything was copied once.
func (f *testFilm) output(t *testing.T, write func(Output, func() Samples)) []byte {
	t.Helper()
	w := &written{film: f, at: make([]int, len(f.tracks))}
	write(w, f.walk)
	for i, n := range w.at {
		if n != len(f.data[i]) {
			t.Errorf("track %d: %d of %d bytes were copied", i, n, len(f.data[i]))
		}
	}
	return w.Bytes()
}

// add makes a sample; its bytes say which it is.
func (f *testFilm) add(track int, pts, dts, duration int64, size int, key bool) {
	f.samples = append(f.samples, Sample{Track: track, PTS: pts, DTS: dts, Duration: duration, Size: size, Key: key})
	b := bytes.Repeat([]byte{byte(len(f.samples)*7 + track)}, size)
	copy(b, fmt.Sprintf("%d/%d", track, pts))
	f.data[track] = append(f.data[track], b...)
	t := &f.tracks[track]
	t.Samples++
	t.End = max(t.End, pts+duration)
}

// newFilm makes pictures at 25 a second, every 30th a keyframe, in the order I P B B, with three seconds of
// nothing after the 100th; and frames of sound of 1024 samples at 48 kHz, beginning 5 ms later.
func newFilm() *testFilm {
	f := &testFilm{tracks: []Track{
		{Coding: codec.Of("H264").Coding, Video: true, Timescale: 90000, Width: 320, Height: 240, Private: []byte{1, 66, 0, 30, 0xff, 0xe1, 0, 2, 0x67, 0x42, 1, 0, 1, 0x68}},
		{Coding: codec.Of("MPEG4-GENERIC").Coding, Timescale: 48000, SampleRate: 48000, Channels: 2, Private: []byte{0x11, 0x90}},
	}, data: make([][]byte, 2)}
	shown := [3]int64{2, 0, 1} // of each three pictures, after the first
	sound := int64(240)
	for i := range int64(200) {
		gap := int64(0)
		if i >= 100 {
			gap = 3 * 90000
		}
		place := i
		if i > 0 {
			place = (i-1)/3*3 + shown[(i-1)%3] + 1
		}
		dts := 3600*i + gap
		for ; float64(sound)/48000 < float64(dts)/90000; sound += 1024 {
			f.add(1, sound, sound, 1024, 200+int(sound%97), true)
		}
		duration := int64(3600)
		if i == 99 {
			duration += 3 * 90000
		}
		f.add(0, 3600*(place+2)+gap, dts, duration, 1500+int(i*37%4000), i%30 == 0)
	}
	return f
}

// found is a sample that a parser found in a file.
type found struct {
	track    int
	pts, dts float64 // seconds
	key      bool
	data     []byte
}

// compare finds the film in what a parser found, track by track.
func (f *testFilm) compare(t *testing.T, got []found, tolerance, shift float64, dts bool) {
	t.Helper()
	at := make([]int, len(f.tracks))
	next := map[int][]found{}
	for _, g := range got {
		next[g.track] = append(next[g.track], g)
	}
	for i, s := range f.samples {
		if len(next[s.Track]) == 0 {
			t.Fatalf("sample %d is not there", i)
		}
		g := next[s.Track][0]
		next[s.Track] = next[s.Track][1:]
		scale := float64(f.tracks[s.Track].Timescale)
		if want := float64(s.PTS)/scale + shift; math.Abs(g.pts-want) > tolerance {
			t.Fatalf("sample %d is shown at %f, want %f", i, g.pts, want)
		}
		if want := float64(s.DTS)/scale + shift; dts && math.Abs(g.dts-want) > tolerance {
			t.Fatalf("sample %d is decoded at %f, want %f", i, g.dts, want)
		}
		if g.key != s.Key && f.tracks[s.Track].Video {
			t.Fatalf("sample %d: keyframe %v", i, g.key)
		}
		want := f.data[s.Track][at[s.Track] : at[s.Track]+s.Size]
		at[s.Track] += s.Size
		if !bytes.Equal(g.data, want) {
			t.Fatalf("sample %d: %.20q, want %.20q", i, g.data, want)
		}
	}
	for track, rest := range next {
		if len(rest) > 0 {
			t.Errorf("%d more samples of track %d", len(rest), track)
		}
	}
}

func TestMatroska(t *testing.T) {
	f := newFilm()
	m := Matroska{Tracks: f.tracks, Program: "test", Start: 1_700_000_000_000_000_000}
	p := parseMatroska(t, f.output(t, m.Write))
	f.compare(t, p.samples, 50.1e-6, 0, false)
	if d := float64(f.tracks[0].End) / 90000; math.Abs(p.duration-d) > 1e-4 {
		t.Errorf("%f s long, want %f", p.duration, d)
	}
	if p.cues < 7 {
		t.Errorf("%d entries of the index", p.cues)
	}
}

func TestMP4(t *testing.T) {
	f := newFilm()
	m := MP4{Tracks: f.tracks, Shift: []int64{7200, 3840}}
	p := parseMP4(t, f.output(t, m.Write))
	f.compare(t, p.samples, 0, 0, true)
	if want := int64(float64(f.tracks[0].End-7200)/90+0.5) * 1; p.duration != want {
		t.Errorf("%d ms long, want %d", p.duration, want)
	}
	if p.fragments < 3 || p.fragments > 8 || p.indexed != p.fragments {
		t.Errorf("%d fragments, %d in the index", p.fragments, p.indexed)
	}
	if fmt.Sprint(p.edits) != "[7200 3840]" {
		t.Errorf("edits: %d", p.edits)
	}
}

func TestTS(t *testing.T) {
	f := newFilm()
	m := TS{Tracks: f.tracks}
	p := parseTS(t, f.output(t, m.Write))
	f.compare(t, p.samples, 12e-6, 1, true)
	if fmt.Sprint(p.types) != "[27 15]" {
		t.Errorf("stream types: %d", p.types)
	}
	if p.longest > 0.11 { // 40 ms and a frame, where anything is written
		t.Errorf("%f s between two clock references", p.longest)
	}
}

// TestMuxAnything lets each container write random samples and finds them again.
func TestMuxAnything(t *testing.T) {
	for seed := range uint64(60) {
		f := randomFilm(rand.New(rand.NewPCG(seed, 1)))
		mkv := Matroska{Tracks: f.tracks}
		f.compare(t, parseMatroska(t, f.output(t, mkv.Write)).samples, 50.1e-6, 0, false)
		mp4 := MP4{Tracks: f.tracks, Shift: make([]int64, len(f.tracks))}
		f.compare(t, parseMP4(t, f.output(t, mp4.Write)).samples, 0, 0, true)
		if len(f.tracks) > MaxTSTracks {
			continue
		}
		ts := TS{Tracks: f.tracks}
		f.compare(t, parseTS(t, f.output(t, ts.Write)).samples, 12e-6, 1, true)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// randomFilm makes samples of any number, size and time that a Sample may have.
func randomFilm(r *rand.Rand) *testFilm {
	f := &testFilm{}
	type clock struct{ dts int64 }
	var clocks []clock
	for range 1 + r.IntN(4) {
		tr := Track{Coding: codec.Of("H264").Coding, Video: true, Timescale: []int{90000, 1000, 25}[r.IntN(3)], Width: 16, Height: 16, Private: []byte{1}}
		if r.IntN(2) == 0 {
			tr = Track{Coding: codec.Of("MPEG4-GENERIC").Coding, Timescale: []int{48000, 44100, 8000}[r.IntN(3)], SampleRate: 48000, Channels: 1, Private: []byte{1, 2}}
		}
		f.tracks = append(f.tracks, tr)
		f.data = append(f.data, nil)
		clocks = append(clocks, clock{int64(r.IntN(1000))})
	}
	for range r.IntN(300) {
		best := 0
		for i := range clocks {
			if seconds(clocks[i].dts, f.tracks[i].Timescale) < seconds(clocks[best].dts, f.tracks[best].Timescale) {
				best = i
			}
		}
		second := int64(f.tracks[best].Timescale)
		duration := 1 + r.Int64N(second/5)
		if r.IntN(50) == 0 {
			duration += r.Int64N(100 * second)
		}
		size := 1 + r.IntN(400)
		if r.IntN(40) == 0 {
			size = 1 + r.IntN(100000)
		}
		delay := int64(0)
		if f.tracks[best].Video {
			delay = r.Int64N(int64(f.tracks[best].Timescale))
		}
		f.add(best, clocks[best].dts+delay, clocks[best].dts, duration, size, r.IntN(10) == 0)
		clocks[best].dts += duration
	}
	return f
}

func TestRefusal(t *testing.T) {
	for _, x := range []struct {
		format, encoding string
		refused          bool
	}{{"ts", "VP8", true}, {"ts", "PCMU", true}, {"mp4", "VORBIS", true}, {"mkv", "VORBIS", false}, {"mp4", "H264", false}, {"ts", "H264", false}} {
		if why := Refusal(x.format, &codec.Of(x.encoding).Coding); (why != "") != x.refused {
			t.Errorf("%s in %s: %q", x.encoding, x.format, why)
		}
	}
}
