package analyze_test

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
)

const secretSSRC = 0x11223344

var secretSender, secretReceiver = endpoint(10, 1, 8004), endpoint(10, 2, 35000)

// secret sends 60 packets of 20 ms with random payloads; change may alter each packet.
func secret(pt byte, size int, change func(i int, p *capture.Packet)) (packets []*capture.Packet) {
	g := rand.New(rand.NewPCG(5, 6))
	for i := range 60 {
		p := rtpDatagram(int64(i)*20e6, secretSender, secretReceiver, pt, uint16(i), uint32(160*i), secretSSRC, noise(g, make([]byte, size)))
		if change != nil {
			change(i, p)
		}
		packets = append(packets, p)
	}
	return packets
}

// secretReport is an SRTCP packet: a header and an SSRC in the clear, then cipher text, an index and a tag.
func secretReport(at int64, from, to capture.Endpoint, ssrc, index uint32) *capture.Packet {
	b := noise(rand.New(rand.NewPCG(7, uint64(index))), make([]byte, 8+52+4+10))
	b[0], b[1], b[2], b[3] = 0x80, 200, 0, 6
	binary.BigEndian.PutUint32(b[4:], ssrc)
	binary.BigEndian.PutUint32(b[60:], 1<<31|index)
	return &capture.Packet{Time: at, Proto: capture.UDP, Src: from, Dst: to, Payload: b, PayloadLen: len(b)}
}

func TestEncryptedWithoutSignalling(t *testing.T) {
	padded := func(count func(i int) byte) func(int, *capture.Packet) {
		return func(i int, p *capture.Packet) {
			p.Payload[0] |= 0x20
			p.Payload[len(p.Payload)-1] = count(i)
		}
	}
	handshake := &capture.Packet{Time: 1, Proto: capture.UDP, Src: secretReceiver, Dst: secretSender, Payload: append([]byte{22, 0xfe, 0xfd}, make([]byte, 40)...), PayloadLen: 43}
	for _, c := range []struct {
		name    string
		packets []*capture.Packet
		want    string // evidence, "" for clear
		tag     int
	}{
		{"G.711", secret(8, 160, nil), "", 0},
		{"G.711 and a tag of 10 bytes", secret(8, 170, nil), rtpflow.EncryptedPayloadLength, 10},
		{"G.711 and a tag of 4 bytes", secret(0, 164, nil), rtpflow.EncryptedPayloadLength, 4},
		{"G.711 of 20 and 30 ms", secret(0, 160, func(i int, p *capture.Packet) {
			if i%2 == 0 {
				p.Payload = append(p.Payload, make([]byte, 10)...)
				p.PayloadLen += 10
			}
		}), "", 0},
		{"dynamic payload type", secret(96, 160, nil), "", 0},
		{"DTLS", append(secret(96, 160, nil), handshake), rtpflow.EncryptedDTLS, 0},
		{"random padding counts", secret(96, 100, padded(func(i int) byte { return byte(150 + i) })), rtpflow.EncryptedPadding, 0},
		{"one wrong padding count", secret(96, 100, padded(func(int) byte { return 200 })), "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := reportOf(inTime(c.packets)...)
			if n := len(r.Unassociated.Streams); n != 1 {
				t.Fatalf("%d streams, want 1", n)
			}
			st := r.Unassociated.Streams[0]
			noted := slices.ContainsFunc(r.Findings, func(f rtpflow.Finding) bool { return f.Code == catalog.MediaEncrypted.Code })
			if noted != (c.want != "") {
				t.Errorf("media-encrypted reported: %v", noted)
			}
			if c.want == "" {
				if st.Encryption != nil {
					t.Errorf("encrypted: %v", st.Encryption)
				}
				return
			}
			if st.Encryption == nil || !slices.Equal(st.Encryption.Evidence, []string{c.want}) || st.Encryption.TagBytes != c.tag {
				t.Fatalf("encryption %+v, want %s with a tag of %d bytes", st.Encryption, c.want, c.tag)
			}
			if st.Frames != nil || st.Voice != nil {
				t.Error("the cipher text is decoded or rated")
			}
			if slices.ContainsFunc(r.Findings, func(f rtpflow.Finding) bool { return f.Code == catalog.RTPMalformed.Code }) {
				t.Error("encrypted padding is reported as malformed")
			}
		})
	}
}

// SRTCP of both sides is counted on the port of the media and on ports above it, also of a receiver whose SSRC sends no
// media, and no number of it is read.
func TestEncryptedRTCPOfBothSides(t *testing.T) {
	for _, above := range []uint16{0, 1} {
		packets := secret(96, 160, nil)
		from, to := secretSender, secretReceiver
		from.Port += above
		to.Port += above
		for i := range 8 {
			at := int64(i+1) * 100e6
			packets = append(packets, secretReport(at, from, to, secretSSRC, uint32(3*i+1)), secretReport(at+1, to, from, 0x99, uint32(5+i)))
		}
		r := reportOf(inTime(packets)...)
		if n := len(r.Unassociated.RTCP); n != 2 {
			t.Fatalf("%d flows of RTCP, want 2", n)
		}
		for _, x := range r.Unassociated.RTCP {
			if !x.Encrypted || x.Packets != 8 || x.Malformed != 0 || len(x.Sources) != 0 {
				t.Errorf("ports +%d, from %s: encrypted %v, %d packets, %d malformed, %d sources", above, x.Source, x.Encrypted, x.Packets, x.Malformed, len(x.Sources))
			}
		}
		if e := r.Unassociated.Streams[0].Encryption; e == nil || e.Evidence[0] != rtpflow.EncryptedRTCP {
			t.Errorf("the media is not encrypted: %+v", e)
		}
		if r.Unassociated.Streams[0].RTCP != nil {
			t.Error("numbers are read from cipher text")
		}
	}
}
