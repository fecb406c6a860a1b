package rtcp

import (
	"fmt"
	"strings"
	"testing"
)

// blockOf reads the one block of an XR; the header's length is filled in.
func blockOf(t *testing.T, text string) Block {
	t.Helper()
	body := bytesOf(t, "00000001"+text)
	b := append([]byte{0x80, 207, 0, byte(len(body) / 4)}, body...)
	c := Read(b, len(b))
	var p Packet
	c.Next(&p)
	x := p.Blocks()
	if !x.Next() {
		t.Fatalf("%s: %v", text, x.Fault())
	}
	return x.Block
}

func TestBlocks(t *testing.T) {
	for _, c := range []struct {
		name, bytes, want string
		fault             Fault
	}{
		{"none", "80cf0001 00000001", "", NoFault},
		{"no sender", "80cf0000", "", TooShort},
		{"two", "80cf0004 00000001 04000000 fe000001 00000000", "Receiver Reference Time:0 254:4", NoFault},
		{"the second goes beyond", "80cf0004 00000001 04000000 fe000002 00000000", "Receiver Reference Time:0", TooShort},
	} {
		p := only(t, c.bytes)
		x := p.Blocks()
		var list []string
		for x.Next() {
			list = append(list, fmt.Sprintf("%s:%d", BlockName(x.Type), len(x.Body)))
		}
		if got := strings.Join(list, " "); got != c.want || x.Fault() != c.fault {
			t.Errorf("%s: %q %v", c.name, got, x.Fault())
		}
	}
}

func TestRLE(t *testing.T) {
	for _, c := range []struct{ name, bytes, want string }{
		// Numbers 10 to 39: a run of 12 ones, a run of 3 zeros, 15 bits of which the last is 0.
		{"runs and bits", "01000004 00000005 000a 0028 400c 0003 fffe 0000", "30 told: 26 ones, 4 zeros"},
		{"the last bits do not count", "01000003 00000005 0000 0004 ffff 0000", "4 told: 4 ones, 0 zeros"},
		{"thinned by four, from 5", "01020003 00000005 0005 0011 4003 0000", "3 told: 3 ones, 0 zeros"},
		{"across the wrap", "01000003 00000005 fffe 0002 c000 0000", "4 told: 1 ones, 3 zeros"},
		{"fewer bits than numbers", "02000003 00000005 0000 0064 0005 0000", "100 told: 0 ones, 5 zeros"},
		{"nothing", "0a000002 00000005 0007 0007", "0 told: 0 ones, 0 zeros"},
	} {
		b := blockOf(t, c.bytes)
		r, ok := b.RLE()
		ones, zeros := r.Count()
		if got := fmt.Sprintf("%d told: %d ones, %d zeros", r.Told(), ones, zeros); !ok || r.SSRC != 5 || got != c.want {
			t.Errorf("%s: %s %v", c.name, got, ok)
		}
	}
}

func TestTimes(t *testing.T) {
	b := blockOf(t, "03000004 00000005 0001 0003 00000064 000000c8")
	if r, ok := b.ReceiptTimes(); !ok || r.SSRC != 5 || r.Begin != 1 || r.End != 3 || r.Len() != 2 || r.At(1) != 200 {
		t.Errorf("%+v %v", r, ok)
	}
	b = blockOf(t, "04000002 ec000000 80000000")
	if ntp, ok := b.ReferenceTime(); !ok || ntp != 0xec00000080000000 {
		t.Errorf("%x %v", ntp, ok)
	}
	b = blockOf(t, "05000006 00000005 00008000 00010000 00000006 00000001 00000002")
	if d, ok := b.Delays(); !ok || d.Len() != 2 || d.At(0) != (Delay{5, 0x8000, 65536}) || d.At(1) != (Delay{6, 1, 2}) {
		t.Errorf("%x %v", d, ok)
	}
	b = blockOf(t, "05000004 00000005 00008000 00010000 00000006")
	if d, ok := b.Delays(); ok || d.Len() != 1 {
		t.Errorf("%x %v", d, ok)
	}
}

func TestStatistics(t *testing.T) {
	const rest = "00000005 0001 0065 00000007 00000008 00000001 00000009 00000004 00000002 3c 40 3e 01"
	b := blockOf(t, "06 e8 0009"+rest)
	s, ok := b.Statistics()
	if want := (Statistics{5, 1, 101, true, true, 7, 8, true, Summary{1, 9, 4, 2}, "ttl", Summary{60, 64, 62, 1}}); !ok || s != want {
		t.Errorf("%+v %v", s, ok)
	}
	b = blockOf(t, "06 00 0009"+rest)
	if s, _ := b.Statistics(); s != (Statistics{SSRC: 5, Begin: 1, End: 101}) {
		t.Errorf("%+v", s)
	}
}

func TestVoIP(t *testing.T) {
	b := blockOf(t, `07000008 00000005 0c 05 80 02 [durations] 0078 1388 [delays] 0050 0064 [levels] ec b0 37 10 [R, ext R, MOS-LQ, CQ] 5d 7f 2a 29
		[config] e0 00 [buffer] 003c 0078 00c8`)
	v, ok := b.VoIP()
	want := VoIP{5, 12, 5, 128, 2, 120, 5000, 80, 100, -20, -80, 55, 16, 93, Unavailable, 42, 41, 0xe0, 60, 120, 200}
	if !ok || v != want || v.Concealment() != "standard" || v.Buffer() != "non-adaptive" {
		t.Errorf("%+v %v %q %q", v, ok, v.Concealment(), v.Buffer())
	}
}

func TestMeasurement(t *testing.T) {
	b := blockOf(t, "0e000007 00000005 0000 0064 00010065 000100c8 00028000 00000003 40000000")
	if m, ok := b.Measurement(); !ok || m != (Measurement{5, 100, 0x10065, 0x100c8, 2.5, 3.25}) {
		t.Errorf("%+v %v", m, ok)
	}
}

func TestMetrics(t *testing.T) {
	for _, c := range []struct{ bytes, want string }{
		{"0d000005 00000005 00000001 00000002 00030004 00050006", "ect_0=1 ect_1=2 ecn_ce=3 not_ect=4 lost=5 duplicates=6"},
		{"0e000007 00000005 00000064 00010065 000100c8 00028000 00000003 40000000", "interval_s=2.5 cumulative_s=3.25"},
		{"0f000004 00000005 0018 5f00 ffe8 6000 fff0 0000", "positive_ms=1.5 positive_pct=95 negative_ms=-1.5 negative_pct=96 mean_ms=-1"},
		{"0f000004 00000005 7fff ffff 8000 6000 7ffe 0000", "negative_pct=96"},
		{"10000006 00000005 00010000 00008000 ffffffff 00000000 80000000", "mean_round_trip_ms=1000 min_round_trip_ms=500 end_system_ms=500"},
		{"13000006 00000005 00010002 00000003 00000004 00000005 00000006", "discarded_frames=3 duplicate_frames=4 lost_frames=5 partly_lost_frames=6"},
		// Threshold 16; 1000 ms; 300 lost of 500 in bursts; 5 bursts; the sum of squares is 0x100000001.
		{"14000005 00000005 10 0003e8 00012c 0001f4 005 100000001", "threshold=16 burst_duration_sum_ms=1000 lost_in_bursts=300 expected_in_bursts=500 bursts=5 burst_duration_squares_ms2=4.294967297e+09"},
		{"15000003 00000005 10 00012c 0001f4 00", "threshold=16 discarded_in_bursts=300 expected_in_bursts=500"},
		{"16 00 000b 00000005 00010002 00000001 00000002 00000003 00000004 00000005 00000006 00000007 00000008 00000009",
			"sync_losses=1 sync_byte_errors=2 continuity_errors=3 transport_errors=4 pcr_errors=5 pcr_repetition_errors=6 pcr_discontinuity_errors=7 pcr_accuracy_errors=8 pts_errors=9"},
		{"17000003 00000005 0064 00c8 ffff fffe", "nominal_ms=100 maximum_ms=200"},
		{"18000002 00000005 00000007", "discarded=7"},
		{"1a000002 00000005 00000007", "discarded_bytes=7"},
		{"1b000002 00000005 00008000", "delay_ms=500"},
		{"1c000003 00000005 ffffffff c0000000", "offset_ms=-250"},
		{"21000003 00000005 00010002 0003 0004", "post_repair_lost=3 repaired=4"},
	} {
		b := blockOf(t, c.bytes)
		list, ok := b.Metrics(nil)
		var got []string
		for _, m := range list {
			got = append(got, fmt.Sprintf("%s=%v", m.Name, m.Value))
		}
		if ssrc, has := b.Source(); !ok || !has || ssrc != 5 || strings.Join(got, " ") != c.want {
			t.Errorf("%s: %s %v", c.bytes, strings.Join(got, " "), ok)
		}
	}
	short := blockOf(t, "18000001 00000005")
	if list, ok := short.Metrics(nil); ok || len(list) > 0 {
		t.Errorf("of too short a block: %v", list)
	}
}
