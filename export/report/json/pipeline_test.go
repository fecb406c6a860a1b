package json

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"rtspect/capture"
	"rtspect/export/report/internal/sample"
	"rtspect/export/report/view"
	"rtspect/rtpflow/analyze"
)

// reportOf returns the JSON report on the bytes of a capture, "" where they are no capture.
func reportOf(t testing.TB, b []byte) string {
	t.Helper()
	c, err := capture.OpenReader("input", bytes.NewReader(b))
	if err != nil {
		return ""
	}
	defer c.Close()
	r, err := analyze.Analyze(c, analyze.Options{Series: true, Wireshark: true})
	if err != nil {
		return ""
	}
	return write(t, NewReports, view.Options{Series: true}, r)
}

// counted are the fields of a report whose values must add up.
type counted struct {
	Captures []struct {
		Packets int64 `json:"packets"`
	} `json:"captures"`
	Sessions []struct {
		ID    string `json:"id"`
		Media []struct {
			Streams []countedStream `json:"streams"`
		} `json:"media"`
	} `json:"sessions"`
	Unassociated struct {
		Streams []countedStream `json:"streams"`
	} `json:"unassociated"`
}

type countedStream struct {
	SSRC          string           `json:"ssrc"`
	Packets       int64            `json:"packets"`
	Duplicates    int64            `json:"duplicates"`
	Expected      int64            `json:"expected"`
	Lost          int64            `json:"lost"`
	LossBursts    int64            `json:"loss_bursts"`
	MaxBurst      int64            `json:"max_burst"`
	OutOfOrder    int64            `json:"out_of_order"`
	PayloadTypes  map[string]int64 `json:"payload_types"`
	Connection    string           `json:"connection"`
	LossesLeftOut int64            `json:"losses_left_out"`
	Losses        []struct {
		Count int64 `json:"count"`
	} `json:"losses"`
}

// checkCounts fails the test where the numbers of a report contradict each other.
func checkCounts(t testing.TB, report string) {
	t.Helper()
	var r counted
	if err := json.Unmarshal([]byte(report), &r); err != nil {
		t.Fatal(err)
	}
	all := r.Unassociated.Streams
	for _, s := range r.Sessions {
		for _, m := range s.Media {
			all = append(all, m.Streams...)
		}
	}
	var datagrams, packets int64
	for i := range all {
		checkStream(t, &all[i])
		if all[i].Connection == "" {
			datagrams += all[i].Packets
		}
	}
	for _, c := range r.Captures {
		packets += c.Packets
	}
	if datagrams > packets {
		t.Errorf("%d RTP packets in datagrams, and %d packets in the capture", datagrams, packets)
	}
}

func checkStream(t testing.TB, st *countedStream) {
	t.Helper()
	unique, types, listed := st.Packets-st.Duplicates, int64(0), int64(0)
	for _, n := range st.PayloadTypes {
		types += n
	}
	for _, l := range st.Losses {
		listed += l.Count
	}
	switch {
	case unique < 1, types != st.Packets, st.OutOfOrder > unique:
		t.Errorf("stream %s: %d packets, %d duplicates, %d out of order, %d by payload type", st.SSRC, st.Packets, st.Duplicates, st.OutOfOrder, types)
	case st.Lost != max(0, st.Expected-unique):
		t.Errorf("stream %s: %d lost, %d expected, %d received", st.SSRC, st.Lost, st.Expected, unique)
	case (st.Lost == 0) != (st.LossBursts == 0), (st.Lost == 0) != (st.MaxBurst == 0), st.MaxBurst > st.Lost, st.LossBursts > st.Lost:
		t.Errorf("stream %s: %d lost in %d bursts of up to %d", st.SSRC, st.Lost, st.LossBursts, st.MaxBurst)
	case listed > st.Lost:
		t.Errorf("stream %s: %d lost, %d in the list of losses", st.SSRC, st.Lost, listed)
	}
}

// checkReport validates a report against the schema, and its numbers against each other.
func checkReport(t testing.TB, schema *jsonschema.Schema, report string) {
	t.Helper()
	if report == "" {
		return
	}
	validate(t, schema, report)
	checkCounts(t, report)
}

// damage changes records of a pcap file: their order, times and bytes. The same seed gives the same damage.
func damage(b []byte, seed uint64) []byte {
	const header, recordHeader = 24, 16
	rnd := rand.New(rand.NewPCG(seed, 1))
	var records [][]byte
	for rest := b[header:]; len(rest) >= recordHeader; {
		n := recordHeader + int(rest[8]) + int(rest[9])<<8
		if n > len(rest) {
			break
		}
		records, rest = append(records, bytes.Clone(rest[:n])), rest[n:]
	}
	out := bytes.Clone(b[:header])
	for i := range records {
		r := records[i]
		switch x := rnd.IntN(400); {
		case x < 4: // the clock is set
			r[rnd.IntN(4)] ^= byte(1 << rnd.IntN(8))
		case x < 8 && i+1 < len(records): // two records change places
			records[i], records[i+1] = records[i+1], r
		case x < 16: // bytes change
			for range 1 + rnd.IntN(4) {
				r[recordHeader+rnd.IntN(len(r)-recordHeader)] = byte(rnd.Uint32())
			}
		case x < 20: // a packet is missing
			continue
		case x < 24: // or comes twice
			out = append(out, r...)
		}
		out = append(out, records[i]...)
	}
	return out
}

// Whatever a capture contains, the report keeps to the schema, and its numbers add up.
func TestDamagedCapturesKeepSchema(t *testing.T) {
	schema := compileSchema(t, true)
	for _, path := range sample.Captures(t, "../../../testdata/captures") {
		b, err := os.ReadFile(path)
		if err != nil || !bytes.HasPrefix(b, []byte{0xd4, 0xc3, 0xb2, 0xa1}) {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			for seed := range uint64(4) {
				checkReport(t, schema, reportOf(t, damage(b, seed)))
				if t.Failed() {
					t.Fatalf("seed %d", seed)
				}
			}
		})
	}
}

// FuzzPipeline reads captures of any bytes.
func FuzzPipeline(f *testing.F) {
	seeds, err := filepath.Glob("../../../testdata/captures/*.pcap*")
	if err != nil || len(seeds) == 0 {
		f.Fatal("no captures")
	}
	for _, path := range seeds {
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[:min(len(b), 16<<10)])
	}
	schema := compileSchema(f, true)
	f.Fuzz(func(t *testing.T, b []byte) { checkReport(t, schema, reportOf(t, b)) })
}
