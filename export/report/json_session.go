package report

import (
	"rtspect/export/safe"
	"rtspect/rtpflow"
)

type sessionJSON struct {
	ID          string   `json:"id"`
	Session     string   `json:"session,omitempty"`
	Connections []string `json:"connections"`
	Client      string   `json:"client,omitempty"`
	Server      string   `json:"server,omitempty"`
	URL         string   `json:"url,omitempty"`
	Mode        string   `json:"mode,omitempty"`
	Version     string   `json:"version,omitempty"`
	UserAgent   string   `json:"user_agent,omitempty"`
	ServerAgent string   `json:"server_agent,omitempty"`
	Start       string   `json:"start"`
	End         string   `json:"end"`
	FirstFrame  int64    `json:"first_frame,omitempty"`
	FirstFile   *int     `json:"first_file,omitempty"`
	Timeout     *int     `json:"timeout_s,omitempty"`
	EndedBy     string   `json:"ended_by,omitempty"`
	Dialects    []string `json:"dialects,omitempty"`

	Keepalive *keepaliveJSON    `json:"keepalive,omitempty"`
	Windows   *windowsMediaJSON `json:"windows_media,omitempty"`
	Plays     []playJSON        `json:"plays,omitempty"`
	Exchanges []exchangeJSON    `json:"exchanges"`
	SDP       string            `json:"sdp,omitempty"`
	SDPFrame  int64             `json:"sdp_frame,omitempty"`
	SDPFile   *int              `json:"sdp_file,omitempty"`
	Media     []mediaJSON       `json:"media"`
	Described []describedJSON   `json:"described,omitempty"`
	AVOffsets []avOffsetJSON    `json:"av_offsets,omitempty"`
	Timeline  []eventJSON       `json:"timeline"`
	Findings  []findingJSON     `json:"findings"`
}

func (c *converter) session(s *rtpflow.Session) sessionJSON {
	j := sessionJSON{
		ID: s.ID, Session: c.text(s.Session, maxName), Connections: []string{},
		Client: s.Client.String(), Server: endpoint(s.Server), URL: c.text(s.URL, maxURL),
		Mode: s.Mode, Version: c.text(s.Version, maxName),
		UserAgent: c.text(s.UserAgent, maxName), ServerAgent: c.text(s.ServerAgent, maxName),
		Start: timestamp(s.Start), End: timestamp(s.End),
		FirstFrame: s.FirstFrame.Number(), FirstFile: c.fileOf(s.FirstFrame),
		Timeout: positive(s.Timeout), EndedBy: s.EndedBy, Dialects: s.Dialects,
		Windows: c.windowsMedia(s.WindowsMedia), Keepalive: keepalive(s.Keepalive), Plays: c.plays(s.Plays),
		SDP:      safe.Cut(c.mask.SDP(string(s.SDP)), maxSDP),
		SDPFrame: s.SDPFrame.Number(), SDPFile: c.fileOf(s.SDPFrame),
		Exchanges: make([]exchangeJSON, len(s.Exchanges)),
		Media:     make([]mediaJSON, len(s.Media)),
		AVOffsets: avOffsets(s.AVOffsets),
		Timeline:  c.timeline(s.Timeline),
		Findings:  c.findings(s.Findings),
	}
	for _, n := range s.Connections {
		j.Connections = append(j.Connections, n.ID)
	}
	for i, e := range s.Exchanges {
		j.Exchanges[i] = c.exchange(e)
	}
	for i, m := range s.Media {
		j.Media[i] = c.media(m)
	}
	for _, m := range s.Described {
		j.Described = append(j.Described, c.described(m))
	}
	return j
}
