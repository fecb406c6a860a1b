package findings

import (
	"fmt"
	"slices"
	"strings"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtspparse"
	"rtspect/sdpview"
)

// syntaxFindings are those about messages that violate the grammar: one for each violation and sender.
func (d *sessionDetector) syntaxFindings() {
	type key struct {
		from rtpflow.Side
		code string
	}
	seen := map[key]*draft{}
	for _, e := range d.s.Exchanges {
		for m := range e.Messages {
			from := e.Sender
			if !m.Request {
				from = 1 - from
			}
			for _, v := range violationsIn(m) {
				if strings.HasSuffix(v.Code, "cut-by-gap") {
					continue // a gap in the capture, which has a separate finding
				}
				k := key{from, v.Code}
				f := seen[k]
				if f == nil {
					f = d.violation(from, v).at(m.Last.Time)
					seen[k] = f
				}
				f.Count++
				f.Until = &m.Last.Time
				if frame := capture.Frame(m.Last.Frame); f.lastFrame() != frame {
					f.evidence(frame)
				}
			}
		}
	}
}

// violation reports a violation of the message grammar.
func (d *sessionDetector) violation(from rtpflow.Side, v rtspparse.Violation) *draft {
	t := catalog.SyntaxViolation.Member(v.Code)
	what := "messages with a violation of the grammar (" + strings.ReplaceAll(v.Code, "-", " ") + ")"
	if t.Title != catalog.SyntaxViolation.Title {
		what = t.Title
	}
	f := d.add(t, nil, "The %s sends %s.", from, what)
	if v.Detail != "" {
		f.extend(": %q.", v.Detail)
	}
	return f
}

// violationsIn are the violations of the grammar in a message, and in those of its header fields that are parsed.
func violationsIn(m *rtspparse.Message) []rtspparse.Violation {
	list := m.Violations
	if v := m.Headers.Get("Transport"); v != "" {
		_, f := rtspparse.ParseTransport(v)
		list = append(slices.Clip(list), f...)
	}
	if v := m.Headers.Get("Session"); v != "" {
		_, f := rtspparse.ParseSession(v)
		list = append(slices.Clip(list), f...)
	}
	if v := m.Headers.Get("RTP-Info"); v != "" {
		_, f := rtspparse.ParseRTPInfo(v)
		list = append(slices.Clip(list), f...)
	}
	for _, check := range headerChecks {
		if v := m.Headers.Get(check.name); v != "" {
			list = append(slices.Clip(list), check.violations(v)...)
		}
	}
	return list
}

// headerChecks are header fields that are parsed only for violations. Those that carry secrets are not among them:
// violations quote what they find.
var headerChecks = []struct {
	name       string
	violations func(string) []rtspparse.Violation
}{
	{"Range", violationsOf(rtspparse.ParseRange)},
	{"Scale", violationsOf(rtspparse.ParseScale)},
	{"Speed", violationsOf(rtspparse.ParseSpeed)},
	{"Blocksize", violationsOf(rtspparse.ParseBlocksize)},
	{"Bandwidth", violationsOf(rtspparse.ParseBandwidth)},
	{"Conference", violationsOf(rtspparse.ParseConference)},
	{"Retry-After", violationsOf(rtspparse.ParseRetryAfter)},
	{"Date", dateViolations},
	{"Last-Modified", dateViolations},
	{"If-Modified-Since", dateViolations},
	{"Expires", dateViolations},
	{"Via", violationsOf(rtspparse.ParseVia)},
	{"Cache-Control", violationsOf(rtspparse.ParseCacheControl)},
	{"Content-Type", violationsOf(rtspparse.ParseContentType)},
	{"Content-Base", violationsOf(rtspparse.ParseLocation)},
	{"Location", violationsOf(rtspparse.ParseLocation)},
	{"WWW-Authenticate", violationsOf(rtspparse.ParseChallenges)},
	{"Proxy-Authenticate", violationsOf(rtspparse.ParseChallenges)},
	{"Public", violationsOf(rtspparse.ParseList)},
	{"Allow", violationsOf(rtspparse.ParseList)},
	{"Require", violationsOf(rtspparse.ParseList)},
	{"Proxy-Require", violationsOf(rtspparse.ParseList)},
	{"Unsupported", violationsOf(rtspparse.ParseList)},
	{"Media-Properties", violationsOf(rtspparse.ParseMediaProperties)},
	{"Seek-Style", violationsOf(rtspparse.ParseSeekStyle)},
}

// dateFaults ignores dates of another form that is readable: the most common server writes them so.
func dateViolations(v string) []rtspparse.Violation {
	if d, f := rtspparse.ParseDate(v); !d.Valid {
		return f
	}
	return nil
}

// violationsOf is a parser whose value does not matter.
func violationsOf[T any](parse func(string) (T, []rtspparse.Violation)) func(string) []rtspparse.Violation {
	return func(v string) []rtspparse.Violation {
		_, f := parse(v)
		return f
	}
}

// sdpFindings are those about the session description: one for each violation.
func (d *sessionDetector) sdpFindings() {
	if d.s.SDPView == nil {
		return
	}
	seen := map[string]*draft{}
	for _, v := range d.s.SDPView.Violations {
		if f := seen[v.Code]; f != nil {
			f.Count++
			continue
		}
		where := ""
		if v.Line > 0 {
			where = fmt.Sprintf(" in line %d", v.Line)
		}
		what := strings.ReplaceAll(v.Code, "-", " ")
		if strings.HasPrefix(v.Code, "too-many") || v.Code == sdpview.ViolationLongLine {
			what += ", above the limit"
		}
		f := d.add(catalog.SDPViolation.Member(v.Code), one(d.s.SDPFrame), "The SDP violates the grammar%s (%s): %q.", where, what, v.Detail).counts(1)
		seen[v.Code] = f
		switch v.Code {
		case sdpview.ViolationNotSDP, sdpview.ViolationNoMedia, sdpview.ViolationEmpty, sdpview.ViolationManyMedia, sdpview.ViolationManyAttr, sdpview.ViolationMedia, sdpview.ViolationPayloadType, sdpview.ViolationRtpmap, sdpview.ViolationClockRate:
			f.as(rtpflow.SevWarning)
		}
	}
}
