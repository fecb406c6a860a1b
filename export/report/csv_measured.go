package report

import (
	"strconv"

	"rtspect/rtpflow"
)

// csvMeasured are how loss and reordering lay, what stood still, and what tshark says where that is
// asked for.
var csvMeasured = []csvColumn{
	{"clock_drift_ci95_ppm", ofStream(func(s *rtpflow.Stream) string { return decimal(numberOf(s.ClockDriftInterval)) })},
	{"peak_bandwidth_bps", ofStream(func(s *rtpflow.Stream) string { return decimal(numberOf(s.PeakBandwidth)) })},
	ofPattern("loss_mean_run", func(p *rtpflow.LossPattern) *float64 { return &p.MeanRun }),
	ofPattern("loss_gilbert_p", func(p *rtpflow.LossPattern) *float64 { return p.GilbertP }),
	ofPattern("loss_gilbert_r", func(p *rtpflow.LossPattern) *float64 { return p.GilbertR }),
	ofReordering("reorder_max_depth", func(r *rtpflow.Reordering) string { return strconv.FormatInt(r.MaxDepth, 10) }),
	ofReordering("reorder_max_extent", func(r *rtpflow.Reordering) string { return strconv.FormatInt(r.MaxExtent, 10) }),
	ofReordering("reorder_max_late_ms", func(r *rtpflow.Reordering) string { return decimal(number(r.MaxLateMS)) }),
	count("interruptions", func(s *rtpflow.Stream) int64 { return int64(len(s.Interruptions)) }),
	{"longest_interruption_ms", ofStream(func(s *rtpflow.Stream) string {
		longest := int64(0)
		for _, x := range s.Interruptions {
			longest = max(longest, x.End-x.Start)
		}
		if longest == 0 {
			return ""
		}
		return decimal(millis(longest))
	})},
	count("timestamps_back", func(s *rtpflow.Stream) int64 { return s.TimestampsBack }),
	count("payload_type_changes", func(s *rtpflow.Stream) int64 { return s.TypeChanges }),
	ofWireshark("wireshark_lost", func(w *rtpflow.Wireshark) string { return strconv.FormatInt(w.Lost, 10) }),
	ofWireshark("wireshark_lost_pct", func(w *rtpflow.Wireshark) string { return decimal(number(w.LostPercent)) }),
	ofWireshark("wireshark_max_delta_ms", func(w *rtpflow.Wireshark) string { return decimal(number(w.MaxDeltaMS)) }),
	ofWireshark("wireshark_mean_jitter_ms", func(w *rtpflow.Wireshark) string { return decimal(numberOf(w.MeanJitterMS)) }),
	ofWireshark("wireshark_max_jitter_ms", func(w *rtpflow.Wireshark) string { return decimal(numberOf(w.MaxJitterMS)) }),
}

func ofPattern(name string, f func(*rtpflow.LossPattern) *float64) csvColumn {
	return csvColumn{name, ofStream(func(s *rtpflow.Stream) string {
		if s.LossPattern == nil {
			return ""
		}
		return decimal(numberOf(f(s.LossPattern)))
	})}
}

func ofReordering(name string, f func(*rtpflow.Reordering) string) csvColumn {
	return csvColumn{name, ofStream(func(s *rtpflow.Stream) string {
		if s.Reordering == nil {
			return ""
		}
		return f(s.Reordering)
	})}
}

func ofWireshark(name string, f func(*rtpflow.Wireshark) string) csvColumn {
	return csvColumn{name, ofStream(func(s *rtpflow.Stream) string {
		if s.Wireshark == nil {
			return ""
		}
		return f(s.Wireshark)
	})}
}
