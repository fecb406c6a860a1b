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
	if len(h.Violations) > 0 {
		t.Fatalf("faults: %v", h.Violations)
	}
	packets := uint64(len(wmsfixture.Packets(1)) + len(wmsfixture.Packets(2)))
	wantFile := FileProperties{
		FileID: wmsfixture.FileID, FileSize: 23180160, Created: time.Date(2003, 6, 13, 17, 46, 40, 0, time.UTC),
		Packets: packets, PlayDuration: 5100 * time.Millisecond, SendDuration: 2 * time.Second, Preroll: 3100 * time.Millisecond,
		Seekable: true, MinPacketSize: 1400, MaxPacketSize: 1400, MaxBitrate: 506000,
	}
	check(t, "file", *h.File, wantFile)
	check(t, "file identifier", h.File.FileID, guid(0x76543210, 0xBA98, 0xFEDC, 0x0102030405060708))
	check(t, "audio", h.Stream(1), &Stream{
		Number: 1, Type: "audio", TypeID: guidAudio, ErrorCorrection: "audio-spread",
		Audio: &Audio{
			FormatTag: 0x161, Codec: "Windows Media Audio 2", Channels: 2, SampleRate: 44100, BytesPerSec: 4003,
			BlockAlign: 372, BitsPerSample: 16, Extra: 10,
		},
	})
	check(t, "video", h.Stream(2), &Stream{
		Number: 2, Type: "video", TypeID: guidVideo, ErrorCorrection: "none",
		Video: &Video{
			EncodedWidth: 320, EncodedHeight: 240, Width: 320, Height: 240, BitsPerPixel: 24, FourCC: "WMV3",
			Codec: "Windows Media Video 9", Extra: 4,
		},
	})
	check(t, "no stream", h.Stream(3), (*Stream)(nil))
	check(t, "extended", h.Extended, []ExtendedStream{{
		Number: 2, Bitrate: 471000, BufferSize: 3 * time.Second,
		AlternateBitrate: 471000, MaxObjectSize: 1400, Seekable: true, AverageTimePerFrame: 40 * time.Millisecond,
		Names: []StreamName{{0, "main"}},
	}})
	check(t, "content", h.Content, &Content{Title: wmsfixture.Title, Author: wmsfixture.Author, Description: "A session made up for tests"})
	check(t, "descriptors", h.Descriptors, []Descriptor{
		{"WMFSDKVersion", "text", "9.00.00.2980"},
		{"IsVBR", "bool", "false"},
		{"WM/TrackNumber", "uint32", "7"},
		{"Blob", "bytes", "cafe"},
	})
	check(t, "bitrates", h.Bitrates, []StreamBitrate{{1, 35000}, {2, 471000}})
	check(t, "languages", h.Languages, []string{"en-us"})
	check(t, "codecs", h.Codecs, []Codec{{"audio", "Windows Media Audio V2", "32 kbps, 44 kHz, stereo"}, {"video", "Windows Media Video V9", ""}})
	check(t, "data", h.Data, &DataObject{FileID: wmsfixture.FileID, Packets: packets})
	check(t, "objects", len(h.Objects), 11)
}

// TestEncoderHeader parses a header written by a widely used encoder.
func TestEncoderHeader(t *testing.T) {
	b := encoderFile(t)
	h := ParseHeader(b)
	if len(h.Violations) > 0 {
		t.Fatalf("faults: %v", h.Violations)
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

// TestDamagedHeaders checks the violations of headers with a single defect, and that everything before the defect is
// parsed.
func TestDamagedHeaders(t *testing.T) {
	whole := wmsfixture.ASFHeader()
	cases := []struct {
		name  string
		spoil func(b []byte) []byte
		want  []string
		file  bool
	}{
		{"empty", func([]byte) []byte { return nil }, []string{ViolationNotASF}, false},
		{"not ASF", func([]byte) []byte { return []byte("RIFF this is no header at all") }, []string{ViolationNotASF}, false},
		{"only an identifier", func(b []byte) []byte { return b[:16] }, []string{ViolationTruncated, ViolationObjectLength}, false},
		{"truncated in File Properties", func(b []byte) []byte { return b[:100] }, []string{ViolationTruncated, ViolationTruncated, ViolationTruncated}, true},
		{"truncated between objects", func(b []byte) []byte { return b[:134] }, []string{ViolationTruncated, ViolationCount}, true},
		{"header size 0", func(b []byte) []byte { return put64(b, 16, 0) }, []string{ViolationObjectLength}, true},
		{"header size enormous", func(b []byte) []byte { return put64(b, 16, 1<<63) }, []string{ViolationTruncated}, true},
		{"object size 0", func(b []byte) []byte { return put64(b, 134+16, 0) }, []string{ViolationObjectLength}, true},
		{"object size enormous", func(b []byte) []byte { return put64(b, 134+16, ^uint64(0)) }, []string{ViolationTruncated}, true},
		{"count", func(b []byte) []byte { b[24] = 200; return b }, []string{ViolationCount}, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := ParseHeader(c.spoil(append([]byte(nil), whole...)))
			codes := []string{}
			for _, f := range h.Violations {
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

// TestTruncatedHeaders truncates a header at each byte. A longer header never yields less than a shorter one.
func TestTruncatedHeaders(t *testing.T) {
	whole := wmsfixture.ASFHeader()
	before := 0
	for n := range len(whole) {
		h := ParseHeader(whole[:n])
		if len(h.Violations) == 0 && n < int(ParseHeader(whole).Size) {
			t.Fatalf("truncated at %d: no violation", n)
		}
		seen := len(h.Streams) + len(h.Descriptors) + len(h.Bitrates) + len(h.Codecs) + len(h.Languages)
		if seen < before {
			t.Fatalf("truncated at %d: %d values, %d with a byte less", n, seen, before)
		}
		before = seen
	}
}

// TestHostileCounts uses counts and nesting levels that exceed the data.
func TestHostileCounts(t *testing.T) {
	many := make([]byte, 0, 30+24*(maxObjects+10))
	many = append(append(many, guidHeader[:]...), make([]byte, 14)...)
	for range maxObjects + 10 {
		many = append(append(many, make([]byte, 16)...), 24, 0, 0, 0, 0, 0, 0, 0)
	}
	put64(many, 16, uint64(len(many)))
	h := ParseHeader(many)
	check(t, "objects kept", len(h.Objects), maxObjects)
	check(t, "fault", h.Violations[len(h.Violations)-1].Code, ViolationTooMany)

	// Nested header extensions, each as long as the remaining data.
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
	check(t, "too deep", h.Violations[0].Code, ViolationTooDeep)
}

func FuzzHeader(f *testing.F) {
	whole := wmsfixture.ASFHeader()
	f.Add(whole)
	f.Add(encoderFile(f)[:1000])
	f.Add(whole[:300])
	f.Fuzz(func(t *testing.T, b []byte) {
		h := ParseHeader(b)
		if len(h.Violations) > maxViolations || len(h.Streams) > maxStreams || len(h.Objects) > maxObjects ||
			len(h.Descriptors) > maxDescriptors || len(h.Extended) > maxStreams {
			t.Error("limit exceeded")
		}
		for _, fault := range h.Violations {
			if fault.Code == "" || fault.Offset < 0 || fault.Offset > len(b)+64 {
				t.Errorf("fault %+v in %d bytes", fault, len(b))
			}
		}
	})
}
