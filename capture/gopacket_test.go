package capture_test

import (
	"bytes"
	"errors"
	"io"
	"net/netip"
	"path/filepath"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"rtspect/capture"
)

// TestDecodeAgreesWithGopacket compares transport, endpoints and payload with gopacket for every packet of the sample
// captures that gopacket can decode.
func TestDecodeAgreesWithGopacket(t *testing.T) {
	files, _ := filepath.Glob("../testdata/captures/*.pcap*")
	if len(files) == 0 {
		t.Fatal("no sample captures")
	}
	compared := 0
	for _, name := range files {
		c, err := capture.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		for {
			p, err := c.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if p.Link != 1 || p.Fragments > 0 || p.Proto != capture.TCP && p.Proto != capture.UDP {
				continue
			}
			compared++
			compareWithGopacket(t, name, p)
		}
		c.Close()
	}
	if compared < 1000 {
		t.Errorf("only %d packets were compared", compared)
	}
}

func compareWithGopacket(t *testing.T, name string, p *capture.Packet) {
	g := gopacket.NewPacket(p.Raw, layers.LayerTypeEthernet, gopacket.NoCopy)
	net, tr := g.NetworkLayer(), g.TransportLayer()
	if net == nil || tr == nil {
		t.Errorf("%s, frame %d: gopacket finds no transport: %v", name, p.Frame, g.ErrorLayer())
		return
	}
	addr := func(e gopacket.Endpoint) netip.Addr {
		a, _ := netip.AddrFromSlice(e.Raw())
		return a
	}
	if src, dst := net.NetworkFlow().Endpoints(); addr(src) != p.Src.Addr.Netip() || addr(dst) != p.Dst.Addr.Netip() {
		t.Errorf("%s, frame %d: %v to %v, gopacket %v to %v", name, p.Frame, p.Src, p.Dst, src, dst)
	}
	switch l := tr.(type) {
	case *layers.TCP:
		if p.Proto != capture.TCP || uint16(l.SrcPort) != p.Src.Port || uint16(l.DstPort) != p.Dst.Port || l.Seq != p.Seq || l.Ack != p.Ack || l.Window != p.Window || !bytes.Equal(l.Payload, p.Payload) {
			t.Errorf("%s, frame %d: TCP differs", name, p.Frame)
		}
	case *layers.UDP:
		if p.Proto != capture.UDP || uint16(l.SrcPort) != p.Src.Port || uint16(l.DstPort) != p.Dst.Port || !bytes.Equal(l.Payload, p.Payload) {
			t.Errorf("%s, frame %d: UDP differs", name, p.Frame)
		}
	default:
		t.Errorf("%s, frame %d: gopacket finds %v", name, p.Frame, tr.LayerType())
	}
}
