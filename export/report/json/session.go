package json

import (
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// sessionJSON is an RTSP session.
type sessionJSON struct {
	ID          string        `json:"id"`
	Session     string        `json:"session,omitempty"`
	Connections []string      `json:"connections"`
	Client      string        `json:"client,omitempty"`
	Server      string        `json:"server,omitempty"`
	URL         string        `json:"url,omitempty"`
	Mode        string        `json:"mode,omitempty"`
	Version     string        `json:"version,omitempty"`
	UserAgent   string        `json:"user_agent,omitempty"`
	ServerAgent string        `json:"server_agent,omitempty"`
	Start       string        `json:"start"`
	End         string        `json:"end"`
	FirstFrame  int64         `json:"first_frame,omitempty"`
	FirstFile   *int          `json:"first_file,omitempty"`
	Timeout     *int          `json:"timeout_s,omitempty"`
	EndedBy     string        `json:"ended_by,omitempty"`
	Teardown    *teardownJSON `json:"teardown,omitempty"`
	Moved       *movedJSON    `json:"moved,omitempty"`
	LastActive  string        `json:"last_client_activity,omitempty"`
	Dialects    []string      `json:"dialects,omitempty"`

	Keepalive *keepAliveJSON    `json:"keepalive,omitempty"`
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
		ID: s.ID, Session: c.Text(s.Session, view.MaxName), Connections: []string{},
		Client: s.Client.String(), Server: view.Endpoint(s.Server), URL: c.Text(s.URL, view.MaxURL),
		Mode: s.Mode, Version: c.Text(s.Version, view.MaxName),
		UserAgent: c.Text(s.UserAgent, view.MaxName), ServerAgent: c.Text(s.ServerAgent, view.MaxName),
		Start: view.Timestamp(s.Start), End: view.Timestamp(s.End),
		FirstFrame: s.FirstFrame.Number(), FirstFile: c.file(s.FirstFrame),
		Timeout: view.Positive(s.Timeout), EndedBy: s.EndedBy, Dialects: s.Dialects,
		Teardown: c.teardown(s.Teardown), Moved: c.moved(s.Moved), LastActive: lastClientActivity(s),
		Windows: c.windowsMedia(s.WindowsMedia), Keepalive: keepAlive(s.Keepalive), Plays: c.plays(s.Plays),
		SDP:      c.SDP(s.SDP),
		SDPFrame: s.SDPFrame.Number(), SDPFile: c.file(s.SDPFrame),
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
