// Package rtcp reads RTCP packets: pure functions from bytes to values, one kind of packet or block a
// file. A compound packet is walked by its headers, so that what is damaged costs only itself and what
// follows it. Values that hold slices borrow the bytes they were read from. Nothing here allocates but
// what returns text.
package rtcp
