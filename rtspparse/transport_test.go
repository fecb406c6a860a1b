package rtspparse

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// describe renders the parameters of a transport that are set.
func describe(t *Transport) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s/%s/%s", t.Protocol, t.Profile, t.Lower)
	add := func(name string, value any, set bool) {
		if set {
			fmt.Fprintf(&b, " %s=%v", name, value)
		}
	}
	numbers := func(name string, r NumberRange) {
		switch {
		case r.Set && r.Single:
			add(name, r.First, true)
		case r.Set:
			add(name, fmt.Sprint(r.First, "-", r.Last), true)
		}
	}
	add("uni", t.Unicast, t.Unicast)
	add("multi", t.Multicast, t.Multicast)
	numbers("client", t.ClientPort)
	numbers("server", t.ServerPort)
	numbers("port", t.Port)
	numbers("ch", t.Interleaved)
	add("dst", t.Destination, t.Destination != "")
	add("src", t.Source, t.Source != "")
	add("dsts", t.DestAddr, t.DestAddr != nil)
	add("srcs", t.SrcAddr, t.SrcAddr != nil)
	add("ttl", t.TTL.Value, t.TTL.Set)
	add("layers", t.Layers.Value, t.Layers.Set)
	add("append", t.Append, t.Append)
	add("mux", t.RTCPMux, t.RTCPMux)
	add("mode", t.Mode, t.Mode != "")
	add("setup", t.Setup, t.Setup != "")
	add("connection", t.Connection, t.Connection != "")
	for _, s := range t.SSRC {
		add("ssrc", fmt.Sprintf("%08x", s), true)
	}
	add("tcp", true, t.TCP())
	return b.String()
}

var transportCases = []struct {
	in     string
	want   []string
	faults []string
}{
	{"RTP/AVP;unicast;client_port=4588-4589", []string{"RTP/AVP/ uni=true client=4588-4589"}, nil},
	{"RTP/AVP/UDP;unicast;client_port=1-2;server_port=3-4;ssrc=2A49EDD8;mode=\"PLAY\"", []string{"RTP/AVP/UDP uni=true client=1-2 server=3-4 mode=PLAY ssrc=2a49edd8"}, nil},
	{"RTP/AVP/TCP;unicast;interleaved=0-1", []string{"RTP/AVP/TCP uni=true ch=0-1 tcp=true"}, nil},
	{"RTP/AVP;multicast;ttl=127;mode=\"PLAY\",RTP/AVP;unicast;client_port=3456-3457;mode=\"PLAY\"", []string{"RTP/AVP/ multi=true ttl=127 mode=PLAY", "RTP/AVP/ uni=true client=3456-3457 mode=PLAY"}, nil},
	{"RTP/AVP;multicast;destination=224.2.0.1;port=3456-3457;ttl=16;layers=2;append", []string{"RTP/AVP/ multi=true port=3456-3457 dst=224.2.0.1 ttl=16 layers=2 append=true"}, nil},
	{"RTP/SAVPF/UDP;unicast;client_port=5000", []string{"RTP/SAVPF/UDP uni=true client=5000"}, nil},
	{"rtp/avp/tcp;unicast;interleaved=2-3", []string{"RTP/AVP/TCP uni=true ch=2-3 tcp=true"}, []string{"transport-lower-case"}},
	{"RTP/AVP;unicast;interleaved=0-1", []string{"RTP/AVP/ uni=true ch=0-1 tcp=true"}, []string{"transport-interleaved-without-tcp"}},
	{"unicast;RTP/AVP;client_port=1-2", []string{"RTP/AVP/ uni=true client=1-2"}, []string{"transport-protocol-not-first"}},
	{"RTP/AVP/TCP,unicast,interleaved=0-1", []string{"RTP/AVP/TCP uni=true ch=0-1 tcp=true"}, []string{"transport-comma"}},
	{"RTP/AVP/TCPunicast;destination=192.168.31.222;source=192.168.31.222;interleaved=0-1", []string{"RTP/AVP/TCP uni=true ch=0-1 dst=192.168.31.222 src=192.168.31.222 tcp=true"}, []string{"transport-missing-semicolon"}},
	{"RAW/RAW/UDP;unicast;client_port=10000-10001", []string{"RAW/RAW/UDP uni=true client=10000-10001"}, nil},
	{"MP2T/H2221/UDP;unicast;destination=10.0.0.1;client_port=1234", []string{"MP2T/H2221/UDP uni=true client=1234 dst=10.0.0.1"}, nil},
	{"x-real-rdt/udp;client_port=6970;server_port=20022", []string{"X-REAL-RDT//UDP client=6970 server=20022"}, nil},
	{"x-pn-tng/tcp;mode=play,x-pn-tng/udp", []string{"X-PN-TNG//TCP mode=play tcp=true", "X-PN-TNG//UDP"}, nil},
	{"RTP/AVP/UDP;unicast;client_port=1-2;source=;", []string{"RTP/AVP/UDP uni=true client=1-2"}, []string{"transport-empty-parameter"}},
	{"RTP/AVP;unicast;mode=receive;ssrc=1234ABC", []string{"RTP/AVP/ uni=true mode=receive ssrc=01234abc"}, []string{"transport-ssrc-odd"}},
	{"RTP/AVP;unicast;ssrc=  1234ABC", []string{"RTP/AVP/ uni=true ssrc=01234abc"}, []string{"transport-ssrc-odd"}},
	{"RTP/AVP;unicast;ssrc=0x57efa63f", []string{"RTP/AVP/ uni=true ssrc=57efa63f"}, []string{"transport-ssrc-odd"}},
	{"RTP/AVP;unicast;ssrc=3405643777", []string{"RTP/AVP/ uni=true ssrc=cafe0001"}, []string{"transport-ssrc-odd"}},
	{"RTP/AVP;unicast;ssrc=123", []string{"RTP/AVP/ uni=true ssrc=00000123 ssrc=0000007b"}, []string{"transport-ssrc-odd"}},
	{"RTP/AVP;unicast;ssrc=11223344/AABBCCDD", []string{"RTP/AVP/ uni=true ssrc=11223344 ssrc=aabbccdd"}, nil},
	{`RTP/AVP/UDP;unicast;dest_addr=":8192"/":8193";src_addr="192.0.2.5:3456"/"192.0.2.5:3457";RTCP-mux;setup=active;connection=new`, []string{"RTP/AVP/UDP uni=true dsts=[:8192 :8193] srcs=[192.0.2.5:3456 192.0.2.5:3457] mux=true setup=active connection=new"}, nil},
	{"RTP/AVP;unicast;client_port=0-1;server_port=0-0", []string{"RTP/AVP/ uni=true client=0-1 server=0-0"}, []string{"transport-port-zero"}},
	{"RTP/AVP;unicast;client_port=65536-65537", []string{"RTP/AVP/ uni=true"}, []string{"transport-port-invalid"}},
	{"RTP/AVP;unicast;client_port=65535-65536", []string{"RTP/AVP/ uni=true client=65535"}, []string{"transport-port-invalid"}},
	{"RTP/AVP;unicast;client_port=-1--2", []string{"RTP/AVP/ uni=true"}, []string{"transport-port-invalid"}},
	{"RTP/AVP;unicast;client_port=7000-6000", []string{"RTP/AVP/ uni=true client=7000"}, []string{"transport-port-range-reversed"}},
	{"RTP/AVP;unicast;client_port=18446744073709551616-1", []string{"RTP/AVP/ uni=true"}, []string{"transport-port-invalid"}},
	{"RTP/AVP;unicast;client_port=0-65535", []string{"RTP/AVP/ uni=true client=0-65535"}, []string{"transport-port-zero"}},
	{"RTP/AVP;unicast;client_port", []string{"RTP/AVP/ uni=true"}, []string{"transport-port-invalid"}},
	{"RTP/AVP/TCP;unicast;interleaved=256-257", []string{"RTP/AVP/TCP uni=true tcp=true"}, []string{"transport-interleaved-invalid"}},
	{"RTP/AVP/TCP;unicast;interleaved=0-0", []string{"RTP/AVP/TCP uni=true ch=0-0 tcp=true"}, nil},
	{"RTP/AVP/TCP;unicast;interleaved=", []string{"RTP/AVP/TCP uni=true tcp=true"}, []string{"transport-interleaved-invalid"}},
	{"unicast;client_port=1-2", []string{"// uni=true client=1-2"}, []string{"transport-without-protocol"}},
	{"RTP/AVP/UDP/X;ttl=999", []string{"RTP/AVP/UDP"}, []string{"transport-protocol-invalid", "transport-ttl-invalid"}},
	{"", nil, []string{"transport-empty"}},
	{",", nil, nil},
}

func TestTransport(t *testing.T) {
	for _, c := range transportCases {
		ts, faults := ParseTransport(c.in)
		var got []string
		for i := range ts {
			got = append(got, describe(&ts[i]))
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%q:\n%s", c.in, d)
		}
		if d := cmp.Diff(c.faults, codes(faults)); d != "" {
			t.Errorf("%q: violations\n%s", c.in, d)
		}
	}
}

func TestTransportKeepsUnknownParameters(t *testing.T) {
	ts, _ := ParseTransport(`RTP/AVP;unicast;X-Foo="a;b";bar`)
	want := []Param{{Name: "unicast"}, {"X-Foo", "a;b", true, true}, {Name: "bar"}}
	if d := cmp.Diff(want, ts[0].Params); d != "" {
		t.Error(d)
	}
	if ts[0].Text != `RTP/AVP;unicast;X-Foo="a;b";bar` || ts[0].Protocol != "RTP" || ts[0].ClientPort.Set {
		t.Errorf("%+v", ts[0])
	}
}

func TestTransportLimit(t *testing.T) {
	ts, faults := ParseTransport(strings.Repeat("RTP/AVP;unicast;client_port=1-2,", 20000))
	if len(ts) != maxTransports || !strings.Contains(faults[len(faults)-1].Detail, "limit") {
		t.Errorf("%d transports, %v", len(ts), faults)
	}
	ts, _ = ParseTransport("RTP/AVP" + strings.Repeat(",x", 30000))
	if len(ts) != 1 || len(ts[0].Params) > maxParams {
		t.Errorf("%d transports", len(ts))
	}
}

func FuzzTransport(f *testing.F) {
	for _, c := range transportCases {
		f.Add(c.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		ts, faults := ParseTransport(in)
		checkViolations(t, faults)
		if len(ts) > maxTransports {
			t.Errorf("%d transports", len(ts))
		}
		for i := range ts {
			for _, r := range []NumberRange{ts[i].ClientPort, ts[i].ServerPort, ts[i].Port, ts[i].Interleaved} {
				if r.First < 0 || r.Last < r.First || r.Last > 65535 || !r.Set && r != (NumberRange{}) {
					t.Errorf("range %+v", r)
				}
			}
			if len(ts[i].Params) > maxParams || len(ts[i].SSRC) > 2*maxParams {
				t.Errorf("%d parameters", len(ts[i].Params))
			}
			// The Text of an alternative must be parsed as one alternative.
			if again, _ := ParseTransport(ts[i].Text); len(again) != 1 {
				t.Errorf("%q parsed as %d transports", ts[i].Text, len(again))
			}
		}
	})
}
