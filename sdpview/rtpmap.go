package sdpview

import (
	"strconv"
	"strings"
)

// maxClockRate is the highest accepted clock rate in Hz, above any RTP clock in use.
const maxClockRate = 100_000_000

// readRtpmap parses the value of a=rtpmap (RFC 8866, 6.6): payload-type encoding/clock-rate, for audio followed
// by "/channels".
func (p *parser) readRtpmap(m *Media, value string) {
	number, rest := cutSpace(value)
	pt, ok := parsePayloadType(number)
	if !ok {
		p.violation(ViolationPayloadType, "a=rtpmap:"+value)
		return
	}
	parts := strings.Split(rest, "/")
	name := strings.TrimSpace(parts[0])
	if name == "" {
		p.violation(ViolationRtpmap, "a=rtpmap:"+value)
		return
	}
	f := m.format(pt)
	if f.Encoding != "" {
		p.violation(ViolationRtpmapRepeated, "a=rtpmap:"+value)
		return
	}
	if f.Unlisted {
		p.violation(ViolationRtpmapUnlisted, "a=rtpmap:"+value)
	}
	f.Encoding, f.EncodingText = strings.ToUpper(name), name
	clock := ""
	if len(parts) > 1 {
		clock = strings.TrimSpace(parts[1])
	}
	if n, err := strconv.ParseUint(clock, 10, 32); err == nil && n > 0 && n <= maxClockRate {
		f.ClockRate = int(n)
	} else {
		p.violation(ViolationClockRate, "a=rtpmap:"+value)
	}
	if f.Encoding == "G722" && f.ClockRate != 8000 && f.ClockRate != 0 {
		p.violation(ViolationClockG722, "a=rtpmap:"+value)
	}
	if len(parts) > 2 {
		if n, err := strconv.ParseUint(strings.TrimSpace(parts[2]), 10, 8); err == nil && n > 0 {
			f.Channels = int(n)
		} else {
			p.violation(ViolationChannels, "a=rtpmap:"+value)
		}
	}
}

// cutSpace splits s at the first run of white space.
func cutSpace(s string) (before, after string) {
	i := strings.IndexAny(s, " \t")
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimLeft(s[i:], " \t")
}

// finishFormats notes attributes of payload types that the m= line does not list.
func (p *parser) finishFormats(m *Media) {
	for i := range m.Formats {
		if f := &m.Formats[i]; f.Encoding == "" && f.Unlisted {
			p.violationAt(0, ViolationFmtpUnlisted, "a=fmtp:"+strconv.Itoa(int(f.PayloadType)))
		}
	}
}
