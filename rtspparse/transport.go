package rtspparse

import (
	"strconv"
	"strings"
)

// Transport is one alternative of a Transport field (RFC 2326, 12.39; RFC 7826, 18.54).
type Transport struct {
	// Text is the alternative as sent.
	Text string
	// Protocol, Profile and Lower are the parts of "RTP/AVP/TCP" in upper case; Lower is "" where
	// it was left out. Of "x-real-rdt/udp" the Profile is "".
	Protocol, Profile, Lower string
	Unicast, Multicast       bool
	// ClientPort and ServerPort are those of a unicast, Port those of a multicast transport.
	ClientPort, ServerPort, Port NumberRange
	// Interleaved are the channels.
	Interleaved NumberRange
	// Destination and Source are addresses or names; "" where not given or empty.
	Destination, Source string
	// DestAddr and SrcAddr are the addresses of RTSP 2.0, "host:port" each (RFC 7826, 18.54).
	DestAddr, SrcAddr []string
	TTL, Layers       Number
	Append, RTCPMux   bool
	// Mode is the method named by mode=, without quotes, as sent.
	Mode string
	// Setup and Connection are those of RTSP 2.0 over TCP.
	Setup, Connection string
	// SSRC are the numbers that ssrc= can mean: as hexadecimal, and as decimal where it cannot have
	// been meant as hexadecimal or is ambiguous. Several where it lists several.
	SSRC []uint32
	// Params are all parameters in their order, with those named above.
	Params []Param
}

// Number is a number that may be absent.
type Number struct {
	Value int
	Set   bool
}

// NumberRange is one number or two, as in client_port=4588-4589.
type NumberRange struct {
	First, Last int
	Set         bool // First and Last are valid; Last equals First where only one was given
	Single      bool // only one was given
}

// Contains says whether n lies in the range.
func (r NumberRange) Contains(n int) bool { return r.Set && n >= r.First && n <= r.Last }

// TCP says that the media go over the RTSP connection, said or meant.
func (t *Transport) TCP() bool { return t.Lower == "TCP" || t.Lower == "" && t.Interleaved.Set }

// RTP says whether the media are RTP.
func (t *Transport) RTP() bool { return t.Protocol == "RTP" }

// maxTransports bounds the alternatives that are kept.
const maxTransports = 64

// ParseTransport reads the value of a Transport field: the alternatives in the order of preference.
func ParseTransport(value string) (ts []Transport, faults []Fault) {
	if space(value) == "" {
		return nil, []Fault{fault("transport-empty", value)}
	}
	for rest, more, n := value, true, 0; more; n++ {
		var part string
		part, rest, more = cut(rest, ',')
		if n == maxParams {
			return ts, addFault(faults, "transport-limit", "limit of "+strconv.Itoa(maxParams)+" commas exceeded")
		}
		ps, f := parseParams(part, ';', "transport")
		for _, f := range f {
			faults = addFault(faults, f.Code, f.Detail)
		}
		at := specIndex(ps)
		switch {
		case len(ps) == 0:
		case at < 0 && len(ts) > 0:
			// A comma where a semicolon was meant.
			t := &ts[len(ts)-1]
			faults = addFault(faults, "transport-comma", part)
			t.Text += "," + part
			faults = t.addParams(ps, faults)
		case len(ts) == maxTransports:
			return ts, addFault(faults, "transport-limit", "limit of "+strconv.Itoa(maxTransports)+" transports exceeded")
		default:
			t := Transport{Text: part}
			faults = t.parse(ps, at, faults)
			ts = append(ts, t)
		}
	}
	return ts, faults
}

// specIndex finds the parameter that names the protocol: it has a slash and no equals sign.
func specIndex(ps params) int {
	for i, p := range ps {
		if !p.HasValue && strings.IndexByte(p.Name, '/') > 0 {
			return i
		}
	}
	return -1
}

func (t *Transport) parse(ps params, at int, faults []Fault) []Fault {
	switch {
	case at < 0:
		faults = addFault(faults, "transport-without-protocol", t.Text)
	default:
		if at > 0 {
			faults = addFault(faults, "transport-protocol-not-first", t.Text)
		}
		faults = t.parseSpec(ps[at].Name, faults)
		rest := append(params(nil), ps[:at]...)
		ps = append(rest, ps[at+1:]...)
	}
	faults = t.addParams(ps, faults)
	if t.Lower != "TCP" && t.Interleaved.Set {
		faults = addFault(faults, "transport-interleaved-without-tcp", t.Text)
	}
	return faults
}

// parseSpec reads protocol "/" profile [ "/" lower transport ].
func (t *Transport) parseSpec(s string, faults []Fault) []Fault {
	upper := strings.ToUpper(s)
	parts := strings.SplitN(upper, "/", 4)
	for i := range parts {
		parts[i] = space(parts[i])
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
		faults = addFault(faults, "transport-protocol-invalid", s)
	}
	// "RTP/AVP/TCPunicast": the semicolon was forgotten.
	for _, cast := range [...]string{"UNICAST", "MULTICAST"} {
		if p, ok := strings.CutSuffix(t.Lower, cast); ok {
			t.Lower = p
			t.Unicast, t.Multicast = cast == "UNICAST", cast == "MULTICAST"
			faults = addFault(faults, "transport-missing-semicolon", s)
		}
	}
	if t.Protocol == "RTP" && !strings.HasPrefix(s, "RTP") {
		faults = addFault(faults, "transport-lower-case", s)
	}
	return faults
}

func (t *Transport) addParams(ps params, faults []Fault) []Fault {
	for i := range ps {
		if len(t.Params) == maxParams {
			return addFault(faults, "transport-limit", "limit on the number of parameters exceeded")
		}
		t.Params = append(t.Params, ps[i])
		faults = t.addParam(&ps[i], faults)
	}
	return faults
}

func (t *Transport) addParam(p *Param, faults []Fault) []Fault {
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

func parseNumber(p *Param, most int, code string, faults []Fault) (Number, []Fault) {
	if digits(p.Value) {
		if n, err := strconv.Atoi(p.Value); err == nil && n <= most {
			return Number{n, true}, faults
		}
	}
	return Number{}, addFault(faults, code+"-invalid", p.Name+"="+p.Value)
}

// parseNumbers reads "4588-4589" or "4588".
func parseNumbers(p *Param, most int, code string, faults []Fault) (r NumberRange, _ []Fault) {
	a, b, two := strings.Cut(p.Value, "-")
	a, b = space(a), space(b)
	text := p.Name + "=" + p.Value
	first, err := strconv.Atoi(a)
	if !digits(a) || err != nil || first > most {
		return r, addFault(faults, code+"-invalid", text)
	}
	r = NumberRange{first, first, true, !two}
	if !two {
		return r, faults
	}
	last, err := strconv.Atoi(b)
	switch {
	case !digits(b) || err != nil || last > most:
		r.Single = true
		faults = addFault(faults, code+"-invalid", text)
	case last < first:
		r.Single = true
		faults = addFault(faults, code+"-range-reversed", text)
	default:
		r.Last = last
	}
	if code == "transport-port" && first == 0 {
		faults = addFault(faults, code+"-zero", text)
	}
	return r, faults
}

// addresses reads the list of quoted addresses of RTSP 2.0: "192.0.2.5:3456"/"192.0.2.5:3457".
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

// parseSSRC reads ssrc=: eight hexadecimal digits by the RFCs; shorter, longer, padded with spaces,
// behind 0x or decimal by some servers.
func parseSSRC(s string, faults []Fault) (list []uint32, _ []Fault) {
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
			faults = addFault(faults, "transport-ssrc-odd", part)
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
