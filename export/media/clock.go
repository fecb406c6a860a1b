package media

import (
	"encoding/binary"
	"math"

	"rtspect/export/media/depacket"
	"rtspect/rtpflow"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// senderReport ties an RTP timestamp to the sender's wall clock (RFC 3550, 6.4.1).
type senderReport struct {
	arrival int64 // nanoseconds since 1970
	wall    int64 // likewise
	stamp   uint32
}

// wallClock tells the wall clock of units: by the ONVIF replay extension of their packets, else by the
// last sender report before them or the first one of all.
type wallClock struct {
	rate    float64
	reports []senderReport
	replay  [2]senderReport // the last two times that the extension told
}

// ntpEpoch is the seconds from 1900 to 1970.
const ntpEpoch = 2208988800

// ntpTime turns an NTP timestamp into nanoseconds since 1970. Its era ends in 2036; what lies before
// 1970 is of the next one.
func ntpTime(ntp uint64) int64 {
	seconds := int64(ntp >> 32)
	if seconds < ntpEpoch {
		seconds += 1 << 32
	}
	return (seconds-ntpEpoch)*1e9 + int64((ntp&0xffffffff)*1e9>>32)
}

func newWallClock(t *track) wallClock {
	return wallClock{rate: float64(t.format.ClockRate), reports: senderReports(t.s.src)}
}

// packet takes note of the extension of ONVIF replay (ONVIF Streaming Specification, 6.3).
func (w *wallClock) packet(p *depacket.Packet) {
	if p.ExtensionProfile != 0xabac || len(p.Extension) < 8 || w.replay[0].wall != 0 && w.replay[0].stamp == p.Timestamp {
		return
	}
	w.replay[1] = w.replay[0]
	w.replay[0] = senderReport{p.Time, ntpTime(binary.BigEndian.Uint64(p.Extension)), p.Timestamp}
}

func (w *wallClock) at(u *depacket.Unit) (ns int64, ok bool) {
	for _, r := range w.replay {
		if r.wall != 0 && r.stamp == u.Timestamp {
			return r.wall, true
		}
	}
	if len(w.reports) == 0 || w.rate == 0 {
		return 0, false
	}
	for len(w.reports) > 1 && w.reports[1].arrival <= u.Time {
		w.reports = w.reports[1:]
	}
	r := w.reports[0]
	return r.wall + int64(math.Round(float64(int32(u.Timestamp-r.stamp))*1e9/w.rate)), true
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
		list = append(list, senderReport{r.Time, ntpTime(r.NTP), r.RTPTime})
	}
	return list
}
