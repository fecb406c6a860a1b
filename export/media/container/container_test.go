package container

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"testing"
)

func TestADTS(t *testing.T) {
	got := ADTS{ObjectType: 2, RateIndex: 3, Channels: 2}.AppendHeader(nil, 0x172)
	if hex.EncodeToString(got) != "fff14c802f3ffc" {
		t.Errorf("%x", got)
	}
}

func TestIVF(t *testing.T) {
	h := IVF{FourCC: "VP80", Width: 320, Height: 240, ClockRate: 90000, Frames: 3}.AppendHeader(nil)
	if len(h) != IVFHeaderSize || hex.EncodeToString(h) != "444b49460000200056503830"+"4001f000"+"905f0100"+"01000000"+"03000000"+"00000000" {
		t.Errorf("%x", h)
	}
	if f := AppendIVFFrame(nil, 5, 1<<33); hex.EncodeToString(f) != "050000000000000002000000" {
		t.Errorf("%x", f)
	}
}

func TestWAV(t *testing.T) {
	h := WAV{Format: 1, Channels: 2, SampleRate: 44100, BitsPerSample: 16, Bytes: 400}.AppendHeader(nil)
	le := binary.LittleEndian
	if len(h) != WAVHeaderSize || le.Uint32(h[4:]) != 450 || le.Uint32(h[28:]) != 176400 || le.Uint16(h[32:]) != 4 || le.Uint32(h[46:]) != 100 || le.Uint32(h[54:]) != 400 {
		t.Errorf("%x", h)
	}
	h = WAV{Format: 7, Channels: 1, SampleRate: 8000, BitsPerSample: 8, Bytes: 1 << 33}.AppendHeader(nil)
	if le.Uint32(h[4:]) != 1<<32-1 || le.Uint32(h[54:]) != 1<<32-1 {
		t.Error("a size that does not fit is not the largest")
	}
	if b := AppendSwapped(nil, []byte{1, 2, 3, 4, 5, 6, 7}, 3); !bytes.Equal(b, []byte{3, 2, 1, 6, 5, 4}) {
		t.Errorf("%x", b)
	}
}

func TestRTPDump(t *testing.T) {
	b := AppendRTPDumpHeader(nil, netip.MustParseAddrPort("10.0.0.1:5004"), 1_500_000_123_456)
	want := append([]byte("#!rtpplay1.0 10.0.0.1/5004\n"), 0, 0, 5, 0xdc, 0, 0, 0, 0x7b, 10, 0, 0, 1, 0x13, 0x8c, 0, 0)
	if !bytes.Equal(b, want) {
		t.Errorf("%q", b)
	}
	h := RTPHeader{Marker: true, PayloadType: 96, Seq: 1, Timestamp: 2, SSRC: 3, ExtensionProfile: 0xbede, Extension: []byte{1, 2, 3, 4}}.Append(nil)
	if hex.EncodeToString(h) != "90e000010000000200000003bede000101020304" {
		t.Errorf("%x", h)
	}
	if p := AppendRTPDumpPacket(nil, 20, 32, 2_000_000); hex.EncodeToString(p) != "001c002000000002" {
		t.Errorf("%x", p)
	}
}

// readOgg takes pages apart: packets and the position at the end of each page.
func readOgg(t *testing.T, b []byte) (packets [][]byte, granules []int64, flags []byte) {
	t.Helper()
	var open []byte
	for seq := uint32(0); len(b) > 0; seq++ {
		if string(b[:4]) != "OggS" || binary.LittleEndian.Uint32(b[18:]) != seq {
			t.Fatalf("page %d: % x", seq, b[:27])
		}
		n := 27 + int(b[26])
		size := n
		for _, l := range b[27:n] {
			size += int(l)
		}
		page := bytes.Clone(b[:size])
		sum := binary.LittleEndian.Uint32(page[22:])
		copy(page[22:], []byte{0, 0, 0, 0})
		if oggCRC(page) != sum {
			t.Errorf("page %d: wrong checksum", seq)
		}
		granules = append(granules, int64(binary.LittleEndian.Uint64(b[6:])))
		flags = append(flags, b[5])
		at := n
		for _, l := range b[27:n] {
			open = append(open, b[at:at+int(l)]...)
			at += int(l)
			if l < 255 {
				packets = append(packets, open)
				open = nil
			}
		}
		b = b[size:]
	}
	return packets, granules, flags
}

func TestOgg(t *testing.T) {
	var o Ogg
	o.Serial = 7
	big := bytes.Repeat([]byte{9}, 255*300)
	dst := o.AppendPacket(nil, []byte{1}, 0)
	dst = o.Flush(dst, false)
	dst = o.AppendPacket(dst, bytes.Repeat([]byte{2}, 255), 960)
	dst = o.AppendPacket(dst, nil, 1920)
	dst = o.AppendPacket(dst, big, 2880)
	dst = o.Flush(dst, true)
	packets, granules, flags := readOgg(t, dst)
	if len(packets) != 4 || len(packets[1]) != 255 || len(packets[2]) != 0 || !bytes.Equal(packets[3], big) {
		t.Fatalf("%d packets", len(packets))
	}
	if want := []int64{0, 1920, 2880}; len(granules) != 3 || granules[0] != want[0] || granules[1] != want[1] || granules[2] != want[2] {
		t.Errorf("positions %v", granules)
	}
	if !bytes.Equal(flags, []byte{2, 0, 5}) {
		t.Errorf("flags %v", flags)
	}
}

func TestOggHeaders(t *testing.T) {
	if h := AppendOpusHead(nil, 2, nil); len(h) != 19 || h[9] != 2 {
		t.Errorf("%q", h)
	}
	if h, c := SpeexHeaders(16000, 1, 1); len(h) != 80 || h[40] != 1 || !bytes.Contains(c, []byte(vendor)) {
		t.Errorf("%q %q", h, c)
	}
	if c := AppendOpusTags(nil); !bytes.Equal(c[:8], []byte("OpusTags")) || len(c) != 8+4+len(vendor)+4 {
		t.Errorf("%q", c)
	}
}
