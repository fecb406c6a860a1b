//home: rtpflow/findings

package rtpflow

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rtspect/capture"
	"rtspect/rtspparse"
)

// notifyFindings tells what the server told the client by requests of its own: to go elsewhere, and what
// became of the media.
func (s *session) notifyFindings(a *Analyzer) (list []Finding) {
	for _, e := range s.Exchanges {
		if e.Request == nil || e.Sender != Server {
			continue
		}
		switch e.Method {
		case "REDIRECT":
			list = append(list, s.redirected(a, e))
		case "PLAY_NOTIFY":
			list = append(list, s.notified(e))
		case "ANNOUNCE":
			if isSDP(e.Request) {
				list = append(list, find("description-changed", e.evidence(), "The server announced another description of the presentation%s: media may have been added, removed or changed.", e.outcome()).at(e.RequestTime))
			}
		}
	}
	return list
}

// outcome says how a notice was answered where that is not 2xx.
func (e *Exchange) outcome() string {
	switch {
	case e.Response == nil:
		return ", which the client did not answer"
	case e.Status() >= 300:
		return fmt.Sprintf(", which the client refused with %d %s", e.Status(), e.Response.Reason)
	}
	return ""
}

// redirected tells of a REDIRECT (RFC 2326, 10.10; RFC 7826, 13.10) and of what the client did.
func (s *session) redirected(a *Analyzer, e *Exchange) Finding {
	h := e.Request.Headers
	to := h.Get("Location")
	text := "The server ended the session by REDIRECT, without a Location to go on at"
	if to != "" {
		text = "The server told the client by REDIRECT to go on at " + to
	} else if s.Version != "2.0" {
		text += " (RFC 2326 asks for one)"
	}
	if v := h.Get("Range"); v != "" {
		text += ", from " + v + " on"
	}
	if v := h.Get("Terminate-Reason"); v != "" {
		text += ", because of " + v
	}
	text += e.outcome()
	f := find("server-redirect", e.evidence(), "%s. ", text).at(e.RequestTime)
	next := s.nextAt(a, to, e)
	switch {
	case next != nil:
		f.Summary += fmt.Sprintf("The client did %s later", seconds(next.Time()-e.RequestTime))
		f.Frames = append(f.Frames, next.Frame())
		switch t := s.teardown(); {
		case t == nil:
			f.Summary += ", without a TEARDOWN of this session."
		case t.Time() < next.Time():
			f.Summary += ", after the TEARDOWN of this session."
		default:
			f.Summary += ", before the TEARDOWN of this session."
		}
	case to != "":
		f.Severity = SevWarning
		f.Summary += fmt.Sprintf("The capture does not show that the client went there; %s.", s.afterwards(e))
	default:
		f.Summary += fmt.Sprintf("Then %s.", s.afterwards(e))
	}
	f.DisplayFilter = frameFilter(f.Frames)
	return f
}

// nextAt finds the first request of the session's client to where a REDIRECT sent it, in any session.
func (s *session) nextAt(a *Analyzer, to string, redirect *Exchange) (next *Exchange) {
	want, _ := rtspparse.ParseLocation(to)
	if want.Host == "" {
		return nil
	}
	for _, x := range a.byClient[s.Client] {
		for _, e := range x.Exchanges {
			if e.Request == nil || e.Sender != Client || e.RequestTime < redirect.RequestTime || e.Method == "TEARDOWN" || next != nil && next.RequestTime <= e.RequestTime {
				continue
			}
			got, _ := rtspparse.ParseLocation(e.URL)
			if strings.EqualFold(got.Host, want.Host) && got.Port == want.Port && strings.HasPrefix(got.Path, strings.TrimRight(want.Path, "/")) {
				next = e
			}
		}
	}
	return next
}

// teardown is the session's first TEARDOWN, nil if there is none.
func (s *session) teardown() *Exchange {
	i := slices.IndexFunc(s.Exchanges, func(e *Exchange) bool { return e.Method == "TEARDOWN" && e.Sender == Client })
	if i < 0 {
		return nil
	}
	return s.Exchanges[i]
}

// afterwards says how long a session went on after a notice, and how it ended.
func (s *session) afterwards(e *Exchange) string {
	last := max(s.LastMedia(), s.lastRequest())
	if t := s.teardown(); t != nil && t.Time() >= e.RequestTime {
		return fmt.Sprintf("it sent TEARDOWN %s later", seconds(t.Time()-e.RequestTime))
	}
	if last <= e.RequestTime {
		return "nothing more came of this session"
	}
	return fmt.Sprintf("this session went on for %s", seconds(last-e.RequestTime))
}

// lastRequest is when the client sent its last request, 0 if it sent none.
func (s *session) lastRequest() (t int64) {
	for _, e := range s.Exchanges {
		if e.Request != nil && e.Sender == Client {
			t = max(t, e.RequestTime)
		}
	}
	return t
}

// lateAfterEnd is how long (ns) after the announced end of a stream packets may still be under way.
const lateAfterEnd = 500e6

// notified tells of a PLAY_NOTIFY (RFC 7826, 13.5).
func (s *session) notified(e *Exchange) Finding {
	h := e.Request.Headers
	reason := strings.ToLower(strings.TrimSpace(h.Get("Notify-Reason")))
	text, known := map[string]string{
		"end-of-stream":           "The server announced the end of the stream (PLAY_NOTIFY)",
		"media-properties-update": "The server announced other properties of the media (PLAY_NOTIFY)",
		"scale-change":            "The server announced that it plays at another scale (PLAY_NOTIFY)",
	}[reason]
	if !known {
		text = fmt.Sprintf("The server sent a PLAY_NOTIFY of which the reason is %q, which RFC 7826 does not define", h.Get("Notify-Reason"))
	}
	for _, name := range []string{"Range", "Scale", "Speed", "Media-Properties", "Media-Range", "Request-Status"} {
		if v := h.Get(name); v != "" {
			text += fmt.Sprintf(", %s: %s", name, v)
		}
	}
	text += e.outcome()
	f := find("play-notify", e.evidence(), "%s.", text).at(e.RequestTime)
	if end := s.LastMedia(); reason == "end-of-stream" {
		if late := end - e.RequestTime; late > lateAfterEnd && s.nextPlay(e) == nil {
			f.Summary += fmt.Sprintf(" RTP went on for %s all the same.", seconds(late))
			f.Severity = SevWarning
		} else if s.lostAtEnd(h.Get("RTP-Info")) {
			f.Summary += " The last packet that it names is not in the capture: the end of the stream is lost."
			f.Severity = SevWarning
		}
	}
	if !known || e.Status() == 465 {
		f.Severity = SevWarning
	}
	return f
}

// nextPlay is the PLAY that came after an exchange, nil if none did.
func (s *session) nextPlay(e *Exchange) *Exchange {
	for _, x := range s.Exchanges {
		if x.Method == "PLAY" && x.Time() > e.Time() {
			return x
		}
	}
	return nil
}

// lostAtEnd reports whether a stream ends before the sequence number that the RTP-Info of an
// end-of-stream gives as that of the first packet behind it (RFC 7826, 13.5.1).
func (s *session) lostAtEnd(info string) bool {
	list, _ := rtspparse.ParseRTPInfo(info)
	for _, x := range list {
		m := s.mediaOf(x.URL)
		if m == nil || !x.HasSeq || len(m.Streams) != 1 {
			continue
		}
		if d := int16(x.Seq - m.Streams[0].LastSeq); d > 1 && d < 1000 {
			return true
		}
	}
	return false
}

// notices puts the server's notices in the timeline.
func (s *session) notices(add func(int64, capture.Frame, string, *Media, string)) {
	for _, e := range s.Exchanges {
		if e.Request == nil || e.Sender != Server {
			continue
		}
		h := e.Request.Headers
		switch e.Method {
		case "REDIRECT":
			add(e.RequestTime, e.RequestFrame, "redirect", nil, "server sends the client to "+cmp.Or(h.Get("Location"), "nowhere"))
		case "PLAY_NOTIFY":
			add(e.RequestTime, e.RequestFrame, "play-notify", s.mediaOf(e.URL), cmp.Or(h.Get("Notify-Reason"), "without a reason"))
		}
	}
}
