package json

import (
	"rtspect/export/report/view"
	"rtspect/rtpflow/frames"
)

// tsJSON summarizes the packet headers of an MPEG transport stream (ISO/IEC 13818-1).
type tsJSON struct {
	Packets          int64         `json:"packets"`
	Null             int64         `json:"null_packets"`
	Scrambled        int64         `json:"scrambled"`
	TransportErrors  int64         `json:"transport_errors"`
	SyncErrors       int64         `json:"sync_errors"`
	NotCaptured      int64         `json:"not_captured,omitempty"`
	ContinuityErrors int64         `json:"continuity_errors"`
	ContinuityByLoss int64         `json:"continuity_errors_by_loss"`
	Programs         []programJSON `json:"programs"`
	PIDs             []pidJSON     `json:"pids"`
	PIDsDropped      int64         `json:"pids_left_out_packets,omitempty"`
}

type programJSON struct {
	Number int  `json:"number"`
	PMT    int  `json:"pmt_pid"`
	PCR    *int `json:"pcr_pid,omitempty"`
}

type pidJSON struct {
	PID              int      `json:"pid"`
	Role             string   `json:"role,omitempty"`
	StreamType       *int     `json:"stream_type,omitempty"`
	Packets          int64    `json:"packets"`
	ContinuityErrors int64    `json:"continuity_errors"`
	Duplicates       int64    `json:"duplicates,omitempty"`
	Scrambled        int64    `json:"scrambled,omitempty"`
	TransportErrors  int64    `json:"transport_errors,omitempty"`
	Discontinuities  int64    `json:"discontinuities,omitempty"`
	PCR              *pcrJSON `json:"pcr,omitempty"`
}

type pcrJSON struct {
	Count        int64    `json:"count"`
	MeanInterval *float64 `json:"mean_interval_ms,omitempty"`
	MaxInterval  *float64 `json:"max_interval_ms,omitempty"`
	MaxFrame     int64    `json:"max_interval_frame,omitempty"`
	MaxFile      *int     `json:"max_interval_file,omitempty"`
	Over100      int64    `json:"intervals_over_100_ms"`
	MeanJitter   *float64 `json:"mean_jitter_ms,omitempty"`
	MaxJitter    *float64 `json:"max_jitter_ms,omitempty"`
}

func (c *converter) ts(t *frames.TSSummary) *tsJSON {
	if t == nil {
		return nil
	}
	j := &tsJSON{
		Packets: t.Packets, Null: t.Null, Scrambled: t.Scrambled, TransportErrors: t.TransportErrors, SyncErrors: t.SyncErrors,
		NotCaptured: t.NotCaptured, ContinuityErrors: t.ContinuityErrors, ContinuityByLoss: t.ContinuityByLoss,
		Programs: []programJSON{}, PIDs: []pidJSON{}, PIDsDropped: t.PIDsDropped,
	}
	for _, p := range t.Programs {
		j.Programs = append(j.Programs, programJSON{p.Number, p.PMT, view.Positive(p.PCR)})
	}
	for i := range t.PIDs {
		p := &t.PIDs[i]
		x := pidJSON{
			PID: p.PID, Role: p.Text(), StreamType: view.Positive(p.StreamType), Packets: p.Packets, ContinuityErrors: p.ContinuityErrors,
			Duplicates: p.Duplicates, Scrambled: p.Scrambled, TransportErrors: p.TransportErrors, Discontinuities: p.Discontinuities,
		}
		if p.PCRs > 0 {
			x.PCR = &pcrJSON{Count: p.PCRs, Over100: p.PCRLate}
			if p.PCRMaxInterval > 0 {
				x.PCR.MeanInterval, x.PCR.MaxInterval = view.Number(p.PCRMeanInterval/1e6), view.Number(p.PCRMaxInterval/1e6)
				x.PCR.MeanJitter, x.PCR.MaxJitter = view.Number(p.PCRMeanJitter/1e6), view.Number(p.PCRMaxJitter/1e6)
				x.PCR.MaxFrame, x.PCR.MaxFile = c.frameAndFile(p.PCRMaxFrame)
			}
		}
		j.PIDs = append(j.PIDs, x)
	}
	return j
}
