package findings

import (
	"fmt"
	"strings"

	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/wording"
)

// repairName names a kind of repair in a sentence.
func repairName(kind string) string {
	switch kind {
	case rtpflow.RepairRTX:
		return "retransmission (RTX)"
	case rtpflow.RepairRIST:
		return "retransmission (RIST)"
	case rtpflow.RepairRED:
		return "redundancy (RED)"
	case rtpflow.RepairULPFEC:
		return "FEC (ULPFEC)"
	case rtpflow.RepairFlexFEC, rtpflow.RepairFlexFEC03:
		return "FEC (FlexFEC)"
	case rtpflow.RepairParityFEC:
		return "FEC (RFC 2733)"
	case rtpflow.RepairSMPTE:
		return "FEC (SMPTE 2022-1)"
	case rtpflow.RepairDuplicate:
		return "the redundant path"
	}
	return "repair"
}

// repairText says what repairs did about the lost packets: a clause of the sentence that reports the loss.
func (d *streamDetector) repairText() string {
	st, x := d.st, d.st.Repaired
	if x == nil || st.Lost == 0 {
		return ""
	}
	var parts []string
	for _, r := range x.By {
		if r.Kind == rtpflow.RepairOther {
			continue
		}
		verb := "recovers"
		if r.Parity() {
			verb = "can recover"
		}
		name := repairName(r.Kind)
		if r.By != st && r.Kind != rtpflow.RepairDuplicate {
			name += " by SSRC " + wording.SSRC(r.By.SSRC)
		}
		parts = append(parts, fmt.Sprintf("%s %s %d", name, verb, r.Recovered))
	}
	switch {
	case len(parts) == 0:
		return ""
	case x.Residual == 0:
		return "; " + strings.Join(parts, ", ") + ": none remain lost"
	}
	return fmt.Sprintf("; %s: %d %s lost (%s)", strings.Join(parts, ", "), x.Residual, wording.Plural(x.Residual, "remains", "remain"), wording.Percentage(float64(x.Residual)/float64(st.Expected)))
}

// repairFindings are those about the repairs of the stream, and about a repair stream that repairs nothing.
func (d *streamDetector) repairFindings() {
	st := d.st
	if r := st.Repair; r != nil && r.Of == nil && r.Kind != rtpflow.RepairOther {
		d.add(catalog.RepairUnmatched, one(st.FirstFrame), "%s: %s in the capture, but not the stream that they repair.", wording.Capital(repairName(r.Kind)), wording.Count(r.Packets, "packet")).
			counts(r.Packets)
	}
	if st.Repaired == nil {
		return
	}
	for _, r := range st.Repaired.By {
		switch {
		case r.Kind == rtpflow.RepairDuplicate:
			d.pathFindings(r)
		case r.Parity():
			if r.Failed > 0 {
				d.add(catalog.FECInsufficient, one(r.By.FirstFrame), "%s: %d of %s protect groups with more than one lost packet and cannot recover any.", wording.Capital(repairName(r.Kind)), r.Failed, wording.Count(r.Packets, "FEC packet")).
					counts(r.Failed).because(catalog.RTPLossBurst, catalog.RTPLoss)
			}
		case r.Kind == rtpflow.RepairRTX || r.Kind == rtpflow.RepairRIST:
			d.retransmissionFindings(r)
		}
	}
}

// retransmissionFindings are those about redundant and late retransmissions.
func (d *streamDetector) retransmissionFindings(r *rtpflow.Repair) {
	const minUseless = 10
	if n, of := r.Useless+r.Repeated, r.Packets-r.Padding; n >= minUseless && 100*float64(n) >= d.limit.UselessRepair*float64(of) {
		d.add(catalog.RepairUseless, one(r.By.FirstFrame), "%d of %d retransmissions by SSRC %s are redundant: %d repeat packets that had arrived, %d repeat other retransmissions.",
			n, of, wording.SSRC(r.By.SSRC), r.Useless, r.Repeated).counts(n).measures(100*float64(n)/float64(of), rtpflow.UnitPercent).against(d.limit.UselessRepair)
	}
	if x := r.Delay; x != nil && x.Max > d.limit.LateRepair*1000 {
		d.add(catalog.RepairLate, one(r.By.FirstFrame), "Retransmissions by SSRC %s arrive up to %.0f ms after the loss is detected, %.0f ms on average.", wording.SSRC(r.By.SSRC), x.Max, x.Mean).
			measures(x.Max/1e3, rtpflow.UnitSeconds).against(d.limit.LateRepair)
	}
}

// pathFindings are those about the other path that carries the same packets.
func (d *streamDetector) pathFindings(r *rtpflow.Repair) {
	st := d.st
	path := fmt.Sprintf("redundant path %s → %s", r.By.Source, r.By.Destination)
	if gap := st.End - r.By.End; float64(gap) > d.limit.DeadPath*1e9 {
		d.add(catalog.RedundantPathDead, one(r.By.LastFrame), "The %s carried its last packet %s before this one: the media has been unprotected since.", path, wording.Duration(gap)).
			at(r.By.End).lasts(gap).against(d.limit.DeadPath)
	}
	if s := r.Skew; s != nil && s.Max > d.limit.PathSkew {
		d.add(catalog.RedundantPathSkew, one(st.FirstFrame), "Packets arrive up to %.3g ms later on the %s than on this one, %.3g ms on average.", s.Max, path, s.Mean).
			measures(s.Max, rtpflow.UnitMilliseconds).against(d.limit.PathSkew)
	}
}
