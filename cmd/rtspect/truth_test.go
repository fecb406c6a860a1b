package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/export/report"
	"rtspect/rtpflow"
)

// Beside each capture NAME lies NAME.truth.json: what a reader written apart from this program found
// in the file. The JSON report must say the same. RTSPECT_CAPTURES names a folder
// in which made holds more captures with their truths.

func TestTruth(t *testing.T) {
	folders := []string{"../../testdata/captures"}
	if more := os.Getenv("RTSPECT_CAPTURES"); more != "" {
		folders = append(folders, filepath.Join(more, "made"))
	}
	for _, folder := range folders {
		found, err := filepath.Glob(filepath.Join(folder, "*.truth.json"))
		if err != nil || len(found) == 0 {
			t.Fatalf("no truths in %s (%v)", folder, err)
		}
		for _, path := range found {
			name := strings.TrimSuffix(filepath.Base(path), ".truth.json")
			t.Run(name, func(t *testing.T) {
				want := readTruth(t, path)
				compareTruth(t, name, want, reportOf(t, folder, want))
			})
		}
	}
}

func readTruth(t *testing.T, path string) *truth {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var want truth
	decode(t, b, &want)
	return &want
}

func decode(t *testing.T, b []byte, v any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		t.Fatal(err)
	}
}

func reportOf(t *testing.T, folder string, want *truth) *told {
	t.Helper()
	names := []string{want.File}
	if len(want.Files) > 0 {
		names = want.Files
	}
	for i, n := range names {
		names[i] = filepath.Join(folder, n)
	}
	c, err := capture.Open(names...)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	r, err := rtpflow.Analyze(c, rtpflow.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := report.NewWriter(&b, report.JSON, false, report.Options{})
	if err := w.Write(r); err != nil {
		t.Fatal(err)
	}
	var got told
	decode(t, b.Bytes(), &got)
	return &got
}

// jumps names captures in which a seek makes jumps that are no loss: what is expected and lost there
// is the reader's own reading.
var jumps = []string{"a07_pause_seek_tcp", "a08_pause_seek_udp", "a26_live555_seek_scale"}

// doubled names captures that hold packets twice because they were captured twice.
var doubled = []string{"i31_every_packet_twice_udp", "i32_every_packet_twice_tcp", "m05_any_on_bridge_duplicates"}

func compareTruth(t *testing.T, name string, want *truth, got *told) {
	if strings.HasPrefix(name, "s0") && len(want.Wire.Sessions) == 0 {
		if !slices.ContainsFunc(got.Connections, func(c toldConnection) bool { return c.Kind == "tls" }) {
			t.Error("no TLS connection is told of")
		}
		return
	}
	if midway := want.Unspoilt != nil && len(want.Wire.Outside) > 0; !midway {
		compareSessions(t, name, want, got)
		if name != "l29_mixed_noise" { // its truth has HTTP downloads among the RTSP connections
			compareConnections(t, want, got)
		}
	}
	if !slices.Contains(doubled, name) {
		compareRequests(t, want, got)
	}
	compareOutside(t, name, want, got)
}

func compareSessions(t *testing.T, name string, want *truth, got *told) {
	ids, have := []string{}, []string{}
	for _, s := range want.Wire.Sessions {
		if s.ID != "" && len(s.Medias) > 0 {
			ids = append(ids, s.ID)
		}
	}
	for _, s := range got.Sessions {
		if s.Session != "" && len(s.Media) > 0 {
			have = append(have, s.Session)
		}
	}
	slices.Sort(ids)
	slices.Sort(have)
	equal(t, "sessions with media", have, ids)
	for _, s := range want.Wire.Sessions {
		i := slices.IndexFunc(got.Sessions, func(x toldSession) bool { return x.Session == s.ID })
		if i < 0 || len(s.Medias) == 0 {
			continue
		}
		if s.Mode != "" {
			equal(t, s.ID+" mode", got.Sessions[i].Mode, strings.ToLower(s.Mode))
		}
		urls := map[string]bool{}
		for _, m := range s.Medias {
			urls[m.URL] = true
		}
		equal(t, s.ID+" media", len(got.Sessions[i].Media), len(urls))
		for k := range s.Medias {
			compareMedia(t, name, want, got.Sessions[i].Media, &s.Medias[k])
		}
	}
}

func compareMedia(t *testing.T, name string, want *truth, media []toldMedia, m *truthMedia) {
	label := m.URL[strings.LastIndexByte(m.URL, '/')+1:]
	i := slices.IndexFunc(media, func(x toldMedia) bool { return x.is(m) })
	if i < 0 {
		if m.Response != "" {
			t.Errorf("%s: no media with its Transport or control URL", label)
		}
		return
	}
	equal(t, label+" lower transport", media[i].Transport.Lower, m.Transport)
	for _, s := range m.RTP {
		if n, _ := s.number("packets"); n < 3 || s.text("ssrc") == "0x00000000" {
			continue // hole punching
		}
		k := slices.IndexFunc(media[i].Streams, func(x truthStream) bool { return sameStream(x, s) })
		if k < 0 {
			t.Errorf("%s: %s is not among its streams", label, s.text("ssrc"))
			continue
		}
		compareStream(t, name, want, label+" "+s.text("ssrc"), media[i].Streams[k], s)
	}
	if slices.Contains(doubled, name) || want.Impairment.Whole != nil {
		return
	}
	sent, have := map[string]int64{}, map[string]int64{}
	for _, x := range m.RTCP {
		add(sent, x.Types)
	}
	for _, x := range media[i].RTCP {
		add(have, x.Types)
	}
	if len(sent) > 0 {
		equal(t, label+" RTCP", fmt.Sprint(have), fmt.Sprint(sent))
	}
}

func add(sum, more map[string]int64) {
	for k, n := range more {
		sum[k] += n
	}
}

// sameStream reports whether a stream of a report is that of the truth.
func sameStream(got, want truthStream) bool {
	if got.text("ssrc") != want.text("ssrc") {
		return false
	}
	if from := want.text("from"); from != "" && (!sameEndpoint(got.text("source"), from) || !sameEndpoint(got.text("destination"), want.text("to"))) {
		return false
	}
	if want.text("dir") != "" {
		a, _ := got.number("channel")
		b, _ := want.number("channel")
		return a == b
	}
	return true
}

// sameEndpoint compares endpoints; the truths write IPv6 without brackets.
func sameEndpoint(got, want string) bool {
	return strings.NewReplacer("[", "", "]", "").Replace(got) == want
}

// counted are the fields that a stream's truth and report share.
var counted = []string{"packets", "duplicates", "expected", "lost", "out_of_order", "payload_bytes", "markers", "first_seq", "last_seq",
	"seq_wraps", "first_rtp_ts", "last_rtp_ts"}

func compareStream(t *testing.T, name string, want *truth, label string, got, s truthStream) {
	gaps := want.Impairment.Whole != nil
	for _, field := range counted {
		n, given := s.number(field)
		switch {
		case !given,
			gaps && field != "first_seq",
			slices.Contains(doubled, name) && !slices.Contains([]string{"expected", "lost", "first_seq", "last_seq"}, field),
			slices.Contains(jumps, name) && (field == "expected" || field == "lost"):
			continue
		}
		have, _ := got.number(field)
		equal(t, label+" "+field, have, n)
	}
	equal(t, label+" payload types", got.payloadTypes(), s.payloadTypes())
	if gaps {
		least := want.Impairment.Whole[s.text("ssrc")]
		most := least + want.Impairment.Hit[s.text("ssrc")].Count
		if n, _ := got.number("packets"); n < least || n > most {
			t.Errorf("%s: %d packets, truth %d to %d", label, n, least, most)
		}
	}
}

func compareConnections(t *testing.T, want *truth, got *told) {
	for _, w := range want.Wire.Connections {
		if w.Kind == "other" {
			continue
		}
		found := false
		for _, c := range got.Connections {
			if !sameEndpoint(c.Client, w.Client) || !sameEndpoint(c.Server, w.Server) {
				continue
			}
			found = true
			equal(t, w.Client+" FIN", fmt.Sprint(c.FIN), fmt.Sprint(sides(w.FINClient, w.FINServer)))
			equal(t, w.Client+" RST", fmt.Sprint(c.RST), fmt.Sprint(sides(w.RSTClient, w.RSTServer)))
			if w.GapsClient == 0 && w.Kind == "rtsp" {
				equal(t, w.Client+" bytes of the client", c.BytesClient, w.BytesClient)
			}
			if w.GapsServer == 0 && w.Kind == "rtsp" {
				equal(t, w.Client+" bytes of the server", c.BytesServer, w.BytesServer)
			}
		}
		if !found {
			t.Errorf("no connection %s to %s", w.Client, w.Server)
		}
	}
}

func sides(client, server bool) []string {
	list := []string{}
	if client {
		list = append(list, "client")
	}
	if server {
		list = append(list, "server")
	}
	return list
}

// compareRequests counts requests by method. The requests that open an HTTP tunnel are no RTSP.
func compareRequests(t *testing.T, want *truth, got *told) {
	sent, have := map[string]int64{}, map[string]int64{}
	for _, m := range want.Wire.RTSP {
		method, rest, _ := strings.Cut(m.Line, " ")
		if strings.Contains(rest, " RTSP/") || strings.HasSuffix(rest, "RTSP/1.0") {
			sent[method]++
		}
	}
	for _, s := range got.Sessions {
		for _, e := range s.Exchanges {
			if e.Method != "" && e.RequestFrame != 0 {
				have[e.Method]++
			}
		}
	}
	equal(t, "requests", fmt.Sprint(have), fmt.Sprint(sent))
}

// compareOutside looks for the streams that no full signalling explains, wherever they were put.
func compareOutside(t *testing.T, name string, want *truth, got *told) {
	all := slices.Clone(got.Unassociated.Streams)
	for _, s := range got.Sessions {
		for _, m := range s.Media {
			all = append(all, m.Streams...)
		}
	}
	for _, s := range want.Wire.Outside {
		if n, _ := s.number("packets"); n < 20 {
			continue
		}
		i := slices.IndexFunc(all, func(x truthStream) bool { return x.text("ssrc") == s.text("ssrc") })
		if i < 0 {
			t.Errorf("RTP %s is not found", s.text("ssrc"))
			continue
		}
		for _, field := range []string{"packets", "lost", "duplicates"} {
			n, _ := s.number(field)
			have, _ := all[i].number(field)
			if !slices.Contains(doubled, name) {
				equal(t, s.text("ssrc")+" "+field, have, n)
			}
		}
	}
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: %v, truth %v", what, got, want)
	}
}
