package text

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// plays writes which parts of the presentation were played if there was more than one PLAY.
func (t *report) plays(list []*rtpflow.Play) {
	if len(list) < 2 {
		return
	}
	for i, p := range list {
		if i == maxPlays && !t.all {
			t.labeledIn(dim, "", notShown(len(list)-i, "PLAY request"))
			return
		}
		t.labeled("played", fmt.Sprintf("at %s s%s, until %s", t.at(p.Time), nptText(p), t.shown(untilText(p.EndedBy))))
	}
}

// nptText writes the normal play time of the media that followed a PLAY, as far as RTP-Info gives it.
func nptText(p *rtpflow.Play) string {
	var first, last *float64
	for _, m := range p.Media {
		if m.FirstNPT != nil && (first == nil || *m.FirstNPT < *first) {
			first = m.FirstNPT
		}
		if m.LastNPT != nil && (last == nil || *m.LastNPT > *last) {
			last = m.LastNPT
		}
	}
	text := ""
	if first != nil && last != nil {
		text = fmt.Sprintf(": NPT %.3f to %.3f", *first, *last)
	}
	if p.Scale != 1 && p.Scale != 0 {
		text += fmt.Sprintf(", scale %g", p.Scale)
	}
	if p.Speed != 1 && p.Speed != 0 {
		text += fmt.Sprintf(", speed %g", p.Speed)
	}
	return text
}

func untilText(event string) string {
	if event == "" || event == "end" {
		return "the end"
	}
	return event
}

// shortSession is how long (ns) a session lasts at most for RTCP alone as keep-alive not to be worth a line.
const shortSession = 30e9

// keepAliveLine writes how the client kept the session alive.
func (t *report) keepAliveLine(s *rtpflow.Session) {
	k := s.Keepalive
	if k == nil || len(k.Methods) == 0 || k.Methods["RTCP"] > 0 && len(k.Methods) == 1 && s.End-s.Start < shortSession {
		return
	}
	var parts []string
	for _, method := range slices.Sorted(maps.Keys(k.Methods)) {
		parts = append(parts, t.shown(method)+" ×"+view.Thousands(k.Methods[method]))
	}
	if k.MaxInterval > 0 {
		parts = append(parts, "longest interval "+view.Duration(k.MaxInterval))
	}
	if k.SilentAtEnd > k.MaxInterval {
		parts = append(parts, "none in the last "+view.Duration(k.SilentAtEnd))
	}
	t.labeled("keep-alive", strings.Join(parts, ", "))
}
