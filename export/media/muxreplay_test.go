package media

import "testing"

// TestMuxReplay ties a recording that is played back by the header extension of its packets, where RTCP says
// nothing; after the second PLAY, which steps back, by RTP-Info.
func TestMuxReplay(t *testing.T) {
	m, err := exportFile(t, "../../testdata/made-up/onvif-replay.pcap", Options{Dir: t.TempDir(), Mux: "mkv"})
	if err != nil {
		t.Fatal(err)
	}
	e := m.Muxed[0]
	if s := e.Streams[0]; s.TiedBy != "onvif-replay" || s.Samples != 16 || len(e.Steps) != 1 || len(e.Notes) != 0 {
		t.Errorf("%+v", e)
	}
	if e.Start != "2026-01-01T10:00:00.000000000Z" {
		t.Errorf("it starts at %s", e.Start)
	}
}
