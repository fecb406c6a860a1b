package elementary

import (
	"strconv"

	"rtspect/depacket"
	"rtspect/export/media/clock"
	"rtspect/export/media/manifest"
	"rtspect/export/media/store"
)

// timesSuffix ends the name of a table of times.
const timesSuffix = ".times.csv"

// timeTable is a table beside a file: a row for each of its units.
type timeTable struct {
	file *store.File
	line []byte
	n    int64
	wall clock.WallClock
	npt  clock.PlayPositions
}

func newTimeTable(f *store.File, t *Track) *timeTable {
	s := t.Stream
	return &timeTable{file: f, wall: clock.NewWallClock(s.Source), npt: clock.NewPlayPositions(s.Session, s.Media, t.Format.ClockRate)}
}

// row adds a unit: its number, RTP time, wall clock, position, size, kind, and whether it is damaged and written.
func (w *timeTable) row(t *Track, u *depacket.Unit, time int64, written bool) {
	b := w.line[:0]
	if w.n == 0 {
		b = append(b, "frame,rtp_time,ntp_time,npt_s,size,type,damaged,written,time_s,arrival\n"...)
	}
	w.n++
	b = strconv.AppendInt(b, w.n, 10)
	b = append(b, ',')
	b = strconv.AppendUint(b, uint64(u.Timestamp), 10)
	b = append(b, ',')
	if ns, ok := w.wall.At(u.Timestamp, u.Time); ok {
		b = append(b, manifest.TimeText(ns)...)
	}
	b = append(b, ',')
	if s, ok := w.npt.At(u.Timestamp, u.Time); ok {
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
	if t.Clock.Rate > 0 {
		b = strconv.AppendFloat(b, t.Clock.Seconds(time), 'f', 6, 64)
	}
	b = append(b, ',')
	b = append(b, manifest.TimeText(u.Time)...)
	w.line = append(b, '\n')
	w.file.Write(w.line)
}
