package capturebuilder

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"testing"
	"time"
)

var (
	client = netip.MustParseAddrPort("10.0.0.2:40000")
	server = netip.MustParseAddrPort("10.0.0.1:554")
)

// frames returns the frames of a capture without their Ethernet headers.
func frames(t *testing.T, pcap []byte) (list [][]byte) {
	for b := pcap[24:]; len(b) > 0; {
		n := int(binary.LittleEndian.Uint32(b[8:]))
		if binary.LittleEndian.Uint32(b[12:]) != uint32(n) {
			t.Fatal("captured and original length differ")
		}
		list = append(list, b[16+14:16+n])
		b = b[16+n:]
	}
	return list
}

// TestConnection checks the sequence numbers of both sides and the checksums of every packet.
func TestConnection(t *testing.T) {
	capture := New(time.Unix(1000, 0))
	c := capture.Connect(client, server)
	sent := bytes.Repeat([]byte("abcdefg"), 500)
	c.Client(sent)
	c.Server([]byte("odd"))
	capture.UDP(server, client, []byte("datagram"))
	c.Close(false)

	next := map[uint16]uint32{}
	var got []byte
	for i, ip := range frames(t, capture.PCAP()) {
		payload := ip[20:]
		protocol := ip[9]
		from, to := server, client
		if binary.BigEndian.Uint16(payload) == client.Port() {
			from, to = client, server
		}
		if checksum(0, ip[:20]) != 0 || checksum(pseudoHeaderSum(from, to, protocol, len(payload)), payload) != 0 {
			t.Errorf("frame %d: wrong checksum", i+1)
		}
		if protocol != 6 {
			continue
		}
		seq, data := binary.BigEndian.Uint32(payload[4:]), payload[payload[12]>>4*4:]
		if want, known := next[from.Port()]; known && want != seq {
			t.Errorf("frame %d: sequence number %d, want %d", i+1, seq, want)
		}
		next[from.Port()] = seq + uint32(len(data))
		if payload[13]&(syn|fin) != 0 {
			next[from.Port()]++
		}
		if payload[13]&ack != 0 && binary.BigEndian.Uint32(payload[8:]) != next[to.Port()] {
			t.Errorf("frame %d: acknowledges %d, want %d", i+1, binary.BigEndian.Uint32(payload[8:]), next[to.Port()])
		}
		if from == client {
			got = append(got, data...)
		}
	}
	if !bytes.Equal(got, sent) {
		t.Errorf("received %d bytes, sent %d", len(got), len(sent))
	}
}

func TestRTP(t *testing.T) {
	got := RTP{Marker: true, Type: 96, Seq: 0x102, Timestamp: 3, SSRC: 4, Profile: 0xabac, Extension: []byte{1, 2, 3, 4}}.Packet([]byte{9})
	want := []byte{0x90, 0xe0, 1, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0xab, 0xac, 0, 1, 1, 2, 3, 4, 9}
	if !bytes.Equal(got, want) {
		t.Errorf("% x", got)
	}
}

func TestMessage(t *testing.T) {
	if got := string(Message("x\r\n", "PLAY * RTSP/1.0", "CSeq: 1")); got != "PLAY * RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 3\r\n\r\nx\r\n" {
		t.Errorf("%q", got)
	}
	if got := string(Message("", "RTSP/1.0 200 OK")); got != "RTSP/1.0 200 OK\r\n\r\n" {
		t.Errorf("%q", got)
	}
}
