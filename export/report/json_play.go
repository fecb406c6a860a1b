package report

import "rtspect/rtpflow"

// keepaliveJSON tells how a client showed that it was alive.
type keepaliveJSON struct {
	Methods     map[string]int64 `json:"methods"`
	Apart       *float64         `json:"requests_apart_s,omitempty"`
	SilentAtEnd *float64         `json:"silent_at_end_s,omitempty"`
}

func keepalive(k *rtpflow.Keepalive) *keepaliveJSON {
	if k == nil {
		return nil
	}
	return &keepaliveJSON{notNilMap(k.Methods), seconds(k.Apart), seconds(k.SilentAtEnd)}
}

// playJSON is a PLAY that was accepted, until what ended it.
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
		j := playJSON{timestamp(p.Time), c.at(p.Time), p.Frame.Number(), c.fileOf(p.Frame),
			c.text(p.Asked, maxName), c.text(p.Given, maxName), number(p.Scale), number(p.Speed), c.text(p.EndedBy, maxName), []playedJSON{}}
		for _, m := range p.Media {
			j.Media = append(j.Media, playedJSON{m.Media, ssrcText(m.SSRC), m.Packets, m.FirstRTPTime, m.LastRTPTime, numberOf(m.FirstNPT), numberOf(m.LastNPT),
				captureTime(m.FirstCapture), captureTime(m.LastCapture)})
		}
		out = append(out, j)
	}
	return out
}
