// Package asf reads what Windows Media over RTSP carries: the Advanced Systems Format header of a
// presentation, the RTP payload format x-asf-pf with the ASF data packets inside, and the control
// data that goes with them.
//
// The sources are the published "Advanced Systems Format (ASF) Specification", cited as [ASF], and
// "[MS-RTSP]: Real-Time Streaming Protocol (RTSP) Windows Media Extensions".
//
// ASF itself is little-endian, its texts are UTF-16LE, and its lengths and counts are the sender's
// word: each is held against the bytes that are there and against a cap. What cannot be read is a
// [Fault], and what stood before it is kept. Strings are copies; slices that borrow from the input
// say so.
package asf
