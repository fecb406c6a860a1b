// Package repair reads what senders add so that lost RTP packets can be had again, and says which of
// them it brought or could have: retransmissions (RFC 4588, and those of RIST), redundant encodings (RFC
// 2198), parity packets (RFC 2733, 5109, 8627, SMPTE 2022-1) and second copies on another path (SMPTE
// 2022-7, RFC 7198).
//
// The parsers take a payload and give the sequence numbers that it speaks of. A History follows the
// numbers of the protected source. It allocates nothing for a packet and is bounded; what lies outside
// its window is counted, not judged.
package repair
