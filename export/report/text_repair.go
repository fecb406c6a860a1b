package report

import (
	"fmt"
	"math"
	"strings"

	"rtspect/rtpflow"
)

// repairs tells of each stream what repairs did for its losses.
func (t *textReport) repairs(streams []*rtpflow.Stream) {
	label := "repair"
	say := func(st *rtpflow.Stream, r *rtpflow.Repair) {
		t.labelled(label, repairText(st, r))
		label = ""
	}
	for _, st := range streams {
		if st.Repair != nil && st.Repair.Of == nil {
			say(nil, st.Repair)
		}
		if st.Repaired != nil {
			for _, r := range st.Repaired.By {
				say(st, r)
			}
		}
	}
}

// repairText is one repair in a line; st is nil where it is not known what it repairs.
func repairText(st *rtpflow.Stream, r *rtpflow.Repair) string {
	by := r.By
	what := repairWord[r.Kind] + " "
	switch {
	case r.Kind == rtpflow.RepairDuplicate:
		what = "copies from " + endpoint(by.Source) + " to " + endpoint(by.Destination)
	case by == st:
		what += "in the stream itself"
	default:
		what += ssrcText(by.SSRC)
	}
	if r.PayloadType != nil {
		what += fmt.Sprintf(" (PT %d)", *r.PayloadType)
	}
	if st == nil {
		return what + fmt.Sprintf(": %s, of a source that is not known", counted(r.Packets, "packet"))
	}
	facts := []string{counted(r.Packets, "packet"), fmt.Sprintf("%s of %s lost %s", grouped(r.Recovered), grouped(st.Lost), repairedText(r.Parity()))}
	add := func(n int64, format string) {
		if n > 0 {
			facts = append(facts, fmt.Sprintf(format, grouped(n)))
		}
	}
	if r.Kind != rtpflow.RepairDuplicate && r.Kind != rtpflow.RepairRED {
		add(r.Useless, "%s not needed")
	}
	add(r.Repeated, "%s repeated")
	add(r.Failed, "%s could not help")
	add(r.Padding, "%s of padding alone")
	add(r.Unread, "%s unreadable")
	add(r.Outside, "%s outside what is known")
	if r.Rows+r.Columns > 0 {
		facts = append(facts, fmt.Sprintf("%s for rows, %s for columns", grouped(r.Rows), grouped(r.Columns)))
	}
	if x := r.RED; x != nil {
		facts = append(facts, fmt.Sprintf("%s in up to %s", counted(x.Blocks, "redundant block"), counted(int64(x.Levels), "level")))
	}
	if d := r.Delay; d != nil {
		facts = append(facts, fmt.Sprintf("%s ms after the loss showed (up to %s)", milliseconds(d.Mean), milliseconds(d.Max)))
	}
	if s := r.Skew; s != nil {
		facts = append(facts, skewText(s))
	}
	return what + " for " + ssrcText(st.SSRC) + ": " + strings.Join(facts, ", ")
}

// repairedText tells what was brought from what whoever uses the parity can compute.
func repairedText(parity bool) string {
	if parity {
		return "repairable"
	}
	return "repaired"
}

// skewText says how much later copies come: 2.31 ms later on average (-0.10 to 4.02). What clocks cannot tell is
// no difference.
func skewText(s *rtpflow.Spread) string {
	if max(math.Abs(s.Min), math.Abs(s.Max)) < 0.001 {
		return "at the same time"
	}
	word := "later"
	if s.Mean < 0 {
		word = "earlier"
	}
	return fmt.Sprintf("%s ms %s on average (%.3g to %.3g later)", milliseconds(math.Abs(s.Mean)), word, s.Min, s.Max)
}

// repairWord says what is sent.
var repairWord = map[string]string{
	rtpflow.RepairRTX: "RTX", rtpflow.RepairRIST: "RIST retransmissions", rtpflow.RepairRED: "RED", rtpflow.RepairULPFEC: "ULPFEC",
	rtpflow.RepairFlexFEC: "FlexFEC", rtpflow.RepairFlexFEC03: "FlexFEC draft-03", rtpflow.RepairParityFEC: "parity FEC",
	rtpflow.RepairSMPTE: "SMPTE 2022-1 FEC", rtpflow.RepairOther: "FEC",
}
