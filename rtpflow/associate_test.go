package rtpflow_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rtspect/rtpflow"
)

// found writes where the streams of a report ended up: "session/media ssrc packets lost", and "-" for
// streams that belong to no session.
func found(r *rtpflow.Report) (list []string) {
	for _, s := range r.Sessions {
		for _, m := range s.Media {
			for _, st := range m.Streams {
				list = append(list, fmt.Sprintf("%s/%d %x %d %d", s.Session, m.Index, st.SSRC, st.Packets, st.Lost))
			}
		}
	}
	for _, st := range r.Unassociated.Streams {
		list = append(list, fmt.Sprintf("- %x %d %d", st.SSRC, st.Packets, st.Lost))
	}
	slices.Sort(list)
	return list
}

const (
	client2 = "10.0.0.2:40000"
	tcpAsk  = "RTP/AVP/TCP;unicast;interleaved=0-1"
)

// Each case is something that servers, clients or captures do.
var associations = []struct {
	name string
	do   func(w *talk)
	want string
}{
	{"plain", func(w *talk) {
		w.play(client, server, "A", asked, agreed, "")
		w.stream("10.0.0.9:6000", "10.0.0.1:5000", 7, 1, 5)
	}, "A/0 7 5 0"},
	{"server_port missing", func(w *talk) {
		w.play(client, server, "A", asked, asked, "")
		w.stream("10.0.0.9:7777", "10.0.0.1:5000", 7, 1, 5)
	}, "A/0 7 5 0"},
	{"server_port 0-0", func(w *talk) {
		w.play(client, server, "A", asked, asked+";server_port=0-0", "")
		w.stream("10.0.0.9:7777", "10.0.0.1:5000", 7, 1, 5)
	}, "A/0 7 5 0"},
	{"one server port for two clients", func(w *talk) {
		w.play(client, server, "A", asked, agreed, "")
		w.play(client2, server, "B", asked, agreed, "")
		for i := range uint16(5) {
			w.stream("10.0.0.9:6000", "10.0.0.1:5000", 7, 10+i, 1)
			w.stream("10.0.0.9:6000", "10.0.0.2:5000", 7, 10+i, 1)
		}
	}, "A/0 7 5 0, B/0 7 5 0"},
	{"the same ports again by a later session, with the same SSRC", func(w *talk) {
		w.play(client, server, "A", asked, agreed, "")
		w.stream("10.0.0.9:6000", "10.0.0.1:5000", 7, 1, 5)
		w.teardown(client, server, "A")
		w.play("10.0.0.1:40001", server, "B", asked, agreed, "")
		w.stream("10.0.0.9:6000", "10.0.0.1:5000", 7, 900, 6)
	}, "A/0 7 5 0, B/0 7 6 0"},
	{"NAT: other address and ports, told by ssrc=", func(w *talk) {
		w.play(client, server, "A", asked, agreed+";ssrc=00000007", "")
		w.stream("10.0.0.9:6000", "203.0.113.5:61000", 7, 1, 5)
	}, "A/0 7 5 0"},
	{"NAT: told by RTP-Info and server_port", func(w *talk) {
		w.play(client, server, "A", asked, agreed, "seq=1;rtptime=3600")
		w.stream("10.0.0.9:6000", "203.0.113.5:61000", 7, 1, 5)
	}, "A/0 7 5 0"},
	{"NAT: told by address, payload type and time alone", func(w *talk) {
		w.play(client, server, "A", asked, asked, "")
		w.stream("10.0.0.9:6000", "203.0.113.5:61000", 7, 1, 5)
	}, "A/0 7 5 0"},
	{"media from another host, named by source=", func(w *talk) {
		w.play(client, server, "A", asked, agreed+";source=10.0.0.10", "")
		w.stream("10.0.0.10:6000", "10.0.0.1:5000", 7, 1, 5)
	}, "A/0 7 5 0"},
	{"RTP before the answer to SETUP", func(w *talk) {
		w.stream("10.0.0.9:6000", "10.0.0.1:5000", 7, 1, 4)
		w.play(client, server, "A", asked, agreed, "")
		w.stream("10.0.0.9:6000", "10.0.0.1:5000", 7, 5, 4)
	}, "A/0 7 8 0"},
	{"RTP on the RTCP port", func(w *talk) {
		w.play(client, server, "A", asked, agreed, "")
		w.stream("10.0.0.9:6001", "10.0.0.1:5001", 7, 1, 5)
	}, "A/0 7 5 0"},
	{"hole punching is no stream", func(w *talk) {
		w.play(client, server, "A", asked, agreed, "")
		w.udp("10.0.0.1:5000", "10.0.0.9:6000", append([]byte{0x80, 0}, make([]byte, 10)...))
		w.udp("10.0.0.1:5001", "10.0.0.9:6001", []byte{0x80, 201, 0, 1, 0, 0, 0, 0})
		w.udp("10.0.0.1:5000", "10.0.0.9:6000", []byte{0xce, 0xfa, 0xed, 0xfe})
		w.stream("10.0.0.9:6000", "10.0.0.1:5000", 7, 1, 5)
	}, "A/0 7 5 0"},
	{"multicast", func(w *talk) {
		w.play(client, server, "A", "RTP/AVP;multicast", "RTP/AVP;multicast;destination=239.1.2.3;port=5000-5001;ttl=4", "")
		w.stream("10.0.0.9:6000", "239.1.2.3:5000", 7, 1, 5)
	}, "A/0 7 5 0"},
	{"SETUP again with other ports", func(w *talk) {
		w.play(client, server, "A", asked, agreed, "")
		w.play(client, server, "A", strings.ReplaceAll(asked, "500", "510"), strings.ReplaceAll(agreed, "500", "510"), "")
		w.stream("10.0.0.9:6000", "10.0.0.1:5100", 7, 1, 5)
	}, "A/0 7 5 0"},
	{"two clients with the same session name", func(w *talk) {
		w.play(client, server, "1", asked, agreed, "")
		w.play(client2, server, "1", asked, agreed, "")
		w.stream("10.0.0.9:6000", "10.0.0.1:5000", 7, 1, 5)
		w.stream("10.0.0.9:6000", "10.0.0.2:5000", 8, 1, 6)
	}, "1/0 7 5 0, 1/0 8 6 0"},
	{"interleaved, two sessions in turn on one connection and channel", func(w *talk) {
		for i, s := range []string{"A", "B"} {
			w.play(client, server, s, tcpAsk, tcpAsk, "")
			for k := range uint16(5) {
				w.tcp(client, server, true, 0, dollar(0, rtpPacket(7, uint16(i)*1000+k, 96)))
			}
			w.teardown(client, server, s)
		}
	}, "A/0 7 5 0, B/0 7 5 0"},
	{"interleaved channels other than asked for", func(w *talk) {
		w.play(client, server, "A", tcpAsk, "RTP/AVP/TCP;unicast;interleaved=10-11", "")
		for k := range uint16(5) {
			w.tcp(client, server, true, 0, dollar(10, rtpPacket(7, k, 96)))
		}
	}, "A/0 7 5 0"},
	{"an interleaved channel that nobody set up", func(w *talk) {
		w.play(client, server, "A", tcpAsk, tcpAsk, "")
		for k := range uint16(5) {
			w.tcp(client, server, true, 0, dollar(0, rtpPacket(7, k, 96)))
			w.tcp(client, server, true, 0, dollar(8, rtpPacket(9, k, 33)))
		}
	}, "- 9 5 0, A/0 7 5 0"},
	{"no signalling at all", func(w *talk) { w.stream("10.0.0.9:6000", "10.0.0.1:5000", 7, 1, 5) }, "- 7 5 0"},
	{"two packets alone are no stream", func(w *talk) { w.stream("10.0.0.9:6000", "10.0.0.1:5000", 7, 1, 2) }, ""},
	{"another SSRC on a flow without state: both", func(w *talk) {
		w.stream("10.0.0.9:6000", "10.0.0.1:5000", 7, 1, 5)
		w.stream("10.0.0.9:6000", "10.0.0.1:5000", 8, 500, 5)
	}, "- 7 5 0, - 8 5 0"},
}

func TestAssociation(t *testing.T) {
	for _, c := range associations {
		t.Run(c.name, func(t *testing.T) {
			w := newTalk()
			c.do(w)
			if got := strings.Join(found(w.report()), ", "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
