package json

import (
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// keepAliveJSON describes how a client kept its session alive.
type keepAliveJSON struct {
	Methods     map[string]int64 `json:"methods"`
	Apart       *float64         `json:"requests_apart_s,omitempty"`
	SilentAtEnd *float64         `json:"silent_at_end_s,omitempty"`
}

func keepAlive(k *rtpflow.Keepalive) *keepAliveJSON {
	if k == nil {
		return nil
	}
	return &keepAliveJSON{nonNilMap(k.Methods), view.Seconds(k.MaxInterval), view.Seconds(k.SilentAtEnd)}
}

// playJSON is an accepted PLAY or RECORD with the media that followed, up to what ended it.
type playJSON struct {
	Time    string       `json:"time"`
	At      *float64     `json:"at_s,omitempty"`
	Frame   int64        `json:"frame,omitempty"`
	File    *int         `json:"file,omitempty"`
	Asked   string       `json:"range_asked,omitempty"`
	Given   string       `json:"range_given,omitempty"`
	Scale   *float64     `json:"scale,omitempty"`
	Speed   *float64     `json:"speed,omitempty"`
	EndedBy string       `json:"ended_by,omitempty"`
	Media   []playedJSON `json:"media"`
}

type playedJSON struct {
	Media        *int     `json:"media,omitempty"`
	SSRC         string   `json:"ssrc"`
	Packets      int64    `json:"packets"`
	FirstRTPTime uint32   `json:"first_rtp_ts"`
	LastRTPTime  uint32   `json:"last_rtp_ts"`
	FirstNPT     *float64 `json:"first_npt_s,omitempty"`
	LastNPT      *float64 `json:"last_npt_s,omitempty"`
	FirstCapture string   `json:"first_capture,omitempty"`
	LastCapture  string   `json:"last_capture,omitempty"`
}

func (c *converter) plays(list []*rtpflow.Play) []playJSON {
	var out []playJSON
	for _, p := range list {
		j := playJSON{
			view.Timestamp(p.Time), c.at(p.Time), p.Frame.Number(), c.file(p.Frame),
			c.Text(p.Requested, view.MaxName), c.Text(p.Granted, view.MaxName), view.Number(p.Scale), view.Number(p.Speed), c.Text(p.EndedBy, view.MaxName),
			[]playedJSON{},
		}
		for _, m := range p.Media {
			j.Media = append(j.Media, playedJSON{
				m.Media, view.SSRC(m.SSRC), m.Packets, m.FirstRTPTime, m.LastRTPTime, view.OptionalNumber(m.FirstNPT), view.OptionalNumber(m.LastNPT),
				view.OptionalTimestamp(m.FirstCapture), view.OptionalTimestamp(m.LastCapture),
			})
		}
		out = append(out, j)
	}
	return out
}
