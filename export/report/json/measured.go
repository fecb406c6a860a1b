package json

import (
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// measuredJSON is the part of a stream that goes beyond counts: patterns of loss and reordering, interruptions,
// clock and bandwidth.
type measuredJSON struct {
	DriftInterval          *float64           `json:"clock_drift_ci95_ppm,omitempty"`
	LossPattern            *lossPatternJSON   `json:"loss_pattern,omitempty"`
	Reordering             *reorderingJSON    `json:"reordering,omitempty"`
	Interruptions          []interruptionJSON `json:"interruptions,omitempty"`
	InterruptionsLeftOut   int64              `json:"interruptions_left_out,omitempty"`
	DiscontinuitiesLeftOut int64              `json:"discontinuities_left_out,omitempty"`
	PeakBandwidth          *float64           `json:"peak_bandwidth_bps,omitempty"`
	PeakTime               string             `json:"peak_time,omitempty"`
	ClockBack              int64              `json:"capture_clock_back,omitempty"`
	MaxClockBack           *float64           `json:"max_capture_clock_back_ms,omitempty"`
	TimestampsBack         int64              `json:"timestamps_back,omitempty"`
	TypeChanges            int64              `json:"payload_type_changes,omitempty"`
	Wireshark              *wiresharkJSON     `json:"wireshark,omitempty"`
	Series                 *seriesJSON        `json:"series,omitempty"`
}

type lossPatternJSON struct {
	MeanRun *float64        `json:"mean_run"`
	Runs    []runJSON       `json:"runs"`
	Gilbert *gilbertJSON    `json:"gilbert,omitempty"`
	Bursts  *lossBurstsJSON `json:"bursts,omitempty"`
}

type runJSON struct {
	Min   int64  `json:"min"`
	Max   *int64 `json:"max,omitempty"`
	Count int64  `json:"count"`
}

type gilbertJSON struct {
	P *float64 `json:"p"`
	R *float64 `json:"r"`
}

type lossBurstsJSON struct {
	Count      int64    `json:"count"`
	MeanLength *float64 `json:"mean_length,omitempty"`
	Density    *float64 `json:"density,omitempty"`
	GapDensity *float64 `json:"gap_density,omitempty"`
}

type reorderingJSON struct {
	MaxDepth     int64    `json:"max_depth"`
	MaxExtent    int64    `json:"max_extent"`
	MeanLate     *float64 `json:"mean_late_ms"`
	MaxLate      *float64 `json:"max_late_ms"`
	MaxLateFrame int64    `json:"max_late_frame,omitempty"`
	MaxLateFile  *int     `json:"max_late_file,omitempty"`
}

type interruptionJSON struct {
	Kind   string   `json:"kind"`
	Time   string   `json:"time"`
	At     *float64 `json:"at_s,omitempty"`
	Length *float64 `json:"length_ms"`
	Frame  int64    `json:"frame,omitempty"`
	File   *int     `json:"file,omitempty"`
	Lost   int64    `json:"lost,omitempty"`
	Media  *float64 `json:"media_ms,omitempty"`
	Cause  string   `json:"cause,omitempty"`
}

type wiresharkJSON struct {
	Lost       int64    `json:"lost"`
	LostPct    *float64 `json:"lost_pct"`
	MaxDelta   *float64 `json:"max_delta_ms"`
	MeanJitter *float64 `json:"mean_jitter_ms,omitempty"`
	MaxJitter  *float64 `json:"max_jitter_ms,omitempty"`
}

func (c *converter) measured(s *rtpflow.Stream) measuredJSON {
	j := measuredJSON{
		DriftInterval: view.OptionalNumber(s.ClockDriftInterval), InterruptionsLeftOut: s.InterruptionsLeftOut,
		DiscontinuitiesLeftOut: s.DiscontinuitiesLeftOut, PeakBandwidth: view.OptionalNumber(s.PeakBandwidth),
		ClockBack: s.CaptureTimeRegressions, TimestampsBack: s.TimestampRegressions, TypeChanges: s.PayloadTypeChanges,
		LossPattern: lossPattern(s.LossPattern),
	}
	if s.PeakBandwidth != nil {
		j.PeakTime = view.Timestamp(s.PeakTime)
	}
	if s.CaptureTimeRegressions > 0 {
		j.MaxClockBack = view.Number(s.MaxCaptureTimeRegressionMS)
	}
	if r := s.Reordering; r != nil {
		j.Reordering = &reorderingJSON{r.MaxDepth, r.MaxExtent, view.Number(r.MeanLateMS), view.Number(r.MaxLateMS), r.MaxLateFrame.Number(), c.file(r.MaxLateFrame)}
	}
	for _, x := range s.Interruptions {
		i := interruptionJSON{string(x.Kind), view.Timestamp(x.Start), c.at(x.Start), view.Milliseconds(x.End - x.Start), x.Frame.Number(), c.file(x.Frame), x.Lost, nil, x.Cause}
		if x.Media != nil {
			i.Media = view.Milliseconds(*x.Media)
		}
		j.Interruptions = append(j.Interruptions, i)
	}
	if w := s.Wireshark; w != nil {
		j.Wireshark = &wiresharkJSON{w.Lost, view.Number(w.LostPercent), view.Number(w.MaxDeltaMS), view.OptionalNumber(w.MeanJitterMS), view.OptionalNumber(w.MaxJitterMS)}
	}
	if c.series {
		j.Series = series(s)
	}
	return j
}

func lossPattern(p *rtpflow.LossPattern) *lossPatternJSON {
	if p == nil {
		return nil
	}
	j := &lossPatternJSON{MeanRun: view.Number(p.MeanRun), Runs: []runJSON{}}
	for _, r := range p.Runs {
		x := runJSON{Min: r.Min, Count: r.Count}
		if r.Max > 0 {
			x.Max = &r.Max
		}
		j.Runs = append(j.Runs, x)
	}
	if p.GilbertP != nil && p.GilbertR != nil {
		j.Gilbert = &gilbertJSON{view.OptionalNumber(p.GilbertP), view.OptionalNumber(p.GilbertR)}
	}
	if b := p.Bursts; b != nil {
		j.Bursts = &lossBurstsJSON{Count: b.Count, Density: view.OptionalNumber(b.Density), GapDensity: view.OptionalNumber(b.GapDensity)}
		if b.Count > 0 {
			j.Bursts.MeanLength = view.Number(b.MeanLength)
		}
	}
	return j
}
