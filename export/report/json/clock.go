package json

import (
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// wallClockJSON relates the RTP timestamps of a stream to the wall clock of its sender.
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

// replayJSON counts the flags of the ONVIF replay header extension.
type replayJSON struct {
	Packets         int64 `json:"packets"`
	CleanPoints     int64 `json:"clean_points"`
	Ends            int64 `json:"ends"`
	Discontinuities int64 `json:"discontinuities"`
	Terminal        int64 `json:"terminal"`
}

// avOffsetJSON is the offset between a video and an audio stream of a session.
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

// voiceJSON is the estimated quality of a voice stream (ITU-T G.107).
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

func (c *converter) wallClock(w *rtpflow.WallClock) *wallClockJSON {
	if w == nil {
		return nil
	}
	j := &wallClockJSON{
		From: w.From, Kind: w.Kind, Reports: w.Reports, Wrong: w.Wrong,
		FirstCapture: view.OptionalTimestamp(w.FirstCapture), LastCapture: view.OptionalTimestamp(w.LastCapture), Offset: view.OptionalNumber(w.OffsetMS),
	}
	if r := w.Rate; r != nil {
		j.Rate = &senderRateJSON{view.Number(r.Hz), view.Number(r.PPM), view.OptionalNumber(r.ErrorPPM), view.Number(r.Span)}
	}
	for _, s := range w.Steps {
		j.Steps = append(j.Steps, clockStepJSON{view.Timestamp(s.Time), c.at(s.Time), s.Frame.Number(), c.file(s.Frame), view.Number(s.MS)})
	}
	if d := w.Delay; d != nil {
		j.Delay = &spreadJSON{view.Number(d.Min), view.Number(d.Mean), view.Number(d.Max)}
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
	return &spreadJSON{view.Number(t.Min), view.Number(t.Mean), view.Number(t.Max)}
}

func voice(v *rtpflow.Voice) *voiceJSON {
	if v == nil {
		return nil
	}
	j := &voiceJSON{
		Codec: v.Codec, Wideband: v.Wideband, R: view.OptionalNumber(v.R), MOSCQ: view.OptionalNumber(v.MOSCQ), MOSLQ: view.OptionalNumber(v.MOSLQ),
		Ie: view.Number(v.Ie), Loss: view.Number(v.LossPct), Late: v.Late, BurstR: view.Number(v.BurstR), Delay: view.Number(v.DelayMS), Assumptions: v.Assumptions,
	}
	if v.Bpl > 0 {
		j.Bpl = view.Number(v.Bpl)
	}
	return j
}

func avOffsets(list []rtpflow.AVOffset) []avOffsetJSON {
	var out []avOffsetJSON
	for _, x := range list {
		out = append(out, avOffsetJSON{
			x.VideoMedia, view.SSRC(x.Video.SSRC), x.AudioMedia, view.SSRC(x.Audio.SSRC), x.TiedBy,
			view.Number(x.MeanMS), view.OptionalNumber(x.DriftMSPerMinute), view.OptionalNumber(x.GapMS), x.Verdict, view.OptionalNumber(x.RTPInfoMS),
		})
	}
	return out
}
