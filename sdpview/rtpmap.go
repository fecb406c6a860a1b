package sdpview

import (
	"strconv"
	"strings"
)

// maxClockRate bounds what is believed, in Hz: above any RTP clock in use.
const maxClockRate = 100_000_000

// readRtpmap reads the value of a=rtpmap (RFC 8866, 6.6): payload-type encoding/clock-rate, for
// audio with "/channels".
func (p *parser) readRtpmap(m *Media, value string) {
	number, rest := cutSpace(value)
	pt, ok := parsePayloadType(number)
	if !ok {
		p.fault(FaultPayloadType, "a=rtpmap:"+value)
		return
	}
	parts := strings.Split(rest, "/")
	name := strings.TrimSpace(parts[0])
	if name == "" {
		p.fault(FaultRtpmap, "a=rtpmap:"+value)
		return
	}
	f := m.format(pt)
	if f.Encoding != "" {
		p.fault(FaultRtpmapRepeated, "a=rtpmap:"+value)
		return
	}
	if f.Unlisted {
		p.fault(FaultRtpmapUnlisted, "a=rtpmap:"+value)
	}
	f.Encoding, f.EncodingText = strings.ToUpper(name), name
	clock := ""
	if len(parts) > 1 {
		clock = strings.TrimSpace(parts[1])
	}
	if n, err := strconv.ParseUint(clock, 10, 32); err == nil && n > 0 && n <= maxClockRate {
		f.ClockRate = int(n)
	} else {
		p.fault(FaultClockRate, "a=rtpmap:"+value)
	}
	if f.Encoding == "G722" && f.ClockRate != 8000 && f.ClockRate != 0 {
		p.fault(FaultClockG722, "a=rtpmap:"+value)
	}
	if len(parts) > 2 {
		if n, err := strconv.ParseUint(strings.TrimSpace(parts[2]), 10, 8); err == nil && n > 0 {
			f.Channels = int(n)
		} else {
			p.fault(FaultChannels, "a=rtpmap:"+value)
		}
	}
}

// cutSpace parts s at its first run of white space.
func cutSpace(s string) (before, after string) {
	i := strings.IndexAny(s, " \t")
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimLeft(s[i:], " \t")
}

// finishFormats notes attributes of payload types that nothing else names.
func (p *parser) finishFormats(m *Media) {
	for i := range m.Formats {
		if f := &m.Formats[i]; f.Encoding == "" && f.Unlisted {
			p.faultAt(0, FaultFmtpUnlisted, "a=fmtp:"+strconv.Itoa(int(f.PayloadType)))
		}
	}
}
