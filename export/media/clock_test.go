package media

import (
	"testing"

	"rtspect/export/media/depacket"
)

func TestNTPTime(t *testing.T) {
	for ntp, want := range map[uint64]int64{
		ntpEpoch << 32:           0,
		(ntpEpoch+1)<<32 | 1<<31: 1_500_000_000,
		1<<32 | 0:                (1<<32 + 1 - ntpEpoch) * 1e9, // 2036
		(ntpEpoch+1_700_000_000)<<32 | 0xffffffff: 1_700_000_000_999_999_999,
	} {
		if got := ntpTime(ntp); got != want {
			t.Errorf("%x: %d, want %d", ntp, got, want)
		}
	}
}

func TestWallClock(t *testing.T) {
	start := uint32(0xffffff00)
	w := wallClock{rate: 90000, reports: []senderReport{{100, 1e9, 0xffffff00}, {200, 5e9, 1000}}}
	for _, x := range []struct {
		arrival int64
		stamp   uint32
		want    int64
	}{
		{50, 0xffffff00, 1e9},
		{150, start + 90000, 2e9}, // over the wrap
		{250, start + 256 + 1000 - 45000, 45e8},
	} {
		if got, ok := w.at(&depacket.Unit{Time: x.arrival, Timestamp: x.stamp}); !ok || got != x.want {
			t.Errorf("%d at %d: %d", x.stamp, x.arrival, got)
		}
	}
	var none wallClock
	if _, ok := none.at(&depacket.Unit{}); ok {
		t.Error("a time without a report")
	}
	none.packet(&depacket.Packet{Timestamp: 7, ExtensionProfile: 0xabac, Extension: append([]byte{0x83, 0xaa, 0x7e, 0x81, 0x80, 0, 0, 0}, make([]byte, 4)...)})
	if got, ok := none.at(&depacket.Unit{Timestamp: 7}); !ok || got != 1_500_000_000 {
		t.Errorf("ONVIF replay: %d", got)
	}
}

func TestTicks(t *testing.T) {
	start := uint32(0xffffff00)
	c := ticks{rate: 90000}
	at := func(stamp uint32, ms int64, jumped bool) int64 {
		return c.at(&depacket.Unit{Timestamp: stamp, Time: ms * 1e6}, jumped)
	}
	for i, x := range []struct{ got, want int64 }{
		{at(start, 1000, false), 0},
		{at(start+3600, 1040, false), 3600},        // over the wrap
		{at(start+1800, 1041, false), 1800},        // out of order of presentation
		{at(start+900_000, 11000, false), 900_000}, // a gap stays
		{at(5, 11040, false), 903_600},             // the sender's clock begins anew
		{at(3605, 11080, true), 907_200},
	} {
		if x.got != x.want {
			t.Errorf("%d: %d, want %d", i, x.got, x.want)
		}
	}
}
