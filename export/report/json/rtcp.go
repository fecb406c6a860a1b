package json

import (
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// rtcpJSON is the RTCP of one direction of a flow or channel.
type rtcpJSON struct {
	Direction   string            `json:"direction,omitempty"`
	Source      string            `json:"source"`
	Destination string            `json:"destination"`
	Connection  string            `json:"connection,omitempty"`
	Channel     *int              `json:"channel,omitempty"`
	Packets     int64             `json:"packets"`
	Types       map[string]int64  `json:"types"`
	Feedback    map[string]int64  `json:"feedback"`
	Bytes       int64             `json:"bytes"`
	XRBlocks    map[string]int64  `json:"xr_blocks,omitempty"`
	Apps        []appJSON         `json:"apps,omitempty"`
	Interval    *intervalJSON     `json:"interval_ms,omitempty"`
	Bitrate     *float64          `json:"bitrate_bps,omitempty"`
	Share       *float64          `json:"share_pct,omitempty"`
	Duplicates  int64             `json:"capture_duplicates,omitempty"`
	SSRCs       []string          `json:"ssrcs"`
	SSRCsLeft   int64             `json:"ssrcs_left_out,omitempty"`
	CNAMEs      map[string]string `json:"cnames,omitempty"`
	Byes        []byeJSON         `json:"byes,omitempty"`
	Sources     []rtcpSourceJSON  `json:"sources,omitempty"`
	Encrypted   bool              `json:"encrypted,omitempty"`
	Negotiated  bool              `json:"encryption_negotiated,omitempty"`
	Proprietary bool              `json:"encryption_unknown,omitempty"`
	Malformed   int64             `json:"malformed_packets,omitempty"`
	BadFrame    int64             `json:"malformed_frame,omitempty"`
	BadFile     *int              `json:"malformed_file,omitempty"`
	BadReason   string            `json:"malformed_reason,omitempty"`
	Start       string            `json:"start"`
	End         string            `json:"end"`
	FirstFrame  int64             `json:"first_frame,omitempty"`
	FirstFile   *int              `json:"first_file,omitempty"`
	LastFrame   int64             `json:"last_frame,omitempty"`
	LastFile    *int              `json:"last_file,omitempty"`
}

// rtcpSourceJSON is a source without RTP packets.
type rtcpSourceJSON struct {
	SSRC string          `json:"ssrc"`
	RTCP *sourceRTCPJSON `json:"rtcp"`
}

type byeJSON struct {
	SSRC   string   `json:"ssrc"`
	Time   string   `json:"time"`
	At     *float64 `json:"at_s,omitempty"`
	Frame  int64    `json:"frame,omitempty"`
	File   *int     `json:"file,omitempty"`
	Reason string   `json:"reason,omitempty"`
}

type appJSON struct {
	SSRC    string   `json:"ssrc"`
	Name    string   `json:"name"`
	Subtype uint8    `json:"subtype"`
	Packets int64    `json:"packets"`
	Time    string   `json:"time"`
	At      *float64 `json:"at_s,omitempty"`
	Frame   int64    `json:"frame,omitempty"`
	File    *int     `json:"file,omitempty"`
}

type intervalJSON struct {
	Mean *float64 `json:"mean,omitempty"`
	Min  *float64 `json:"min,omitempty"`
	Max  *float64 `json:"max,omitempty"`
}

func (c *converter) rtcps(flows []*rtpflow.RTCP) []rtcpJSON {
	out := make([]rtcpJSON, len(flows))
	for i, r := range flows {
		out[i] = rtcpJSON{
			Direction: view.Direction(r.Direction), Source: view.Endpoint(r.Source), Destination: view.Endpoint(r.Destination),
			Packets: r.Packets, Types: nonNilMap(r.Types), Feedback: nonNilMap(r.Feedback),
			SSRCs: make([]string, len(r.SSRCs)), Malformed: r.Malformed, SSRCsLeft: r.SSRCsDropped,
			Start: view.Timestamp(r.Start), End: view.Timestamp(r.End),
			FirstFrame: r.FirstFrame.Number(), FirstFile: c.file(r.FirstFrame),
			LastFrame: r.LastFrame.Number(), LastFile: c.file(r.LastFrame),
			Bytes: r.Bytes, XRBlocks: r.XRBlocks, Bitrate: view.OptionalNumber(r.Bitrate), Duplicates: r.CaptureDuplicates, Encrypted: r.Encrypted,
			Negotiated: r.EncryptionAgreed, Proprietary: r.UnknownEncryption,
		}
		if r.Malformed > 0 {
			out[i].BadFrame, out[i].BadFile, out[i].BadReason = r.MalformedFrame.Number(), c.file(r.MalformedFrame), r.MalformedReason
		}
		if r.Share != nil {
			out[i].Share = view.Number(100 * *r.Share)
		}
		if x := r.Interval; x != nil {
			out[i].Interval = &intervalJSON{view.Number(x.Mean), view.Number(x.Min), view.Number(x.Max)}
		}
		for _, x := range r.Apps {
			out[i].Apps = append(out[i].Apps, appJSON{view.SSRC(x.SSRC), c.Text(x.Name, view.MaxName), x.Subtype, x.Packets, view.Timestamp(x.Time), c.at(x.Time), x.Frame.Number(), c.file(x.Frame)})
		}
		out[i].Connection, out[i].Channel = view.Interleaved(r.Connection, r.Channel)
		for k, ssrc := range r.SSRCs {
			out[i].SSRCs[k] = view.SSRC(ssrc)
		}
		for _, x := range r.CNAMEs {
			if out[i].CNAMEs == nil {
				out[i].CNAMEs = map[string]string{}
			}
			out[i].CNAMEs[view.SSRC(x.SSRC)] = c.Text(x.Name, view.MaxName)
		}
		for _, x := range r.Sources {
			out[i].Sources = append(out[i].Sources, rtcpSourceJSON{view.SSRC(x.SSRC), c.sourceRTCP(x.SourceRTCP)})
		}
		for _, b := range r.Byes {
			out[i].Byes = append(out[i].Byes, byeJSON{
				view.SSRC(b.SSRC), view.Timestamp(b.Time), c.at(b.Time),
				b.Frame.Number(), c.file(b.Frame), c.Text(b.Reason, view.MaxName),
			})
		}
	}
	return out
}

type unassociatedJSON struct {
	Streams []streamJSON `json:"streams"`
	RTCP    []rtcpJSON   `json:"rtcp"`

	OtherClients []otherClientsJSON `json:"other_clients,omitempty"`
}

// otherClientsJSON is what a server sends to clients without signalling.
type otherClientsJSON struct {
	Server  string `json:"server"`
	Clients int    `json:"clients"`
	Streams int    `json:"streams"`
	Time    string `json:"time"`
	Frame   int64  `json:"first_frame"`
	File    *int   `json:"first_file,omitempty"`
}

func (c *converter) unassociated(u *rtpflow.Unassociated) unassociatedJSON {
	out := unassociatedJSON{Streams: c.streams(u.Streams), RTCP: c.rtcps(u.RTCP)}
	for _, x := range u.OtherClients {
		out.OtherClients = append(out.OtherClients, otherClientsJSON{
			Server: view.Endpoint(x.Server), Clients: x.Clients, Streams: x.Streams,
			Time: view.Timestamp(x.Start), Frame: x.FirstFrame.Number(), File: c.file(x.FirstFrame),
		})
	}
	return out
}
