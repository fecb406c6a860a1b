package rtpflow

import (
	"fmt"

	"rtspect/capture"
)

// connectionFindings tells what is wrong with a TCP connection.
func connectionFindings(c *Connection) (list []Finding) {
	for i := range c.Sides {
		s, who := &c.Sides[i], Side(i)
		add := func(code string, sev Severity, frame capture.Frame, format string, args ...any) {
			f := Finding{Code: code, Severity: sev, Summary: fmt.Sprintf(format, args...), DisplayFilter: c.filter()}
			if frame != 0 {
				f.Frames = []capture.Frame{frame}
			}
			list = append(list, f)
		}
		if n := s.NotCapturedBytes; n > 0 {
			add("capture-gap", SevWarning, s.FirstGap, "%d bytes that the %s sent on %s are missing from the capture, though the receiver acknowledged them: the capture missed them, the network did not.", n, who, c.ID)
		}
		if n := s.LostBytes; n > 0 {
			add("tcp-gap", SevWarning, s.FirstGap, "%d bytes that the %s sent on %s are missing and were never acknowledged: lost on the way, or the capture ends before their retransmission.", n, who, c.ID)
		}
		if n := s.GapBytes - s.NotCapturedBytes - s.LostBytes - s.SnappedBytes; n > 0 {
			add("tcp-gap", SevWarning, s.FirstGap, "%d bytes that the %s sent on %s are missing; with one direction in the capture it cannot be told whether the network lost them or the capture.", n, who, c.ID)
		}
		if n := s.ConflictBytes; n > 0 {
			add("tcp-overlap-conflict", SevWarning, s.FirstConflict, "%d bytes that the %s sent again on %s differ from those that came first; the first ones were taken.", n, who, c.ID)
		}
		if n := s.JunkBytes; n > 0 {
			add("junk-bytes", SevWarning, s.JunkFrame, "%d bytes that the %s sent on %s are neither an RTSP message nor an interleaved frame; they were skipped to find the next one (resync).", n, who, c.ID)
		}
		if n := s.RetransmittedBytes; n > 0 {
			add("tcp-retransmission", SevNote, 0, "%d bytes that the %s sent on %s came more than once (TCP retransmission, or captured twice).", n, who, c.ID)
		}
	}
	return list
}

// filter is a Wireshark display filter for the connection.
func (c *Connection) filter() string {
	ip := func(a capture.Addr) string {
		if a.Is4() {
			return "ip.addr == " + a.String()
		}
		return "ipv6.addr == " + a.String()
	}
	proto := "tcp"
	if c.Kind == KindUDP {
		proto = "udp"
	}
	return fmt.Sprintf("%s && %s && %s.port == %d && %s.port == %d", ip(c.Client.Addr), ip(c.Server.Addr), proto, c.Client.Port, proto, c.Server.Port)
}
