package media

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"rtspect/capture"
	"rtspect/export/media/manifest"
	"rtspect/rtpflow"
	"rtspect/rtpflow/analyze"
)

// testCapture is a pcap file of RTP over UDP and IPv4, a packet every millisecond.
type testCapture struct {
	b    []byte
	time int64 // milliseconds
	id   uint16
}

type rtp struct {
	port   uint16
	ssrc   uint32
	pt     uint8
	seq    uint16
	stamp  uint32
	marker bool
	data   []byte
	cut    int // bytes that the capture did not keep
}

func (c *testCapture) add(p rtp) {
	le, be := binary.LittleEndian, binary.BigEndian
	if c.b == nil {
		c.b = le.AppendUint32(c.b, 0xa1b2c3d4)
		c.b = append(c.b, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 101, 0, 0, 0) // raw IP
	}
	c.time++
	c.id++
	n := 20 + 8 + 12 + len(p.data)
	c.b = le.AppendUint32(c.b, uint32(1_700_000_000+c.time/1000))
	c.b = le.AppendUint32(c.b, uint32(c.time%1000*1000))
	c.b = le.AppendUint32(c.b, uint32(n-p.cut))
	c.b = le.AppendUint32(c.b, uint32(n))
	start := len(c.b)
	c.b = append(c.b, 0x45, 0)
	c.b = be.AppendUint16(c.b, uint16(n))
	c.b = be.AppendUint16(c.b, c.id)
	c.b = append(c.b, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2)
	c.b = be.AppendUint16(c.b, p.port)
	c.b = be.AppendUint16(c.b, p.port+1000)
	c.b = be.AppendUint16(c.b, uint16(n-20))
	second := p.pt
	if p.marker {
		second |= 0x80
	}
	c.b = append(c.b, 0, 0, 0x80, second)
	c.b = be.AppendUint16(c.b, p.seq)
	c.b = be.AppendUint32(c.b, p.stamp)
	c.b = be.AppendUint32(c.b, p.ssrc)
	c.b = append(c.b, p.data...)
	c.b = c.b[:start+n-p.cut]
}

// export writes the media of the capture and reads the manifest.
func (c *testCapture) export(t testing.TB, o Options) (*manifest.Manifest, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.pcap")
	if err := os.WriteFile(path, c.b, 0o666); err != nil {
		t.Fatal(err)
	}
	return exportFile(t, path, o)
}

// analyze makes the report of a capture.
func analyzeFile(t testing.TB, path string) *rtpflow.Report {
	t.Helper()
	c, err := capture.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	r, err := analyze.Analyze(c, analyze.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// exportFile exports a capture and reads the manifest.
func exportFile(t testing.TB, path string, o Options) (*manifest.Manifest, error) {
	t.Helper()
	open := func() (*capture.Capture, error) { return capture.Open(path) }
	if _, err := Export(open, analyzeFile(t, path), o); err != nil {
		return nil, err
	}
	var m manifest.Manifest
	if err := json.Unmarshal(read(t, o.Dir, manifest.Name), &m); err != nil {
		t.Fatal(err)
	}
	return &m, nil
}

func read(t testing.TB, dir, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// names lists a directory.
func names(t *testing.T, dir string) (list []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

// pcmu is a capture of n packets of 160 samples each; those of which skip says so never came.
func pcmu(n int, skip func(int) bool) (c testCapture, samples []byte) {
	for i := range n {
		data := bytes.Repeat([]byte{byte(i)}, 160)
		if skip != nil && skip(i) {
			continue
		}
		samples = append(samples, data...)
		c.add(rtp{port: 5000, ssrc: 0x1234, seq: uint16(65500 + i), stamp: uint32(160 * i), data: data})
	}
	return c, samples
}

// video is a capture of H.264: pictures of three fragments, every tenth an IDR picture with parameter
// sets before it; the packets that skip names never came.
func video(pictures int, skip func(seq int) bool) (c testCapture) {
	seq := 0
	add := func(picture int, marker bool, data []byte) {
		if skip == nil || !skip(seq) {
			c.add(rtp{port: 6000, ssrc: 0x5678, pt: 96, seq: uint16(seq), stamp: uint32(3600 * picture), marker: marker, data: data})
		}
		seq++
	}
	for i := range pictures {
		typ := byte(1)
		if i%10 == 0 {
			typ = 5
			add(i, false, []byte{0x67, 0x42, byte(i)})
			add(i, false, []byte{0x68, 0xce})
		}
		add(i, false, []byte{0x7c, 0x80 | typ, 0x88, byte(i)})
		add(i, false, []byte{0x7c, typ, byte(i)})
		add(i, true, []byte{0x7c, 0x40 | typ, byte(i)})
		c.time += 37
	}
	return c
}
