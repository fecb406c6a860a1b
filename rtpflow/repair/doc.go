// Package repair parses the redundancy that senders add so that receivers can recover lost RTP packets, and
// determines which packets were recovered or could have been: retransmissions (RFC 4588, and those of RIST),
// redundant encodings (RFC 2198), parity packets (RFC 2733, 5109, 8627, SMPTE 2022-1) and duplicates on a
// second path (SMPTE 2022-7, RFC 7198).
//
// The parsers take a payload and return the sequence numbers that it covers. A History tracks the numbers of
// the protected source. Its memory is bounded, and it allocates nothing per packet; numbers outside its window
// are counted but not classified.
package repair
