package rtpflow

// ASFPayloads summarizes the ASF data packets in a Windows Media stream (x-asf-pf, [MS-RTSP] 2.2.1.3).
type ASFPayloads struct {
	DataPackets int64 // whole ones
	Fragments   int64 // of ones too large for an RTP packet
	Keyframes   int64 // of both, those with a keyframe
	// Duration is the sum of the durations in the headers, in milliseconds; Timed is how many contain one.
	Duration, Timed int64
	Malformed       int64 // payloads with an invalid header
	NotCaptured     int64 // RTP packets of which only the first header was captured
	// Streams are the streams inside the data packets, by their number in the ASF header.
	Streams []ASFStreamCount
}

// ASFStreamCount counts the payloads of one stream.
type ASFStreamCount struct {
	Number              int
	Payloads, Keyframes int64
}
