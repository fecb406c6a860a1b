package analyze_test

import (
	"slices"
	"testing"

	"rtspect/rtpflow"
)

func eventKinds(s *rtpflow.Session) (list []string) {
	for _, e := range s.Timeline {
		list = append(list, e.Kind)
	}
	return list
}

// The timeline lists requests, responses, streams and losses in the order of their frames.
func TestTimeline(t *testing.T) {
	w := newWire(t)
	d := w.watch()
	f, v := w.flow(hostS, 5000, hostC, 6000), video(1, 0)
	f.stream(v, 5)
	v.skip(3)
	f.stream(v, 5)
	f.next().send(join(sr(1), bye(1, "")))
	d.teardown()
	d.close(fromServer)
	s := w.report().Sessions[0]
	rest := eventKinds(s)
	for _, want := range []string{"request", "response", "request", "response", "request", "response", "rtp-start", "loss", "rtp-end", "rtcp-bye", "request", "response", "close"} {
		i := slices.Index(rest, want)
		if i < 0 {
			t.Fatalf("no %s where it should be in %q", want, eventKinds(s))
		}
		rest = rest[i+1:]
	}
	if !slices.IsSortedFunc(s.Timeline, func(a, b rtpflow.Event) int { return int(a.Frame - b.Frame) }) {
		t.Errorf("not in order: %+v", s.Timeline)
	}
	for _, e := range s.Timeline {
		if e.Kind == "loss" && (e.Media == nil || *e.Media != 0 || e.Time == 0 || e.Frame == 0) {
			t.Errorf("%+v", e)
		}
	}
}

// Captures of two interfaces are joined by time: the first event comes first, whichever file it is in.
func TestTimelineOfTwoFiles(t *testing.T) {
	w := newWire(t)
	d := w.watch()
	w.file = 1
	w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
	w.file = 0
	d.teardown()
	s := w.report().Sessions[0]
	for i := 1; i < len(s.Timeline); i++ {
		if s.Timeline[i].Time < s.Timeline[i-1].Time {
			t.Errorf("%s at %d after %s at %d", s.Timeline[i].Kind, s.Timeline[i].Time, s.Timeline[i-1].Kind, s.Timeline[i-1].Time)
		}
	}
}

// With requests on one interface and responses on the other, sessions and closing are ordered by time.
func TestOrderOfTwoFiles(t *testing.T) {
	w := newWire(t)
	w.file = 1
	first := w.watch()
	first.fin(fromServer)
	w.file = 0
	first.fin(fromClient)
	second := w.connect(hostD)
	second.describe(twoMedia)
	r := w.report()
	if got, want := story(r), "s1 A c1 play server-close: DESCRIBE 200, SETUP 200, PLAY 200\ns2 - c2 none capture-end: DESCRIBE 200"; got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// However many requests there are, the timeline contains the media.
func TestTimelineKeepsMedia(t *testing.T) {
	w := newWire(t)
	d := w.watch()
	w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 5)
	for range 2100 {
		d.options()
	}
	if s := w.report().Sessions[0]; !slices.Contains(eventKinds(s), "rtp-start") {
		t.Errorf("%d events, none of the stream", len(s.Timeline))
	}
}

// A capture clock that steps back causes no negative durations, and no stream disappears.
func TestClockStepsBack(t *testing.T) {
	w := newWire(t)
	d := w.watch()
	f, v := w.flow(hostS, 5000, hostC, 6000), video(1, 0)
	step := func() {
		f.stream(v, 5)
		f.next().send(sr(1))
		f.send([]byte("neither RTP nor RTCP"))
		d.options()
	}
	step()
	w.wait(-60 * second)
	step()
	d.teardown()
	r := w.report()
	invariants(t, r)
	s := r.Sessions[0]
	if got, want := placed(r), "s1.0 down S:5000>C:6000 1 x10\ns1.0 rtcp down S:5001>C:6001 SR 2"; got != want {
		t.Errorf("found:\n%s\nwant:\n%s", got, want)
	}
	st := s.Media[0].Streams[0]
	if st.Start > st.End || st.Delta != nil && st.Delta.Mean < 0 || st.Lost != 0 || st.Bitrate != nil && *st.Bitrate < 0 {
		t.Errorf("%+v", st)
	}
	for what, span := range map[string]int64{
		"session": s.End - s.Start, "connection": r.Connections[0].End - r.Connections[0].Start, "stream": st.End - st.Start,
	} {
		if span < 0 {
			t.Errorf("the %s ends %d ns before it starts", what, -span)
		}
	}
}

// The same applies to RTCP and to data other than RTP.
func TestClockStepsBackInRTCP(t *testing.T) {
	w := newWire(t)
	w.watch()
	f := w.flow(hostS, 5000, hostC, 6000)
	for range 2 {
		f.next().send(sr(1))
		f.send([]byte("neither RTP nor RTCP"))
		w.wait(-60 * second)
	}
	m := w.report().Sessions[0].Media[0]
	if x := m.RTCP[0]; x.End < x.Start {
		t.Errorf("RTCP ends %d ns before it starts", x.Start-x.End)
	}
	if m.Raw == nil || m.Raw.End < m.Raw.Start {
		t.Errorf("%+v", m.Raw)
	}
}
