package text

import (
	"slices"
	"strings"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// overview writes the table of sessions.
func (t *report) overview() {
	t.title("Sessions")
	tab := table{columns: []column{
		{head: ""},
		{head: "start", right: true},
		{head: "duration", right: true, drop: 3},
		{head: "client", drop: 2},
		{head: "server", min: 21},
		{head: "mode"},
		{head: "over"},
		{head: "media", drop: 4},
		{head: "packets", right: true},
		{head: "lost", right: true},
		{head: "ended by"},
		{head: "findings", drop: 1},
	}}
	for _, s := range t.model.Sessions {
		tab.rows = append(tab.rows, t.overviewRow(s))
	}
	tab.print(t.writer, indentWidth)
}

func (t *report) overviewRow(s *rtpflow.Session) []cell {
	var transports, codecs []string
	var received, expected, lost int64
	for _, m := range s.Media {
		transports = appendNew(transports, lowerTransport(m.Transport.Lower))
		codecs = appendNew(codecs, t.shown(mediaName(m)))
		for _, st := range m.Streams {
			received += st.Packets
			if st.Repair == nil && !st.Stale {
				expected += st.Expected
				lost += st.Lost
			}
		}
	}
	server := strings.TrimPrefix(t.shown(s.URL), "rtsp://")
	if server == "" || slices.Contains(s.Dialects, "airplay") { // whose URLs name the client's address (RAOP)
		server = view.Endpoint(s.Server)
	}
	var packets, loss cell
	if received > 0 {
		packets, loss = cell{text: view.Thousands(received)}, lossCell(lost, expected)
	}
	return []cell{
		{text: s.ID},
		{text: t.at(s.Start)},
		{text: view.Duration(s.End - s.Start)},
		{text: s.Client.String()},
		{text: server},
		{text: s.Mode},
		{text: strings.Join(transports, "+")},
		{text: strings.Join(codecs, ", ")},
		packets, loss,
		{text: s.EndedBy},
		findingsCell(s.Findings),
	}
}

// findingsCell counts the errors and warnings of a session.
func findingsCell(list []rtpflow.Finding) cell {
	var n [rtpflow.SevNote + 1]int64
	for i := range list {
		n[list[i].Severity]++
	}
	var parts []string
	st := plain
	if n[rtpflow.SevError] > 0 {
		parts, st = append(parts, view.Count(n[rtpflow.SevError], "error")), red
	}
	if n[rtpflow.SevWarning] > 0 {
		parts = append(parts, view.Count(n[rtpflow.SevWarning], "warning"))
		if st == plain {
			st = yellow
		}
	}
	return cell{strings.Join(parts, ", "), st}
}

// lossCell writes the number of lost packets and their share.
func lossCell(lost, expected int64) cell {
	if lost <= 0 {
		return cell{text: "0"}
	}
	return cell{view.Thousands(lost) + " (" + view.Share(lost, expected) + ")", yellow}
}

// mediaName returns the codec of a media stream, or its type.
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

func lowerTransport(lower string) string {
	switch lower {
	case "udp":
		return "UDP"
	case "tcp":
		return "TCP"
	}
	return lower
}
