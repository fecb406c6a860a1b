package report

import "rtspect/rtpflow"

// wallClockJSON ties the RTP timestamps of a stream to its sender's clock.
type wallClockJSON struct {
	From         string          `json:"from"`
	Kind         string          `json:"kind"`
	Reports      int             `json:"reports"`
	Wrong        int             `json:"wrong_reports"`
	FirstCapture string          `json:"first_capture,omitempty"`
	LastCapture  string          `json:"last_capture,omitempty"`
	Offset       *float64        `json:"offset_ms,omitempty"`
	Rate         *senderRateJSON `json:"rate,omitempty"`
	Steps        []clockStepJSON `json:"steps,omitempty"`
	Delay        *spreadJSON     `json:"delay_ms,omitempty"`
}

type senderRateJSON struct {
	Hz    *float64 `json:"hz"`
	PPM   *float64 `json:"ppm"`
	Error *float64 `json:"error_ppm,omitempty"`
	Span  *float64 `json:"span_s"`
}

type clockStepJSON struct {
	Time  string   `json:"time"`
	At    *float64 `json:"at_s,omitempty"`
	Frame int64    `json:"frame,omitempty"`
	File  *int     `json:"file,omitempty"`
	Step  *float64 `json:"step_ms"`
}

type spreadJSON struct {
	Min  *float64 `json:"min"`
	Mean *float64 `json:"mean"`
	Max  *float64 `json:"max"`
}

// replayJSON counts what ONVIF's replay extension flags.
type replayJSON struct {
	Packets         int64 `json:"packets"`
	CleanPoints     int64 `json:"clean_points"`
	Ends            int64 `json:"ends"`
	Discontinuities int64 `json:"discontinuities"`
	Terminal        int64 `json:"terminal"`
}

// avOffsetJSON compares picture and sound of a session.
type avOffsetJSON struct {
	VideoMedia int      `json:"video_media"`
	VideoSSRC  string   `json:"video_ssrc"`
	AudioMedia int      `json:"audio_media"`
	AudioSSRC  string   `json:"audio_ssrc"`
	TiedBy     string   `json:"tied_by"`
	Mean       *float64 `json:"mean_ms"`
	Drift      *float64 `json:"drift_ms_per_min,omitempty"`
	Gap        *float64 `json:"gap_ms,omitempty"`
	Verdict    string   `json:"verdict"`
	RTPInfo    *float64 `json:"rtp_info_ms,omitempty"`
}

// voiceJSON is the estimated quality of a stream of voice.
type voiceJSON struct {
	Codec       string   `json:"codec"`
	Wideband    bool     `json:"wideband"`
	R           *float64 `json:"r,omitempty"`
	MOSCQ       *float64 `json:"mos_cq,omitempty"`
	MOSLQ       *float64 `json:"mos_lq,omitempty"`
	Ie          *float64 `json:"ie"`
	Bpl         *float64 `json:"bpl,omitempty"`
	Loss        *float64 `json:"loss_pct"`
	Late        int64    `json:"late_packets"`
	BurstR      *float64 `json:"burst_ratio"`
	Delay       *float64 `json:"delay_ms"`
	Assumptions []string `json:"assumptions"`
}

// captureTime is "" where it is not known.
func captureTime(ns *int64) string {
	if ns == nil {
		return ""
	}
	return timestamp(*ns)
}

func (c *converter) wallClock(w *rtpflow.WallClock) *wallClockJSON {
	if w == nil {
		return nil
	}
	j := &wallClockJSON{From: w.From, Kind: w.Kind, Reports: w.Reports, Wrong: w.Wrong,
		FirstCapture: captureTime(w.FirstCapture), LastCapture: captureTime(w.LastCapture), Offset: numberOf(w.OffsetMS)}
	if r := w.Rate; r != nil {
		j.Rate = &senderRateJSON{number(r.Hz), number(r.PPM), numberOf(r.ErrorPPM), number(r.Span)}
	}
	for _, s := range w.Steps {
		j.Steps = append(j.Steps, clockStepJSON{timestamp(s.Time), c.at(s.Time), s.Frame.Number(), c.fileOf(s.Frame), number(s.MS)})
	}
	if d := w.Delay; d != nil {
		j.Delay = &spreadJSON{number(d.Least), number(d.Mean), number(d.Most)}
	}
	return j
}

func replay(r *rtpflow.ReplayFlags) *replayJSON {
	if r == nil {
		return nil
	}
	return &replayJSON{r.Packets, r.CleanPoints, r.Ends, r.Discontinuities, r.Terminal}
}

func transmissionOffsets(t *rtpflow.TransmissionOffsets) *spreadJSON {
	if t == nil {
		return nil
	}
	return &spreadJSON{number(t.Least), number(t.Mean), number(t.Most)}
}

func voice(v *rtpflow.Voice) *voiceJSON {
	if v == nil {
		return nil
	}
	j := &voiceJSON{Codec: v.Codec, Wideband: v.Wideband, R: numberOf(v.R), MOSCQ: numberOf(v.MOSCQ), MOSLQ: numberOf(v.MOSLQ),
		Ie: number(v.Ie), Loss: number(v.LossPct), Late: v.Late, BurstR: number(v.BurstR), Delay: number(v.DelayMS), Assumptions: v.Assumptions}
	if v.Bpl > 0 {
		j.Bpl = number(v.Bpl)
	}
	return j
}

func avOffsets(list []rtpflow.AVOffset) []avOffsetJSON {
	var out []avOffsetJSON
	for _, x := range list {
		out = append(out, avOffsetJSON{x.VideoMedia, ssrcText(x.Video.SSRC), x.AudioMedia, ssrcText(x.Audio.SSRC), x.TiedBy,
			number(x.MeanMS), numberOf(x.DriftMSPerMinute), numberOf(x.GapMS), x.Verdict, numberOf(x.RTPInfoMS)})
	}
	return out
}
