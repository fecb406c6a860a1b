//home: rtpflow/findings

package rtpflow

import (
	"fmt"
	"time"

	"rtspect/capture"
)

// connectionFindings tells what is wrong with a TCP connection.
func connectionFindings(c *Connection, t *Thresholds) (list []Finding) {
	for i := range c.Sides {
		s, who := &c.Sides[i], Side(i)
		add := func(code string, frame capture.Frame, format string, args ...any) {
			list = append(list, find(code, one(frame), format, args...).shownBy(c.filter()))
		}
		if n := s.NotCapturedBytes; n > 0 {
			add("capture-gap", s.FirstGap, "%d bytes that the %s sent on %s are missing from the capture, though the receiver acknowledged them: the capture missed them, the network did not.", n, who, c.ID)
		}
		if n := s.LostBytes; n > 0 {
			add("tcp-gap", s.FirstGap, "%d bytes that the %s sent on %s are missing and were never acknowledged: lost on the way, or the capture ends before their retransmission.", n, who, c.ID)
		}
		if n := s.GapBytes - s.NotCapturedBytes - s.LostBytes - s.SnappedBytes; n > 0 {
			add("tcp-gap", s.FirstGap, "%d bytes that the %s sent on %s are missing; with one direction in the capture it cannot be told whether the network lost them or the capture.", n, who, c.ID)
		}
		if n := s.ConflictBytes; n > 0 {
			add("tcp-overlap-conflict", s.FirstConflict, "%d bytes that the %s sent again on %s differ from those that came first; the first ones were taken.", n, who, c.ID)
		}
		junk := s.JunkBytes - s.JunkBehindGaps
		if w := s.WrongLengths; w != nil {
			list = append(list, w.finding(who, c))
			junk -= w.Junk
		}
		if n := s.JunkBehindGaps; n > 0 {
			frame, where := s.FirstGap, "behind bytes that are missing"
			if s.GapBytes == 0 {
				where = "at the beginning of the capture"
			}
			if n == s.JunkBytes {
				frame = s.JunkFrame
			}
			add("junk-bytes", frame, "%d bytes that the %s sent on %s, %s, belong to messages or interleaved frames of which the beginning is not known; they were skipped to find the next one (resync).", n, who, c.ID, where)
			list[len(list)-1].Severity = SevNote
		}
		if n := junk; n > 0 {
			add("junk-bytes", s.JunkFrame, "%d bytes that the %s sent on %s are neither an RTSP message nor an interleaved frame%s; they were skipped to find the next one (resync).", n, who, c.ID, detail(s.JunkDetail))
		}
		if n := s.RetransmittedBytes; n > 0 {
			add("tcp-retransmission", s.FirstRetransmitted, "The %s sent %d bytes on %s again (TCP retransmission).", who, n, c.ID)
		} else if n := s.Recovered; n > 0 {
			add("tcp-retransmission", s.FirstRetransmitted, "%s of the %s on %s came late, in place of ones lost before the capture point (TCP retransmission).", count(n, "segment"), who, c.ID)
		}
		if n := s.DuplicateSegments; n > 0 {
			add("capture-duplicates", 0, "%s of the %s on %s are in the capture more than once with the same IP identification: the capture doubled them, not the network.", count(n, "segment"), who, c.ID)
		}
		if s.ZeroWindows > 0 && float64(s.ZeroWindowTime) >= t.ZeroWindow*1e9 {
			add("tcp-zero-window", s.FirstZeroWindow, "The %s closed its receive window on %s for %s in all (%s): it did not read fast enough, and the other side had to wait.", who, c.ID, seconds(s.ZeroWindowTime), count(s.ZeroWindows, "time"))
		}
	}
	list = append(list, c.halfClosed()...)
	list = append(list, c.tunnelFinding()...)
	if (c.Kind == KindTunnelGet || c.Kind == KindTunnelPost) && c.TunnelPeer == nil {
		list = append(list, find("tunnel-half", one(c.FirstFrame), "Connection %s is one half of an HTTP tunnel (%s); the other half is not in the capture.", c.ID, c.Kind).shownBy(c.filter()))
	}
	return list
}

// detail puts words in brackets, if there are any.
func detail(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

// seconds writes a time span for people.
func seconds(ns int64) string {
	switch d := time.Duration(ns); {
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.2f ms", float64(ns)*1e-6)
	case d < time.Second:
		return fmt.Sprintf("%.0f ms", float64(ns)*1e-6)
	case d < 2*time.Minute:
		return fmt.Sprintf("%.1f s", float64(ns)*1e-9)
	default:
		return d.Round(time.Second).String()
	}
}

// halfClosed tells of a side that went on sending after the other had closed.
func (c *Connection) halfClosed() []Finding {
	for i := range c.Sides {
		s, o := &c.Sides[i], &c.Sides[1-i]
		if s.FIN != 0 && o.LastDataTime-s.FINTime > 1e9 {
			return []Finding{find("half-closed", one(s.FIN), "The %s closed its side of %s, and the %s went on sending for %s.", Side(i), c.ID, Side(1-i), seconds(o.LastDataTime-s.FINTime)).at(s.FINTime).shownBy(c.filter())}
		}
	}
	return nil
}

// filter is a Wireshark display filter for the connection.
func (c *Connection) filter() string {
	proto := "tcp"
	if c.Kind == KindUDP {
		proto = "udp"
	}
	return fmt.Sprintf("%s && %s.port == %d && %s.port == %d", hostsFilter(c.Client.Addr, c.Server.Addr), proto, c.Client.Port, proto, c.Server.Port)
}

// finding tells of a side's wrong lengths.
func (x *WrongLengths) finding(who Side, c *Connection) Finding {
	what := fmt.Sprintf("its first one, on channel %d, declares %d bytes", x.Channel, x.Declared)
	if x.Real > 0 {
		what += fmt.Sprintf(" and has %d", x.Real)
	} else {
		what += ", more than it has: it reaches into the next"
	}
	return find("interleaved-length", one(x.Frame), "The %s sent %s on %s with a wrong length (%s): readers lose their place, and %d bytes had to be skipped.",
		who, count(x.Long+x.Short, "interleaved frame"), c.ID, what, x.Junk).shownBy(c.filter())
}
