package analyze_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"rtspect/rtpflow"
)

// findingOf returns the first finding with a code, nil if there is none.
func findingOf(list []rtpflow.Finding, code string) *rtpflow.Finding {
	for i := range list {
		if list[i].Code == code {
			return &list[i]
		}
	}
	return nil
}

// receiverReport is a receiver report with an extended highest sequence number and a cumulative number of packets lost.
func receiverReport(ssrc, about, highest, lost uint32) []byte {
	b := rr(ssrc, about)
	binary.BigEndian.PutUint32(b[12:], lost&0xFFFFFF)
	binary.BigEndian.PutUint32(b[16:], highest)
	return b
}

// A session without media in the capture is judged by what else the capture shows.
func TestNoRTP(t *testing.T) {
	otherTraffic := func(w *wire) { w.flow(hostD, 123, hostT, 123).send([]byte("time")) }
	for _, c := range []struct {
		name, text string // "" for no finding
		severity   rtpflow.Severity
		talk       func(w *wire)
	}{
		{"nothing arrives for long", "nothing was sent", rtpflow.SevError, func(w *wire) {
			d := w.watch()
			otherTraffic(w)
			w.wait(10 * second)
			d.teardown()
		}},
		{"the receiver reports packets", "4 reports of the receiver show that it received about 299 packets (1 lost)", rtpflow.SevNote, func(w *wire) {
			d := w.watch()
			f := w.flow(hostS, 5001, hostC, 6001).back()
			for i := range uint32(4) {
				f.send(receiverReport(9, 1, 7000+100*i, 1))
				w.wait(5 * second)
			}
			d.teardown()
		}},
		{"the receiver reports duplicates", "(-1 lost: more received than expected)", rtpflow.SevNote, func(w *wire) {
			w.watch()
			f := w.flow(hostS, 5001, hostC, 6001).back()
			f.send(receiverReport(9, 1, 7000, 0))
			w.wait(5 * second)
			f.send(receiverReport(9, 1, 7100, 0xFFFFFF))
		}},
		{"the receiver has nothing to report", "nothing was sent", rtpflow.SevError, func(w *wire) {
			d := w.watch()
			f := w.flow(hostS, 5001, hostC, 6001).back()
			f.send(rr(9, 0))
			w.wait(10 * second)
			f.send(rr(9, 0))
			d.teardown()
		}},
		{"a capture of TCP alone", "no UDP packet at all: a capture filter (such as tcp port 554)", rtpflow.SevNote, func(w *wire) {
			d := w.watch()
			w.wait(10 * second)
			d.teardown()
		}},
		{"the capture ends at once", "", 0, func(w *wire) {
			w.watch()
			w.wait(second)
			otherTraffic(w)
		}},
		{"the client tears down at once", "", 0, func(w *wire) {
			d := w.watch()
			w.wait(second)
			d.teardown()
			w.wait(20 * second)
			otherTraffic(w)
		}},
		{"the server dies at once", "", 0, func(w *wire) {
			d := w.watch()
			d.rst(fromServer)
			w.wait(20 * second)
			otherTraffic(w)
		}},
		{"the capture ends soon", "lasts only 3.0 s", rtpflow.SevNote, func(w *wire) {
			w.watch()
			w.wait(3 * second)
			otherTraffic(w)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWire(t)
			c.talk(w)
			f := findingOf(w.report().Sessions[0].Findings, "no-rtp")
			switch {
			case (f != nil) != (c.text != ""):
				t.Errorf("found %+v", f)
			case f != nil && (f.Severity != c.severity || !strings.Contains(f.Summary, c.text)):
				t.Errorf("found %v %q, want %v %q", f.Severity, f.Summary, c.severity, c.text)
			}
		})
	}
}
