package analyze_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// seenRTP is an RTP packet as an independent, slow reader finds it.
type seenRTP struct {
	pt      uint8
	seq     uint16
	ssrc    uint32
	from    capture.Endpoint
	payload []byte
}

// slowRTP reads the RTP packets of a capture independently of the analysis.
func slowRTP(t *testing.T, file string) (list []seenRTP) {
	t.Helper()
	c, err := capture.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for {
		p, err := c.Next()
		if err != nil {
			return list
		}
		b := append([]byte(nil), p.Payload...)
		if p.Proto != capture.UDP || len(b) < 12 || b[0]>>6 != 2 || b[1] >= 192 && b[1] <= 223 {
			continue
		}
		x := seenRTP{pt: b[1] & 0x7f, seq: binary.BigEndian.Uint16(b[2:]), ssrc: binary.BigEndian.Uint32(b[8:]), from: p.Src}
		n := 12 + 4*int(b[0]&15)
		if b[0]&0x10 != 0 && n+4 <= len(b) {
			n += 4 + 4*int(binary.BigEndian.Uint16(b[n+2:]))
		}
		end := len(b)
		if b[0]&0x20 != 0 {
			end -= int(b[end-1])
		}
		if n > end {
			continue // another protocol that begins like RTP
		}
		x.payload = b[n:end]
		list = append(list, x)
	}
}

// lostOf are the missing numbers between the lowest and the highest of some packets; no number wraps in the captures.
func lostOf(list []seenRTP, of func(*seenRTP) bool) map[uint16]bool {
	came := map[uint16]bool{}
	low, high := uint16(65535), uint16(0)
	for i := range list {
		if of(&list[i]) {
			came[list[i].seq] = true
			low, high = min(low, list[i].seq), max(high, list[i].seq)
		}
	}
	lost := map[uint16]bool{}
	for n := int(low); n <= int(high); n++ {
		if !came[uint16(n)] {
			lost[uint16(n)] = true
		}
	}
	return lost
}

// Losses and repairs in real captures are those of an independent calculation over all packets.
func TestRepairsOfRealCaptures(t *testing.T) {
	for _, c := range []struct {
		file, kind string
		// slowly gives lost and repaired of the protected stream.
		slowly func(list []seenRTP) (lost, repaired int)
	}{
		{"made/r01_avpf_nack_rtx.pcap", rtpflow.RepairRTX, func(list []seenRTP) (int, int) {
			lost := lostOf(list, func(p *seenRTP) bool { return p.pt == 96 })
			brought := map[uint16]bool{}
			for _, p := range list {
				if p.pt == 97 && len(p.payload) > 2 && lost[binary.BigEndian.Uint16(p.payload)] {
					brought[binary.BigEndian.Uint16(p.payload)] = true
				}
			}
			return len(lost), len(brought)
		}},
		{"made/r03_ulpfec.pcap", rtpflow.RepairULPFEC, func(list []seenRTP) (int, int) {
			lost := lostOf(list, func(p *seenRTP) bool { return p.pt == 96 || p.pt == 122 })
			repaired := map[uint16]bool{}
			for range 10 {
				for _, p := range list {
					if p.pt != 122 {
						continue
					}
					base, mask := binary.BigEndian.Uint16(p.payload[2:]), binary.BigEndian.Uint16(p.payload[12:])
					if p.payload[0]&0x40 != 0 {
						t.Fatal("a long mask, which the slow reader does not support")
					}
					var missing []uint16
					for i := range uint16(16) {
						if n := base + i; mask&(0x8000>>i) != 0 && lost[n] && !repaired[n] {
							missing = append(missing, n)
						}
					}
					if len(missing) == 1 {
						repaired[missing[0]] = true
					}
				}
			}
			return len(lost), len(repaired)
		}},
		{"public/ebu__pi-list__rist_stream.pcap", rtpflow.RepairRIST, func(list []seenRTP) (int, int) {
			lost := lostOf(list, func(p *seenRTP) bool { return p.ssrc&1 == 0 })
			brought := map[uint16]bool{}
			for _, p := range list {
				if p.ssrc&1 == 1 && lost[p.seq] {
					brought[p.seq] = true
				}
			}
			return len(lost), len(brought)
		}},
		{"public/ebu__pi-list__ST2022-7-Audio_dropped_in_both.pcap", rtpflow.RepairDuplicate, func(list []seenRTP) (int, int) {
			first := list[0].from
			lost := lostOf(list, func(p *seenRTP) bool { return p.from == first })
			brought := map[uint16]bool{}
			for _, p := range list {
				if p.from != first && lost[p.seq] {
					brought[p.seq] = true
				}
			}
			return len(lost), len(brought)
		}},
	} {
		t.Run(filepath.Base(c.file), func(t *testing.T) {
			file := filepath.Join(os.Getenv("RTSPECT_CAPTURES"), c.file)
			if _, err := os.Stat(file); err != nil {
				t.Skip("the capture is missing; set RTSPECT_CAPTURES to the folder that contains it")
			}
			lost, repaired := c.slowly(slowRTP(t, file))
			r := analyzeFile(t, file)
			streams := r.Unassociated.Streams
			for _, s := range r.Sessions {
				streams = append(streams, s.Media[0].Streams...)
			}
			st := streams[0]
			if st.Lost != int64(lost) || st.Repaired == nil || st.Repaired.Recovered != int64(repaired) || st.Repaired.Residual != int64(lost-repaired) ||
				repaired == 0 || st.Repaired.By[0].Kind != c.kind {
				t.Errorf("lost %d, %+v; slowly: %d, %d repaired", st.Lost, st.Repaired, lost, repaired)
			}
		})
	}
}
