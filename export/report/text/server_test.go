package text

import (
	"net/netip"
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// The URLs of AirPlay audio name the client: the column of the server has the server's own address.
func TestServerColumn(t *testing.T) {
	for _, c := range []struct {
		dialects []string
		want     string
	}{
		{nil, "10.0.0.2/77"},
		{[]string{"airplay"}, "10.0.0.1:5000"},
	} {
		r := &rtpflow.Report{Captures: []*capture.File{{Name: "x.pcap", Packets: 1}}}
		for _, id := range []string{"s1", "s2"} {
			r.Sessions = append(r.Sessions, &rtpflow.Session{
				ID: id, URL: "rtsp://10.0.0.2/77", Dialects: c.dialects,
				Client: capture.AddrFrom(netip.AddrFrom4([4]byte{10, 0, 0, 2})), Server: capture.Endpoint{Addr: capture.AddrFrom(netip.AddrFrom4([4]byte{10, 0, 0, 1})), Port: 5000},
			})
		}
		text := write(t, NewReports, view.Options{}, r)
		_, table, _ := strings.Cut(text, "\nSessions\n")
		table, _, _ = strings.Cut(table, "\n\n")
		if !strings.Contains(table, c.want) {
			t.Errorf("%v: no %s in\n%s", c.dialects, c.want, table)
		}
	}
}
