package capture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// ngWriter writes pcapng blocks in one byte order.
type ngWriter struct{ order byteOrder }

var (
	ngLE = ngWriter{binary.LittleEndian}
	ngBE = ngWriter{binary.BigEndian}
)

func (w ngWriter) words(v ...uint32) []byte {
	var b []byte
	for _, x := range v {
		b = w.order.AppendUint32(b, x)
	}
	return b
}

func pad4(b []byte) []byte { return append(b, make([]byte, -len(b)&3)...) }

func (w ngWriter) block(kind uint32, parts ...[]byte) []byte {
	body := pad4(bytes.Join(parts, nil))
	n := uint32(12 + len(body))
	return layers(w.words(kind, n), body, w.words(n))
}

func (w ngWriter) option(code uint16, value []byte) []byte {
	b := w.order.AppendUint16(w.order.AppendUint16(nil, code), uint16(len(value)))
	return append(b, pad4(bytes.Clone(value))...)
}

func (w ngWriter) section(options ...[]byte) []byte {
	head := layers(w.words(magicOrder), w.order.AppendUint16(nil, 1), []byte{0, 0}, w.words(math.MaxUint32, math.MaxUint32))
	return w.block(magicSection, append([][]byte{head}, options...)...)
}

func (w ngWriter) iface(link LinkType, snaplen uint32, options ...[]byte) []byte {
	head := layers(w.order.AppendUint16(nil, uint16(link)), []byte{0, 0}, w.words(snaplen))
	return w.block(blockInterface, append([][]byte{head}, options...)...)
}

func (w ngWriter) enhanced(iface uint32, ticks uint64, frame []byte, options ...[]byte) []byte {
	n := uint32(len(frame))
	head := layers(w.words(iface, uint32(ticks>>32), uint32(ticks), n, n), pad4(bytes.Clone(frame)))
	return w.block(blockEnhanced, append([][]byte{head}, options...)...)
}

func (w ngWriter) simple(orig int, frame []byte) []byte {
	return w.block(blockSimple, w.words(uint32(orig)), frame)
}

func (w ngWriter) obsolete(iface, drops uint16, ticks uint64, frame []byte) []byte {
	n := uint32(len(frame))
	ids := w.order.AppendUint16(w.order.AppendUint16(nil, iface), drops)
	return w.block(blockPacket, ids, w.words(uint32(ticks>>32), uint32(ticks), n, n), frame)
}

func (w ngWriter) statistics(iface uint32, options ...[]byte) []byte {
	return w.block(blockStatistics, append([][]byte{w.words(iface, 0, 0)}, options...)...)
}

func (w ngWriter) u64(n uint64) []byte { return w.order.AppendUint64(nil, n) }

// micros is 2023-11-14 in microseconds.
const micros = 1_700_000_000_000_000

// begin returns a section with one Ethernet interface; three adds three packets.
func (w ngWriter) begin() []byte { return append(w.section(), w.iface(linkEthernet, 0)...) }

func (w ngWriter) three() []byte {
	return layers(w.begin(), w.enhanced(0, micros, frame4), w.enhanced(0, micros+1, frame4), w.enhanced(0, micros+2, frame4))
}

func TestPcapng(t *testing.T) {
	le, good := ngLE, ngLE.three()
	packet := le.enhanced(0, micros, frame4)
	damaged := func(at int, b ...byte) []byte { return patch(packet, at, b...) }
	for _, c := range []struct {
		name    string
		in      []byte
		packets int
		damage  string
	}{
		{"little-endian", good, 3, ""},
		{"big-endian", ngBE.three(), 3, ""},
		{"sections of both byte orders", layers(good, ngBE.three(), good), 9, ""},
		{"empty section", le.section(), 0, ""},
		{"simple packet", layers(le.begin(), le.simple(len(frame4), frame4)), 1, ""},
		{"obsolete packet", layers(le.begin(), le.obsolete(0, 0xffff, micros, frame4)), 1, ""},
		{"unknown and other blocks between", layers(good, le.block(0xbeef, frame4), le.block(blockNames, le.words(0)), le.block(blockSecrets, le.words(1, 0)), packet), 4, ""},
		{"wrong section length", layers(patch(le.section(), 16, 4, 0, 0, 0, 0, 0, 0, 0), good[28:]), 3, ""},
		{"interfaces are the section's", layers(le.section(), le.iface(linkRaw, 0), good), 3, ""},
		{"20000 interfaces", layers(le.section(), bytes.Repeat(le.iface(linkEthernet, 0), 20000), le.enhanced(19999, micros, frame4)), 1, ""},
		{"more interfaces than are kept", layers(le.section(), bytes.Repeat(le.iface(linkEthernet, 0), maxSectionInterfaces+2), packet), 1, "limit@0x2"},
		{"packet before any interface", layers(le.section(), packet, le.begin(), packet), 1, "bad-interface@0"},
		{"simple packet before any interface", layers(le.section(), le.simple(len(frame4), frame4)), 0, "bad-interface@0"},
		{"interface 2^32-1", layers(good, le.enhanced(math.MaxUint32, micros, frame4), packet), 4, "bad-interface@3"},
		{"statistics of no interface", layers(good, le.statistics(9), packet), 4, "bad-interface@3"},
		{"captured length 2^32-1", layers(good, damaged(20, 255, 255, 255, 255), packet), 4, "bad-length@3"},
		{"captured length beyond the block", layers(good, damaged(20, byte(len(frame4)+4)), packet), 4, "bad-length@3"},
		{"block length of 0", layers(good, damaged(4, 0)), 3, "bad-block@3!"},
		{"block length of 8", layers(good, le.words(6, 8, 8)), 3, "bad-block@3!"},
		{"block length no multiple of four", layers(good, damaged(4, 81)), 3, "bad-block@3!"},
		{"block length of 2^32-4", layers(good, damaged(4, 252, 255, 255, 255)), 3, "bad-length@3!"},
		{"lengths differ", layers(good, patch(packet, len(packet)-4, 1), packet), 5, "bad-block@3"},
		{"lengths of an unknown block differ", layers(good, patch(le.block(0xbeef, frame4), 8+len(frame4)+1, 1), packet), 4, "bad-block@3"},
		{"packet block too short", layers(good, le.block(blockEnhanced, frame4[:8]), packet), 4, "bad-block@3"},
		{"interface block too short", layers(le.section(), le.block(blockInterface), le.iface(linkEthernet, 0), le.enhanced(1, micros, frame4)), 1, "bad-block@0"},
		{"statistics block too short", layers(good, le.block(blockStatistics), packet), 4, "bad-block@3"},
		{"byte-order magic wrong in a later section", layers(good, patch(le.section(), 8, 0), packet), 4, "bad-block@3"},
		{"length wrong in a later section", layers(good, patch(le.section(), 4, 12), packet), 4, "bad-block@3"},
		{"later section truncated", layers(good, le.section()[:20]), 3, "cut-short@3!"},
		{"truncated in a block header", layers(good, packet[:7]), 3, "cut-short@3!"},
		{"truncated in a block", layers(good, packet[:40]), 3, "cut-short@3!"},
		{"unknown block of 16 MiB, truncated", layers(good, le.words(0xbeef, 16<<20, 1, 2)), 3, "bad-length@3!"},
		{"option beyond its block", layers(good, le.enhanced(0, micros, frame4, []byte{1, 0, 255, 255}), packet), 5, "bad-block@4"},
		{"interface option beyond its block", layers(le.section(), le.iface(linkEthernet, 0, []byte{2, 0, 0xf0, 0xff, 'e'}), packet), 1, "bad-block@0"},
		{"a block of which only the front is looked at", layers(le.section(le.option(1, make([]byte, 40000)), le.option(1, make([]byte, 40000))), good[28:]), 3, ""},
		{"resolution of 2^-127", layers(le.section(), le.iface(linkEthernet, 0, le.option(9, []byte{0xff})), packet), 1, "bad-time-resolution@0"},
		{"timestamp all ones", layers(good, le.enhanced(0, math.MaxUint64, frame4)), 4, "limit@4"},
		{"short options of the interface", layers(le.section(), le.iface(linkEthernet, 0, le.option(9, nil), le.option(14, []byte{1}), le.option(11, nil)), packet), 1, ""},
	} {
		packets, f := readAll(t, c.in)
		if len(packets) != c.packets || damages(f) != c.damage {
			t.Errorf("%s: %d packets, %q, want %d, %q", c.name, len(packets), damages(f), c.packets, c.damage)
		}
		for _, p := range packets {
			if p.Proto != UDP || string(p.Payload) != "hello" {
				t.Errorf("%s: protocol %d, payload %q", c.name, p.Proto, p.Payload)
			}
		}
	}
}

func TestPcapngPackets(t *testing.T) {
	le := ngLE
	_, f := readAll(t, ngLE.three())
	if f.Start != micros*1000 || f.End != (micros+2)*1000 {
		t.Errorf("start %d, end %d", f.Start, f.End)
	}
	hour := le.option(14, le.u64(3600))
	packets, f := readAll(t, layers(
		le.section(le.option(2, []byte("hw")), le.option(3, []byte("os")), le.option(4, []byte("tool\x00")), le.option(1, []byte("of the section"))),
		le.iface(linkEthernet, uint32(len(frame4)), le.option(2, []byte("eth0")), le.option(3, []byte("uplink")), le.option(11, []byte("\x00tcp")), hour, le.option(9, []byte{9})),
		le.simple(1500, frame4),
		le.enhanced(0, 5, frame4, le.option(1, []byte("of a packet")), le.option(4, le.u64(3))),
		le.simple(1500, frame4),
		le.block(blockCustom, le.words(32473)),
		le.statistics(0, le.option(4, le.u64(100)), le.option(5, le.u64(7)), le.option(7, le.u64(1))),
		le.section(le.option(4, []byte("another"))),
		le.iface(linkRaw, 0),
		le.iface(linkRaw, 0),
		le.obsolete(1, 2, micros, ip4(17, udpHello)),
		le.block(blockSecrets, le.words(0x544c534b, 6), []byte("secret")),
	))
	times := fmt.Sprint(packets[0].Time, packets[1].Time, packets[2].Time, packets[3].Time)
	if want := fmt.Sprint(0, int64(3600e9+5), int64(3600e9+5), int64(micros*1000)); times != want {
		t.Errorf("times %s, want %s", times, want)
	}
	if f.Start != 3600e9+5 {
		t.Errorf("start %d: a packet without a time was used", f.Start)
	}
	if p := packets[0]; len(p.Raw) != len(frame4) || p.OrigLen != 1500 || f.TruncatedBySnaplen != 2 {
		t.Errorf("simple packet: %d of %d bytes; %d truncated", len(p.Raw), p.OrigLen, f.TruncatedBySnaplen)
	}
	if p := packets[3]; p.Interface != 2 || p.Link != linkRaw || p.Frame != 5 { // the custom block counts as frame 4
		t.Errorf("interface %d, link %v, frame %d", p.Interface, p.Link, p.Frame)
	}
	if f.Hardware != "hw" || f.OS != "os" || f.Application != "tool" || !f.HasSecrets || f.Dropped != 8+2 {
		t.Errorf("%+v", f)
	}
	want := []Interface{{"eth0", "uplink", "tcp", linkEthernet, 100, 8}, {"", "", "", linkRaw, -1, -1}, {"", "", "", linkRaw, -1, -1}}
	if fmt.Sprint(f.Interfaces) != fmt.Sprint(want) {
		t.Errorf("interfaces %+v", f.Interfaces)
	}
	if fmt.Sprint(f.Comments) != "[{0 of the section} {2 of a packet}]" || fmt.Sprint(f.LinkTypes) != "[EN10MB RAW]" {
		t.Errorf("comments %v, link types %v", f.Comments, f.LinkTypes)
	}
}

// A simple packet block is limited by the snaplen of the first interface.
func TestPcapngSimpleSnaplen(t *testing.T) {
	for snaplen, want := range map[uint32]int{0: len(frame4), 30: 30, 46: 46, 1000: len(frame4)} {
		frame := frame4[:min(int(snaplen-1), len(frame4)-1)+1]
		packets, _ := readAll(t, layers(ngLE.section(), ngLE.iface(linkEthernet, snaplen), ngLE.simple(len(frame4), frame)))
		if len(packets[0].Raw) != want || packets[0].OrigLen != len(frame4) {
			t.Errorf("snaplen %d: %d of %d bytes", snaplen, len(packets[0].Raw), packets[0].OrigLen)
		}
	}
}

// Wireshark assigns frame numbers to some blocks without a packet.
func TestPcapngFrameNumbers(t *testing.T) {
	packet := ngLE.enhanced(0, micros, frame4)
	for kind, want := range map[uint32]int64{
		blockCustom: 3, blockCustomKeep: 3, blockJournal: 3, blockSysdig: 3, blockSysdig2: 3,
		blockSysdigBig: 3, blockNames: 2, blockStatistics: 2, blockSecrets: 2, 0xbeef: 2,
	} {
		packets, f := readAll(t, layers(ngLE.begin(), packet, ngLE.block(kind, make([]byte, 24)), packet))
		if got := packets[1].Frame.Number(); got != want || f.Packets != 2 {
			t.Errorf("after block %#x: frame %d, want %d", kind, got, want)
		}
	}
}

func TestPcapngCommentsAreBounded(t *testing.T) {
	var b bytes.Buffer
	b.Write(ngLE.begin())
	for range maxComments + 5 {
		b.Write(ngLE.enhanced(0, micros, frame4, ngLE.option(1, bytes.Repeat([]byte("ä"), 3000))))
	}
	_, f := readAll(t, b.Bytes())
	if len(f.Comments) != maxComments || damages(f) != "comments@1001x5" {
		t.Errorf("%d comments, %q", len(f.Comments), damages(f))
	}
	if got := f.Comments[0].Text; len(got) != maxComment || strings.Trim(got, "ä") != "" {
		t.Errorf("%d bytes, ends in %q", len(got), got[len(got)-4:])
	}
}

func TestPcapngOpenErrors(t *testing.T) {
	section := ngLE.section()
	for name, c := range map[string]struct {
		in   []byte
		want error
	}{
		"cut after the magic":        {section[:4], ErrTooShort},
		"cut in the section header":  {section[:27], ErrTooShort},
		"byte-order magic wrong":     {patch(section, 8, 0xde, 0xad), ErrNotCapture},
		"length of 0":                {patch(section, 4, 0), ErrNotCapture},
		"length no multiple of four": {patch(section, 4, 29), ErrNotCapture},
	} {
		if _, err := OpenReader("x", bytes.NewReader(c.in)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Packets of unsupported link types are counted. They are an error only if there are no others.
func TestPcapngLinkTypes(t *testing.T) {
	le := ngLE
	usb := layers(le.section(), le.iface(220, 0), le.iface(linkEthernet, 0), le.enhanced(0, micros, frame4))
	packets, f := readAll(t, layers(usb, le.enhanced(1, micros, frame4)))
	if len(packets) != 2 || packets[0].Proto != 0 || f.Undecoded[ReasonLinkType] != 1 || fmt.Sprint(f.LinkTypes) != "[USB_LINUX_MMAPPED EN10MB]" {
		t.Errorf("%d packets, %v, %v", len(packets), f.Undecoded, f.LinkTypes)
	}
	c, err := OpenReader("usb.pcapng", bytes.NewReader(usb))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Next(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := c.Next(); !errors.Is(err, ErrLinkType) || err.Error() != `"usb.pcapng": link type not supported: USB_LINUX_MMAPPED` {
			t.Error(err)
		}
	}
}

func FuzzPcapng(f *testing.F) {
	f.Add(ngLE.three())
	f.Add(layers(ngBE.three(), ngLE.section(), ngLE.iface(linkRaw, 9, ngLE.option(9, []byte{0x8a}), ngLE.option(14, ngLE.u64(math.MaxUint64))),
		ngLE.simple(100, frame4), ngLE.obsolete(0, 3, micros, frame4), ngLE.statistics(0, ngLE.option(5, ngLE.u64(9)))))
	f.Fuzz(fuzzFile)
}
