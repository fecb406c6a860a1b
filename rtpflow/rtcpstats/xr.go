package rtcpstats

import (
	"rtspect/rtpflow"
	"rtspect/rtpflow/rtcp"
)

// extended reads an XR (RFC 3611).
func (x *compoundReader) extended() bool {
	sender, ok := x.p.Sender()
	if !ok {
		return false
	}
	x.r.addSender(sender)
	list := x.p.Blocks()
	whole := true
	for list.Next() {
		b := &list.Block
		tally(&x.r.Blocks, rtcp.BlockName(b.Type), 1)
		switch b.Type {
		case rtcp.BlockReferenceTime:
			ntp, ok := b.ReferenceTime()
			if ok && !x.copied {
				historyOf(&x.sender(sender).refs).add(rtcp.NTPMiddle32(ntp), x.at.Time)
			}
			whole = whole && ok
		case rtcp.BlockDLRR:
			whole = x.delays(sender, b) && whole
		default:
			if ssrc, ok := b.Source(); ok {
				x.r.addReportee(ssrc)
				x.reportee(ssrc).extend(x, sender, b)
			}
		}
	}
	return whole && list.Err() == rtcp.NoError
}

// delays reads the responses to receivers' reference times (DLRR).
func (x *compoundReader) delays(sender uint32, b *rtcp.Block) bool {
	list, ok := b.Delays()
	for i := range list.Len() {
		d := list.At(i)
		if d.LRR == 0 || x.copied {
			continue
		}
		if passed, ok := x.stats.lookupLSR(x.r, d.SSRC, d.LRR, true); ok {
			x.sender(sender).RoundTrip.add(passed, x.at.Time, d.DLRR)
		}
	}
	return ok
}

// extend keeps the last block of each kind and reporter.
func (s *Reportee) extend(x *compoundReader, reporter uint32, b *rtcp.Block) {
	name := rtcp.BlockName(b.Type)
	var r *rtpflow.XRReport
	for _, y := range s.Extended {
		if y.Reporter == reporter && y.Block == name {
			r = y
			break
		}
	}
	if r == nil {
		if len(s.Extended) >= maxXRReports {
			x.r.DroppedDetails.Add(1, x.at.Frame)
			return
		}
		r = &rtpflow.XRReport{Reporter: reporter, Block: name, FirstFrame: x.at.Frame, FirstTime: x.at.Time}
		s.Extended = append(s.Extended, r)
	}
	r.Count++
	r.Frame, r.Time = x.at.Frame, x.at.Time
	x.r.metrics = blockMetrics(x.r.metrics[:0], b)
	r.Metrics = r.Metrics[:0]
	for _, m := range x.r.metrics {
		r.Metrics = append(r.Metrics, rtpflow.XRMetric{Name: m.Name, Value: m.Value})
	}
}

// blockMetrics appends the numbers of a block. Names end in the unit.
func blockMetrics(dst []rtcp.Metric, b *rtcp.Block) []rtcp.Metric {
	add := func(name string, v float64) { dst = append(dst, rtcp.Metric{Name: name, Value: v}) }
	if r, ok := b.RLE(); ok {
		ones, zeros := r.Count()
		add("packets", float64(ones+zeros))
		switch b.Type {
		case rtcp.BlockLossRLE, rtcp.BlockPostRepairLoss:
			add("lost", float64(zeros))
		case rtcp.BlockDuplicateRLE:
			add("duplicated", float64(zeros))
		}
		return dst
	}
	if r, ok := b.ReceiptTimes(); ok {
		add("packets", float64(r.Len()))
		return dst
	}
	if s, ok := b.Statistics(); ok {
		return statisticsMetrics(dst, &s)
	}
	if v, ok := b.VoIP(); ok {
		return voipMetrics(dst, &v)
	}
	dst, _ = b.Metrics(dst)
	return dst
}

func statisticsMetrics(dst []rtcp.Metric, s *rtcp.Statistics) []rtcp.Metric {
	add := func(name string, v uint32) { dst = append(dst, rtcp.Metric{Name: name, Value: float64(v)}) }
	if s.HasLost {
		add("lost", s.Lost)
	}
	if s.HasDups {
		add("duplicates", s.Duplicates)
	}
	if s.HasJitter { // in timestamp units
		add("jitter_min", s.Jitter.Min)
		add("jitter_max", s.Jitter.Max)
		add("jitter_mean", s.Jitter.Mean)
		add("jitter_deviation", s.Jitter.Deviation)
	}
	if s.TTL != "" {
		add("ttl_min", s.TTLs.Min)
		add("ttl_max", s.TTLs.Max)
		add("ttl_mean", s.TTLs.Mean)
		add("ttl_deviation", s.TTLs.Deviation)
	}
	return dst
}

// voipMetrics appends a VoIP Metrics block (RFC 3611, 4.7) without the values that its sender does not know.
func voipMetrics(dst []rtcp.Metric, v *rtcp.VoIP) []rtcp.Metric {
	add := func(name string, v float64) { dst = append(dst, rtcp.Metric{Name: name, Value: v}) }
	known := func(name string, n uint8, scale float64) {
		if n != rtcp.Unavailable {
			add(name, float64(n)*scale)
		}
	}
	add("loss_pct", float64(v.LossRate)*100/256)
	add("discard_pct", float64(v.DiscardRate)*100/256)
	add("burst_density_pct", float64(v.BurstDensity)*100/256)
	add("gap_density_pct", float64(v.GapDensity)*100/256)
	add("burst_ms", float64(v.BurstDuration))
	add("gap_ms", float64(v.GapDuration))
	add("round_trip_ms", float64(v.RoundTrip))
	add("end_system_ms", float64(v.EndSystem))
	if v.Signal != rtcp.Unavailable {
		add("signal_dbm0", float64(v.Signal))
	}
	if v.Noise != rtcp.Unavailable {
		add("noise_dbm0", float64(v.Noise))
	}
	known("rerl_db", v.RERL, 1)
	add("gmin", float64(v.Gmin))
	known("r_factor", v.RFactor, 1)
	known("ext_r_factor", v.ExtRFactor, 1)
	known("mos_lq", v.MOSLQ, 0.1)
	known("mos_cq", v.MOSCQ, 0.1)
	add("jitter_buffer_nominal_ms", float64(v.BufferNominal))
	add("jitter_buffer_max_ms", float64(v.BufferMax))
	add("jitter_buffer_abs_max_ms", float64(v.Abs))
	return dst
}
