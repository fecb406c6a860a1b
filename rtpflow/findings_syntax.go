//home: rtpflow/findings

package rtpflow

import (
	"fmt"
	"strings"

	"rtspect/capture"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// faultMeaning says what departures from the grammar mean, and how grave they are. Codes that are not
// listed are notes, told with their code.
var faultMeaning = map[string]struct {
	sev  Severity
	text string
	ref  string
}{
	"bare-lf":                   {SevNote, "ends lines in LF alone", "RFC 2326, 4"},
	"bare-cr":                   {SevNote, "ends lines in CR alone", "RFC 2326, 4"},
	"cseq-missing":              {SevWarning, "leaves out CSeq, so that answers can be told only by their order", "RFC 2326, 12.17"},
	"cseq-empty":                {SevWarning, "sends CSeq without a number", "RFC 2326, 12.17"},
	"cseq-invalid":              {SevWarning, "sends a CSeq that is no number", "RFC 2326, 12.17"},
	"cseq-conflict":             {SevWarning, "sends CSeq more than once with different numbers", "RFC 2326, 12.17"},
	"space-before-colon":        {SevNote, "puts a space between a header field's name and its colon", "RFC 2326, 4"},
	"reason-missing":            {SevNote, "leaves out the reason phrase", "RFC 2326, 7.1"},
	"no-empty-line":             {SevNote, "leaves out the empty line after the header fields", "RFC 2326, 4"},
	"empty-line-before":         {SevNote, "sends empty lines before a message", "RFC 2326, 4"},
	"blank-folded-line":         {SevNote, "folds header fields over lines of white space", "RFC 2326, 4"},
	"method-invalid":            {SevWarning, "sends a method that is no token", "RFC 2326, 6.1"},
	"status-invalid":            {SevWarning, "sends a status code that is no number of three digits", "RFC 2326, 7.1"},
	"version-invalid":           {SevNote, "names a version of RTSP that does not exist", "RFC 2326, 3.1"},
	"version-missing":           {SevNote, "leaves out the version of RTSP", "RFC 2326, 3.1"},
	"http-instead-of-rtsp":      {SevWarning, "speaks HTTP where RTSP is expected", "RFC 2326, 3.1"},
	"url-with-space":            {SevWarning, "sends a URL with a space in it", "RFC 2326, 3.2"},
	"nul-byte":                  {SevWarning, "sends NUL bytes in its header fields", "RFC 2326, 4"},
	"control-byte":              {SevWarning, "sends control bytes in its header fields", "RFC 2326, 4"},
	"field-without-colon":       {SevWarning, "sends a header line without a colon", "RFC 2326, 4"},
	"field-name-invalid":        {SevNote, "sends a header field whose name is no token", "RFC 2326, 4"},
	"field-name-empty":          {SevNote, "sends a header field without a name", "RFC 2326, 4"},
	"content-length-missing":    {SevWarning, "sends a body without Content-Length", "RFC 2326, 12.14"},
	"content-length-invalid":    {SevWarning, "sends a Content-Length that is no number", "RFC 2326, 12.14"},
	"content-length-duplicate":  {SevNote, "sends Content-Length twice", "RFC 2326, 12.14"},
	"content-length-conflict":   {SevWarning, "sends Content-Length twice with different values", "RFC 2326, 12.14"},
	"content-length-too-large":  {SevWarning, "announces a Content-Length that is larger than its body: another message begins before its end", "RFC 2326, 12.14"},
	"content-length-too-small":  {SevWarning, "announces a Content-Length that is smaller than its body", "RFC 2326, 12.14"},
	"content-length-beyond-end": {SevWarning, "announces a Content-Length that its connection never delivers: the body is incomplete", "RFC 2326, 12.14"},
	"content-length-limit":      {SevWarning, "announces a Content-Length above the limit that is believed", "RFC 2326, 12.14"},
	"body-limit":                {SevWarning, "sends a body above the limit that is kept", ""},
	"header-limit":              {SevWarning, "sends a header block above the limit of what is read", ""},
	"header-fields-limit":       {SevWarning, "sends more header fields than the limit; those beyond it were not kept", ""},
	"start-line-limit":          {SevWarning, "sends a start line above the limit of what is read", ""},
	"folded-field-limit":        {SevWarning, "folds a header field beyond the limit", ""},
}

// syntaxFindings tells how a session's messages depart from the grammar: a finding for each kind and
// sender.
func (s *session) syntaxFindings() (list []Finding) {
	type key struct {
		from Side
		code string
	}
	seen := map[key]int{}
	for _, e := range s.Exchanges {
		for m := range e.messages {
			from := e.Sender
			if !m.Request {
				from = 1 - from
			}
			for _, f := range messageFaults(m) {
				if strings.HasSuffix(f.Code, "cut-by-gap") {
					continue // the capture's hole, told with the connection
				}
				k := key{from, f.Code}
				i, ok := seen[k]
				if !ok {
					i = len(list)
					seen[k] = i
					list = append(list, syntaxFinding(from, f))
				}
				x := &list[i]
				if frame := capture.Frame(m.Last.Frame); len(x.Frames) < maxEvidence && (len(x.Frames) == 0 || x.Frames[len(x.Frames)-1] != frame) {
					x.Frames = append(x.Frames, frame)
				}
			}
		}
	}
	for i := range list {
		list[i].DisplayFilter = frameFilter(list[i].Frames)
	}
	return list
}

// messageFaults are the faults of a message and of the header fields that are read.
func messageFaults(m *rtspparse.Message) []rtspparse.Fault {
	list := m.Faults
	if v := m.Headers.Get("Transport"); v != "" {
		_, f := rtspparse.ParseTransport(v)
		list = append(list[:len(list):len(list)], f...)
	}
	if v := m.Headers.Get("Session"); v != "" {
		_, f := rtspparse.ParseSession(v)
		list = append(list[:len(list):len(list)], f...)
	}
	if v := m.Headers.Get("RTP-Info"); v != "" {
		_, f := rtspparse.ParseRTPInfo(v)
		list = append(list[:len(list):len(list)], f...)
	}
	for _, check := range headerChecks {
		if v := m.Headers.Get(check.name); v != "" {
			list = append(list[:len(list):len(list)], check.faults(v)...)
		}
	}
	return list
}

// headerChecks are header fields that are read only for their faults. Those that carry secrets are not
// among them: faults quote what they find.
var headerChecks = []struct {
	name   string
	faults func(string) []rtspparse.Fault
}{
	{"Range", faultsOf(rtspparse.ParseRange)},
	{"Scale", faultsOf(rtspparse.ParseScale)},
	{"Speed", faultsOf(rtspparse.ParseSpeed)},
	{"Blocksize", faultsOf(rtspparse.ParseBlocksize)},
	{"Bandwidth", faultsOf(rtspparse.ParseBandwidth)},
	{"Conference", faultsOf(rtspparse.ParseConference)},
	{"Retry-After", faultsOf(rtspparse.ParseRetryAfter)},
	{"Date", dateFaults},
	{"Last-Modified", dateFaults},
	{"If-Modified-Since", dateFaults},
	{"Expires", dateFaults},
	{"Via", faultsOf(rtspparse.ParseVia)},
	{"Cache-Control", faultsOf(rtspparse.ParseCacheControl)},
	{"Content-Type", faultsOf(rtspparse.ParseContentType)},
	{"Content-Base", faultsOf(rtspparse.ParseLocation)},
	{"Location", faultsOf(rtspparse.ParseLocation)},
	{"WWW-Authenticate", faultsOf(rtspparse.ParseChallenges)},
	{"Proxy-Authenticate", faultsOf(rtspparse.ParseChallenges)},
	{"Public", faultsOf(rtspparse.ParseList)},
	{"Allow", faultsOf(rtspparse.ParseList)},
	{"Require", faultsOf(rtspparse.ParseList)},
	{"Proxy-Require", faultsOf(rtspparse.ParseList)},
	{"Unsupported", faultsOf(rtspparse.ParseList)},
	{"Media-Properties", faultsOf(rtspparse.ParseMediaProperties)},
	{"Seek-Style", faultsOf(rtspparse.ParseSeekStyle)},
}

// dateFaults leaves out dates in another form that can be read: the most widespread of servers writes them so.
func dateFaults(v string) []rtspparse.Fault {
	if d, f := rtspparse.ParseDate(v); !d.Valid {
		return f
	}
	return nil
}

// faultsOf is a parser of which the value does not matter.
func faultsOf[T any](parse func(string) (T, []rtspparse.Fault)) func(string) []rtspparse.Fault {
	return func(v string) []rtspparse.Fault {
		_, f := parse(v)
		return f
	}
}

func syntaxFinding(from Side, f rtspparse.Fault) Finding {
	x := find("syntax", nil, "")
	x.Code += "-" + f.Code
	if m, ok := faultMeaning[f.Code]; ok {
		x.Severity, x.Reference = m.sev, m.ref
		x.Summary = fmt.Sprintf("The %s %s", from, m.text)
	} else {
		x.Summary = fmt.Sprintf("The %s departs from the grammar (%s)", from, strings.ReplaceAll(f.Code, "-", " "))
	}
	if f.Detail != "" {
		x.Summary += fmt.Sprintf(": %q", f.Detail)
	}
	x.Summary += "."
	return x
}

// sdpFindings tells what is odd about the session description: one finding for each kind.
func (s *session) sdpFindings() (list []Finding) {
	if s.SDPView == nil {
		return nil
	}
	told := map[string]bool{}
	for _, f := range s.SDPView.Faults {
		if told[f.Code] {
			continue
		}
		told[f.Code] = true
		sev := SevNote
		switch f.Code {
		case sdpview.FaultNotSDP, sdpview.FaultNoMedia, sdpview.FaultEmpty, sdpview.FaultManyMedia, sdpview.FaultManyAttr, sdpview.FaultMedia, sdpview.FaultPayloadType, sdpview.FaultRtpmap, sdpview.FaultClockRate:
			sev = SevWarning
		}
		where := ""
		if f.Line > 0 {
			where = fmt.Sprintf(" in line %d", f.Line)
		}
		what := strings.ReplaceAll(f.Code, "-", " ")
		if strings.HasPrefix(f.Code, "too-many") || f.Code == sdpview.FaultLongLine {
			what += ", beyond the limit of what is kept"
		}
		x := find("sdp", one(s.SDPFrame), "The SDP departs from the grammar%s (%s): %q.", where, what, f.Detail).as(sev)
		x.Code += "-" + f.Code
		list = append(list, x)
	}
	return list
}
