package report

import "rtspect/rtpflow"

// rtcpJSON is RTCP: one direction of one flow or channel.
type rtcpJSON struct {
	Direction   string           `json:"direction,omitempty"`
	Source      string           `json:"source"`
	Destination string           `json:"destination"`
	Connection  string           `json:"connection,omitempty"`
	Channel     *int             `json:"channel,omitempty"`
	Packets     int64            `json:"packets"`
	Types       map[string]int64 `json:"types"`
	Feedback    map[string]int64 `json:"feedback"`
	SSRCs       []string         `json:"ssrcs"`
	SSRCsLeft   int64            `json:"ssrcs_left_out,omitempty"`
	Byes        []byeJSON        `json:"byes,omitempty"`
	Malformed   int64            `json:"malformed_packets,omitempty"`
	Start       string           `json:"start"`
	End         string           `json:"end"`
	FirstFrame  int64            `json:"first_frame,omitempty"`
	FirstFile   *int             `json:"first_file,omitempty"`
	LastFrame   int64            `json:"last_frame,omitempty"`
	LastFile    *int             `json:"last_file,omitempty"`
}

type byeJSON struct {
	SSRC   string   `json:"ssrc"`
	Time   string   `json:"time"`
	At     *float64 `json:"at_s,omitempty"`
	Frame  int64    `json:"frame,omitempty"`
	File   *int     `json:"file,omitempty"`
	Reason string   `json:"reason,omitempty"`
}

func (c *converter) rtcps(flows []*rtpflow.RTCP) []rtcpJSON {
	out := make([]rtcpJSON, len(flows))
	for i, r := range flows {
		out[i] = rtcpJSON{
			Direction: directionText(r.Direction), Source: endpoint(r.Source), Destination: endpoint(r.Destination),
			Packets: r.Packets, Types: notNilMap(r.Types), Feedback: notNilMap(r.Feedback),
			SSRCs: make([]string, len(r.SSRCs)), Malformed: r.Malformed, SSRCsLeft: r.SSRCsDropped,
			Start: timestamp(r.Start), End: timestamp(r.End),
			FirstFrame: r.FirstFrame.Number(), FirstFile: c.fileOf(r.FirstFrame),
			LastFrame: r.LastFrame.Number(), LastFile: c.fileOf(r.LastFrame),
		}
		out[i].Connection, out[i].Channel = carriedBy(r.Connection, r.Channel)
		for k, ssrc := range r.SSRCs {
			out[i].SSRCs[k] = ssrcText(ssrc)
		}
		for _, b := range r.Byes {
			out[i].Byes = append(out[i].Byes, byeJSON{ssrcText(b.SSRC), timestamp(b.Time), c.at(b.Time),
				b.Frame.Number(), c.fileOf(b.Frame), c.text(b.Reason, maxName)})
		}
	}
	return out
}

func notNilMap(m map[string]int64) map[string]int64 {
	if m == nil {
		return map[string]int64{}
	}
	return m
}

type unassociatedJSON struct {
	Streams []streamJSON `json:"streams"`
	RTCP    []rtcpJSON   `json:"rtcp"`
}

func (c *converter) unassociated(u *rtpflow.Unassociated) unassociatedJSON {
	return unassociatedJSON{c.streams(u.Streams), c.rtcps(u.RTCP)}
}
