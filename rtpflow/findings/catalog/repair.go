package catalog

import "rtspect/rtpflow"

// Findings about retransmission, FEC and redundant paths.
var (
	RepairUseless = define(repairArea, FindingType{
		Code: "repair-useless", Severity: rtpflow.SevNote,
		Title:      "Redundant retransmissions",
		Cause:      "The receiver requests too early or repeatedly, or the sender retransmits without a request.",
		Remedy:     "Compare the reordering tolerance and the request interval of the receiver with the round-trip time.",
		Reference:  "RFC 4588, 6.3",
		Thresholds: []string{"useless-repair"},
	})
	RepairLate = define(repairArea, FindingType{
		Code: "repair-late", Severity: rtpflow.SevNote,
		Title:      "Late retransmissions",
		Cause:      "A long round-trip time, or a receiver or sender that waits before it requests or responds.",
		Remedy:     "The receiver's buffer must cover the time from loss to repair; compare rtx-time.",
		Reference:  "RFC 4588, 8.1",
		Thresholds: []string{"late-repair"},
	})
	RepairUnmatched = define(repairArea, FindingType{
		Code: "repair-unmatched", Severity: rtpflow.SevNote,
		Title:     "Repair stream without a source stream",
		Cause:     "The stream that it repairs is not in the capture, or its sequence numbers are too far away.",
		Remedy:    "Capture the flow of the source stream, too.",
		Reference: "RFC 4588, 5.3",
	})
	FECInsufficient = define(repairArea, FindingType{
		Code: "fec-insufficient", Severity: rtpflow.SevNote,
		Title:     "FEC could not recover lost packets",
		Cause:     "Loss bursts are longer than the FEC can correct.",
		Remedy:    "Use more FEC, interleave it over a longer time (columns), or add retransmission.",
		Reference: "RFC 8627, 1.1",
	})
	RedundantPathDead = define(repairArea, FindingType{
		Code: "redundant-path-dead", Severity: rtpflow.SevWarning,
		Title:      "A redundant path failed",
		Cause:      "A link, switch or sender port failed. The media continues on the other path without protection.",
		Remedy:     "Restore the path: the next failure interrupts the media.",
		Reference:  "RFC 7198, 4",
		Thresholds: []string{"dead-path"},
	})
	RedundantPathSkew = define(repairArea, FindingType{
		Code: "redundant-path-skew", Severity: rtpflow.SevNote,
		Title:      "Large skew between redundant paths",
		Cause:      "The paths differ in length or load.",
		Remedy:     "The receiver's buffer must cover the difference, or the slower path cannot help.",
		Reference:  "RFC 7198, 4",
		Thresholds: []string{"path-skew"},
	})
	LimitRepairs = define(repairArea, FindingType{
		Code: "limit-repairs", Severity: rtpflow.SevWarning,
		Title:  "Too many repaired streams",
		Cause:  "A very large capture, or a flood of SSRCs.",
		Remedy: "Split the capture, or filter it.",
	})
)
