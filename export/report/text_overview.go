package report

import (
	"strings"

	"rtspect/rtpflow"
)

// overview lists the sessions, one a row.
func (t *textReport) overview() {
	t.line()
	t.line(t.styled(bold, "Sessions"))
	tab := table{columns: []column{
		{head: ""}, {head: "start", right: true}, {head: "length", right: true, drop: 3}, {head: "client", drop: 2},
		{head: "server", least: 21}, {head: "mode"}, {head: "over"}, {head: "media", drop: 4},
		{head: "packets", right: true}, {head: "lost", right: true}, {head: "ended by"}, {head: "findings", drop: 1},
	}}
	for _, s := range t.report.Sessions {
		tab.rows = append(tab.rows, t.overviewRow(s))
	}
	tab.print(t.page, indentWidth)
}

func (t *textReport) overviewRow(s *rtpflow.Session) []tableCell {
	var lowers, codecs []string
	var packets, expected, lost int64
	for _, m := range s.Media {
		lowers = appendNew(lowers, lowerWord(m.Transport.Lower))
		codecs = appendNew(codecs, t.shown(mediaName(m)))
		for _, st := range m.Streams {
			packets += st.Packets
			if st.Repair == nil {
				expected += st.Expected
				lost += st.Lost
			}
		}
	}
	lostStyle := plain
	if lost > 0 {
		lostStyle = notice
	}
	server := strings.TrimPrefix(t.shown(s.URL), "rtsp://")
	if server == "" {
		server = endpoint(s.Server)
	}
	received, missing := "", ""
	if packets > 0 {
		received, missing = grouped(packets), lossText(lost, expected)
	}
	findings, findingStyle := brief(s.Findings)
	return []tableCell{
		{text: s.ID}, {text: t.at(s.Start)}, {text: length(s.End - s.Start)}, {text: s.Client.String()}, {text: server},
		{text: s.Mode}, {text: strings.Join(lowers, "+")}, {text: strings.Join(codecs, ", ")},
		{text: received}, {missing, lostStyle}, {text: s.EndedBy}, {findings, findingStyle},
	}
}

// brief counts the errors and warnings of a session.
func brief(list []rtpflow.Finding) (string, style) {
	var n [rtpflow.SevNote + 1]int64
	for i := range list {
		n[list[i].Severity]++
	}
	var parts []string
	st := plain
	if n[rtpflow.SevWarning] > 0 {
		parts, st = append(parts, counted(n[rtpflow.SevWarning], "warning")), notice
	}
	if n[rtpflow.SevError] > 0 {
		parts, st = append([]string{counted(n[rtpflow.SevError], "error")}, parts...), alarm
	}
	return strings.Join(parts, ", "), st
}

func appendNew(list []string, s string) []string {
	if s == "" {
		return list
	}
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}

// lossText is the number of packets lost, with its share.
func lossText(lost, expected int64) string {
	if lost <= 0 {
		return "0"
	}
	return grouped(lost) + " (" + share(lost, expected) + ")"
}

// mediaName is the codec of a media, or what else it is known by.
func mediaName(m *rtpflow.Media) string {
	for _, st := range m.Streams {
		if st.Encoding != "" {
			return st.Encoding
		}
	}
	for _, f := range m.Formats {
		if f.Encoding != "" {
			return f.Encoding
		}
	}
	return m.Type
}

// lowerWord names the lower transport as people do.
func lowerWord(lower string) string {
	switch lower {
	case "udp":
		return "UDP"
	case "tcp":
		return "TCP"
	}
	return lower
}
