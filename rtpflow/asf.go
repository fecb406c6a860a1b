//home: rtpflow

package rtpflow

// ASFPayloads is what the payload headers of a Windows Media stream (x-asf-pf, [MS-RTSP] 2.2.1.3) say of
// the ASF data packets that it carries.
type ASFPayloads struct {
	DataPackets int64 // whole ones
	Fragments   int64 // of ones too large for an RTP packet
	KeyFrames   int64 // of both, those with a key frame in them
	// Duration is the sum of the durations that headers give, in milliseconds, and Timed how many give one.
	Duration, Timed int64
	Malformed       int64 // payloads with a header that makes no sense
	Unseen          int64 // RTP packets of which only the first header was there to be read
	// Streams are the streams inside the data packets, by their number in the ASF header.
	Streams []ASFStreamCount
}

// ASFStreamCount counts the payloads of one stream.
type ASFStreamCount struct {
	Number              int
	Payloads, KeyFrames int64
}
