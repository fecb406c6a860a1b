package asf

import (
	"encoding/binary"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rtspect/internal/wmsfixture"
)

func TestHeader(t *testing.T) {
	h := ParseHeader(wmsfixture.ASFHeader())
	if len(h.Faults) > 0 {
		t.Fatalf("faults: %v", h.Faults)
	}
	packets := uint64(len(wmsfixture.Packets(1)) + len(wmsfixture.Packets(2)))
	wantFile := FileProperties{FileID: wmsfixture.FileID, FileSize: 23180160, Created: time.Date(2003, 6, 13, 17, 46, 40, 0, time.UTC),
		Packets: packets, PlayDuration: 5100 * time.Millisecond, SendDuration: 2 * time.Second, Preroll: 3100 * time.Millisecond,
		Seekable: true, MinPacketSize: 1400, MaxPacketSize: 1400, MaxBitrate: 506000}
	check(t, "file", *h.File, wantFile)
	check(t, "file identifier", h.File.FileID.String(), "76543210-BA98-FEDC-0102-030405060708")
	check(t, "audio", h.Stream(1), &Stream{Number: 1, Type: "audio", TypeID: guidAudio, ErrorCorrection: "audio-spread",
		Audio: &Audio{FormatTag: 0x161, Codec: "Windows Media Audio 2", Channels: 2, SampleRate: 44100, BytesPerSec: 4003,
			BlockAlign: 372, BitsPerSample: 16, Extra: 10}})
	check(t, "video", h.Stream(2), &Stream{Number: 2, Type: "video", TypeID: guidVideo, ErrorCorrection: "none",
		Video: &Video{EncodedWidth: 320, EncodedHeight: 240, Width: 320, Height: 240, BitsPerPixel: 24, FourCC: "WMV3",
			Codec: "Windows Media Video 9", Extra: 4}})
	check(t, "no stream", h.Stream(3), (*Stream)(nil))
	check(t, "extended", h.Extended, []ExtendedStream{{Number: 2, Bitrate: 471000, BufferSize: 3 * time.Second,
		AlternateBitrate: 471000, MaxObjectSize: 1400, Seekable: true, AverageTimePerFrame: 40 * time.Millisecond,
		Names: []StreamName{{0, "main"}}}})
	check(t, "content", h.Content, &Content{Title: wmsfixture.Title, Author: wmsfixture.Author, Description: "A session made up for tests"})
	check(t, "descriptors", h.Descriptors, []Descriptor{{"WMFSDKVersion", "text", "9.00.00.2980"}, {"IsVBR", "bool", "false"},
		{"WM/TrackNumber", "uint32", "7"}, {"Blob", "bytes", "cafe"}})
	check(t, "bitrates", h.Bitrates, []StreamBitrate{{1, 35000}, {2, 471000}})
	check(t, "languages", h.Languages, []string{"en-us"})
	check(t, "codecs", h.Codecs, []Codec{{"audio", "Windows Media Audio V2", "32 kbps, 44 kHz, stereo"}, {"video", "Windows Media Video V9", ""}})
	check(t, "data", h.Data, &DataObject{FileID: wmsfixture.FileID, Packets: packets})
	check(t, "objects", len(h.Objects), 11)
}

// TestEncoderHeader reads a header that a widely used encoder wrote.
func TestEncoderHeader(t *testing.T) {
	b := encoderFile(t)
	h := ParseHeader(b)
	if len(h.Faults) > 0 {
		t.Fatalf("faults: %v", h.Faults)
	}
	check(t, "size", h.Size, uint64(863))
	check(t, "packets", h.File.Packets, uint64(38))
	check(t, "packet size", h.File.MaxPacketSize, uint32(1024))
	check(t, "video", *h.Stream(1).Video, Video{160, 120, 160, 120, 24, "WMV2", "Windows Media Video 8", 4})
	check(t, "audio", h.Stream(2).Audio.Codec, "Windows Media Audio 2")
	check(t, "title", h.Content.Title, "Tést")
}

func encoderFile(t testing.TB) []byte {
	b, err := os.ReadFile("testdata/encoder.asf")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func check(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// TestDamagedHeaders: one damage each, the faults it gives, and that what stands before is there.
func TestDamagedHeaders(t *testing.T) {
	whole := wmsfixture.ASFHeader()
	cases := []struct {
		name  string
		spoil func(b []byte) []byte
		want  []string
		file  bool
	}{
		{"empty", func([]byte) []byte { return nil }, []string{FaultNotASF}, false},
		{"not ASF", func([]byte) []byte { return []byte("RIFF this is no header at all") }, []string{FaultNotASF}, false},
		{"only an identifier", func(b []byte) []byte { return b[:16] }, []string{FaultTruncated, FaultObjectLength}, false},
		{"cut in File Properties", func(b []byte) []byte { return b[:100] }, []string{FaultTruncated, FaultTruncated, FaultTruncated}, true},
		{"cut between objects", func(b []byte) []byte { return b[:134] }, []string{FaultTruncated, FaultCount}, true},
		{"header size 0", func(b []byte) []byte { return put64(b, 16, 0) }, []string{FaultObjectLength}, true},
		{"header size enormous", func(b []byte) []byte { return put64(b, 16, 1<<63) }, []string{FaultTruncated}, true},
		{"object size 0", func(b []byte) []byte { return put64(b, 134+16, 0) }, []string{FaultObjectLength}, true},
		{"object size enormous", func(b []byte) []byte { return put64(b, 134+16, ^uint64(0)) }, []string{FaultTruncated}, true},
		{"count", func(b []byte) []byte { b[24] = 200; return b }, []string{FaultCount}, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := ParseHeader(c.spoil(append([]byte(nil), whole...)))
			codes := []string{}
			for _, f := range h.Faults {
				codes = append(codes, f.Code)
			}
			check(t, "faults", codes, c.want)
			check(t, "File Properties read", h.File != nil, c.file)
		})
	}
}

func put64(b []byte, at int, n uint64) []byte {
	binary.LittleEndian.PutUint64(b[at:], n)
	return b
}

// TestEveryCut cuts a header at each byte: nothing read from less may be missing from more.
func TestEveryCut(t *testing.T) {
	whole := wmsfixture.ASFHeader()
	before := 0
	for n := range len(whole) {
		h := ParseHeader(whole[:n])
		if len(h.Faults) == 0 && n < int(ParseHeader(whole).Size) {
			t.Fatalf("cut at %d: no fault", n)
		}
		seen := len(h.Streams) + len(h.Descriptors) + len(h.Bitrates) + len(h.Codecs) + len(h.Languages)
		if seen < before {
			t.Fatalf("cut at %d: %d things, %d with a byte less", n, seen, before)
		}
		before = seen
	}
}

// TestHostileCounts: counts and nesting that promise more than there is.
func TestHostileCounts(t *testing.T) {
	many := make([]byte, 0, 30+24*(maxObjects+10))
	many = append(append(many, guidHeader[:]...), make([]byte, 14)...)
	for range maxObjects + 10 {
		many = append(append(many, make([]byte, 16)...), 24, 0, 0, 0, 0, 0, 0, 0)
	}
	put64(many, 16, uint64(len(many)))
	h := ParseHeader(many)
	check(t, "objects kept", len(h.Objects), maxObjects)
	check(t, "fault", h.Faults[len(h.Faults)-1].Code, FaultTooMany)

	// Header extensions, one inside the other, each as long as what is left.
	deep := append(append([]byte(nil), guidHeader[:]...), make([]byte, 14)...)
	for range 200 {
		deep = append(append(deep, guidHeaderExtension[:]...), make([]byte, 8+22)...)
	}
	put64(deep, 16, uint64(len(deep)))
	for at := 30; at < len(deep); at += 46 {
		put64(deep, at+16, uint64(len(deep)-at))
		binary.LittleEndian.PutUint32(deep[at+42:], uint32(len(deep)-at-46))
	}
	h = ParseHeader(deep)
	check(t, "too deep", h.Faults[0].Code, FaultTooDeep)
}

func FuzzHeader(f *testing.F) {
	whole := wmsfixture.ASFHeader()
	f.Add(whole)
	f.Add(encoderFile(f)[:1000])
	f.Add(whole[:300])
	f.Fuzz(func(t *testing.T, b []byte) {
		h := ParseHeader(b)
		if len(h.Faults) > maxFaults || len(h.Streams) > maxStreams || len(h.Objects) > maxObjects ||
			len(h.Descriptors) > maxDescriptors || len(h.Extended) > maxStreams {
			t.Error("a cap does not hold")
		}
		for _, fault := range h.Faults {
			if fault.Code == "" || fault.Offset < 0 || fault.Offset > len(b)+64 {
				t.Errorf("fault %+v in %d bytes", fault, len(b))
			}
		}
	})
}
