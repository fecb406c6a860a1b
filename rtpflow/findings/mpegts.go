package findings

import (
	"strings"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/frames"
	"rtspect/rtpflow/wording"
)

// addFinding adds a finding to a detector; see detector.add.
type addFinding func(t *catalog.FindingType, frames []capture.Frame, format string, args ...any) *draft

// transportStreamFindings are those about an MPEG transport stream.
func (d *detector) transportStreamFindings(ts *frames.TSSummary, add addFinding) {
	where := captureFrames(ts.ContinuityFrames)
	switch n, byLoss := ts.ContinuityErrors, ts.ContinuityByLoss; {
	case n > 0 && byLoss > 0:
		add(catalog.TSContinuity, where, "%s, and %d more where RTP packets are lost.", wording.Count(n, "continuity error"), byLoss).counts(n + byLoss)
	case n > 0:
		add(catalog.TSContinuity, where, "%s without a lost RTP packet: transport packets were lost before packetization, or were not sent.", wording.Count(n, "continuity error")).counts(n)
	case byLoss > 0:
		add(catalog.TSContinuity, nil, "%s, all where RTP packets are lost.", wording.Count(byLoss, "continuity error")).counts(byLoss).because(catalog.RTPNotCaptured, catalog.RTPLoss)
	}
	if n := ts.TransportErrors + ts.SyncErrors; n > 0 {
		add(catalog.TSDamaged, nil, "%s with the transport error indicator, %s without a sync byte.", wording.Count(ts.TransportErrors, "transport packet"), wording.Count(ts.SyncErrors, "place")).counts(n)
	}
	if n := ts.Scrambled; n > 0 {
		add(catalog.TSScrambled, nil, "%d of %s scrambled.", n, wording.Count(ts.Packets, "transport packet")).counts(n).measures(float64(n), rtpflow.UnitPackets)
	}
	for i := range ts.PIDs {
		p := &ts.PIDs[i]
		if p.PCRMaxInterval > d.limit.PCRInterval*1e6 {
			add(catalog.TSPCRInterval, captureFrames([]int64{p.PCRMaxFrame}), "The PCR interval of PID 0x%x is up to %.4g ms; %d intervals exceed 100 ms.", p.PID, p.PCRMaxInterval/1e6, p.PCRLate).
				counts(p.PCRLate).measures(p.PCRMaxInterval/1e6, rtpflow.UnitMilliseconds).against(d.limit.PCRInterval)
		}
		if p.PCRMeanJitter > d.limit.PCRJitter*1e6 {
			add(catalog.TSPCRJitter, nil, "PCRs of PID 0x%x arrive %.4g ms off their own time on average, up to %.4g ms.", p.PID, p.PCRMeanJitter/1e6, p.PCRMaxJitter/1e6).
				measures(p.PCRMeanJitter/1e6, rtpflow.UnitMilliseconds).against(d.limit.PCRJitter)
		}
	}
}

// rawFindings are those about a transport stream that is sent without RTP.
func (d *mediaDetector) rawFindings() {
	if d.m.Raw == nil || d.m.Raw.TS == nil {
		return
	}
	d.transportStreamFindings(d.m.Raw.TS, func(t *catalog.FindingType, frames []capture.Frame, format string, args ...any) *draft {
		return d.add(t, frames, strings.ReplaceAll(format, " without a lost RTP packet", ""), args...)
	})
}
