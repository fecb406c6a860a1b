package text

import (
	"strconv"
	"strings"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
	"rtspect/rtspparse"
)

// exchanges returns the exchanges of a session. Consecutive keep-alive requests of one kind are one event.
func (t *report) exchanges(s *rtpflow.Session) (events []event) {
	for i := 0; i < len(s.Exchanges); {
		n := 1
		for !t.all && i+n < len(s.Exchanges) && keepsAlive(s.Exchanges[i]) && sameKind(s.Exchanges[i], s.Exchanges[i+n]) {
			n++
		}
		if n >= 3 && i > 0 {
			events = append(events, t.repeated(s.Exchanges[i:i+n]))
			i += n
			continue
		}
		for range n {
			events = append(events, t.exchange(s, s.Exchanges[i]))
			i++
		}
	}
	return events
}

// keepsAlive reports whether a request has a method that clients and servers repeat to keep a session alive (RFC
// 7826, 10.5).
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

// repeated writes GET_PARAMETER ×12 every 30.002 s, with the longest latency.
func (t *report) repeated(list []*rtpflow.Exchange) event {
	first, last := list[0], list[len(list)-1]
	var maxLatency int64
	minInterval, maxInterval := int64(1)<<62, int64(0)
	for i, e := range list {
		if ns, ok := e.Latency(); ok {
			maxLatency = max(maxLatency, ns)
		}
		if i > 0 {
			interval := e.Time() - list[i-1].Time()
			minInterval, maxInterval = min(minInterval, interval), max(maxInterval, interval)
		}
	}
	span := last.Time() - first.Time()
	pace := " in " + view.Duration(span)
	if mean := span / int64(len(list)-1); maxInterval-minInterval <= mean/4 {
		pace = " every " + view.Duration(mean)
	}
	ev := event{time: first.Time(), frame: first.Frame(), text: sentBy(first) + method(first) + " ×" + strconv.Itoa(len(list)) + pace}
	ev.response, ev.style = t.response(first)
	if maxLatency > 0 {
		ev.latency = "≤ " + view.Duration(maxLatency)
	}
	return ev
}

func (t *report) exchange(s *rtpflow.Session, e *rtpflow.Exchange) event {
	parts := []string{sentBy(e) + method(e)}
	switch {
	case e.Request != nil && e.Request.StartLineTruncated():
		if _, rest, _ := strings.Cut(e.URL, "://"); strings.Contains(rest, "/") { // else the port may be incomplete
			parts = append(parts, e.URL+"…")
		}
		parts = append(parts, "(truncated by snaplen)")
	case e.URL != "":
		parts = append(parts, relativeURL(e.URL, s.URL))
	}
	parts = append(parts, t.requestDetails(e)...)
	ev := event{time: e.Time(), frame: e.Frame(), text: t.shown(strings.Join(nonEmpty(parts), " "))}
	if e.Request == nil {
		ev.text += " (request not captured)"
	}
	ev.response, ev.style = t.response(e)
	if ns, ok := e.Latency(); ok {
		ev.latency = view.Duration(ns)
	}
	if e.Response != nil && e.Status()/100 == 3 {
		if to := e.Response.Headers.Get("Location"); to != "" {
			ev.more = "Location: " + t.shown(to)
		}
	}
	return ev
}

// sentBy marks requests of the server.
func sentBy(e *rtpflow.Exchange) string {
	if e.Sender == rtpflow.Server {
		return "server: "
	}
	return ""
}

func method(e *rtpflow.Exchange) string {
	if e.Method == "" {
		return "unknown request"
	}
	return e.Method
}

// response writes the status line of a response.
func (t *report) response(e *rtpflow.Exchange) (string, style) {
	if e.Response == nil {
		return "no response", red
	}
	status := e.Response.Status
	text := t.shown(strings.TrimSpace(strconv.Itoa(status) + " " + e.Response.Reason))
	switch {
	case status == 401 || status == 407:
		if schemes := challenges(e.Response.Headers); schemes != "" {
			text += ", requires " + t.shown(schemes)
		}
		return text, yellow
	case status >= 400:
		return text, red
	case status >= 300:
		return text, yellow
	}
	return text, plain
}

// challenges names the authentication schemes that a response offers.
func challenges(h rtspparse.Headers) string {
	var schemes []string
	for _, v := range append(h.Values("WWW-Authenticate"), h.Values("Proxy-Authenticate")...) {
		scheme, _, _ := strings.Cut(strings.TrimSpace(v), " ")
		schemes = appendNew(schemes, scheme)
	}
	return strings.Join(schemes, ", ")
}

// relativeURL returns what a request's URL adds to that of the session: "" for the same, the control part for a
// media stream, and all of another URL.
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

// withoutPort returns an RTSP URL without the default port (RFC 7826, 4.2), which clients write in some requests and
// omit in others.
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

// requestDetails returns what a request asks for, in the words of its header fields.
func (t *report) requestDetails(e *rtpflow.Exchange) []string {
	if e.Request == nil {
		return nil
	}
	h := e.Request.Headers
	var details []string
	switch e.Method {
	case "SETUP":
		details = append(details, transportDetails(h.Get("Transport")))
	case "PLAY", "RECORD":
		details = append(details, h.Get("Range"))
		for _, name := range []string{"Scale", "Speed"} {
			if v := h.Get(name); v != "" {
				details = append(details, name+" "+v)
			}
		}
	}
	if scheme, _, _ := strings.Cut(t.Header("Authorization", h.Get("Authorization")), " "); scheme != "" {
		details = append(details, "with "+scheme+" authorization")
	}
	return details
}

// transportDetails returns a Transport header without the parameters that nearly all clients send: RTP over UDP,
// unicast, to be played.
func transportDetails(header string) string {
	params := strings.FieldsFunc(header, func(r rune) bool { return r == ';' })
	kept := params[:0]
	for _, p := range params {
		switch strings.ToLower(strings.TrimSpace(p)) {
		case "rtp/avp", "rtp/avp/udp", "unicast", "mode=play", `mode="play"`:
			continue
		}
		kept = append(kept, p)
	}
	if len(kept) == 0 {
		return header
	}
	return strings.Join(kept, ";")
}
