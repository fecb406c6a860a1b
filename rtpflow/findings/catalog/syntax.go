package catalog

import "rtspect/rtpflow"

// These are the members of SyntaxViolation with a separate severity and rule. Their titles continue the
// sentence "The client sends …".
var _ = func() (members []*FindingType) {
	for _, m := range []FindingType{
		{Code: "bare-lf", Severity: rtpflow.SevNote, Title: "lines that end in LF only", Reference: "RFC 2326, 4"},
		{Code: "bare-cr", Severity: rtpflow.SevNote, Title: "lines that end in CR only", Reference: "RFC 2326, 4"},
		{Code: "cseq-missing", Severity: rtpflow.SevWarning, Title: "messages without CSeq, which can be matched by their order only", Reference: "RFC 2326, 12.17"},
		{Code: "cseq-empty", Severity: rtpflow.SevWarning, Title: "CSeq without a number", Reference: "RFC 2326, 12.17"},
		{Code: "cseq-invalid", Severity: rtpflow.SevWarning, Title: "a CSeq that is not a number", Reference: "RFC 2326, 12.17"},
		{Code: "cseq-conflict", Severity: rtpflow.SevWarning, Title: "several CSeq fields with different numbers", Reference: "RFC 2326, 12.17"},
		{Code: "space-before-colon", Severity: rtpflow.SevNote, Title: "white space between a header field name and its colon", Reference: "RFC 2326, 4"},
		{Code: "reason-missing", Severity: rtpflow.SevNote, Title: "responses without a reason phrase", Reference: "RFC 2326, 7.1"},
		{Code: "no-empty-line", Severity: rtpflow.SevNote, Title: "messages without an empty line after the header fields", Reference: "RFC 2326, 4"},
		{Code: "empty-line-before", Severity: rtpflow.SevNote, Title: "empty lines in front of a message", Reference: "RFC 2326, 4"},
		{Code: "blank-folded-line", Severity: rtpflow.SevNote, Title: "folded header lines that contain white space only", Reference: "RFC 2326, 4"},
		{Code: "method-invalid", Severity: rtpflow.SevWarning, Title: "a method that is not a token", Reference: "RFC 2326, 6.1"},
		{Code: "status-invalid", Severity: rtpflow.SevWarning, Title: "a status code that is not a number of three digits", Reference: "RFC 2326, 7.1"},
		{Code: "version-invalid", Severity: rtpflow.SevNote, Title: "an RTSP version that does not exist", Reference: "RFC 2326, 3.1"},
		{Code: "version-missing", Severity: rtpflow.SevNote, Title: "start lines without the RTSP version", Reference: "RFC 2326, 3.1"},
		{Code: "http-instead-of-rtsp", Severity: rtpflow.SevWarning, Title: "HTTP messages on an RTSP connection", Reference: "RFC 2326, 3.1"},
		{Code: "url-with-space", Severity: rtpflow.SevWarning, Title: "URLs that contain a space", Reference: "RFC 2326, 3.2"},
		{Code: "nul-byte", Severity: rtpflow.SevWarning, Title: "NUL bytes in header fields", Reference: "RFC 2326, 4"},
		{Code: "control-byte", Severity: rtpflow.SevWarning, Title: "control bytes in header fields", Reference: "RFC 2326, 4"},
		{Code: "field-without-colon", Severity: rtpflow.SevWarning, Title: "header lines without a colon", Reference: "RFC 2326, 4"},
		{Code: "field-name-invalid", Severity: rtpflow.SevNote, Title: "header field names that are not tokens", Reference: "RFC 2326, 4"},
		{Code: "field-name-empty", Severity: rtpflow.SevNote, Title: "header fields without a name", Reference: "RFC 2326, 4"},
		{Code: "content-length-missing", Severity: rtpflow.SevWarning, Title: "a body without Content-Length", Reference: "RFC 2326, 12.14"},
		{Code: "content-length-invalid", Severity: rtpflow.SevWarning, Title: "a Content-Length that is not a number", Reference: "RFC 2326, 12.14"},
		{Code: "content-length-duplicate", Severity: rtpflow.SevNote, Title: "Content-Length twice", Reference: "RFC 2326, 12.14"},
		{Code: "content-length-conflict", Severity: rtpflow.SevWarning, Title: "Content-Length twice with different values", Reference: "RFC 2326, 12.14"},
		{Code: "content-length-too-large", Severity: rtpflow.SevWarning, Title: "a Content-Length larger than the body: another message starts before its end", Reference: "RFC 2326, 12.14"},
		{Code: "content-length-too-small", Severity: rtpflow.SevWarning, Title: "a Content-Length smaller than the body", Reference: "RFC 2326, 12.14"},
		{Code: "content-length-beyond-end", Severity: rtpflow.SevWarning, Title: "a Content-Length that the connection never delivers: the body is incomplete", Reference: "RFC 2326, 12.14"},
		{Code: "content-length-limit", Severity: rtpflow.SevWarning, Title: "a Content-Length above the limit", Reference: "RFC 2326, 12.14"},
		{Code: "body-limit", Severity: rtpflow.SevWarning, Title: "a body above the limit"},
		{Code: "header-limit", Severity: rtpflow.SevWarning, Title: "a header above the limit"},
		{Code: "header-fields-limit", Severity: rtpflow.SevWarning, Title: "more header fields than the limit; the rest is dropped"},
		{Code: "start-line-limit", Severity: rtpflow.SevWarning, Title: "a start line above the limit"},
		{Code: "folded-field-limit", Severity: rtpflow.SevWarning, Title: "a folded header field above the limit"},
	} {
		m.Family = SyntaxViolation.Code
		m.Code = m.Family + "-" + m.Code
		m.Cause, m.Remedy = SyntaxViolation.Cause, SyntaxViolation.Remedy
		members = append(members, define(signallingArea, m))
	}
	return members
}()
