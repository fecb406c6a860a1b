package sample

import (
	"fmt"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtspparse"
)

// Empty returns a report on a capture without packets.
func Empty() *rtpflow.Report {
	return &rtpflow.Report{Captures: []*capture.File{{Name: "empty.pcap", Format: "pcap", Compression: "none", Bytes: 24}}}
}

// Many returns a report on n sessions.
func Many(n int) *rtpflow.Report {
	r := Report()
	r.Sessions = nil
	for i := range n {
		s := *Report().Sessions[0]
		s.ID = fmt.Sprintf("s%d", i+1)
		r.Sessions = append(r.Sessions, &s)
	}
	return r
}

// Joined returns a report on two files read as one.
func Joined() *rtpflow.Report {
	r := Report()
	second := *r.Captures[0]
	second.Name, second.Truncated = "c02.pcap", true
	second.Damage = []capture.Damage{{Kind: "cut-short", Frame: capture.MakeFrame(1, 7), Offset: 99, Detail: "the last record is cut", Fatal: true}}
	second.TimeRegressions, second.MaxTimeRegression, second.FirstTimeRegression = 2, 1500000, capture.MakeFrame(1, 3)
	second.Comments = []capture.Comment{{Text: "of the section"}, {Frame: capture.MakeFrame(1, 2), Text: "of a packet"}}
	second.Interfaces = []capture.Interface{{Name: "eth0", Received: -1, Dropped: 3}}
	second.Undecoded, second.Application = map[string]int64{"arp": 4}, "dumpcap"
	r.Captures = append(r.Captures, &second)
	m := r.Sessions[0].Media[0]
	m.Streams[0].LastFrame = capture.MakeFrame(1, 650)
	m.Streams[0].Discontinuities = []rtpflow.Discontinuity{{Time: At(2), Frame: capture.MakeFrame(1, 9), FromSeq: 1, ToSeq: 2, Reason: "play"}}
	m.Raw = &rtpflow.RawFlow{Packets: 3, Bytes: 100, Start: At(1), End: At(2), FirstFrame: frame(3), LastFrame: capture.MakeFrame(1, 4), Format: "MP2T"}
	r.Connections[0].Sides[rtpflow.Server].GapBytes = 12
	r.Connections[0].Sides[rtpflow.Server].NotCapturedBytes = 12
	r.Sessions[0].Findings[0].Frames = []capture.Frame{frame(391), capture.MakeFrame(1, 5)}
	return r
}

// Hostile returns a report that has a text wherever text from the capture may be.
func Hostile(text string) *rtpflow.Report {
	r := Joined()
	s := r.Sessions[0]
	s.Session, s.URL, s.UserAgent, s.ServerAgent, s.Version = text, text, text, text, text
	s.SDP = []byte("v=0\r\ns=" + text + "\r\n")
	for _, e := range s.Exchanges {
		e.Method, e.URL = text, text
		e.Request.Headers = append(e.Request.Headers, rtspparse.Header{Name: text, Value: text}, rtspparse.Header{Name: "Transport", Value: text}, rtspparse.Header{Name: "X", Value: text})
		if e.Response != nil {
			e.Response.Status, e.Response.Reason = 302, text
			e.Response.Headers = append(e.Response.Headers, rtspparse.Header{Name: "Location", Value: text}, rtspparse.Header{Name: "WWW-Authenticate", Value: text})
		}
	}
	for _, m := range s.Media {
		m.Type, m.Control, m.Protocol, m.Transport.Requested, m.Transport.Agreed, m.Transport.Destination = text, text, text, text, text, text
		m.Transport.Profile, m.Transport.Mode, m.Transport.Source = text, text, text
		for i := range m.Formats {
			m.Formats[i].Encoding = text
			for k := range m.Formats[i].Fmtp {
				m.Formats[i].Fmtp[k].Value = text
			}
		}
		for _, st := range m.Streams {
			st.Encoding, st.RTCP.CNAME, st.RTCP.ByeReason, st.RTCP.Items[0].Text = text, text, text, text
			st.RTCP.CNAMEChanges[0].From, st.RTCP.CNAMEChanges[0].To, st.RTCP.Bye.Reason = text, text, text
		}
		for _, x := range m.RTCP {
			x.Apps[0].Name, x.CNAMEs[0].Name, x.Byes[0].Reason, x.Sources[0].CNAME = text, text, text, text
		}
	}
	s.Described[0].Type, s.Described[0].Control = text, text
	for i := range s.Timeline {
		s.Timeline[i].Detail = text
	}
	for i := range s.Findings {
		s.Findings[i].Summary, s.Findings[i].DisplayFilter = text, text
	}
	r.Connections[0].Cookie, r.Connections[0].ServerName = text, text
	f := r.Captures[1]
	f.Name, f.Application, f.OS, f.Hardware = text, text, text, text
	f.Damage[0].Detail, f.Comments[0].Text = text, text
	f.Interfaces[0] = capture.Interface{Name: text, Description: text, Filter: text}
	return r
}
