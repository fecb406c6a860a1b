package sdpview

import "strings"

// Fault is a departure from the grammar.
type Fault struct {
	Code   string // stable kebab-case
	Line   int    // 1-based; 0 for the description as a whole
	Detail string // the offending text, cut to 80 bytes and before any key; not escaped
}

// The codes of faults. What the text says is read all the same unless the code says otherwise.
const (
	FaultEmpty      = "empty"         // no text at all
	FaultNotSDP     = "not-sdp"       // not one line of a description
	FaultNoMedia    = "no-media"      // no m= line
	FaultBOM        = "bom"           // a byte order mark at the beginning
	FaultLoneCR     = "lone-cr"       // lines end in CR without LF
	FaultNUL        = "nul"           // NUL bytes
	FaultEmptyLine  = "empty-line"    // an empty line inside
	FaultNoFinalEOL = "no-final-eol"  // the last line does not end
	FaultBadLine    = "bad-line"      // no "type="; passed over
	FaultUnknown    = "unknown-line"  // a type that RFC 8866 does not know; passed over
	FaultTypeCase   = "line-case"     // a type in upper case
	FaultSpace      = "spaces"        // spaces before the type, around "=" or at the end
	FaultOrder      = "line-order"    // a line after one that it must precede
	FaultRepeated   = "repeated-line" // a second v=, o=, s=, i= or c=; the first counts
	FaultMissing    = "missing-line"  // v=, o=, s=, t= or c= is missing; Detail is its type
	FaultLongLine   = "line-too-long" // cut to 64 KiB
	FaultManyMedia  = "too-many-media"
	FaultManyAttr   = "too-many-attributes"

	FaultMedia          = "media-line"            // fields of an m= line missing
	FaultPort           = "media-port"            // no number from 0 to 65535; read as 0
	FaultProtocolCase   = "protocol-case"         // "rtp/avp"
	FaultPayloadType    = "payload-type"          // no number from 0 to 127; passed over
	FaultPTRepeated     = "payload-type-repeated" // one m= line lists it twice
	FaultConnection     = "connection"            // c= without an address, or a bad TTL or count
	FaultBandwidth      = "bandwidth"             // passed over
	FaultAttribute      = "attribute"             // a= without a name; passed over
	FaultControl        = "control-repeated"      // the first counts
	FaultMisplaced      = "attribute-misplaced"   // rtpmap or fmtp in the session part
	FaultRtpmap         = "rtpmap"                // parts of an rtpmap missing
	FaultRtpmapRepeated = "rtpmap-repeated"       // the first counts
	FaultRtpmapUnlisted = "rtpmap-unlisted"       // the m= line does not list the payload type
	FaultClockRate      = "clock-rate"            // missing, 0, or no plausible number; read as 0
	FaultClockG722      = "clock-rate-g722"       // G722 not at 8000 Hz (RFC 3551, 4.5.2)
	FaultChannels       = "channels"              // no number from 1 to 255; read as not given
	FaultFmtp           = "fmtp"                  // without payload type or parameters
	FaultFmtpSeparator  = "fmtp-separator"        // parameters parted by spaces alone
	FaultFmtpRepeated   = "fmtp-repeated"         // both are read
	FaultFmtpUnlisted   = "fmtp-unlisted"         // for a payload type that nothing else names
)

const (
	maxFaults    = 100 // in all
	maxSameFault = 8   // of one code
	maxDetail    = 80
)

// fault notes a departure at the present line.
func (p *parser) fault(code, detail string) { p.faultAt(p.line, code, detail) }

func (p *parser) faultAt(line int, code, detail string) {
	if len(p.s.Faults) >= maxFaults || p.faults[code] >= maxSameFault {
		p.s.MoreFaults++
		return
	}
	p.faults[code]++
	detail = withoutKeys(detail[:min(len(detail), maxDetail)])
	// A copy, so that a fault does not keep a long line alive.
	p.s.Faults = append(p.s.Faults, Fault{code, line, strings.Clone(detail)})
}

// withoutKeys cuts a line, or a sentence that quotes one, where key material would follow: a=crypto
// (RFC 4568), a=key-mgmt (RFC 4567), k= (RFC 4566, 5.12). What is wrong can be told without it.
func withoutKeys(s string) string {
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

// faultOnce notes the first of a kind that often runs through a whole text.
func (p *parser) faultOnce(code, detail string) {
	if p.faults[code] == 0 {
		p.fault(code, detail)
	}
}
