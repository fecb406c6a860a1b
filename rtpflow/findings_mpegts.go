//home: rtpflow/findings

package rtpflow

import (
	"strings"

	"rtspect/capture"
	"rtspect/rtpflow/frames"
)

// tsFindings tells what is wrong with a transport stream.
func tsFindings(ts *frames.TSSummary, t *Thresholds, add addStreamFinding) {
	where := captured(ts.ContinuityFrames)
	switch {
	case ts.ContinuityErrors > 0 && ts.ContinuityByLoss > 0:
		add("ts-continuity", where, "Continuity counters break %d times, and %d times more where RTP packets are lost.", ts.ContinuityErrors, ts.ContinuityByLoss)
	case ts.ContinuityErrors > 0:
		add("ts-continuity", where, "Continuity counters break %d times without a lost RTP packet: transport packets were lost before they were packetized, or were not sent.", ts.ContinuityErrors)
	case ts.ContinuityByLoss > 0:
		add("ts-continuity", nil, "Continuity counters break %d times, all of them where RTP packets are lost.", ts.ContinuityByLoss)
	}
	if n := ts.TransportErrors + ts.SyncErrors; n > 0 {
		add("ts-damaged", nil, "%d transport packets have the error indicator set, %d places lack the sync byte.", ts.TransportErrors, ts.SyncErrors)
	}
	if ts.Scrambled > 0 {
		add("ts-scrambled", nil, "%d of %d transport packets are scrambled.", ts.Scrambled, ts.Packets)
	}
	for i := range ts.PIDs {
		p := &ts.PIDs[i]
		if p.PCRMaxInterval > t.PCRInterval*1e6 {
			add("ts-pcr-interval", captured([]int64{p.PCRMaxFrame}), "Clock references of PID 0x%x are up to %.4g ms apart, %d of them further than 100 ms.", p.PID, p.PCRMaxInterval/1e6, p.PCRLate)
		}
		if p.PCRMeanJitter > t.PCRJitter*1e6 {
			add("ts-pcr-jitter", nil, "Clock references of PID 0x%x come %.4g ms off their own time on average, up to %.4g ms.", p.PID, p.PCRMeanJitter/1e6, p.PCRMaxJitter/1e6)
		}
	}
}

// rawFindings tells what is wrong with a transport stream without RTP.
func (m *Media) rawFindings(t *Thresholds) (list []Finding) {
	if m.Raw == nil || m.Raw.TS == nil {
		return nil
	}
	tsFindings(m.Raw.TS, t, func(code string, where []capture.Frame, format string, args ...any) *Finding {
		f := find(code, where, strings.ReplaceAll(format, " without a lost RTP packet", ""), args...)
		list = append(list, f)
		return &list[len(list)-1]
	})
	return list
}
