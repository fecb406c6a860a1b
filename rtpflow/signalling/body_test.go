package signalling

import (
	"fmt"
	"strings"
	"testing"

	"rtspect/rtpflow"
	"rtspect/rtspparse"
)

// Bodies beyond the limit of all are not kept, and counted; equal descriptions need room once.
func TestBodiesBeyondLimit(t *testing.T) {
	g := New()
	large := make([]byte, MaxBodyBytes/4)
	for i := range 6 {
		m := &rtspparse.Message{Body: large, Last: rtspparse.Origin{Frame: int64(i + 1)}}
		g.keepBody(m)
		if kept := m.Body != nil; kept != (i < 4) {
			t.Errorf("body %d kept: %v", i, kept)
		}
	}
	if x := g.Dropped.Bodies; x.Count != 2 || x.Frame != 5 {
		t.Errorf("%+v", x)
	}

	g = New()
	for range 100 {
		m := &rtspparse.Message{Body: []byte("v=0\r\n")}
		g.keepBody(m)
		g.parsed(m.Body, true)
	}
	if g.bodyBytes != len("v=0\r\n") {
		t.Errorf("%d bytes for equal descriptions", g.bodyBytes)
	}
}

// Descriptions count with what is parsed of them. Beyond the limit they describe the session that follows, as long as the
// limit of all bodies admits.
func TestDescriptionsBeyondLimit(t *testing.T) {
	g := New()
	media := strings.Repeat("m=audio 0 RTP/AVP 0\r\n", 256)
	kept, parsed := 0, 0
	const n = 900
	for i := range n {
		d := &Dialog{}
		m := &rtspparse.Message{
			Status: 200, Headers: rtspparse.Headers{{Name: "Content-Type", Value: "application/sdp"}},
			Body: []byte(fmt.Sprint("v=0\r\ns=", i, "\r\n", media)), Last: rtspparse.Origin{Frame: int64(i + 1)},
		}
		g.keepBody(m)
		g.describe(d, &rtpflow.Exchange{Method: "DESCRIBE", Response: m})
		if len(d.Descriptions) > 0 {
			parsed++
		}
		if len(g.byText) > kept {
			kept++
		}
	}
	if kept < 100 || kept > 260 || parsed < 500 || parsed > 760 {
		t.Errorf("%d kept, %d parsed", kept, parsed)
	}
	if x := g.Dropped.Descriptions; x.Count != int64(n-kept) {
		t.Errorf("%+v with %d kept", x, kept)
	}
	if g.bodyBytes > MaxBodyBytes || g.descriptionBytes > MaxDescriptionBytes {
		t.Errorf("%d bytes of bodies, %d of descriptions", g.bodyBytes, g.descriptionBytes)
	}
}
