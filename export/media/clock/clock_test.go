package clock

import (
	"testing"

	"rtspect/capture"
	"rtspect/depacket"
	"rtspect/rtpflow"
	"rtspect/rtpflow/analyze"
)

// A unit has the time that the sender reports around it give, or the one in its own packet.
func TestWallClock(t *testing.T) {
	c, err := capture.Open("../../../testdata/captures/c01_gst_ffmpeg_udp.pcap")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	report, err := analyze.Analyze(c, analyze.Options{})
	if err != nil {
		t.Fatal(err)
	}
	st := report.Sessions[0].Media[0].Streams[0]
	w := NewWallClock(st)
	const second = 1_000_000_000
	for _, r := range st.RTCP.Reports {
		sent := int64(r.NTP>>32-2208988800)*second + int64(float64(uint32(r.NTP))/(1<<32)*second)
		for _, after := range []int32{0, 90000, -45000} {
			want := sent + int64(after)*second/90000
			got, ok := w.At(r.RTPTime+uint32(after), r.Time+int64(after)*second/90000)
			if !ok || got-want > 50_000 || got-want < -50_000 { // the reports differ by 3 µs
				t.Errorf("%d ticks after a report: %d, want %d", after, got, want)
			}
		}
	}
	none := NewWallClock(&rtpflow.Stream{})
	if _, ok := none.At(0, 0); ok {
		t.Error("a time without a report")
	}
	replay := func(stamp uint32, seconds byte) {
		none.Packet(&depacket.Packet{Time: 2e9 * 60, Timestamp: stamp, ExtensionProfile: 0xabac, Extension: []byte{0x83, 0xaa, 0x7e, 0x80 + seconds, 0x80, 0, 0, 0, 0, 0, 0, 0}})
	}
	replay(7, 1)
	replay(8, 2)
	for stamp, want := range map[uint32]int64{7: 1_500_000_000, 8: 2_500_000_000} {
		if got, ok := none.At(stamp, 0); !ok || got != want {
			t.Errorf("ONVIF replay: %d", got)
		}
	}
}

func TestTicks(t *testing.T) {
	start := uint32(0xffffff00)
	c := Ticks{Rate: 90000}
	at := func(stamp uint32, ms int64, restarted bool) int64 { return c.At(stamp, ms*1e6, restarted, false) }
	for i, x := range []struct{ got, want int64 }{
		{at(start, 1000, false), 0},
		{at(start+3600, 1040, false), 3600},        // over the wrap
		{at(start+1800, 1041, false), 1800},        // not in display order
		{at(start+900_000, 11000, false), 900_000}, // a gap stays
		{at(5, 11040, false), 903_600},             // the sender's clock restarts
		{at(3605, 11080, true), 907_200},
	} {
		if x.got != x.want {
			t.Errorf("%d: %d, want %d", i, x.got, x.want)
		}
	}
}

// TCP delays packets for any time: where none is missing, the timestamps count.
func TestTicksOverAStall(t *testing.T) {
	for _, c := range []struct {
		step  uint32
		whole bool
		want  int64
	}{
		{3600, true, 3600},
		{3600, false, 1_800_000},      // packets are missing: the time that passed
		{90_000_000, true, 1_800_000}, // no time that passed explains the timestamp
	} {
		ticks := Ticks{Rate: 90000}
		ticks.At(1000, 0, false, false)
		if got := ticks.At(1000+c.step, 20e9, false, c.whole); got != c.want {
			t.Errorf("a step of %d, whole %v: %d, want %d", c.step, c.whole, got, c.want)
		}
	}
}
