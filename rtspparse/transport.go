package rtspparse

import (
	"strconv"
	"strings"
)

// Transport is one alternative of a Transport field (RFC 2326, 12.39; RFC 7826, 18.54).
type Transport struct {
	// Text is the alternative as sent.
	Text string
	// Protocol, Profile and Lower are the parts of "RTP/AVP/TCP" in upper case. Lower is "" if it was omitted.
	// For "x-real-rdt/udp", Profile is "".
	Protocol, Profile, Lower string
	Unicast, Multicast       bool
	// ClientPort and ServerPort are the ports of a unicast transport, Port those of a multicast transport.
	ClientPort, ServerPort, Port NumberRange
	// Interleaved contains the channel numbers.
	Interleaved NumberRange
	// Destination and Source are addresses or host names, or "" if absent or empty.
	Destination, Source string
	// DestAddr and SrcAddr are the RTSP 2.0 addresses in the form "host:port" (RFC 7826, 18.54).
	DestAddr, SrcAddr []string
	TTL, Layers       Number
	Append, RTCPMux   bool
	// Mode is the method in mode=, without quotes, as sent.
	Mode string
	// Setup and Connection are the parameters of RTSP 2.0 over TCP.
	Setup, Connection string
	// SSRC contains the possible values of ssrc=: read as hexadecimal, and as decimal if it cannot be
	// hexadecimal or is ambiguous. It may list several sources.
	SSRC []uint32
	// Params contains all parameters in order, including those above.
	Params []Param
}

// Number is an optional number.
type Number struct {
	Value int
	Set   bool
}

// NumberRange is one number or two, as in client_port=4588-4589.
type NumberRange struct {
	First, Last int
	Set         bool // First and Last are valid; Last equals First if only one number was given
	Single      bool // only one was given
}

// TCP reports whether the media use the RTSP connection, explicitly or implicitly.
func (t *Transport) TCP() bool { return t.Lower == "TCP" || t.Lower == "" && t.Interleaved.Set }

// maxTransports limits the alternatives that are kept.
const maxTransports = 64

// ParseTransport parses the value of a Transport field: the alternatives in order of preference.
func ParseTransport(value string) (ts []Transport, faults []Violation) {
	if trimSpace(value) == "" {
		return nil, []Violation{newViolation("transport-empty", value)}
	}
	for rest, more, n := value, true, 0; more; n++ {
		var part string
		part, rest, more = cut(rest, ',')
		if n == maxParams {
			return ts, addViolation(faults, "transport-limit", "limit of "+strconv.Itoa(maxParams)+" commas exceeded")
		}
		ps, f := parseParams(part, ';', "transport")
		for _, f := range f {
			faults = addViolation(faults, f.Code, f.Detail)
		}
		at := specIndex(ps)
		switch {
		case len(ps) == 0:
		case at < 0 && len(ts) > 0:
			// A comma in place of a semicolon.
			t := &ts[len(ts)-1]
			faults = addViolation(faults, "transport-comma", part)
			t.Text += "," + part
			faults = t.addParams(ps, faults)
		case len(ts) == maxTransports:
			return ts, addViolation(faults, "transport-limit", "limit of "+strconv.Itoa(maxTransports)+" transports exceeded")
		default:
			t := Transport{Text: part}
			faults = t.parse(ps, at, faults)
			ts = append(ts, t)
		}
	}
	return ts, faults
}

// specIndex returns the index of the parameter with the protocol, which contains a slash and no equals sign.
func specIndex(ps params) int {
	for i, p := range ps {
		if !p.HasValue && strings.IndexByte(p.Name, '/') > 0 {
			return i
		}
	}
	return -1
}

func (t *Transport) parse(ps params, at int, faults []Violation) []Violation {
	switch {
	case at < 0:
		faults = addViolation(faults, "transport-without-protocol", t.Text)
	default:
		if at > 0 {
			faults = addViolation(faults, "transport-protocol-not-first", t.Text)
		}
		faults = t.parseSpec(ps[at].Name, faults)
		rest := append(params(nil), ps[:at]...)
		ps = append(rest, ps[at+1:]...)
	}
	faults = t.addParams(ps, faults)
	if t.Lower != "TCP" && t.Interleaved.Set {
		faults = addViolation(faults, "transport-interleaved-without-tcp", t.Text)
	}
	return faults
}

// parseSpec parses protocol "/" profile [ "/" lower transport ].
func (t *Transport) parseSpec(s string, faults []Violation) []Violation {
	upper := strings.ToUpper(s)
	parts := strings.SplitN(upper, "/", 4)
	for i := range parts {
		parts[i] = trimSpace(parts[i])
	}
	t.Protocol = parts[0]
	switch {
	case len(parts) == 2 && (parts[1] == "UDP" || parts[1] == "TCP"):
		t.Lower = parts[1]
	default:
		t.Profile = parts[1]
	}
	if len(parts) > 2 {
		t.Lower = parts[2]
	}
	if len(parts) > 3 {
		faults = addViolation(faults, "transport-protocol-invalid", s)
	}
	// "RTP/AVP/TCPunicast": missing semicolon.
	for _, cast := range [...]string{"UNICAST", "MULTICAST"} {
		if p, ok := strings.CutSuffix(t.Lower, cast); ok {
			t.Lower = p
			t.Unicast, t.Multicast = cast == "UNICAST", cast == "MULTICAST"
			faults = addViolation(faults, "transport-missing-semicolon", s)
		}
	}
	if t.Protocol == "RTP" && !strings.HasPrefix(s, "RTP") {
		faults = addViolation(faults, "transport-lower-case", s)
	}
	return faults
}

func (t *Transport) addParams(ps params, faults []Violation) []Violation {
	for i := range ps {
		if len(t.Params) == maxParams {
			return addViolation(faults, "transport-limit", "limit on the number of parameters exceeded")
		}
		t.Params = append(t.Params, ps[i])
		faults = t.addParam(&ps[i], faults)
	}
	return faults
}

func (t *Transport) addParam(p *Param, faults []Violation) []Violation {
	const maxPort, maxChannel = 65535, 255
	switch name := strings.ToLower(p.Name); name {
	case "unicast":
		t.Unicast = true
	case "multicast":
		t.Multicast = true
	case "client_port":
		t.ClientPort, faults = parseNumbers(p, maxPort, "transport-port", faults)
	case "server_port":
		t.ServerPort, faults = parseNumbers(p, maxPort, "transport-port", faults)
	case "port":
		t.Port, faults = parseNumbers(p, maxPort, "transport-port", faults)
	case "interleaved":
		t.Interleaved, faults = parseNumbers(p, maxChannel, "transport-interleaved", faults)
	case "destination":
		t.Destination = p.Value
	case "source":
		t.Source = p.Value
	case "dest_addr":
		t.DestAddr = addresses(p)
	case "src_addr":
		t.SrcAddr = addresses(p)
	case "ttl":
		t.TTL, faults = parseNumber(p, 255, "transport-ttl", faults)
	case "layers":
		t.Layers, faults = parseNumber(p, 1<<20, "transport-layers", faults)
	case "append":
		t.Append = true
	case "rtcp-mux":
		t.RTCPMux = true
	case "mode":
		t.Mode = p.Value
	case "setup":
		t.Setup = p.Value
	case "connection":
		t.Connection = p.Value
	case "ssrc":
		t.SSRC, faults = parseSSRC(p.Value, faults)
	}
	return faults
}

func parseNumber(p *Param, most int, code string, faults []Violation) (Number, []Violation) {
	if digits(p.Value) {
		if n, err := strconv.Atoi(p.Value); err == nil && n <= most {
			return Number{n, true}, faults
		}
	}
	return Number{}, addViolation(faults, code+"-invalid", p.Name+"="+p.Value)
}

// parseNumbers parses "4588-4589" or "4588".
func parseNumbers(p *Param, most int, code string, faults []Violation) (r NumberRange, _ []Violation) {
	a, b, two := strings.Cut(p.Value, "-")
	a, b = trimSpace(a), trimSpace(b)
	text := p.Name + "=" + p.Value
	first, err := strconv.Atoi(a)
	if !digits(a) || err != nil || first > most {
		return r, addViolation(faults, code+"-invalid", text)
	}
	r = NumberRange{first, first, true, !two}
	if !two {
		return r, faults
	}
	last, err := strconv.Atoi(b)
	switch {
	case !digits(b) || err != nil || last > most:
		r.Single = true
		faults = addViolation(faults, code+"-invalid", text)
	case last < first:
		r.Single = true
		faults = addViolation(faults, code+"-range-reversed", text)
	default:
		r.Last = last
	}
	if code == "transport-port" && first == 0 {
		faults = addViolation(faults, code+"-zero", text)
	}
	return r, faults
}

// addresses parses the RTSP 2.0 list of quoted addresses: "192.0.2.5:3456"/"192.0.2.5:3457".
func addresses(p *Param) (list []string) {
	s := p.Value
	if p.Quoted {
		s = `"` + s + `"`
	}
	for more := s != ""; more; {
		var part string
		part, s, more = cut(s, '/')
		if part, _ = unquote(part); part != "" && len(list) < maxParams {
			list = append(list, part)
		}
	}
	return list
}

// parseSSRC parses ssrc=. The RFCs specify eight hexadecimal digits; some servers send fewer or more, pad with
// spaces, prefix 0x, or use decimal.
func parseSSRC(s string, faults []Violation) (list []uint32, _ []Violation) {
	for more := true; more && len(list) < maxParams; {
		var part string
		part, s, more = cut(s, '/')
		digitsOf := part
		if p, ok := strings.CutPrefix(strings.ToLower(part), "0x"); ok {
			digitsOf = p
		}
		hex, hexErr := strconv.ParseUint(digitsOf, 16, 64)
		dec, decErr := strconv.ParseUint(part, 10, 32)
		hexOK := hexErr == nil && hex <= 0xffffffff
		decOK := decErr == nil && digits(part)
		if len(part) != 8 || !hexOK {
			faults = addViolation(faults, "transport-ssrc-odd", part)
		}
		if hexOK {
			list = append(list, uint32(hex))
		}
		if decOK && (!hexOK || len(part) != 8) && (!hexOK || uint32(dec) != uint32(hex)) {
			list = append(list, uint32(dec))
		}
	}
	return list, faults
}
