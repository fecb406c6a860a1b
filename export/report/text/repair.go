package text

import (
	"fmt"
	"math"
	"strings"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// repairs writes what retransmissions and FEC did for each stream.
func (t *report) repairs(streams []*rtpflow.Stream) {
	label := "repair"
	write := func(st *rtpflow.Stream, r *rtpflow.Repair) {
		t.labeled(label, repairText(st, r))
		label = ""
	}
	for _, st := range streams {
		if st.Repair != nil && st.Repair.Of == nil {
			write(nil, st.Repair)
		}
		if st.Repaired != nil {
			for _, r := range st.Repaired.By {
				write(st, r)
			}
		}
	}
}

// repairText writes what a repair did for a stream; st is nil if the repaired stream is unknown.
func repairText(st *rtpflow.Stream, r *rtpflow.Repair) string {
	text := repairSource(st, r)
	if r.PayloadType != nil {
		text += fmt.Sprintf(" (PT %d)", *r.PayloadType)
	}
	if st == nil {
		return text + ": " + view.Count(r.Packets, "packet") + " for an unknown source"
	}
	return text + " for " + view.SSRC(st.SSRC) + ": " + strings.Join(repairFacts(st, r), ", ")
}

// repairSource names the kind of repair and the stream that carries it.
func repairSource(st *rtpflow.Stream, r *rtpflow.Repair) string {
	by := r.By
	switch {
	case r.Kind == rtpflow.RepairDuplicate:
		return "duplicate stream " + view.Endpoint(by.Source) + " → " + view.Endpoint(by.Destination)
	case by == st:
		return repairNames[r.Kind] + " in the same stream"
	}
	return repairNames[r.Kind] + " " + view.SSRC(by.SSRC)
}

func repairFacts(st *rtpflow.Stream, r *rtpflow.Repair) []string {
	facts := []string{view.Count(r.Packets, "packet"), view.Thousands(r.Recovered) + " of " + view.Thousands(st.Lost) + " lost " + repairedText(r.Parity())}
	add := func(n int64, what string) {
		if n > 0 {
			facts = append(facts, view.Thousands(n)+" "+what)
		}
	}
	if r.Kind != rtpflow.RepairDuplicate && r.Kind != rtpflow.RepairRED {
		add(r.Useless, "not needed")
	}
	add(r.Repeated, "repeated")
	add(r.Failed, "insufficient")
	add(r.Padding, "padding only")
	add(r.Unread, "not parsed")
	add(r.Outside, "outside the known range")
	if r.Rows+r.Columns > 0 {
		facts = append(facts, view.Thousands(r.Rows)+" row, "+view.Thousands(r.Columns)+" column")
	}
	if x := r.RED; x != nil {
		facts = append(facts, view.Count(x.Blocks, "redundant block")+" on up to "+view.Count(int64(x.Levels), "level"))
	}
	if d := r.Delay; d != nil {
		facts = append(facts, view.DurationMS(d.Mean)+" after the gap (max "+view.DurationMS(d.Max)+")")
	}
	if s := r.Skew; s != nil {
		facts = append(facts, skewText(s))
	}
	return facts
}

// repairedText distinguishes what was received again from what a receiver can compute from parity packets.
func repairedText(parity bool) string {
	if parity {
		return "repairable"
	}
	return "repaired"
}

// simultaneous is the skew in ms below which clocks are too coarse to show one.
const simultaneous = 0.001

// skewText writes how much later the packets of a duplicate stream arrive: 2.31 ms later on average (-0.10 to 4.02 ms).
func skewText(s *rtpflow.Spread) string {
	if max(math.Abs(s.Min), math.Abs(s.Max)) < simultaneous {
		return "simultaneous"
	}
	order := "later"
	if s.Mean < 0 {
		order = "earlier"
	}
	return fmt.Sprintf("%s %s on average (%s to %s ms)", view.DurationMS(math.Abs(s.Mean)), order, view.MillisecondsText(s.Min), view.MillisecondsText(s.Max))
}

// repairNames are the kinds of repair.
var repairNames = map[string]string{
	rtpflow.RepairRTX: "RTX", rtpflow.RepairRIST: "RIST retransmission", rtpflow.RepairRED: "RED", rtpflow.RepairULPFEC: "ULPFEC",
	rtpflow.RepairFlexFEC: "FlexFEC", rtpflow.RepairFlexFEC03: "FlexFEC draft-03", rtpflow.RepairParityFEC: "parity FEC",
	rtpflow.RepairSMPTE: "SMPTE 2022-1 FEC", rtpflow.RepairOther: "FEC",
}
