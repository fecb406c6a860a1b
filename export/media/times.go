package media

import (
	"strconv"

	"rtspect/depacket"
)

// timesSuffix ends the name of a table of times.
const timesSuffix = ".times.csv"

// timeTable is a side table of a file: a row for each of its units.
type timeTable struct {
	file *file
	row1 []byte
	n    int64
	wall wallClock
	npt  playPositions
}

func newTimeTable(f *file, t *track) *timeTable {
	return &timeTable{file: f, wall: newWallClock(t), npt: newPlayPositions(t)}
}

// row adds a unit: its number, the RTP time, the wall clock by sender reports or the ONVIF extension,
// the position by Range and RTP-Info, size, kind, and what was wrong with it.
func (w *timeTable) row(t *track, u *depacket.Unit, time int64, written bool) {
	b := w.row1[:0]
	if w.n == 0 {
		b = append(b, "frame,rtp_time,ntp_time,npt_s,size,type,damaged,written,time_s,arrival\n"...)
	}
	w.n++
	b = strconv.AppendInt(b, w.n, 10)
	b = append(b, ',')
	b = strconv.AppendUint(b, uint64(u.Timestamp), 10)
	b = append(b, ',')
	if ns, ok := w.wall.at(u); ok {
		b = append(b, timeText(ns)...)
	}
	b = append(b, ',')
	if s, ok := w.npt.at(u); ok {
		b = strconv.AppendFloat(b, s, 'f', 6, 64)
	}
	b = append(b, ',')
	b = strconv.AppendInt(b, int64(len(u.Data)), 10)
	kind := ",delta,"
	if u.Keyframe {
		kind = ",key,"
	}
	b = append(b, kind...)
	b = strconv.AppendBool(b, u.Damaged)
	b = append(b, ',')
	b = strconv.AppendBool(b, written)
	b = append(b, ',')
	if t.clock.rate > 0 {
		b = strconv.AppendFloat(b, float64(time)/float64(t.clock.rate), 'f', 6, 64)
	}
	b = append(b, ',')
	b = append(b, timeText(u.Time)...)
	w.row1 = append(b, '\n')
	w.file.Write(w.row1)
}
