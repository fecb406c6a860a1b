package report

import (
	"strings"

	"rtspect/export/safe"
	"rtspect/rtpflow"
	"rtspect/sdpview"
)

type mediaJSON struct {
	Index     int           `json:"index"`
	Type      string        `json:"type,omitempty"`
	Control   string        `json:"control,omitempty"`
	Protocol  string        `json:"protocol,omitempty"`
	Formats   []formatJSON  `json:"formats"`
	Transport transportJSON `json:"transport"`
	Streams   []streamJSON  `json:"streams"`
	RTCP      []rtcpJSON    `json:"rtcp"`
	Raw       *rawJSON      `json:"raw,omitempty"`
	RAOP      *raopJSON     `json:"raop,omitempty"`
}

// rawJSON is what came on a media's ports or channel and is neither RTP nor RTCP.
type rawJSON struct {
	Packets    int64   `json:"packets"`
	Bytes      int64   `json:"bytes"`
	Format     string  `json:"format,omitempty"`
	Start      string  `json:"start"`
	End        string  `json:"end"`
	FirstFrame int64   `json:"first_frame,omitempty"`
	FirstFile  *int    `json:"first_file,omitempty"`
	LastFrame  int64   `json:"last_frame,omitempty"`
	LastFile   *int    `json:"last_file,omitempty"`
	TS         *tsJSON `json:"mpeg_ts,omitempty"`
}

type formatJSON struct {
	PayloadType uint8             `json:"payload_type"`
	Encoding    string            `json:"encoding,omitempty"`
	ClockRate   *int              `json:"clock_rate,omitempty"`
	Channels    *int              `json:"channels,omitempty"`
	Fmtp        map[string]string `json:"fmtp,omitempty"`
}

type transportJSON struct {
	Lower       string   `json:"lower,omitempty"`
	Profile     string   `json:"profile,omitempty"`
	Requested   string   `json:"requested,omitempty"`
	Agreed      string   `json:"agreed,omitempty"`
	ClientPorts []uint16 `json:"client_ports,omitempty"`
	ServerPorts []uint16 `json:"server_ports,omitempty"`
	Channels    []int    `json:"channels,omitempty"`
	Destination string   `json:"destination,omitempty"`
	Source      string   `json:"source,omitempty"`
	TTL         *int     `json:"ttl,omitempty"`
	SSRC        string   `json:"ssrc,omitempty"`
	Mode        string   `json:"mode,omitempty"`
}

// describedJSON is media that the SDP describes and nobody set up.
type describedJSON struct {
	Index    int          `json:"index"`
	Type     string       `json:"type,omitempty"`
	Control  string       `json:"control,omitempty"`
	Protocol string       `json:"protocol,omitempty"`
	Formats  []formatJSON `json:"formats"`
}

func (c *converter) media(m *rtpflow.Media) mediaJSON {
	j := mediaJSON{
		Index: m.Index, Type: c.text(m.Type, maxName), Control: c.text(m.Control, maxURL),
		Protocol: c.text(m.Protocol, maxName), Formats: c.formats(m.Formats),
		Transport: c.transport(&m.Transport), Streams: c.streams(m.Streams), RTCP: c.rtcps(m.RTCP),
		RAOP: c.raop(m.RAOP),
	}
	if r := m.Raw; r != nil {
		j.Raw = &rawJSON{r.Packets, r.Bytes, r.Format, timestamp(r.Start), timestamp(r.End),
			r.FirstFrame.Number(), c.fileOf(r.FirstFrame), r.LastFrame.Number(), c.fileOf(r.LastFrame), c.ts(r.TS)}
	}
	return j
}

func (c *converter) described(m *sdpview.Media) describedJSON {
	return describedJSON{
		Index: m.Index, Type: c.text(m.Type, maxName), Control: c.text(m.Control, maxURL),
		Protocol: c.text(m.Protocol, maxName), Formats: c.formats(m.Formats),
	}
}

func (c *converter) formats(formats []sdpview.Format) []formatJSON {
	out := make([]formatJSON, len(formats))
	for i, f := range formats {
		out[i] = formatJSON{PayloadType: f.PayloadType, Encoding: c.text(f.Encoding, maxName),
			ClockRate: positive(f.ClockRate), Channels: positive(f.Channels), Fmtp: c.fmtp(f.Fmtp)}
	}
	return out
}

// fmtp is nil without parameters; of one that is given twice the first counts.
func (c *converter) fmtp(params []sdpview.Param) map[string]string {
	if len(params) == 0 {
		return nil
	}
	out := make(map[string]string, len(params))
	for _, p := range params {
		name := c.text(p.Name, maxName)
		if _, given := out[name]; given {
			continue
		}
		// Only together with its name does a value tell that it is a secret.
		masked := c.mask.Text(p.Name + "=" + p.Value)
		if value, ok := strings.CutPrefix(masked, p.Name+"="); ok {
			masked = value
		}
		out[name] = safe.Cut(masked, maxHeaderValue)
	}
	return out
}

func (c *converter) transport(t *rtpflow.Transport) transportJSON {
	j := transportJSON{
		Lower: t.Lower, Profile: c.text(t.Profile, maxName),
		Requested: c.text(t.Requested, maxHeaderValue), Agreed: c.text(t.Agreed, maxHeaderValue),
		ClientPorts: t.ClientPorts, ServerPorts: t.ServerPorts,
		Destination: c.text(t.Destination, maxName), Source: c.text(t.Source, maxName),
		TTL: t.TTL, SSRC: ssrcOf(t.SSRC), Mode: c.text(t.Mode, maxName),
	}
	for _, ch := range t.Channels {
		j.Channels = append(j.Channels, int(ch)) // []uint8 would be base64
	}
	return j
}
