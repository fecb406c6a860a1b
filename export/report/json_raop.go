package report

import "rtspect/rtpflow"

// raopJSON is what AirPlay's control and timing ports carried beside a media.
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
	j := &raopJSON{Syncs: x.Syncs, ResendRequests: x.ResendRequests, Asked: x.Asked, Resent: x.Resent, Refused: x.Refused,
		TimingRequests: x.TimingRequests, TimingResponses: x.TimingResponses, Latency: x.Latency, Other: x.Other,
		FirstFrame: x.FirstFrame.Number(), FirstFile: c.fileOf(x.FirstFrame), LastFrame: x.LastFrame.Number(), LastFile: c.fileOf(x.LastFrame)}
	if x.RoundTrip != nil {
		j.RoundTrip = millis(*x.RoundTrip)
	}
	return j
}
