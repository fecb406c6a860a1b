package findings

import (
	"fmt"
	"slices"
	"strings"

	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/wording"
	"rtspect/rtspparse"
)

// notifyFindings are those about requests of the server: to go elsewhere, and about changes of the media.
func (d *sessionDetector) notifyFindings() {
	for _, e := range d.s.Exchanges {
		if e.Request == nil || e.Sender != rtpflow.Server {
			continue
		}
		switch e.Method {
		case "REDIRECT":
			d.redirect(e)
		case "PLAY_NOTIFY":
			d.playNotify(e)
		case "ANNOUNCE":
			if carriesSDP(e.Request) {
				d.addExchange(catalog.DescriptionChanged, e, "The server announced a new session description%s: media streams may have been added, removed or changed.", noticeRefused(e))
			}
		}
	}
}

// carriesSDP reports whether a message has a session description as its body.
func carriesSDP(m *rtspparse.Message) bool {
	if len(m.Body) == 0 {
		return false
	}
	t := strings.ToLower(m.Headers.Get("Content-Type"))
	return strings.Contains(t, "sdp") || t == "" && strings.HasPrefix(string(m.Body[:min(len(m.Body), 2)]), "v=")
}

// noticeRefused says how the client responded to a notice, "" where it accepted it.
func noticeRefused(e *rtpflow.Exchange) string {
	switch {
	case e.Response == nil:
		return ", to which the client did not respond"
	case e.Status() >= 300:
		return ", which the client refused with " + responseLine(e)
	}
	return ""
}

// redirect reports a REDIRECT (RFC 2326, 10.10; RFC 7826, 13.10) and what the client did.
func (d *sessionDetector) redirect(e *rtpflow.Exchange) {
	h := e.Request.Headers
	to := h.Get("Location")
	text := "The server ended the session with REDIRECT, without a Location"
	if to != "" {
		text = "The server redirected the client to " + to
	} else if d.s.Version != "2.0" {
		text += " (which RFC 2326 requires)"
	}
	if v := h.Get("Range"); v != "" {
		text += ", Range " + v
	}
	if v := h.Get("Terminate-Reason"); v != "" {
		text += ", reason " + v
	}
	f := d.addExchange(catalog.ServerRedirect, e, "%s%s.", text, noticeRefused(e))
	next := d.followed(to, e)
	switch {
	case next != nil:
		f.evidence(next.Frame())
		order := "before"
		switch t := d.firstTeardown(); {
		case t == nil:
			order = "without"
		case t.Time() < next.Time():
			order = "after"
		}
		f.say("The client followed %s later, %s the TEARDOWN of this session.", wording.Duration(next.Time()-e.RequestTime), order).lasts(next.Time() - e.RequestTime)
	case to != "":
		f.as(rtpflow.SevWarning).say("The client does not follow in this capture; %s.", d.afterwards(e))
	default:
		f.say("Then %s.", d.afterwards(e))
	}
}

// followed is the first request of the client, in any of its sessions, to where a REDIRECT sent it.
func (d *sessionDetector) followed(to string, redirect *rtpflow.Exchange) (next *rtpflow.Exchange) {
	want, _ := rtspparse.ParseLocation(to)
	if want.Host == "" {
		return nil
	}
	for _, x := range d.byClient[d.s.Client] {
		for _, e := range x.Exchanges {
			if e.Request == nil || e.Sender != rtpflow.Client || e.RequestTime < redirect.RequestTime || e.Method == "TEARDOWN" || next != nil && next.RequestTime <= e.RequestTime {
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

// firstTeardown is the client's first TEARDOWN, nil if there is none.
func (d *sessionDetector) firstTeardown() *rtpflow.Exchange {
	i := slices.IndexFunc(d.s.Exchanges, func(e *rtpflow.Exchange) bool { return e.Method == "TEARDOWN" && e.Sender == rtpflow.Client })
	if i < 0 {
		return nil
	}
	return d.s.Exchanges[i]
}

// afterwards says how the session continued after a notice.
func (d *sessionDetector) afterwards(e *rtpflow.Exchange) string {
	last := max(d.s.LastMedia(), d.s.LastRequest())
	if t := d.firstTeardown(); t != nil && t.Time() >= e.RequestTime {
		return fmt.Sprintf("it sent TEARDOWN %s later", wording.Duration(t.Time()-e.RequestTime))
	}
	if last <= e.RequestTime {
		return "nothing more of this session was captured"
	}
	return fmt.Sprintf("this session continued for %s", wording.Duration(last-e.RequestTime))
}

// playNotify reports a PLAY_NOTIFY (RFC 7826, 13.5).
func (d *sessionDetector) playNotify(e *rtpflow.Exchange) {
	const underWay = 500e6 // ns after the announced end in which packets may still arrive
	h := e.Request.Headers
	reason := strings.ToLower(strings.TrimSpace(h.Get("Notify-Reason")))
	text, known := map[string]string{
		"end-of-stream":           "The server announced the end of the stream (PLAY_NOTIFY)",
		"media-properties-update": "The server announced new media properties (PLAY_NOTIFY)",
		"scale-change":            "The server announced another scale (PLAY_NOTIFY)",
	}[reason]
	if !known {
		text = fmt.Sprintf("The server sent PLAY_NOTIFY with the reason %q, which RFC 7826 does not define", h.Get("Notify-Reason"))
	}
	for _, name := range []string{"Range", "Scale", "Speed", "Media-Properties", "Media-Range", "Request-Status"} {
		if v := h.Get(name); v != "" {
			text += fmt.Sprintf(", %s: %s", name, v)
		}
	}
	f := d.addExchange(catalog.PlayNotify, e, "%s%s.", text, noticeRefused(e))
	if reason == "end-of-stream" {
		playedOn := slices.ContainsFunc(d.s.Exchanges, func(x *rtpflow.Exchange) bool { return x.Method == "PLAY" && x.Time() > e.Time() })
		if late := d.s.LastMedia() - e.RequestTime; late > underWay && !playedOn {
			f.as(rtpflow.SevWarning).lasts(late).say("RTP nevertheless continued for %s.", wording.Duration(late))
		} else {
			d.lostEnd(f, h.Get("RTP-Info"))
		}
	}
	if !known || e.Status() == 465 {
		f.as(rtpflow.SevWarning)
	}
}

// lostEnd checks whether a stream stops before the sequence number that the RTP-Info of an end-of-stream notice gives as
// that of the first packet behind it (RFC 7826, 13.5.1).
func (d *sessionDetector) lostEnd(f *draft, info string) {
	const maxLost = 1000
	list, _ := rtspparse.ParseRTPInfo(info)
	for _, x := range list {
		m := d.s.MediaOf(x.URL)
		if m == nil || !x.HasSeq || len(m.Streams) != 1 {
			continue
		}
		if n := int16(x.Seq - m.Streams[0].LastSeq); n > 1 && n < maxLost {
			f.as(rtpflow.SevWarning).say("The announced last packet is not in the capture: the end of the stream is lost.")
			return
		}
	}
}
