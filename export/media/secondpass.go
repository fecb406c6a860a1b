package media

import (
	"rtspect/capture"
	"rtspect/export/media/elementary"
	"rtspect/rtpflow"
	"rtspect/rtpflow/replay"
)

// Passes reads the packets of a report's streams once more, from the beginning of the capture. It is all that an export
// needs to know of how packets are found.
type Passes interface {
	// Run calls rtp for each packet of a stream of the report and raw for each datagram on a media's ports that is
	// neither RTP nor RTCP, in the order of arrival. Either may be nil; a false return ends the pass. It may be called
	// several times.
	Run(rtp func(*rtpflow.Stream, *elementary.Packet) bool, raw func(m *rtpflow.Media, b []byte, time int64) bool) error
}

// secondPass reads the capture again, by demultiplexing alone.
type secondPass struct {
	open   func() (*capture.Capture, error)
	report *rtpflow.Report
}

// Run reads the capture once.
func (r secondPass) Run(rtp func(*rtpflow.Stream, *elementary.Packet) bool, raw func(*rtpflow.Media, []byte, int64) bool) error {
	c, err := r.open()
	if err != nil {
		return err
	}
	defer c.Close()
	var l replay.Listener
	var x elementary.Packet // one serves all
	if rtp != nil {
		l.RTP = func(st *rtpflow.Stream, p *replay.RTPPacket) bool {
			x = elementary.Packet(*p)
			return rtp(st, &x)
		}
	}
	if raw != nil {
		l.Raw = func(m *rtpflow.Media, b []byte, time int64, _ capture.Frame) bool { return raw(m, b, time) }
	}
	return replay.Replay(c, r.report, l)
}
