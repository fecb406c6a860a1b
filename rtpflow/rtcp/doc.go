// Package rtcp parses RTCP packets (RFC 3550, 3611, 4585, 5104, 8888 and others) with pure functions from bytes
// to values, one packet type or block per file. A compound packet is traversed by its headers, so damage
// affects only the damaged packet and what follows it. Values with slices refer to the parsed bytes; callers
// must copy to retain them. Nothing allocates except functions that return text.
package rtcp
