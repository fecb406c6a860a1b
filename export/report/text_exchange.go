package report

import (
	"fmt"
	"strconv"
	"strings"

	"rtspect/rtpflow"
	"rtspect/rtspparse"
)

// exchanges tells the requests of a session with their answers; requests that only keep it alive
// and follow each other are told together.
func (t *textReport) exchanges(s *rtpflow.Session) []moment {
	var out []moment
	for i := 0; i < len(s.Exchanges); {
		n := 1
		for !t.all && i+n < len(s.Exchanges) && keepsAlive(s.Exchanges[i]) && sameKind(s.Exchanges[i], s.Exchanges[i+n]) {
			n++
		}
		if n >= 3 && i > 0 {
			out = append(out, t.keepAlives(s.Exchanges[i:i+n]))
			i += n
			continue
		}
		for range n {
			out = append(out, t.exchange(s, s.Exchanges[i]))
			i++
		}
	}
	return out
}

// keepsAlive reports whether a request is of a kind that clients and servers repeat to keep a
// session alive (RFC 7826, 10.5).
func keepsAlive(e *rtpflow.Exchange) bool {
	switch e.Method {
	case "OPTIONS", "GET_PARAMETER", "SET_PARAMETER":
		return true
	}
	return false
}

func sameKind(a, b *rtpflow.Exchange) bool {
	return a.Method == b.Method && a.Sender == b.Sender && a.Status() == b.Status() && a.Connection == b.Connection
}

// keepAlives is GET_PARAMETER ×12 every 30 s, with the slowest answer.
func (t *textReport) keepAlives(list []*rtpflow.Exchange) moment {
	first, last := list[0], list[len(list)-1]
	var slowest int64
	least, most := int64(1)<<62, int64(0)
	for i, e := range list {
		if ns, ok := e.Latency(); ok {
			slowest = max(slowest, ns)
		}
		if i > 0 {
			step := e.Time() - list[i-1].Time()
			least, most = min(least, step), max(most, step)
		}
	}
	span := last.Time() - first.Time()
	pace := "over " + length(span)
	if mean := span / int64(len(list)-1); most-least <= mean/4 {
		pace = "every " + everyText(mean)
	}
	m := moment{time: first.Time(), frame: first.Frame(), what: sentBy(first) + safeMethod(first) + " ×" + strconv.Itoa(len(list)) + " " + pace}
	m.answer, m.style = t.answerText(first)
	if slowest > 0 {
		m.latency = "≤ " + briefly(slowest)
	}
	return m
}

// everyText writes an interval: whole seconds where it is about that.
func everyText(ns int64) string {
	if s := (ns + 5e8) / 1e9; s >= 5 {
		return fmt.Sprintf("%d s", s)
	}
	return briefly(ns)
}

func (t *textReport) exchange(s *rtpflow.Session, e *rtpflow.Exchange) moment {
	m := moment{time: e.Time(), frame: e.Frame()}
	what := []string{sentBy(e) + safeMethod(e)}
	if e.URL != "" {
		what = append(what, relativeURL(e.URL, s.URL))
	}
	what = append(what, t.requestDetail(e)...)
	m.what = t.shown(strings.Join(nonEmpty(what), " "))
	if e.Request == nil {
		m.what += " (request not in the capture)"
	}
	m.answer, m.style = t.answerText(e)
	if ns, ok := e.Latency(); ok {
		m.latency = briefly(ns)
	}
	if e.Response != nil && e.Status()/100 == 3 {
		if to := e.Response.Headers.Get("Location"); to != "" {
			m.more = "Location: " + t.shown(to)
		}
	}
	return m
}

func sentBy(e *rtpflow.Exchange) string {
	if e.Sender == rtpflow.Server {
		return "server sends "
	}
	return ""
}

func safeMethod(e *rtpflow.Exchange) string {
	if e.Method == "" {
		return "a request"
	}
	return e.Method
}

func (t *textReport) answerText(e *rtpflow.Exchange) (string, style) {
	if e.Response == nil {
		return "no answer", alarm
	}
	status := e.Response.Status
	text := t.shown(strings.TrimSpace(strconv.Itoa(status) + " " + e.Response.Reason))
	switch {
	case status == 401 || status == 407:
		if asks := challenges(e.Response.Headers); asks != "" {
			text += ", asks for " + t.shown(asks)
		}
		return text, notice
	case status >= 400:
		return text, alarm
	case status >= 300:
		return text, notice
	}
	return text, plain
}

// challenges names the authentication schemes that an answer offers.
func challenges(h rtspparse.Headers) string {
	var names []string
	for _, v := range append(h.Values("WWW-Authenticate"), h.Values("Proxy-Authenticate")...) {
		scheme, _, _ := strings.Cut(strings.TrimSpace(v), " ")
		names = appendNew(names, scheme)
	}
	return strings.Join(names, ", ")
}

// relativeURL is what a request's URL adds to that of the session: "" for the same, the control
// part for a media, all of it for another URL.
func relativeURL(url, base string) string {
	rest, under := strings.CutPrefix(withoutPort(url), withoutPort(base))
	switch {
	case base == "" || !under:
		return url
	case strings.Trim(rest, "/") == "":
		return ""
	}
	return strings.TrimPrefix(rest, "/")
}

// withoutPort is an RTSP URL without the port that it has by default (RFC 7826, 4.2), which clients write in one request
// and leave out in another.
func withoutPort(url string) string {
	const scheme, port = "rtsp://", ":554"
	if len(url) < len(scheme) || !strings.EqualFold(url[:len(scheme)], scheme) {
		return url
	}
	end := len(url)
	if i := strings.IndexByte(url[len(scheme):], '/'); i >= 0 {
		end = len(scheme) + i
	}
	return strings.TrimSuffix(url[:end], port) + url[end:]
}

// requestDetail is what a request asks for, in the words of its header fields.
func (t *textReport) requestDetail(e *rtpflow.Exchange) []string {
	if e.Request == nil {
		return nil
	}
	h := e.Request.Headers
	var out []string
	switch e.Method {
	case "SETUP":
		out = append(out, transportAsked(h.Get("Transport")))
	case "PLAY", "RECORD":
		out = append(out, h.Get("Range"))
		for _, name := range []string{"Scale", "Speed"} {
			if v := h.Get(name); v != "" {
				out = append(out, name+" "+v)
			}
		}
	}
	if scheme, _, _ := strings.Cut(t.mask.Header("Authorization", h.Get("Authorization")), " "); scheme != "" {
		out = append(out, "with "+scheme+" authorization")
	}
	return out
}

// transportAsked is a Transport header without the words that say nothing: RTP over UDP to one
// receiver is what nearly all ask for.
func transportAsked(header string) string {
	words := strings.FieldsFunc(header, func(r rune) bool { return r == ';' })
	out := words[:0]
	for _, w := range words {
		switch strings.ToLower(strings.TrimSpace(w)) {
		case "rtp/avp", "rtp/avp/udp", "unicast", "mode=play", `mode="play"`:
			continue
		}
		out = append(out, w)
	}
	if len(out) == 0 {
		return header
	}
	return strings.Join(out, ";")
}
