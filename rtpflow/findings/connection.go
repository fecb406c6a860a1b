package findings

import (
	"fmt"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/findings/displayfilter"
	"rtspect/rtpflow/wording"
)

// connectionFindings are those about a connection; s is the session that reports them, nil if none uses it.
func (in *inputs) connectionFindings(c *rtpflow.Connection, s *rtpflow.Session) []*draft {
	d := &connectionDetector{in.detector(rtpflow.Subject{Connection: c, Session: s}), c}
	d.filter = func([]capture.Frame) string { return displayfilter.OfConnection(c) }
	for i := range c.Sides {
		d.gapFindings(rtpflow.Side(i))
		d.framingFindings(rtpflow.Side(i))
		d.tcpFindings(rtpflow.Side(i))
	}
	d.halfClosed()
	d.tunnelFindings()
	d.staleData()
	return d.found
}

// connectionDetector finds what is wrong with a connection.
type connectionDetector struct {
	*detector
	c *rtpflow.Connection
}

// gapFindings are those about bytes that the capture lacks.
func (d *connectionDetector) gapFindings(from rtpflow.Side) {
	c, s := d.c, &d.c.Sides[from]
	bytes := func(t *catalog.FindingType, n int64, format string) {
		if n > 0 {
			d.add(t, one(s.FirstGap), format, wording.Count(n, "byte"), from, c.ID).measures(float64(n), rtpflow.UnitBytes)
		}
	}
	bytes(catalog.CaptureGap, s.NotCapturedBytes, "%s from the %s on %s are missing from the capture, but were acknowledged by the receiver: capture drops, not network loss.")
	bytes(catalog.TCPBytesMissing, s.LostBytes, "%s from the %s on %s are missing and were never acknowledged: lost on the path, or the capture ends before the retransmission.")
	undecided := "%s from the %s on %s are missing: network loss or capture drops, which one direction alone does not show."
	if c.Sides[1-from].Packets > 0 {
		undecided = "%s from the %s on %s are missing: network loss or capture drops, which the acknowledgments do not show."
	}
	bytes(catalog.TCPBytesMissing, s.GapBytes-s.NotCapturedBytes-s.LostBytes-s.TruncatedBytes, undecided)
	if n := s.ConflictBytes; n > 0 {
		d.add(catalog.TCPOverlapConflict, one(s.FirstConflict), "%s retransmitted by the %s on %s differ from the original; the original was analyzed.", wording.Count(n, "byte"), from, c.ID).
			measures(float64(n), rtpflow.UnitBytes)
	}
}

// framingFindings are those about bytes that are neither messages nor interleaved frames.
func (d *connectionDetector) framingFindings(from rtpflow.Side) {
	c, s := d.c, &d.c.Sides[from]
	junk := s.UnparsedBytes - s.UnparsedBehindGaps
	if w := s.WrongLengths; w != nil {
		d.wrongLengths(w, from)
		junk -= w.Unparsed
	}
	if n := s.UnparsedBehindGaps; n > 0 {
		frame, where := s.FirstGap, "behind a gap in the capture"
		if s.GapBytes == 0 {
			where = "at the start of the capture"
		}
		if n == s.UnparsedBytes {
			frame = s.UnparsedFrame
		}
		d.add(catalog.UnparsedBytes, one(frame), "%s from the %s on %s, %s, belong to messages or interleaved frames whose start is missing; they were skipped to resynchronize.",
			wording.Count(n, "byte"), from, c.ID, where).as(rtpflow.SevNote).measures(float64(n), rtpflow.UnitBytes).because(catalog.CaptureGap, catalog.TCPBytesMissing)
	}
	if junk > 0 {
		d.add(catalog.UnparsedBytes, one(s.UnparsedFrame), "%s from the %s on %s are neither RTSP messages nor interleaved frames%s; they were skipped to resynchronize.",
			wording.Count(junk, "byte"), from, c.ID, wording.Parenthesis(s.UnparsedDetail)).measures(float64(junk), rtpflow.UnitBytes).because(catalog.InterleavedLength)
	}
}

// wrongLengths reports interleaved frames with a wrong length.
func (d *connectionDetector) wrongLengths(x *rtpflow.WrongLengths, from rtpflow.Side) {
	what := fmt.Sprintf("the first one, on channel %d, declares %s", x.Channel, wording.Count(x.Declared, "byte"))
	if x.Actual > 0 {
		what += fmt.Sprintf(" and has %d", x.Actual)
	} else {
		what += ", which reaches into the next frame"
	}
	n := x.Long + x.Short
	f := d.add(catalog.InterleavedLength, one(x.Frame), "%s from the %s on %s with a wrong length (%s): receivers lose synchronization, and %s were skipped.",
		wording.Count(n, "interleaved frame"), from, d.c.ID, what, wording.Count(x.Unparsed, "byte")).counts(n).measures(float64(x.Declared), rtpflow.UnitBytes)
	if x.Actual > 0 {
		f.against(float64(x.Actual))
	}
}

// tcpFindings are those about retransmissions, duplicates and flow control.
func (d *connectionDetector) tcpFindings(from rtpflow.Side) {
	c, s := d.c, &d.c.Sides[from]
	if n := s.RetransmittedBytes; n > 0 {
		d.add(catalog.TCPRetransmission, one(s.FirstRetransmitted), "The %s retransmitted %s on %s.", from, wording.Count(n, "byte"), c.ID).measures(float64(n), rtpflow.UnitBytes)
	} else if n := s.Recovered; n > 0 {
		d.add(catalog.TCPRetransmission, one(s.FirstRetransmitted), "%s from the %s on %s %s a retransmission of one lost before the capture point.",
			wording.Count(n, "segment"), from, c.ID, wording.Plural(n, "is", "are each")).counts(n)
	}
	if n := s.DuplicateSegments; n > 0 {
		d.add(catalog.CaptureDuplicates, nil, "%s from the %s on %s %s in the capture more than once with the same IP identification: duplicates in the capture, not retransmissions.",
			wording.Count(n, "segment"), from, c.ID, wording.Plural(n, "is", "are")).counts(n)
	}
	if s.ZeroWindows > 0 && float64(s.ZeroWindowTime) >= d.limit.ZeroWindow*1e9 {
		d.add(catalog.TCPZeroWindow, one(s.FirstZeroWindow), "The %s closed its receive window on %s for %s in total (%s): it reads too slowly, and the peer has to wait.",
			from, c.ID, wording.Duration(s.ZeroWindowTime), wording.Count(s.ZeroWindows, "time")).counts(s.ZeroWindows).lasts(s.ZeroWindowTime).against(d.limit.ZeroWindow)
	}
}

// halfClosed reports a side that continues to send after the other has closed.
func (d *connectionDetector) halfClosed() {
	const tolerated = 1e9 // ns
	for i := range d.c.Sides {
		s, o := &d.c.Sides[i], &d.c.Sides[1-i]
		if late := o.LastDataTime - s.FINTime; s.FIN != 0 && late > tolerated {
			d.add(catalog.HalfClosed, one(s.FIN), "The %s closed its side of %s, and the %s continued to send for %s.", rtpflow.Side(i), d.c.ID, rtpflow.Side(1-i), wording.Duration(late)).
				at(s.FINTime).lasts(late)
			return
		}
	}
}

// tunnelFindings are those about HTTP tunnels and WebSockets that were refused or captured in half.
func (d *connectionDetector) tunnelFindings() {
	c := d.c
	if m, r := c.HTTPRequest, c.HTTPResponse; m != nil && r != nil && r.Status != 101 && (r.Status/100 != 2 || c.Kind == rtpflow.KindWebSocket) {
		frames := []capture.Frame{capture.Frame(m.First.Frame), capture.Frame(r.First.Frame)}
		d.add(catalog.TunnelRefused, frames, "HTTP %s %s for %s on %s was refused with %d %s: no RTSP can pass.", m.Method, m.URL, c.TunnelRole(), c.ID, r.Status, r.Reason).
			at(r.First.Time)
	}
	if (c.Kind == rtpflow.KindTunnelGet || c.Kind == rtpflow.KindTunnelPost) && c.TunnelPeer == nil {
		d.add(catalog.TunnelHalf, one(c.FirstFrame), "Connection %s is one half of an HTTP tunnel (%s); the other half is not in the capture.", c.ID, c.Kind)
	}
}

// channelFindings are those about interleaved channels that no SETUP negotiated.
func (in *inputs) channelFindings(d *detector, c *rtpflow.Connection) {
	for _, x := range c.UnclaimedChannels {
		f := d.add(catalog.ChannelNotSetUp, one(x.Frame), "%s from the %s on %s use interleaved channel %d, which no SETUP negotiated.", wording.Count(x.Frames, "frame"), x.From, c.ID, x.Channel).
			counts(x.Frames)
		f.Subject.Connection = c
	}
}
