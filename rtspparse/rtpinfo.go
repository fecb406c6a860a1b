package rtspparse

import (
	"strconv"
	"strings"
)

// RTPInfo is one stream of an RTP-Info field (RFC 2326, 12.33; RFC 7826, 18.45).
type RTPInfo struct {
	URL        string
	Seq        uint16
	HasSeq     bool
	RTPTime    uint32
	HasRTPTime bool
	SSRC       uint32 // RTSP 2.0
	HasSSRC    bool
	Params     []Param // other parameters
}

// ParseRTPInfo parses the value of an RTP-Info field. URLs may contain commas and semicolons, so a comma is a
// separator only before "url=".
func ParseRTPInfo(value string) (infos []RTPInfo, faults []Violation) {
	if trimSpace(value) == "" {
		return nil, []Violation{newViolation("rtp-info-empty", value)}
	}
	for rest := value; rest != ""; {
		var part string
		part, rest = cutStream(rest)
		if part == "" {
			faults = addViolation(faults, "rtp-info-empty", value)
			continue
		}
		if len(infos) >= maxParams {
			return infos, addViolation(faults, "rtp-info-limit", "limit of "+strconv.Itoa(maxParams)+" streams exceeded")
		}
		infos, faults = parseStream(infos, part, faults)
	}
	return infos, faults
}

// cutStream splits off one stream.
func cutStream(s string) (part, rest string) {
	open := false
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			if !open {
				n := quoted(s[i:])
				if n > 0 {
					i += n - 1
				}
				open = n == 0
			}
		case ',':
			next := strings.TrimLeft(s[i+1:], " \t")
			if next == "" || len(next) >= 4 && strings.EqualFold(next[:4], "url=") {
				return trimSpace(s[:i]), next
			}
		}
	}
	return trimSpace(s), ""
}

// parseStream parses one stream. In RTSP 2.0 several sources may follow one URL; each of them becomes an
// RTPInfo.
func parseStream(infos []RTPInfo, s string, faults []Violation) ([]RTPInfo, []Violation) {
	var r RTPInfo
	if len(s) >= 4 && strings.EqualFold(s[:4], "url=") {
		s = s[4:]
	} else {
		faults = addViolation(faults, "rtp-info-without-url", s)
	}
	if s != "" && s[0] == '"' {
		if n := quoted(s); n > 0 {
			r.URL, _ = unquote(s[:n])
			s = trimSpace(s[n:])
			if !strings.HasPrefix(s, ";") && s != "" {
				return parseSources(infos, r, s, faults)
			}
		}
	}
	for more := true; more; {
		var part string
		part, s, more = strings.Cut(s, ";")
		faults = r.add(trimSpace(part), faults)
	}
	return append(infos, r), faults
}

// parseSources parses "ssrc=0D12F123:seq=12345;rtptime=345 ssrc=…" (RFC 7826, 18.45).
func parseSources(infos []RTPInfo, r RTPInfo, s string, faults []Violation) ([]RTPInfo, []Violation) {
	for source := range strings.FieldsSeq(s) {
		if len(infos) >= maxParams {
			break
		}
		one := r
		for _, part := range strings.FieldsFunc(source, func(c rune) bool { return c == ';' || c == ':' }) {
			faults = one.add(part, faults)
		}
		infos = append(infos, one)
	}
	return infos, faults
}

// add parses one parameter. Text before the first known parameter that does not look like a parameter belongs
// to the URL.
func (r *RTPInfo) add(s string, faults []Violation) []Violation {
	if s == "" {
		return faults
	}
	p := parseParam(s)
	var bad bool
	switch strings.ToLower(p.Name) {
	case "seq":
		n, err := strconv.ParseUint(p.Value, 10, 16)
		if bad = err != nil; !bad {
			r.Seq, r.HasSeq = uint16(n), true
		}
	case "rtptime":
		r.RTPTime, r.HasRTPTime, bad = rtpTime(p.Value)
	case "ssrc":
		n, err := strconv.ParseUint(p.Value, 16, 32)
		if err != nil && digits(p.Value) { // more than eight digits: some servers send it in decimal
			n, err = strconv.ParseUint(p.Value, 10, 32)
		}
		if bad = err != nil; !bad {
			r.SSRC, r.HasSSRC = uint32(n), true
		}
	case "url":
		r.URL = p.Value
	default:
		switch {
		case r.URL == "":
			r.URL = s
		case len(r.URL) > maxStartLine:
			return addViolation(faults, "rtp-info-limit", "limit on the length of a URL exceeded")
		case !r.HasSeq && !r.HasRTPTime && len(r.Params) == 0 && (!p.HasValue || strings.ContainsAny(r.URL, "?;") || !token(p.Name)):
			r.URL += ";" + s
		case len(r.Params) < maxParams:
			r.Params = append(r.Params, p)
		}
	}
	if bad {
		faults = addViolation(faults, "rtp-info-"+strings.ToLower(p.Name)+"-invalid", s)
	}
	return faults
}

// rtpTime parses a timestamp. Some servers send it as a signed number.
func rtpTime(s string) (t uint32, ok, bad bool) {
	if n, err := strconv.ParseUint(s, 10, 32); err == nil {
		return uint32(n), true, false
	}
	if n, err := strconv.ParseInt(s, 10, 32); err == nil {
		return uint32(n), true, true
	}
	return 0, false, true
}
