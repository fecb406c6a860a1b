package timeline

import (
	"rtspect/rtpflow"
	"rtspect/rtpflow/wording"
)

// rtcpEvents are those of a media's RTCP: sender reports as far as they are kept, keyframe requests, BYEs, and the first
// APP packet and extended report block of each kind.
func (t *timeline) rtcpEvents(m *rtpflow.Media) {
	for _, st := range m.Streams {
		r := st.RTCP
		if r == nil {
			continue
		}
		ssrc := wording.SSRC(st.SSRC)
		for _, x := range r.Reports {
			t.add(x.Time, x.Frame, "rtcp-sr", m, "RTCP SR, SSRC %s, timestamp %d, NTP %.6f", ssrc, x.RTPTime, float64(x.NTP>>32)+float64(uint32(x.NTP))/(1<<32))
		}
		for _, x := range r.KeyframeRequests {
			t.add(x.Time, x.Frame, "rtcp-keyframe-request", m, "RTCP %s, SSRC %s requests a keyframe from %s", x.Kind, wording.SSRC(x.By), ssrc)
		}
		for _, x := range r.CNAMEChanges {
			t.add(x.Time, x.Frame, "rtcp-cname", m, "RTCP SDES, CNAME of SSRC %s changes from %s to %s", ssrc, x.From, x.To)
		}
		for _, x := range r.XR {
			t.add(x.FirstTime, x.FirstFrame, "rtcp-xr", m, "RTCP XR, SSRC %s reports %s of %s", wording.SSRC(x.Reporter), x.Block, ssrc)
		}
	}
	for _, x := range m.RTCP {
		for _, b := range x.Byes {
			reason := ""
			if b.Reason != "" {
				reason = ": " + b.Reason
			}
			t.add(b.Time, b.Frame, "rtcp-bye", m, "RTCP BYE, SSRC %s from %s%s", wording.SSRC(b.SSRC), x.Source, reason)
		}
		for _, p := range x.Apps {
			t.add(p.Time, p.Frame, "rtcp-app", m, "RTCP APP, SSRC %s, name %q, subtype %d", wording.SSRC(p.SSRC), p.Name, p.Subtype)
		}
	}
}
