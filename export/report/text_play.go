package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"rtspect/rtpflow"
)

// maxPlays is the number of PLAYs whose part of the presentation is told.
const maxPlays = 8

// plays tells which parts of the presentation were played, where there were several.
func (t *textReport) plays(list []*rtpflow.Play) {
	if len(list) < 2 {
		return
	}
	for i, p := range list {
		if i == maxPlays && !t.all {
			t.styledLabel("", grouped(int64(len(list)-i))+" more; --all lists them.", dim)
			return
		}
		t.labelled("played", fmt.Sprintf("from %s s%s, until %s", t.at(p.Time), nptText(p), t.shown(untilText(p.EndedBy))))
	}
}

// nptText is the normal play time that a PLAY brought, as far as RTP-Info tells.
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
		text = fmt.Sprintf(": npt %.3f to %.3f", *first, *last)
	}
	if p.Scale != 1 && p.Scale != 0 {
		text += fmt.Sprintf(", scale %g", p.Scale)
	}
	if p.Speed != 1 && p.Speed != 0 {
		text += fmt.Sprintf(", speed %g", p.Speed)
	}
	return text
}

func untilText(by string) string {
	if by == "" || by == "end" {
		return "the end"
	}
	return by
}

// briefSession is how long (ns) a session lasts that needs nothing but RTCP to be kept alive.
const briefSession = 30e9

// keepalive tells how the client showed that it was alive.
func (t *textReport) keepalive(s *rtpflow.Session) {
	k := s.Keepalive
	if k == nil || len(k.Methods) == 0 || k.Methods["RTCP"] > 0 && len(k.Methods) == 1 && s.End-s.Start < briefSession {
		return
	}
	var parts []string
	for _, method := range slices.Sorted(maps.Keys(k.Methods)) {
		parts = append(parts, fmt.Sprintf("%s ×%d", t.shown(method), k.Methods[method]))
	}
	if k.Apart > 0 {
		parts = append(parts, "requests up to "+briefly(k.Apart)+" apart")
	}
	if k.SilentAtEnd > k.Apart {
		parts = append(parts, "none for the last "+briefly(k.SilentAtEnd))
	}
	t.labelled("keepalive", strings.Join(parts, ", "))
}
