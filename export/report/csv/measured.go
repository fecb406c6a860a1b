package csv

import (
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// measured returns the columns of loss patterns, reordering, interruptions, and the figures of tshark.
func measured() []column {
	pattern := func(s *rtpflow.Stream) *rtpflow.LossPattern { return s.LossPattern }
	reordering := func(s *rtpflow.Stream) *rtpflow.Reordering { return s.Reordering }
	wireshark := func(s *rtpflow.Stream) *rtpflow.Wireshark { return s.Wireshark }
	voice := func(s *rtpflow.Stream) *rtpflow.Voice { return s.Voice }
	return []column{
		numberOf("mos_cq", voice, func(v *rtpflow.Voice) *float64 { return v.MOSCQ }),
		numberOf("mos_lq", voice, func(v *rtpflow.Voice) *float64 { return v.MOSLQ }),
		numberOf("clock_drift_ci95_ppm", self, func(s *rtpflow.Stream) *float64 { return s.ClockDriftInterval }),
		numberOf("peak_bandwidth_bps", self, func(s *rtpflow.Stream) *float64 { return s.PeakBandwidth }),
		numberOf("loss_mean_run", pattern, func(p *rtpflow.LossPattern) *float64 { return &p.MeanRun }),
		numberOf("loss_gilbert_p", pattern, func(p *rtpflow.LossPattern) *float64 { return p.GilbertP }),
		numberOf("loss_gilbert_r", pattern, func(p *rtpflow.LossPattern) *float64 { return p.GilbertR }),
		countOf("reorder_max_depth", reordering, func(r *rtpflow.Reordering) int64 { return r.MaxDepth }),
		countOf("reorder_max_extent", reordering, func(r *rtpflow.Reordering) int64 { return r.MaxExtent }),
		numberOf("reorder_max_late_ms", reordering, func(r *rtpflow.Reordering) *float64 { return &r.MaxLateMS }),
		count("interruptions", func(s *rtpflow.Stream) int64 { return int64(len(s.Interruptions)) }),
		text("longest_interruption_ms", longestInterruption),
		count("timestamps_back", func(s *rtpflow.Stream) int64 { return s.TimestampRegressions }),
		count("payload_type_changes", func(s *rtpflow.Stream) int64 { return s.PayloadTypeChanges }),
		countOf("wireshark_lost", wireshark, func(w *rtpflow.Wireshark) int64 { return w.Lost }),
		numberOf("wireshark_lost_pct", wireshark, func(w *rtpflow.Wireshark) *float64 { return &w.LostPercent }),
		numberOf("wireshark_max_delta_ms", wireshark, func(w *rtpflow.Wireshark) *float64 { return &w.MaxDeltaMS }),
		numberOf("wireshark_mean_jitter_ms", wireshark, func(w *rtpflow.Wireshark) *float64 { return w.MeanJitterMS }),
		numberOf("wireshark_max_jitter_ms", wireshark, func(w *rtpflow.Wireshark) *float64 { return w.MaxJitterMS }),
	}
}

func longestInterruption(s *rtpflow.Stream) string {
	longest := int64(0)
	for _, x := range s.Interruptions {
		longest = max(longest, x.End-x.Start)
	}
	if longest == 0 {
		return ""
	}
	return decimal(view.Milliseconds(longest))
}
