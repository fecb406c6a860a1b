package json

import (
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// connectionJSON is a connection that carries RTSP.
type connectionJSON struct {
	ID         string   `json:"id"`
	Kind       string   `json:"kind"`
	Client     string   `json:"client,omitempty"`
	Server     string   `json:"server,omitempty"`
	FirstFrame int64    `json:"first_frame,omitempty"`
	FirstFile  *int     `json:"first_file,omitempty"`
	LastFrame  int64    `json:"last_frame,omitempty"`
	LastFile   *int     `json:"last_file,omitempty"`
	Start      string   `json:"start,omitempty"`
	End        string   `json:"end,omitempty"`
	SYNSeen    bool     `json:"syn_seen"`
	FIN        []string `json:"fin"`
	RST        []string `json:"rst"`

	BytesClient         int64 `json:"bytes_client"`
	BytesServer         int64 `json:"bytes_server"`
	GapBytesClient      int64 `json:"gap_bytes_client"`
	GapBytesServer      int64 `json:"gap_bytes_server"`
	RetransmittedClient int64 `json:"retransmitted_bytes_client"`
	RetransmittedServer int64 `json:"retransmitted_bytes_server"`
	InterleavedClient   int64 `json:"interleaved_frames_client"`
	InterleavedServer   int64 `json:"interleaved_frames_server"`

	Trouble   connectionTrouble `json:"trouble,omitzero"`
	ClosedBy  *closingJSON      `json:"closed,omitempty"`
	Unclaimed []channelJSON     `json:"unclaimed_channels,omitempty"`

	TunnelPeer string `json:"tunnel_peer,omitempty"`
	Cookie     string `json:"session_cookie,omitempty"`
	ServerName string `json:"server_name,omitempty"`
}

// connectionTrouble counts transport problems by the side that sent.
type connectionTrouble struct {
	Client sideTrouble `json:"client,omitzero"`
	Server sideTrouble `json:"server,omitzero"`
}

type sideTrouble struct {
	NotCaptured   int64    `json:"not_captured_bytes,omitempty"`
	Lost          int64    `json:"lost_bytes,omitempty"`
	Unacked       int64    `json:"unacknowledged_bytes,omitempty"`
	Outstanding   *int64   `json:"outstanding_bytes,omitempty"`
	CutFrame      *uint8   `json:"cut_frame_channel,omitempty"`
	Snapped       int64    `json:"snapped_bytes,omitempty"`
	Conflicting   int64    `json:"conflicting_bytes,omitempty"`
	OutOfOrder    int64    `json:"out_of_order_segments,omitempty"`
	Duplicates    int64    `json:"duplicate_segments,omitempty"`
	ZeroWindows   int64    `json:"zero_windows,omitempty"`
	ZeroWindowFor *float64 `json:"zero_window_ms,omitempty"`
	Junk          int64    `json:"junk_bytes,omitempty"`
	Recovered     int64    `json:"recovered_segments,omitempty"`
	CutMessages   int64    `json:"cut_messages,omitempty"`
	FirstGap      int64    `json:"first_gap_frame,omitempty"`
	FirstConflict int64    `json:"first_conflict_frame,omitempty"`
	FirstJunk     int64    `json:"first_junk_frame,omitempty"`
	FirstRepeated int64    `json:"first_retransmitted_frame,omitempty"`
	FirstWindow   int64    `json:"first_zero_window_frame,omitempty"`
}

func (c *converter) connection(n *rtpflow.Connection) connectionJSON {
	client, server := &n.Sides[rtpflow.Client], &n.Sides[rtpflow.Server]
	j := connectionJSON{
		ID: n.ID, Kind: string(n.Kind), Client: view.Endpoint(n.Client), Server: view.Endpoint(n.Server),
		FirstFrame: n.FirstFrame.Number(), FirstFile: c.file(n.FirstFrame),
		LastFrame: n.LastFrame.Number(), LastFile: c.file(n.LastFrame),
		SYNSeen: n.SYNSeen,
		FIN:     senders(client.FIN != 0, server.FIN != 0), RST: senders(client.RST != 0, server.RST != 0),
		BytesClient: client.Bytes, BytesServer: server.Bytes,
		GapBytesClient: client.GapBytes, GapBytesServer: server.GapBytes,
		RetransmittedClient: client.RetransmittedBytes, RetransmittedServer: server.RetransmittedBytes,
		InterleavedClient: client.InterleavedFrames, InterleavedServer: server.InterleavedFrames,
		Trouble: connectionTrouble{troubleOf(client), troubleOf(server)}, ClosedBy: c.closing(n), Unclaimed: c.unclaimed(n),
		Cookie: c.Text(n.Cookie, view.MaxName), ServerName: c.Text(n.ServerName, view.MaxName),
	}
	if n.FirstFrame != 0 {
		j.Start, j.End = view.Timestamp(n.Start), view.Timestamp(n.End)
	}
	if n.TunnelPeer != nil {
		j.TunnelPeer = n.TunnelPeer.ID
	}
	return j
}

func senders(client, server bool) []string {
	s := []string{}
	if client {
		s = append(s, view.Side(rtpflow.Client))
	}
	if server {
		s = append(s, view.Side(rtpflow.Server))
	}
	return s
}

func troubleOf(s *rtpflow.ConnectionSide) sideTrouble {
	t := sideTrouble{
		NotCaptured: s.NotCapturedBytes, Lost: s.LostBytes, Unacked: s.Unacknowledged, CutFrame: s.TruncatedFrame, Snapped: s.TruncatedBytes, Conflicting: s.ConflictBytes,
		OutOfOrder: s.OutOfOrder, Duplicates: s.DuplicateSegments, ZeroWindows: s.ZeroWindows, Junk: s.UnparsedBytes,
		Recovered: s.Recovered, CutMessages: s.TruncatedMessages,
		FirstGap: s.FirstGap.Number(), FirstConflict: s.FirstConflict.Number(), FirstJunk: s.UnparsedFrame.Number(),
		FirstRepeated: s.FirstRetransmitted.Number(), FirstWindow: s.FirstZeroWindow.Number(),
	}
	if s.ZeroWindowTime > 0 {
		t.ZeroWindowFor = view.Milliseconds(s.ZeroWindowTime)
	}
	if n := s.Outstanding; n != nil && *n > 0 && s.Unacknowledged == 0 {
		t.Outstanding = n
	}
	return t
}
