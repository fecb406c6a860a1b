package capture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
)

var frame4 = layers(eth(etherIPv4), ip4(17, udpHello))

// pcapFile returns a pcap file with n packets.
func pcapFile(n int) []byte {
	r := newRecorder(linkEthernet)
	for range n {
		r.add(frame4)
	}
	return r.Bytes()
}

// rawRecord returns a little-endian record header and data.
func rawRecord(sec, frac, incl, orig uint32, data ...byte) []byte {
	r := recorder{order: binary.LittleEndian}
	r.words(sec, frac, incl, orig)
	return append(r.Bytes(), data...)
}

// damages returns the damage as "kind@frame", with "!" if it is fatal and the count unless it is 1.
func damages(f *File) string {
	var s []string
	for _, d := range f.Damage {
		text := fmt.Sprintf("%s@%d", d.Kind, d.Frame.Number())
		if d.Fatal {
			text += "!"
		}
		if d.Count != 1 {
			text += fmt.Sprintf("x%d", d.Count)
		}
		s = append(s, text)
	}
	return strings.Join(s, " ")
}

func TestPcap(t *testing.T) {
	with := func(magic uint32, order byteOrder, extra int) []byte {
		r := &recorder{order: order}
		r.header(magic, linkEthernet)
		for i := range uint32(3) {
			r.words(1_700_000_000, 1+i, uint32(len(frame4)), uint32(len(frame4)))
			r.Write(make([]byte, extra))
			r.Write(frame4)
		}
		return r.Bytes()
	}
	version := func(b []byte, major, minor byte) []byte { return patch(b, 4, major, 0, minor, 0) }
	join := func(b ...[]byte) []byte { return bytes.Join(b, nil) }
	good, le, be := pcapFile(3), binary.LittleEndian, binary.BigEndian
	whole := uint32(len(frame4))
	for _, c := range []struct {
		name    string
		in      []byte
		packets int
		damage  string
	}{
		{"little-endian, microseconds", with(magicMicro, le, 0), 3, ""},
		{"big-endian, microseconds", with(magicMicro, be, 0), 3, ""},
		{"little-endian, nanoseconds", with(magicNano, le, 0), 3, ""},
		{"big-endian, nanoseconds", with(magicNano, be, 0), 3, ""},
		{"modified, little-endian", with(magicModified, le, 8), 3, ""},
		{"modified, big-endian", with(magicModified, be, 8), 3, ""},
		{"modified magic before plain records", with(magicModified, le, 0), 3, ""},
		{"version 99", version(good, 99, 99), 3, ""},
		{"snaplen of 0", patch(good, 16, 0, 0, 0, 0), 3, ""},
		{"snaplen of 96", patch(good, 16, 96, 0, 0, 0), 3, ""},
		{"snaplen of 2^32-1", patch(good, 16, 255, 255, 255, 255), 3, ""},
		{"link type with length of check sequence", patch(good, 20, 1, 0, 0, 0x24), 3, ""},
		{"header only", good[:24], 0, ""},
		{"truncated in a record header", good[:len(good)-len(frame4)-3], 2, "cut-short@2!"},
		{"truncated in a record", good[:len(good)-1], 2, "cut-short@2!"},
		{"length of 2^32-1", join(good, rawRecord(1, 1, 1<<32-1, 1<<32-1)), 3, "bad-length@3!"},
		{"length of 2^31-1", join(good, rawRecord(1, 1, 1<<31-1, 60)), 3, "bad-length@3!"},
		{"length just above the bound", join(good, rawRecord(1, 1, maxRecord+1, 60)), 3, "bad-length@3!"},
		{"length below the bound and beyond the file", join(good, rawRecord(1, 1, 0xf00000, 60), frame4), 3, "bad-length@3!"},
		{"first record with an impossible length", join(good[:24], rawRecord(1, 1, 1<<32-1, 0)), 0, "bad-length@0!"},
		{"records without bytes", join(good, bytes.Repeat(rawRecord(1, 0, 0, 0), 5)), 8, ""},
		{"zeros at the end", join(good, make([]byte, 4096)), 3, "trailing-data@3"},
		{"zeros at the end, not a multiple of a record", join(good, make([]byte, 4099)), 3, "trailing-data@3"},
		{"zeros, then a packet", join(good, make([]byte, 160), good[24:]), 16, ""},
		{"garbage at the end", join(good, []byte("garbage, garbage, garbage")), 3, "bad-length@3!"},
		{"two files joined by cat", join(good, good), 6, "trailing-data@3"},
		{"three files joined by cat", join(good, good, good), 9, "trailing-data@3x2"},
		{"a second file of another link type", join(good, patch(good, 20, 220)), 3, "bad-length@3!"},
		{"a second file's header truncated", join(good, good[:20]), 3, "cut-short@3!"},
		{"original length below the captured", join(good, rawRecord(1, 1, whole, 20, frame4...)), 4, ""},
		{"original length of 2^32-1", join(good, rawRecord(1, 1, whole, 1<<32-1, frame4...)), 4, ""},
	} {
		packets, f := readAll(t, c.in)
		if len(packets) != c.packets || f.Packets != int64(c.packets) || damages(f) != c.damage {
			t.Errorf("%s: %d packets, %q, want %d, %q", c.name, len(packets), damages(f), c.packets, c.damage)
		}
		if f.Truncated != strings.HasPrefix(c.damage, "cut-short") {
			t.Errorf("%s: truncated %v", c.name, f.Truncated)
		}
		for i, p := range packets {
			if p.Frame != Frame(i+1) || len(p.Raw) > 0 && (p.Proto != UDP || string(p.Payload) != "hello") {
				t.Errorf("%s: packet %d: frame %d, protocol %d", c.name, i+1, p.Frame, p.Proto)
			}
			checkPacket(t, &p)
		}
	}
}

func TestPcapTimes(t *testing.T) {
	for _, c := range []struct {
		magic     uint32
		sec, frac uint32
		want      int64
	}{
		{magicMicro, 0, 0, 0},
		{magicMicro, 1_700_000_000, 1, 1_700_000_000_000_001_000},
		{magicNano, 1_700_000_000, 1, 1_700_000_000_000_000_001},
		{magicMicro, 1<<31 - 1, 999_999, 2_147_483_647_999_999_000},
		{magicMicro, 1<<32 - 1, 999_999, 4_294_967_295_999_999_000},
		{magicMicro, 1, 4_000_000_000, 4_001_000_000_000}, // out of range, but accepted
		{magicMicro, 1<<32 - 1, 1<<32 - 1, 4_294_967_295e9 + 4_294_967_295_000},
	} {
		r := &recorder{order: binary.LittleEndian}
		r.header(c.magic, linkEthernet)
		r.words(c.sec, c.frac, 0, 1)
		packets, f := readAll(t, r.Bytes())
		if packets[0].Time != c.want || f.Start != c.want || f.End != c.want || !f.HasTime {
			t.Errorf("%d.%d: %d, want %d", c.sec, c.frac, packets[0].Time, c.want)
		}
	}
}

// Version 2.2 and earlier have the two lengths in the opposite order.
func TestPcapOldLengths(t *testing.T) {
	r := newRecorder(linkEthernet)
	r.words(1, 0, 1500, uint32(len(frame4)))
	r.Write(frame4)
	packets, _ := readAll(t, patch(r.Bytes(), 6, 2))
	if len(packets) != 1 || packets[0].OrigLen != 1500 || len(packets[0].Raw) != len(frame4) {
		t.Errorf("%d packets", len(packets))
	}
}

// All-zero records have no time.
func TestPcapZeroRecordsKeepTheTime(t *testing.T) {
	good := pcapFile(2)
	packets, f := readAll(t, bytes.Join([][]byte{good, make([]byte, 32), good[24:]}, nil))
	if len(packets) != 6 || packets[2].Time != packets[1].Time || packets[4].Frame != 5 || f.Start != packets[0].Time {
		t.Errorf("%d packets, start %d", len(packets), f.Start)
	}
}

func TestPcapLargeRecord(t *testing.T) {
	large := layers(eth(etherIPv4), patch(ip4(17, udp(6000, make([]byte, 3<<20))), 2, 0, 0))
	r := newRecorder(linkEthernet).add(frame4, large, frame4, large, frame4)
	for name, data := range map[string][]byte{"whole": r.Bytes(), "by one byte at a time": r.Bytes()[:3<<20+1000]} {
		c, err := OpenReader(name, iotest.HalfReader(bytes.NewReader(data)))
		if err != nil {
			t.Fatal(err)
		}
		if got := drain(t, c); len(got[1].Raw) != len(large) || string(got[2].Payload) != "hello" {
			t.Errorf("%s: %d packets", name, len(got))
		}
	}
}

func TestPcapLinkTypeNotSupported(t *testing.T) {
	for link, want := range map[uint32]string{220: "220 (USB_LINUX_MMAPPED)", 9999: "9999 (LINKTYPE_9999)", 150: "150 (USER3)", 1 << 20: "1048576"} {
		b := binary.LittleEndian.AppendUint32(bytes.Clone(pcapFile(1)[:20]), link)
		_, err := OpenReader("x", bytes.NewReader(b))
		if !errors.Is(err, ErrLinkType) || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%d: %v", link, err)
		}
	}
}

func FuzzPcap(f *testing.F) {
	good := pcapFile(3)
	f.Add(good)
	f.Add(append(bytes.Clone(good), good...))
	f.Add(append(bytes.Clone(good), make([]byte, 100)...))
	f.Add(patch(good, 0, 0x34, 0xcd, 0xb2, 0xa1))
	f.Add(gzipped(good))
	f.Fuzz(fuzzFile)
}

// fuzzFile reads any file to its end and checks that the properties are consistent.
func fuzzFile(t *testing.T, data []byte) {
	c, err := OpenReader("fuzz", bytes.NewReader(data))
	if err != nil {
		return
	}
	f, last, n := c.Files()[0], Frame(0), int64(0)
	for {
		p, err := c.Next()
		if err != nil {
			break
		}
		n++
		checkPacket(t, p)
		if p.Frame <= last || f.HasTime && (p.Time > f.End || p.Time < f.Start) {
			t.Fatalf("frame %d after %d, time %d of %d to %d", p.Frame, last, p.Time, f.Start, f.End)
		}
		last = p.Frame
	}
	if f.Packets != n || f.TruncatedBySnaplen > n || f.TimeRegressions > n {
		t.Errorf("%d packets, %+v", n, f)
	}
	if f.Compression == "none" && f.Bytes > int64(len(data)) {
		t.Errorf("%d bytes of %d", f.Bytes, len(data))
	}
}
