//home: rtpflow/findings

package rtpflow

import "rtspect/rtpflow/measure"

// minVoice is how long (ns) voice must go on before its quality is worth a finding.
const minVoice = 10e9

// voiceFinding tells of voice that few would be content with.
func (st *Stream) voiceFinding(t *Thresholds) []Finding {
	v := st.Voice
	if v == nil || v.MOSLQ == nil || *v.MOSLQ >= t.LowMOS || v.LossPct == 0 || st.End-st.Start < minVoice {
		return nil // a codec that is poor by itself is a choice, not a fault
	}
	f := find("voice-quality-low", nil, "The voice has an estimated MOS of %.2f: %.1f %% of the packets are lost or too late for a jitter buffer of %.0f ms.", *v.MOSLQ, v.LossPct, measure.JitterBufferMax*1e3)
	f = f.shownBy(st.filter(nil)).at(st.Start)
	f.SSRC = &st.SSRC
	return []Finding{f}
}
