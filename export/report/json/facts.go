package json

import (
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// limitJSON counts what a limit of the analysis left out.
type limitJSON struct {
	Limit string `json:"limit"`
	Max   int64  `json:"maximum,omitempty"`
	Count int64  `json:"count"`
	Frame int64  `json:"first_frame,omitempty"`
	File  *int   `json:"first_file,omitempty"`
}

func (c *converter) limit(l *rtpflow.LimitExceeded) limitJSON {
	return limitJSON{l.Limit, l.Max, l.Count, l.Frame.Number(), c.file(l.Frame)}
}

// unreachableJSON is an ICMP Destination Unreachable message.
type unreachableJSON struct {
	Source      string `json:"source"`
	Destination string `json:"destination"`
	Type        uint8  `json:"type"`
	Code        uint8  `json:"code"`
	V6          bool   `json:"icmpv6,omitempty"`
	Count       int64  `json:"count"`
	Time        string `json:"time"`
	Frame       int64  `json:"first_frame"`
	File        *int   `json:"first_file,omitempty"`
}

func (c *converter) unreachable(u *rtpflow.Unreachable) unreachableJSON {
	return unreachableJSON{
		Source: view.Endpoint(u.Src), Destination: view.Endpoint(u.Dst), Type: u.Type, Code: u.Code, V6: u.V6, Count: u.Count,
		Time: view.Timestamp(u.Time), Frame: u.Frame.Number(), File: c.file(u.Frame),
	}
}

// attemptJSON is the attempts of a client to connect to an RTSP server that failed.
type attemptJSON struct {
	Client  string  `json:"client"`
	Server  string  `json:"server"`
	Outcome string  `json:"outcome"`
	Clients int64   `json:"clients,omitempty"`
	Servers int64   `json:"servers,omitempty"`
	Count   int64   `json:"count"`
	Time    string  `json:"time"`
	Until   string  `json:"until"`
	Frames  []int64 `json:"frames"`
	Files   []int   `json:"files,omitempty"`
}

func (c *converter) attempt(a *rtpflow.FailedConnection) attemptJSON {
	j := attemptJSON{
		Client: view.Endpoint(a.Client), Server: view.Endpoint(a.Server), Outcome: "unanswered", Count: a.Count,
		Time: view.Timestamp(a.Time), Until: view.Timestamp(a.Until), Frames: []int64{},
	}
	if a.Refused {
		j.Outcome = "refused"
	}
	if a.Clients > 1 || a.Servers > 1 || a.AtLeast {
		j.Clients, j.Servers = a.Clients, a.Servers
	}
	for _, f := range a.Frames {
		j.Frames = append(j.Frames, f.Number())
		if c.joined {
			j.Files = append(j.Files, f.File())
		}
	}
	return j
}

// closingJSON is the first FIN or reset of a connection.
type closingJSON struct {
	By    string `json:"by"`
	Reset bool   `json:"reset,omitempty"`
	Time  string `json:"time"`
	Frame int64  `json:"frame"`
	File  *int   `json:"file,omitempty"`
}

func (c *converter) closing(n *rtpflow.Connection) *closingJSON {
	x, ok := n.Closing()
	if !ok {
		return nil
	}
	return &closingJSON{view.Side(x.By), x.Reset, view.Timestamp(x.Time), x.Frame.Number(), c.file(x.Frame)}
}

// channelJSON is an interleaved channel that no SETUP negotiated.
type channelJSON struct {
	Channel uint8  `json:"channel"`
	From    string `json:"from"`
	Frames  int64  `json:"interleaved_frames"`
	Frame   int64  `json:"first_frame,omitempty"`
	File    *int   `json:"first_file,omitempty"`
}

func (c *converter) unclaimed(n *rtpflow.Connection) (list []channelJSON) {
	for _, x := range n.UnclaimedChannels {
		list = append(list, channelJSON{x.Channel, view.Side(x.From), x.Frames, x.Frame.Number(), c.file(x.Frame)})
	}
	return list
}

// teardownJSON is the TEARDOWN of a session.
type teardownJSON struct {
	Sent  string `json:"sent"`
	Done  string `json:"done,omitempty"`
	Frame int64  `json:"frame"`
	File  *int   `json:"file,omitempty"`
}

func (c *converter) teardown(t *rtpflow.Teardown) *teardownJSON {
	if t == nil {
		return nil
	}
	j := &teardownJSON{Sent: view.Timestamp(t.Sent), Frame: t.Exchange.Frame().Number(), File: c.file(t.Exchange.Frame())}
	if t.Done > 0 {
		j.Done = view.Timestamp(t.Done)
	}
	return j
}

// movedJSON is the first request of a session that comes from another address.
type movedJSON struct {
	Address string `json:"address"`
	Time    string `json:"time"`
	Frame   int64  `json:"frame"`
	File    *int   `json:"file,omitempty"`
}

func (c *converter) moved(m *rtpflow.AddressChange) *movedJSON {
	if m == nil {
		return nil
	}
	return &movedJSON{m.Address.String(), view.Timestamp(m.Exchange.Time()), m.Exchange.Frame().Number(), c.file(m.Exchange.Frame())}
}

// lastClientActivity is when the client of a session last sent a request or RTCP, "" if never.
func lastClientActivity(s *rtpflow.Session) string {
	t, _ := s.LastClientActivity()
	if t == 0 {
		return ""
	}
	return view.Timestamp(t)
}

// rtpInfoJSON is what RTP-Info announced for a media.
type rtpInfoJSON struct {
	Seq     *uint16 `json:"seq,omitempty"`
	RTPTime *uint32 `json:"rtptime,omitempty"`
	Time    string  `json:"time"`
	Frame   int64   `json:"frame"`
	File    *int    `json:"file,omitempty"`
}

func (c *converter) rtpInfo(t *rtpflow.Transport) (list []rtpInfoJSON) {
	for _, x := range t.RTPInfo {
		list = append(list, rtpInfoJSON{x.Seq, x.RTPTime, view.Timestamp(x.Time), x.Frame.Number(), c.file(x.Frame)})
	}
	return list
}
