//home: rtpflow/timeline

package rtpflow

import (
	"fmt"

	"rtspect/capture"
)

// rtcpEvents tells of a media's RTCP: sender reports as far as they are kept, requests for key frames,
// goodbyes, and the first APP packet and extended report block of each kind.
func (m *Media) rtcpEvents(add func(int64, capture.Frame, string, *Media, string)) {
	for _, st := range m.Streams {
		r := st.RTCP
		if r == nil {
			continue
		}
		for _, x := range r.Reports {
			add(x.Time, x.Frame, "rtcp-sr", m, fmt.Sprintf("RTCP SR, SSRC 0x%08x, timestamp %d, NTP %.6f", st.SSRC, x.RTPTime, float64(x.NTP>>32)+float64(uint32(x.NTP))/(1<<32)))
		}
		for _, x := range r.KeyframeRequests {
			add(x.Time, x.Frame, "rtcp-keyframe-request", m, fmt.Sprintf("RTCP %s, SSRC 0x%08x asks 0x%08x for a key frame", x.Kind, x.By, st.SSRC))
		}
		for _, x := range r.CNAMEChanges {
			add(x.Time, x.Frame, "rtcp-cname", m, fmt.Sprintf("RTCP SDES, SSRC 0x%08x is now %s, was %s", st.SSRC, x.To, x.From))
		}
		for _, x := range r.XR {
			add(x.FirstTime, x.FirstFrame, "rtcp-xr", m, fmt.Sprintf("RTCP XR, SSRC 0x%08x reports %s of 0x%08x", x.Reporter, x.Block, st.SSRC))
		}
	}
	for _, x := range m.RTCP {
		for _, b := range x.Byes {
			detail := fmt.Sprintf("RTCP BYE, SSRC 0x%08x from %s", b.SSRC, x.Source)
			if b.Reason != "" {
				detail += ": " + b.Reason
			}
			add(b.Time, b.Frame, "rtcp-bye", m, detail)
		}
		for _, p := range x.Apps {
			add(p.Time, p.Frame, "rtcp-app", m, fmt.Sprintf("RTCP APP, SSRC 0x%08x, name %q, subtype %d", p.SSRC, p.Name, p.Subtype))
		}
	}
}
