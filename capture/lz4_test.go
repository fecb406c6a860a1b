package capture

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"github.com/pierrec/lz4/v4"
)

// TestLZ4Truncated checks that each byte of a block that is not complete is used: a cut costs what the format makes
// impossible to know, and never yields other bytes.
func TestLZ4Truncated(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	data := make([]byte, 300<<10)
	for i := range data {
		data[i] = byte(rng.Uint32() & 3)
		if i > 5000 && i/700%2 == 0 {
			data[i] = data[i-5000]
		}
	}
	for name, in := range map[string][]byte{
		"default":     lz4ed(data),
		"64 kB":       lz4ed(data, lz4.BlockSizeOption(lz4.Block64Kb)),
		"not smaller": lz4ed(incompressible(300 << 10)),
		"legacy":      lz4ed(data, lz4.LegacyOption(true)),
	} {
		want := data
		if name == "not smaller" {
			want = incompressible(300 << 10)
		}
		last := -1
		for cut := 20; cut < len(in); cut += 997 {
			out, _, err := unpackAll(t, bytes.NewReader(in[:cut]))
			if err == nil && name != "legacy" || !bytes.HasPrefix(want, out) {
				t.Fatalf("%s, cut at %d: %d bytes, %v", name, cut, len(out), err)
			}
			if len(out) < last || len(out) < (cut-100)*9/10 {
				t.Fatalf("%s, cut at %d of %d: %d bytes of %d, %d before", name, cut, len(in), len(out), len(want), last)
			}
			last = len(out)
		}
	}
}

func incompressible(n int) []byte {
	rng := rand.NewChaCha8([32]byte{1})
	b := make([]byte, n)
	rng.Read(b)
	return b
}

// TestLZ4PrefixLinked decodes the beginning of a block with matches in the output before it.
func TestLZ4PrefixLinked(t *testing.T) {
	history := []byte("the output before the block")
	block := []byte{0x1f, '!'} // one literal, and a match of 15+4+2 bytes
	block = binary.LittleEndian.AppendUint16(block, uint16(len(history)+1))
	block = append(block, 2)
	want := "!" + string(history[:21])
	for cut, n := range map[int]int{0: 0, 1: 0, 2: 1, 3: 1, 4: 1 + 19, 5: 1 + 21} {
		if got := string(lz4Prefix(block[:cut], history)); got != want[:n] {
			t.Errorf("%d bytes: %q, want %q", cut, got, want[:n])
		}
	}
	if got := lz4Prefix([]byte{0x00, 0xff, 0xff}, history); len(got) != 0 {
		t.Errorf("a match before all output: %q", got)
	}
}
