package media

import (
	"encoding/binary"

	"rtspect/depacket"
	"rtspect/rtpflow"
	"rtspect/rtpflow/clock"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// senderReport ties an RTP timestamp to the sender's wall clock (RFC 3550, 6.4.1).
type senderReport struct {
	arrival int64 // nanoseconds since 1970
	wall    int64 // likewise
	stamp   uint32
}

// wallClock tells the wall clock of units: by the replay extension of their own packets, else as the
// report has it for the stream (see rtpflow.WallClock).
type wallClock struct {
	src    *rtpflow.Stream
	replay [2]senderReport // the last two times that the extension told
}

func newWallClock(t *track) wallClock { return wallClock{src: t.s.src} }

// packet takes note of the extension of ONVIF replay (ONVIF Streaming Specification, 6.3), where it tells
// the time of day.
func (w *wallClock) packet(p *depacket.Packet) {
	if p.ExtensionProfile != 0xabac || len(p.Extension) < 8 || w.replay[0].wall != 0 && w.replay[0].stamp == p.Timestamp {
		return
	}
	ntp := binary.BigEndian.Uint64(p.Extension)
	if k := clock.RecordedKindOf(ntp, p.Time); k.Absolute() {
		w.replay[1] = w.replay[0]
		w.replay[0] = senderReport{p.Time, k.Time(ntp, p.Time), p.Timestamp}
	}
}

func (w *wallClock) at(u *depacket.Unit) (ns int64, ok bool) {
	for _, r := range w.replay {
		if r.wall != 0 && r.stamp == u.Timestamp {
			return r.wall, true
		}
	}
	return w.src.CaptureTime(u.Time, u.Timestamp)
}

// playPositions tells the position of units in the presentation (normal play time), by what the
// answers to PLAY said in Range and RTP-Info (RFC 2326, 12.29 and 12.33).
type playPositions struct {
	rate  float64
	plays []playPosition
}

type playPosition struct {
	time  int64
	start float64
	stamp uint32
}

// earlyMedia is how long before the answer to PLAY its media may come, in nanoseconds.
const earlyMedia = 500e6

func newPlayPositions(t *track) playPositions {
	p := playPositions{rate: float64(t.format.ClockRate)}
	if t.s.session == nil {
		return p
	}
	for _, e := range t.s.session.Exchanges {
		if e.Method != "PLAY" || e.Response == nil {
			continue
		}
		r, _ := rtspparse.ParseRange(e.Response.Headers.Get("Range"))
		if r.Unit != "npt" || !r.Start.Set || r.Start.Now {
			continue
		}
		if info, ok := infoOf(t, e.Response); ok {
			p.plays = append(p.plays, playPosition{e.ResponseTime, r.Start.Seconds, info.RTPTime})
		}
	}
	return p
}

// infoOf finds what RTP-Info in an answer says of a track's stream.
func infoOf(t *track, answer *rtspparse.Message) (info rtspparse.RTPInfo, ok bool) {
	infos, _ := rtspparse.ParseRTPInfo(answer.Headers.Get("RTP-Info"))
	for i, info := range infos {
		mine := sdpview.SameURL(info.URL, t.s.media.Control) || len(infos) == len(t.s.session.Media) && t.s.session.Media[i] == t.s.media
		if mine && info.HasRTPTime {
			return info, true
		}
	}
	return info, false
}

func (p *playPositions) at(u *depacket.Unit) (seconds float64, ok bool) {
	if len(p.plays) == 0 || p.rate == 0 {
		return 0, false
	}
	for len(p.plays) > 1 && p.plays[1].time-earlyMedia <= u.Time && near(u.Timestamp, p.plays[1].stamp, p.rate) {
		p.plays = p.plays[1:]
	}
	x := p.plays[0]
	return x.start + float64(int32(u.Timestamp-x.stamp))/p.rate, true
}

// near reports whether a timestamp may follow the one that a PLAY announced.
func near(stamp, announced uint32, rate float64) bool {
	d := float64(int32(stamp - announced))
	return d >= -rate && d <= 10*rate
}

// senderReports gives the sender reports of a stream.
func senderReports(st *rtpflow.Stream) (list []senderReport) {
	if st.RTCP == nil {
		return nil
	}
	for _, r := range st.RTCP.Reports {
		list = append(list, senderReport{r.Time, clock.NTPTime(r.NTP, r.Time), r.RTPTime})
	}
	return list
}
