//home: rtpflow/findings/catalog

package rtpflow

// repairKinds are what can be said of retransmission, parity and redundant paths.
var repairKinds = []Kind{
	{"repair-useless", SevNote, "Most retransmissions repeat packets that had arrived", "The receiver asks too early or again and again, or the sender repeats without being asked.", "Compare the receiver's time to wait for reordered packets, and between two requests, with the round-trip time.", "RFC 4588, 6.3"},
	{"repair-late", SevNote, "Retransmissions came late", "A long round-trip time, or a receiver or sender that waits before it asks or answers.", "The receiver's buffer must be longer than the time from loss to repair; compare rtx-time.", "RFC 4588, 8.1"},
	{"repair-unmatched", SevNote, "A stream of repairs whose source is not known", "The source it repairs is not in the capture, or too far away in its numbers.", "Capture the source's flow as well.", "RFC 4588, 5.3"},
	{"fec-insufficient", SevNote, "Parity packets could not repair their groups", "Loss comes in bursts that are longer than the parity was made for.", "Use more parity, interleave it over a longer time (columns), or add retransmission.", "RFC 8627, 1.1"},
	{"redundant-path-dead", SevWarning, "One of two redundant paths carries nothing any more", "A link, switch or sender port failed; the media goes on over the other path, without protection.", "Restore the path: the next fault interrupts the media.", "RFC 7198, 4"},
	{"redundant-path-skew", SevNote, "Redundant paths are far apart in time", "The paths differ in length or load.", "The receiver's buffer must be longer than the difference, or the slower path cannot help.", "RFC 7198, 4"},
	{"limit-repairs", SevWarning, "More repaired streams than are followed", "A very large capture, or a flood of SSRCs.", "Cut the capture with a filter.", ""},
}
