package clock

import (
	"encoding/binary"

	"rtspect/depacket"
	"rtspect/rtpflow"
	"rtspect/rtpflow/clock"
)

// onvifReplay is the profile of the header extension of ONVIF replay (ONVIF Streaming Specification, 6.3).
const onvifReplay = 0xabac

// WallClock is the wall clock of the units of a stream: by the replay extension of their packets, else as the report
// has it for the stream.
type WallClock struct {
	stream   *rtpflow.Stream
	recorded [2]recorded // the last two times of the extension
}

// recorded is the time of day in a replay extension.
type recorded struct {
	stamp uint32
	wall  int64 // nanoseconds since 1970, 0 for none
}

// NewWallClock is the wall clock of a stream.
func NewWallClock(st *rtpflow.Stream) WallClock { return WallClock{stream: st} }

// Packet notes the replay extension of a packet, where it has the time of day.
func (w *WallClock) Packet(p *depacket.Packet) {
	if p.ExtensionProfile != onvifReplay || len(p.Extension) < 8 || w.recorded[0].wall != 0 && w.recorded[0].stamp == p.Timestamp {
		return
	}
	ntp := binary.BigEndian.Uint64(p.Extension)
	if k := clock.RecordedKindOf(ntp, p.Time); k.Absolute() {
		w.recorded[1] = w.recorded[0]
		w.recorded[0] = recorded{p.Timestamp, k.Time(ntp, p.Time)}
	}
}

// Recorded is the time of a unit in the replay extension of its packets, in nanoseconds since 1970.
func (w *WallClock) Recorded(stamp uint32) (ns int64, ok bool) {
	for _, r := range w.recorded {
		if r.wall != 0 && r.stamp == stamp {
			return r.wall, true
		}
	}
	return 0, false
}

// At is the time of a unit, in nanoseconds since 1970.
func (w *WallClock) At(stamp uint32, arrival int64) (ns int64, ok bool) {
	if ns, ok = w.Recorded(stamp); ok {
		return ns, true
	}
	return w.stream.ClockMap.CaptureTime(arrival, stamp)
}
