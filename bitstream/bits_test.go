package bitstream

import (
	"slices"
	"testing"
)

func TestBits(t *testing.T) {
	r := Bits{B: []byte{0b1010_0110, 0b0110_0001, 0xff}}
	if !r.Flag() || r.Read(3) != 0b010 || r.UE() != 2 || r.UE() != 5 || r.Left() != 12 {
		t.Errorf("read differently: at bit %d", r.Pos)
	}
	if r.Skip(12); r.Short || r.Left() != 0 {
		t.Errorf("%d left, short %v", r.Left(), r.Short)
	}
	if r.Read(5) != 0 || !r.Short {
		t.Error("reading past the end did not set Short")
	}
	r = Bits{B: make([]byte, 8)}
	if r.UE(); !r.Short {
		t.Error("an Exp-Golomb number with 32 or more zeros was accepted")
	}
	if b := AppendBits(nil, []byte{0xab, 0xcd, 0xef}, 4, 12); !slices.Equal(b, []byte{0xbc, 0xd0}) {
		t.Errorf("AppendBits gave % x", b)
	}
}

// Configurations as written by encoders (ISO/IEC 14496-3, 1.6.2.1).
func TestParseAudioConfig(t *testing.T) {
	for _, c := range []struct {
		hex  string
		want AudioConfig
	}{
		{"1190", AudioConfig{ObjectType: 2, SampleRate: 48000, Channels: 2, FrameSamples: 1024}},
		{"119056e500", AudioConfig{ObjectType: 2, SampleRate: 48000, Channels: 2, FrameSamples: 1024}}, // the extension signals that there is no SBR
		{"1210", AudioConfig{ObjectType: 2, SampleRate: 44100, Channels: 2, FrameSamples: 1024}},
		{"1408", AudioConfig{ObjectType: 2, SampleRate: 16000, Channels: 1, FrameSamples: 1024}},
		{"13100000", AudioConfig{ObjectType: 2, SampleRate: 24000, Channels: 2, FrameSamples: 1024}},
		{"2b0a0800", AudioConfig{ObjectType: 1, SampleRate: 0}},
	} {
		got, ok := ParseAudioConfig(c.hex)
		if c.want.SampleRate == 0 {
			continue // only checks that nothing fails
		}
		if !ok || got != c.want {
			t.Errorf("%s: %+v %v, want %+v", c.hex, got, ok, c.want)
		}
	}
	if _, ok := ParseAudioConfig("11"); ok {
		t.Error("a single byte was accepted as a configuration")
	}
}
