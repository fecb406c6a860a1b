package sdpview

import "strings"

// Violation is a departure from the SDP grammar.
type Violation struct {
	Code   string // stable, in kebab case
	Line   int    // 1-based; 0 for the description as a whole
	Detail string // the text concerned, up to 80 bytes and excluding key material; not escaped
}

// The violation codes. The text is parsed nevertheless unless the comment says otherwise.
const (
	ViolationEmpty      = "empty"         // no text
	ViolationNotSDP     = "not-sdp"       // no line of a session description
	ViolationNoMedia    = "no-media"      // no m= line
	ViolationBOM        = "bom"           // byte order mark at the beginning
	ViolationLoneCR     = "lone-cr"       // lines end in CR without LF
	ViolationNUL        = "nul"           // NUL bytes
	ViolationEmptyLine  = "empty-line"    // an empty line within the description
	ViolationNoFinalEOL = "no-final-eol"  // the last line is not terminated
	ViolationBadLine    = "bad-line"      // no "type="; ignored
	ViolationUnknown    = "unknown-line"  // a type that RFC 8866 does not define; ignored
	ViolationTypeCase   = "line-case"     // an upper-case type
	ViolationSpace      = "spaces"        // spaces before the type, around "=" or at the end
	ViolationOrder      = "line-order"    // a line after one that it must precede
	ViolationRepeated   = "repeated-line" // a second v=, o=, s=, i= or c=; ignored
	ViolationMissing    = "missing-line"  // v=, o=, s=, t= or c= is missing; Detail is the type
	ViolationLongLine   = "line-too-long" // truncated to 64 KiB
	ViolationManyMedia  = "too-many-media"
	ViolationManyAttr   = "too-many-attributes"

	ViolationMedia          = "media-line"            // fields missing in an m= line
	ViolationPort           = "media-port"            // not a number from 0 to 65535; treated as 0
	ViolationProtocolCase   = "protocol-case"         // "rtp/avp"
	ViolationPayloadType    = "payload-type"          // not a number from 0 to 127; ignored
	ViolationPTRepeated     = "payload-type-repeated" // listed twice in an m= line
	ViolationConnection     = "connection"            // c= without an address, or with an invalid TTL or count
	ViolationBandwidth      = "bandwidth"             // ignored
	ViolationAttribute      = "attribute"             // a= without a name; ignored
	ViolationControl        = "control-repeated"      // ignored
	ViolationMisplaced      = "attribute-misplaced"   // rtpmap or fmtp at session level
	ViolationRtpmap         = "rtpmap"                // parts of an rtpmap are missing
	ViolationRtpmapRepeated = "rtpmap-repeated"       // ignored
	ViolationRtpmapUnlisted = "rtpmap-unlisted"       // the m= line does not list the payload type
	ViolationClockRate      = "clock-rate"            // missing, 0, or implausible; treated as 0
	ViolationClockG722      = "clock-rate-g722"       // G722 with a rate other than 8000 Hz (RFC 3551, 4.5.2)
	ViolationChannels       = "channels"              // not a number from 1 to 255; treated as absent
	ViolationFmtp           = "fmtp"                  // no payload type or no parameters
	ViolationFmtpSeparator  = "fmtp-separator"        // parameters separated only by spaces
	ViolationFmtpRepeated   = "fmtp-repeated"         // both are used
	ViolationFmtpUnlisted   = "fmtp-unlisted"         // for a payload type that is not listed anywhere
)

const (
	maxViolations    = 100 // total
	maxSameViolation = 8   // per code
	maxDetail        = 80
)

// violation records a violation at the current line.
func (p *parser) violation(code, detail string) { p.violationAt(p.line, code, detail) }

func (p *parser) violationAt(line int, code, detail string) {
	if len(p.s.Violations) >= maxViolations || p.violations[code] >= maxSameViolation {
		p.s.ViolationsDropped++
		return
	}
	p.violations[code]++
	detail = redactKeys(detail[:min(len(detail), maxDetail)])
	// Copy the detail to avoid keeping a long line in memory.
	p.s.Violations = append(p.s.Violations, Violation{code, line, strings.Clone(detail)})
}

// redactKeys truncates a line, or a message that quotes one, before key material: a=crypto (RFC 4568),
// a=key-mgmt (RFC 4567), k= (RFC 4566, 5.12). Keys must not appear in reports.
func redactKeys(s string) string {
	start := strings.IndexByte(s, '`') + 1
	line := strings.TrimLeft(s[start:], " \t")
	if len(line) > 1 && line[0]|0x20 == 'k' && (line[1]|0x20 < 'a' || line[1]|0x20 > 'z') {
		return s[:len(s)-len(line)+1]
	}
	for i := range len(s) {
		for _, name := range []string{"crypto", "key-mgmt"} {
			if end := i + len(name); end < len(s) && strings.EqualFold(s[i:end], name) {
				return s[:end]
			}
		}
	}
	return s
}

// violationOnce records only the first violation of a kind that often affects a whole description.
func (p *parser) violationOnce(code, detail string) {
	if p.violations[code] == 0 {
		p.violation(code, detail)
	}
}
