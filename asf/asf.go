// Package asf parses the data that Windows Media over RTSP carries: the Advanced Systems Format header of a
// presentation, the RTP payload format x-asf-pf with the ASF data packets in it, and the associated control
// data.
//
// The references are the published "Advanced Systems Format (ASF) Specification", cited as [ASF], and
// "[MS-RTSP]: Real-Time Streaming Protocol (RTSP) Windows Media Extensions".
//
// ASF is little-endian and its strings are UTF-16LE. Its lengths and counts are not trusted: each is checked
// against the available bytes and a limit. Anything that cannot be parsed is reported as a [Violation], and
// everything before it is kept. Strings are copies; slices that refer to the input are documented as such.
package asf
