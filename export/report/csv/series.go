package csv

import (
	"slices"
	"strconv"

	"rtspect/export/report/view"
	"rtspect/export/safe"
	"rtspect/rtpflow"
)

// series writes one row a bin of the time series of each stream, as spreadsheets and plotting tools take it. Bins
// without packets have a row too.
type series struct{ table }

var seriesColumns = []string{
	"capture", "session", "media", "ssrc", "direction", "source", "destination", "channel", "time", "width_s",
	"packets", "payload_bytes", "bitrate_bps", "lost", "frames", "jitter_ms", "min_delay_ms", "max_delay_ms",
}

// Write writes the time series of a report.
func (w *series) Write(r *rtpflow.Report) error {
	w.begin()
	for row := range view.Rows(r) {
		if row.Stream.Series == nil {
			continue
		}
		if err := w.stream(row); err != nil {
			return err
		}
	}
	return w.flush()
}

// stream writes the bins of a stream.
func (w *series) stream(r view.Row) error {
	w.cells = append(w.cells[:0], identityCells(r)...)
	prefix := len(w.cells)
	s := r.Stream.Series
	width := view.JSONFloat(float64(s.Width) / 1e9).String()
	hasFrames := slices.ContainsFunc(s.Bins, func(b rtpflow.Bin) bool { return b.Frames > 0 })
	for i := range s.Bins {
		b := &s.Bins[i]
		bitrate := float64(b.Bytes) * 8e9 / float64(s.Width)
		frames := ""
		if hasFrames {
			frames = strconv.FormatUint(uint64(b.Frames), 10)
		}
		jitter, minDelay, maxDelay := view.BinTiming(b)
		w.cells = append(w.cells[:prefix], view.Timestamp(s.Start+int64(i)*s.Width), width, strconv.FormatUint(uint64(b.Packets), 10),
			strconv.FormatUint(b.Bytes, 10), strconv.FormatFloat(bitrate, 'f', -1, 64), strconv.FormatUint(uint64(b.Lost), 10), frames,
			optionalFloat(jitter), optionalFloat(minDelay), optionalFloat(maxDelay))
		if err := w.out.Write(w.cells); err != nil {
			return err
		}
	}
	return nil
}

// identityCells returns the cells that all bins of a stream share.
func identityCells(r view.Row) []string {
	session, media := "", ""
	if r.Session != nil {
		session, media = r.Session.ID, strconv.Itoa(r.Media.Index)
	}
	st := r.Stream
	_, channel := view.Interleaved(st.Connection, st.Channel)
	return []string{
		safe.Cell(r.Capture), session, media, view.SSRC(st.SSRC), view.Direction(st.Direction),
		view.Endpoint(st.Source), view.Endpoint(st.Destination), integer(channel),
	}
}

func optionalFloat(f *view.JSONFloat) string {
	if f == nil {
		return ""
	}
	return f.String()
}
