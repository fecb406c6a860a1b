package media

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rtspect/asf"
	"rtspect/capture"
	"rtspect/depacket"
	"rtspect/export/media/container"
)

const payloadsDir = "../../testdata/payloads"

// payloads are streams of real senders and the elementary streams that they sent.
var payloads = []struct {
	name, format, sent string
	unsent             int                   // bytes, or parts, at the end of sent that the sender kept
	part               func([]byte) [][]byte // what is compared of a file that is made anew; nil for all
}{
	{"aac_ffmpeg", "97=MPEG4-GENERIC/44100/1;mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3;config=1208", "sent.aac", 186, nil},
	{"aal2_g726_24_ffmpeg", "97=AAL2-G726-24/8000", "sent.g726", 0, nil},
	{"amr_ffmpeg", "97=AMR/8000/1;octet-align=1", "sent.amr", 32, nil},
	{"amr_gst", "96=AMR/8000/1;octet-align=1", "sent.amr", 0, nil},
	{"amrwb_ffmpeg", "97=AMR-WB/16000/1;octet-align=1", "sent.awb", 61, nil},
	{"amrwb_gst", "96=AMR-WB/16000/1;octet-align=1", "sent.awb", 0, nil},
	{"g726_40_ffmpeg", "97=G726-40/8000", "sent-40.g726", 0, nil},
	{"h263_rfc2190_ffmpeg", "34=H263/90000", "sent.h263", 0, nil},
	{"h263_rfc4629_ffmpeg", "96=H263-2000/90000", "sent.h263", 0, nil},
	{"h263p_gst", "96=H263-1998/90000", "sent-plus.h263", 0, nil},
	{"l24_gst", "96=L24/48000/2", "sent.s24", 0, wavSamples},
	{"l8_gst", "96=L8/8000/1", "sent.u8", 0, wavSamples},
	{"latm_ffmpeg", "97=MP4A-LATM/44100/1;cpresent=0;config=400024103fc0", "sent.aac", 0, nil},
	{"mp2_fragments_ffmpeg", "14=MPA/90000", "sent.mp2", 0, nil},
	{"mp3_ffmpeg", "14=MPA/90000", "sent.mp3", 0, nil},
	{"mp4v_ffmpeg", "96=MP4V-ES/90000", "sent.m4v", 0, nil},
	{"mpeg1video_ffmpeg", "32=MPV/90000", "sent.m1v", 0, nil},
	{"mpeg2video_gst", "32=MPV/90000", "sent.m2v", 0, nil},
	{"opus_ffmpeg", "97=opus/48000/2", "sent.opus", 0, oggMedia},
	{"speex_wb_ffmpeg", "97=speex/16000", "sent.spx", 0, oggMedia},
	{"vorbis_ffmpeg", "97=vorbis/44100/2", "sent.ogg", 1, oggMedia},
}

// wavSamples is the content of a WAV file; what is no WAV file is samples.
func wavSamples(b []byte) [][]byte {
	if bytes.HasPrefix(b, []byte("RIFF")) {
		b = b[container.WAVHeaderSize:]
	}
	return [][]byte{b}
}

// oggMedia are the packets of an Ogg file (RFC 3533) but for the comments, which differ.
func oggMedia(b []byte) (list [][]byte) {
	var packet []byte
	for len(b) > 27 {
		n := int(b[26])
		laces, body := b[27:27+n], b[27+n:]
		for _, l := range laces {
			packet, body = append(packet, body[:l]...), body[l:]
			if l < 255 {
				list, packet = append(list, packet), nil
			}
		}
		b = body
	}
	headers := list[:2]
	switch {
	case bytes.HasPrefix(list[0], []byte("\x01vorbis")):
		return append([][]byte{list[0]}, list[2:]...)
	case bytes.HasPrefix(headers[0], []byte("OpusHead")), bytes.HasPrefix(headers[0], []byte("Speex")):
		return list[2:]
	}
	return list
}

func TestPayloads(t *testing.T) {
	for _, x := range payloads {
		t.Run(x.name, func(t *testing.T) {
			out := t.TempDir()
			o := Options{Dir: out}
			format := x.format
			if b, err := os.ReadFile(filepath.Join(payloadsDir, x.name+".fmtp")); err == nil {
				format += ";" + string(b)
			}
			if err := o.AddFormat(format); err != nil {
				t.Fatal(err)
			}
			m, err := exportFile(t, filepath.Join(payloadsDir, x.name+".pcap"), o)
			if err != nil || len(m.Files) != 1 {
				t.Fatalf("%v, %d files", err, len(m.Files))
			}
			f := m.Files[0]
			if f.DamagedUnits > 0 || f.Lost > 0 || len(f.Notes) > 0 && !strings.Contains(f.Notes[0], "first sample") {
				t.Errorf("%+v", f)
			}
			part := x.part
			if part == nil {
				part = func(b []byte) (list [][]byte) { return slices.Collect(slices.Chunk(b, 1)) }
			}
			got, want := part(read(t, out, f.File)), part(read(t, payloadsDir, x.sent))
			want = want[:len(want)-x.unsent]
			if len(got) != len(want) {
				t.Errorf("%d bytes or packets of %d", len(got), len(want))
			}
			for i := range min(len(got), len(want)) {
				if !bytes.Equal(got[i], want[i]) {
					t.Fatalf("part %d of %d: %d bytes, %d sent", i, len(want), len(got[i]), len(want[i]))
				}
			}
		})
	}
}

// TestPayloadsASF puts the data packets of a payloader behind the header that its description gave.
func TestPayloadsASF(t *testing.T) {
	sent := read(t, payloadsDir, "sent.asf")
	header := asf.ParseHeader(sent)
	size := int(header.File.MaxPacketSize)
	var got [][]byte
	d := depacket.NewASF(func(u *depacket.Unit) {
		b, ok := asf.Pad(nil, u.Data, size)
		if !ok || u.Damaged {
			t.Errorf("a packet of %d bytes", len(u.Data))
		}
		got = append(got, b)
	})
	c, err := capture.Open(filepath.Join(payloadsDir, "asf_gst.pcap"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for {
		p, err := c.Next()
		if err != nil {
			break
		}
		b := p.Payload
		d.Push(&depacket.Packet{Seq: uint16(b[2])<<8 | uint16(b[3]), Timestamp: 0, Marker: b[1]&0x80 != 0, Payload: b[12:]})
	}
	d.Flush()
	if len(got) < 4 || size != 800 {
		t.Fatalf("%d packets of %d bytes", len(got), size)
	}
	data := sent[bytes.Index(sent, got[0]):]
	for i, b := range got {
		want := data[i*size : (i+1)*size]
		if i == len(got)-1 {
			// The payloader takes away the padding, 3 bytes, that the file's last packet declares beside its own
			// length in fields of 16 bits; what is filled up again declares it in one of 8 bits. From the send
			// time on they are alike.
			if b[2] != 5+1 || !bytes.Equal(want[2:6], []byte{0x1d, 0x03, 3, 0}) {
				t.Errorf("the last packet declares otherwise: %x and %x", b[:8], want[:8])
			}
			b, want = bytes.TrimRight(b[3:], "\x00"), bytes.TrimRight(want[6:], "\x00")
		}
		if !bytes.Equal(b, want) {
			t.Errorf("packet %d is not what was sent", i)
		}
	}
}
