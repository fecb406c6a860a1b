package report

import (
	"math"
	"strconv"

	"rtspect/rtpflow"
)

// seriesJSON is a stream over time: bin i begins i times width_s after start. A null means that nothing
// tells.
type seriesJSON struct {
	Start        string   `json:"start"`
	Width        *float64 `json:"width_s"`
	Packets      []uint32 `json:"packets"`
	PayloadBytes []uint64 `json:"payload_bytes"`
	Lost         []uint32 `json:"lost"`
	Jitter       []*short `json:"jitter_ms"`
	MinDelay     []*short `json:"min_delay_ms"`
	MaxDelay     []*short `json:"max_delay_ms"`
	Frames       []uint32 `json:"frames,omitempty"`
}

// short is a measured number of milliseconds of single precision, written as short as that is.
type short float32

// MarshalJSON writes the fewest digits that tell, at most six after the point.
func (d short) MarshalJSON() ([]byte, error) { return []byte(d.String()), nil }

func (d short) String() string {
	return strconv.FormatFloat(math.Round(float64(d)*1e6)/1e6+0, 'f', -1, 64)
}

func seriesOf(s *rtpflow.Stream) *seriesJSON {
	if s.Series == nil {
		return nil
	}
	j := &seriesJSON{Start: timestamp(s.Series.Start), Width: seconds(s.Series.Width)}
	frames := uint32(0)
	for i := range s.Series.Bins {
		b := &s.Series.Bins[i]
		j.Packets = append(j.Packets, b.Packets)
		j.PayloadBytes = append(j.PayloadBytes, b.Bytes)
		j.Lost = append(j.Lost, b.Lost)
		j.Frames = append(j.Frames, b.Frames)
		frames |= b.Frames
		jitter, low, high := timingOf(b)
		j.Jitter, j.MinDelay, j.MaxDelay = append(j.Jitter, jitter), append(j.MinDelay, low), append(j.MaxDelay, high)
	}
	if frames == 0 {
		j.Frames = nil
	}
	return j
}

// timingOf gives the timing of a bin, nil where nothing tells.
func timingOf(b *rtpflow.Bin) (jitter, low, high *short) {
	if b.HasJitter {
		jitter = new(short)
		*jitter = short(b.Jitter)
	}
	if b.HasDelay {
		low, high = new(short), new(short)
		*low, *high = short(b.MinDelay), short(b.MaxDelay)
	}
	return jitter, low, high
}
