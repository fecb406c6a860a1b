package json

import (
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// seriesJSON is a time series of a stream: bin i starts i times width_s after start. A value that is not known is null.
type seriesJSON struct {
	Start        string            `json:"start"`
	Width        *float64          `json:"width_s"`
	Packets      []uint32          `json:"packets"`
	PayloadBytes []uint64          `json:"payload_bytes"`
	Lost         []uint32          `json:"lost"`
	Jitter       []*view.JSONFloat `json:"jitter_ms"`
	MinDelay     []*view.JSONFloat `json:"min_delay_ms"`
	MaxDelay     []*view.JSONFloat `json:"max_delay_ms"`
	Frames       []uint32          `json:"frames,omitempty"`
}

func series(s *rtpflow.Stream) *seriesJSON {
	if s.Series == nil {
		return nil
	}
	j := &seriesJSON{Start: view.Timestamp(s.Series.Start), Width: view.Seconds(s.Series.Width)}
	frames := uint32(0)
	for i := range s.Series.Bins {
		b := &s.Series.Bins[i]
		j.Packets = append(j.Packets, b.Packets)
		j.PayloadBytes = append(j.PayloadBytes, b.Bytes)
		j.Lost = append(j.Lost, b.Lost)
		j.Frames = append(j.Frames, b.Frames)
		frames |= b.Frames
		jitter, low, high := view.BinTiming(b)
		j.Jitter, j.MinDelay, j.MaxDelay = append(j.Jitter, jitter), append(j.MinDelay, low), append(j.MaxDelay, high)
	}
	if frames == 0 {
		j.Frames = nil
	}
	return j
}
