package capture

import (
	"bytes"
	"encoding/binary"
	"io"
	"testing"
)

// walk iterates over the records of a pcap file and does nothing else, to measure the minimum cost.
func walk(r io.Reader) (packets int) {
	buf := make([]byte, windowSize)
	have, skip := 0, 0
	io.ReadFull(r, buf[:24])
	for {
		n, err := r.Read(buf[have:])
		have += n
		off := min(skip, have)
		skip -= off
		for skip == 0 && off+16 <= have {
			n := 16 + int(binary.LittleEndian.Uint32(buf[off+8:]))
			packets++
			if off+n > have {
				skip, off = off+n-have, have
				break
			}
			off += n
		}
		have = copy(buf, buf[off:have])
		if err != nil {
			return packets
		}
	}
}

func benchCapture(frame []byte) ([]byte, int) {
	const size = 64 << 20
	r := newRecorder(linkEthernet)
	n := 0
	for r.Len() < size {
		r.add(frame)
		n++
	}
	return r.Bytes(), n
}

func BenchmarkNext(b *testing.B) {
	v6 := func(n int) []byte { return layers(eth(etherIPv6), ip6(17, udp(6000, make([]byte, n)))) }
	for _, c := range []struct {
		name  string
		frame []byte
	}{
		{"udp172", layers(eth(etherIPv4), ip4(17, udp(6000, make([]byte, 172))))},
		{"udp1400", layers(eth(etherIPv4), ip4(17, udp(6000, make([]byte, 1400))))},
		{"tcp1400", layers(eth(etherIPv4), ip4(6, tcp(make([]byte, 12), make([]byte, 1400))))},
		{"udp172ip6", v6(172)},
		{"vlan172", layers(eth(etherVLAN), "0005 0800", ip4(17, udp(6000, make([]byte, 172))))},
	} {
		data, n := benchCapture(c.frame)
		b.Run("walk/"+c.name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if walk(bytes.NewReader(data)) != n {
					b.Fatal("count")
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/packet")
		})
		b.Run("next/"+c.name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				c, err := OpenReader("bench", bytes.NewReader(data))
				if err != nil {
					b.Fatal(err)
				}
				for err == nil {
					_, err = c.Next()
				}
				if c.Files()[0].Packets != int64(n) {
					b.Fatal("count")
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/packet")
		})
	}
}
