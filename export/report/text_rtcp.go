package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"rtspect/rtpflow"
)

// rtcp tells what RTCP each side sent for the media of a session.
func (t *textReport) rtcp(s *rtpflow.Session) {
	label := "RTCP"
	for _, m := range s.Media {
		if len(m.RTCP) == 0 {
			continue
		}
		t.labelled(label, fmt.Sprintf("media %d: ", m.Index)+t.shown(rtcpText(m.RTCP)))
		label = ""
	}
}

// rtcpText sums up by sender: server SR 2, SDES 2; client RR 1.
func rtcpText(flows []*rtpflow.RTCP) string {
	var parts []string
	for _, d := range []rtpflow.Direction{rtpflow.ServerToClient, rtpflow.ClientToServer, rtpflow.UnknownDirection} {
		types := map[string]int64{}
		for _, f := range flows {
			if f.Direction != d {
				continue
			}
			for name, n := range f.Types {
				types[name] += n
			}
			for name, n := range f.Feedback {
				types[name] += n
			}
		}
		delete(types, "RTPFB") // its messages are named one by one
		delete(types, "PSFB")
		var counts []string
		for _, name := range slices.Sorted(maps.Keys(types)) {
			counts = append(counts, name+" "+grouped(types[name]))
		}
		if len(counts) > 0 {
			parts = append(parts, strings.TrimSpace(senderText(d)+" "+strings.Join(counts, ", ")))
		}
	}
	return strings.Join(parts, "; ")
}

// looseRTCP lists RTCP that no signalling explains.
func (t *textReport) looseRTCP() {
	flows := t.report.Unassociated.RTCP
	if len(flows) == 0 {
		return
	}
	t.line()
	t.line(t.styled(bold, "RTCP without RTSP signalling"))
	for i, f := range flows {
		if i == maxOthers && !t.all {
			t.styledLabel("", grouped(int64(len(flows)-i))+" more; --all lists them.", dim)
			return
		}
		t.labelled("RTCP", fmt.Sprintf("%s → %s, from %s s, frame %s: %s", endpoint(f.Source), endpoint(f.Destination), t.at(f.Start),
			t.frameText(f.FirstFrame), t.shown(rtcpText(flows[i:i+1]))))
	}
}
