package json

import (
	"rtspect/export/report/view"
	"rtspect/rtpflow"
	"rtspect/sdpview"
)

// mediaJSON is a media stream that was set up.
type mediaJSON struct {
	Index      int             `json:"index"`
	Type       string          `json:"type,omitempty"`
	Control    string          `json:"control,omitempty"`
	Protocol   string          `json:"protocol,omitempty"`
	Formats    []formatJSON    `json:"formats"`
	Transport  transportJSON   `json:"transport"`
	Streams    []streamJSON    `json:"streams"`
	Shared     []sharedJSON    `json:"shared,omitempty"`
	RTCP       []rtcpJSON      `json:"rtcp"`
	Raw        *rawJSON        `json:"raw,omitempty"`
	Unmeasured *unmeasuredJSON `json:"unmeasured,omitempty"`
	RAOP       *raopJSON       `json:"raop,omitempty"`
}

// sharedJSON is a multicast stream that the media of another session lists.
type sharedJSON struct {
	Session string `json:"session"`
	Media   int    `json:"media"`
	SSRC    string `json:"ssrc"`
	Start   string `json:"start"`
	End     string `json:"end"`
}

// rawJSON is data on the ports or the channel of a media stream that is neither RTP nor RTCP.
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
	FmtpFrom    *uint8            `json:"fmtp_payload_type,omitempty"`
}

type transportJSON struct {
	Lower       string        `json:"lower,omitempty"`
	Profile     string        `json:"profile,omitempty"`
	Requested   string        `json:"requested,omitempty"`
	Agreed      string        `json:"agreed,omitempty"`
	ClientPorts []uint16      `json:"client_ports,omitempty"`
	ServerPorts []uint16      `json:"server_ports,omitempty"`
	Channels    []int         `json:"channels,omitempty"`
	Destination string        `json:"destination,omitempty"`
	Source      string        `json:"source,omitempty"`
	TTL         *int          `json:"ttl,omitempty"`
	SSRC        string        `json:"ssrc,omitempty"`
	Mode        string        `json:"mode,omitempty"`
	Inferred    bool          `json:"inferred,omitempty"`
	Replaced    bool          `json:"replaced,omitempty"`
	RTPInfo     []rtpInfoJSON `json:"rtp_info,omitempty"`
}

// unmeasuredJSON counts the packets that look like RTP and belong to no stream.
type unmeasuredJSON struct {
	Packets int64 `json:"packets"`
	Frame   int64 `json:"first_frame,omitempty"`
	File    *int  `json:"first_file,omitempty"`
}

// describedJSON is a media section of the SDP that no SETUP requests.
type describedJSON struct {
	Index    int          `json:"index"`
	Type     string       `json:"type,omitempty"`
	Control  string       `json:"control,omitempty"`
	Protocol string       `json:"protocol,omitempty"`
	Formats  []formatJSON `json:"formats"`
}

func (c *converter) media(m *rtpflow.Media) mediaJSON {
	j := mediaJSON{
		Index: m.Index, Type: c.Text(m.Type, view.MaxName), Control: c.Text(m.Control, view.MaxURL),
		Protocol: c.Text(m.Protocol, view.MaxName), Formats: c.formats(m.Formats),
		Transport: c.transport(&m.Transport), Streams: c.streams(m.Streams), RTCP: c.rtcps(m.RTCP),
		RAOP: c.raop(m.RAOP),
	}
	for _, x := range m.Shared {
		j.Shared = append(j.Shared, sharedJSON{x.Session.ID, x.Media.Index, view.SSRC(x.Stream.SSRC), view.Timestamp(x.Start), view.Timestamp(x.End)})
	}
	if x := m.Unmeasured; x.Count > 0 {
		j.Unmeasured = &unmeasuredJSON{x.Count, x.Frame.Number(), c.file(x.Frame)}
	}
	if r := m.Raw; r != nil {
		j.Raw = &rawJSON{
			r.Packets, r.Bytes, r.Format, view.Timestamp(r.Start), view.Timestamp(r.End),
			r.FirstFrame.Number(), c.file(r.FirstFrame), r.LastFrame.Number(), c.file(r.LastFrame), c.ts(r.TS),
		}
	}
	return j
}

func (c *converter) described(m *sdpview.Media) describedJSON {
	return describedJSON{
		Index: m.Index, Type: c.Text(m.Type, view.MaxName), Control: c.Text(m.Control, view.MaxURL),
		Protocol: c.Text(m.Protocol, view.MaxName), Formats: c.formats(m.Formats),
	}
}

func (c *converter) formats(formats []sdpview.Format) []formatJSON {
	out := make([]formatJSON, len(formats))
	for i, f := range formats {
		out[i] = formatJSON{
			PayloadType: f.PayloadType, Encoding: c.Text(f.Encoding, view.MaxName),
			ClockRate: view.Positive(f.ClockRate), Channels: view.Positive(f.Channels), Fmtp: c.fmtp(f.Fmtp), FmtpFrom: f.FmtpFrom,
		}
	}
	return out
}

// fmtp returns the parameters of a format; nil without any. The first value of a repeated parameter counts.
func (c *converter) fmtp(params []sdpview.Param) map[string]string {
	if len(params) == 0 {
		return nil
	}
	out := make(map[string]string, len(params))
	for _, p := range params {
		name := c.Text(p.Name, view.MaxName)
		if _, repeated := out[name]; !repeated {
			out[name] = c.Parameter(p.Name, p.Value)
		}
	}
	return out
}

func (c *converter) transport(t *rtpflow.Transport) transportJSON {
	j := transportJSON{
		Lower: t.Lower, Profile: c.Text(t.Profile, view.MaxName),
		Requested: c.Text(t.Requested, view.MaxHeaderValue), Agreed: c.Text(t.Agreed, view.MaxHeaderValue),
		ClientPorts: t.ClientPorts, ServerPorts: t.ServerPorts,
		Destination: c.Text(t.Destination, view.MaxName), Source: c.Text(t.Source, view.MaxName),
		TTL: t.TTL, SSRC: view.OptionalSSRC(t.SSRC), Mode: c.Text(t.Mode, view.MaxName),
		Inferred: t.Inferred, Replaced: t.Replaced, RTPInfo: c.rtpInfo(t),
	}
	for _, ch := range t.Channels {
		j.Channels = append(j.Channels, int(ch)) // []uint8 would be base64
	}
	return j
}

// raopJSON counts packets on the control and timing ports of AirPlay audio (RAOP).
type raopJSON struct {
	Syncs           int64    `json:"syncs"`
	ResendRequests  int64    `json:"resend_requests"`
	Asked           int64    `json:"packets_asked_again"`
	Resent          int64    `json:"packets_resent"`
	Refused         int64    `json:"resends_refused,omitempty"`
	TimingRequests  int64    `json:"timing_requests"`
	TimingResponses int64    `json:"timing_responses"`
	RoundTrip       *float64 `json:"timing_rtt_max_ms,omitempty"`
	Latency         *uint32  `json:"latency_samples,omitempty"`
	Other           int64    `json:"other,omitempty"`
	FirstFrame      int64    `json:"first_frame,omitempty"`
	FirstFile       *int     `json:"first_file,omitempty"`
	LastFrame       int64    `json:"last_frame,omitempty"`
	LastFile        *int     `json:"last_file,omitempty"`
}

func (c *converter) raop(x *rtpflow.RAOP) *raopJSON {
	if x == nil {
		return nil
	}
	j := &raopJSON{
		Syncs: x.Syncs, ResendRequests: x.ResendRequests, Asked: x.Requested, Resent: x.Resent, Refused: x.Refused,
		TimingRequests: x.TimingRequests, TimingResponses: x.TimingResponses, Latency: x.Latency, Other: x.Other,
		FirstFrame: x.FirstFrame.Number(), FirstFile: c.file(x.FirstFrame), LastFrame: x.LastFrame.Number(), LastFile: c.file(x.LastFrame),
	}
	if x.RoundTrip != nil {
		j.RoundTrip = view.Milliseconds(*x.RoundTrip)
	}
	return j
}
