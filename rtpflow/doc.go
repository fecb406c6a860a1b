//home: rtpflow

// Package rtpflow is the model that every output is made from: what a capture shows of its RTSP sessions and of their RTP
// media, as plain data. A Report contains connections, sessions with their exchanges and media, streams, and findings.
//
// Package analyze makes a Report of a capture. The stages lie in packages of their own, each of which sees only those
// before it: demux, signalling, observe, rtcpstats, associate and assemble; timeline and findings see the model alone.
package rtpflow
