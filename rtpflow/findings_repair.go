//home: rtpflow/findings

package rtpflow

import (
	"fmt"
	"strings"

	"rtspect/capture"
)

// repairName says a kind of repair in words.
func repairName(kind string) string {
	switch kind {
	case RepairRTX:
		return "retransmission (RTX)"
	case RepairRIST:
		return "retransmission (RIST)"
	case RepairRED:
		return "redundant blocks (RED)"
	case RepairULPFEC:
		return "parity (ULPFEC)"
	case RepairFlexFEC, RepairFlexFEC03:
		return "parity (FlexFEC)"
	case RepairParityFEC:
		return "parity (RFC 2733)"
	case RepairSMPTE:
		return "parity (SMPTE 2022-1)"
	case RepairDuplicate:
		return "the redundant path"
	}
	return "repair"
}

// Parity reports whether a repair computes lost packets instead of bringing them.
func (r *Repair) Parity() bool {
	switch r.Kind {
	case RepairULPFEC, RepairFlexFEC, RepairFlexFEC03, RepairParityFEC, RepairSMPTE:
		return true
	}
	return false
}

// repairText says what repairs did for a stream's losses: a clause for the sentence that tells of them.
func (st *Stream) repairText() string {
	x := st.Repaired
	if x == nil || st.Lost == 0 {
		return ""
	}
	var parts []string
	for _, r := range x.By {
		if r.Kind == RepairOther {
			continue
		}
		verb := "brought"
		if r.Parity() {
			verb = "can repair"
		}
		name := repairName(r.Kind)
		if r.By != st && r.Kind != RepairDuplicate {
			name += fmt.Sprintf(" by SSRC 0x%08x", r.By.SSRC)
		}
		parts = append(parts, fmt.Sprintf("%s %s %d of them", name, verb, r.Recovered))
	}
	switch {
	case len(parts) == 0:
		return ""
	case x.Residual == 0:
		return "; " + strings.Join(parts, ", ") + ": none stays lost"
	}
	stay := "stay"
	if x.Residual == 1 {
		stay = "stays"
	}
	return fmt.Sprintf("; %s: %d %s lost (%.2f %%)", strings.Join(parts, ", "), x.Residual, stay, 100*float64(x.Residual)/float64(st.Expected))
}

// residual is how many packets of a stream stay lost after all repairs.
func (st *Stream) residual() int64 {
	if st.Repaired != nil {
		return st.Repaired.Residual
	}
	return st.Lost
}

// repairFindings tells what is amiss with the repairs of a stream: with its own ones, each beside the
// stream whose packets they are.
func (st *Stream) repairFindings(add addStreamFinding, t *Thresholds) {
	if r := st.Repair; r != nil && r.Of == nil && r.Kind != RepairOther {
		add("repair-unmatched", one(st.FirstFrame), "%s of %s are in the capture, but no stream that they are for.", capitalized(repairName(r.Kind)), packets(r.Packets))
	}
	if st.Repaired == nil {
		return
	}
	for _, r := range st.Repaired.By {
		switch {
		case r.Kind == RepairDuplicate:
			st.pathFindings(r, add, t)
		case r.Parity():
			if r.Failed > 0 {
				add("fec-insufficient", one(r.By.FirstFrame), "%s: %s of %d protect groups that miss more than one packet, and cannot give any back.", capitalized(repairName(r.Kind)), count(r.Failed, "parity packet"), r.Packets)
			}
		case r.Kind == RepairRTX || r.Kind == RepairRIST:
			st.resendFindings(r, add, t)
		}
	}
}

func (st *Stream) resendFindings(r *Repair, add addStreamFinding, t *Thresholds) {
	if n, of := r.Useless+r.Repeated, r.Packets-r.Padding; n >= 10 && 100*float64(n) >= t.UselessRepair*float64(of) {
		add("repair-useless", one(r.By.FirstFrame), "%d of %d retransmissions by SSRC 0x%08x were of no use: %d repeat packets that had arrived, %d what had been repeated before.", n, of, r.By.SSRC, r.Useless, r.Repeated)
	}
	if d := r.Delay; d != nil && d.Max > t.LateRepair*1000 {
		add("repair-late", one(r.By.FirstFrame), "Retransmissions by SSRC 0x%08x came up to %.0f ms after the loss showed, %.0f ms on average.", r.By.SSRC, d.Max, d.Mean)
	}
}

// pathFindings tells of the other path on which the packets of a stream come as well.
func (st *Stream) pathFindings(r *Repair, add addStreamFinding, t *Thresholds) {
	if gap := st.End - r.By.End; float64(gap) > t.DeadPath*1e9 {
		f := add("redundant-path-dead", []capture.Frame{r.By.LastFrame}, "The redundant path %s → %s carried its last packet %s before this one: since then the media has no protection.", r.By.Source, r.By.Destination, seconds(gap))
		f.Time = &r.By.End
	}
	if s := r.Skew; s != nil && s.Max > t.PathSkew {
		add("redundant-path-skew", one(st.FirstFrame), "Packets came up to %.3g ms later on the redundant path %s → %s than on this one, %.3g ms on average.", s.Max, r.By.Source, r.By.Destination, s.Mean)
	}
}

func capitalized(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
