package rtspparse

import (
	"bytes"
	"math/rand"
	"strings"
	"testing"
	"time"

	"rtspect/internal/cputime"
)

func TestUnparsedBetweenFrames(t *testing.T) {
	a, b := rtp(1, 7, 160), rtp(2, 7, 160)
	expect(t, Conn{}, []turn{server(ok1 + dollar(0, a) + "\x00\x01$" + dollar(0, b) + "$$" + ok2)}, nil, []string{
		"1.0 200 OK 28@0 0-0 [CSeq:1]", frameLine(0, a, 28, 0),
		"unparsed 3@192 0 " + whyBetween, frameLine(0, b, 195, 0),
		"unparsed 2@359 0 " + whyNoFrame, "1.0 200 OK 28@361 0-0 [CSeq:2]",
	})
}

func TestGarbageAfterEveryFrame(t *testing.T) {
	in, off := ok1, int64(28)
	want := []string{"1.0 200 OK 28@0 0-0 [CSeq:1]"}
	for i := range 20 {
		p := rtp(uint16(i), 7, 62)
		junk := make([]byte, 50)
		rand.New(rand.NewSource(int64(i))).Read(junk)
		junk = bytes.ReplaceAll(junk, []byte("$"), []byte("#"))
		// A line end would change the Detail.
		junk[0] = 0xff
		in += dollar(0, p) + string(junk)
		want = append(want, frameLine(0, p, off, 0), "unparsed 50@"+itoa(off+66)+" 0 "+whyBetween)
		off += 116
	}
	want = append(want, "1.0 200 OK 28@"+itoa(off)+" 0-0 [CSeq:2]")
	expect(t, Conn{}, []turn{server(in + ok2)}, nil, want)
}

func TestRowOfDollars(t *testing.T) {
	a, b := rtp(1, 7, 160), rtp(2, 7, 160)
	row := strings.Repeat("$", 20*997)
	expect(t, Conn{}, []turn{server(ok1 + dollar(0, a) + row + dollar(0, b) + ok2)}, nil, []string{
		"1.0 200 OK 28@0 0-0 [CSeq:1]", frameLine(0, a, 28, 0),
		"unparsed 19940@192 0 " + whyNoFrame, frameLine(0, b, 20132, 0), "1.0 200 OK 28@20296 0-0 [CSeq:2]",
	})
}

func TestFrameOverrun(t *testing.T) {
	// The length of the last frame reaches beyond everything that follows.
	a := rtp(1, 7, 160)
	expect(t, Conn{}, []turn{server(ok1 + dollar(0, a) + "$\x00\xff\xff" + strings.Repeat("x", 20) + ok2)}, nil, []string{
		"1.0 200 OK 28@0 0-0 [CSeq:1]", frameLine(0, a, 28, 0), "unparsed 24@192 0 " + whyNoFrame, "1.0 200 OK 28@216 0-0 [CSeq:2]",
	})
}

// TestHostileTime feeds input that could cause the same bytes to be searched repeatedly.
func TestHostileTime(t *testing.T) {
	n := 1 << 20
	for name, unit := range map[string]string{
		"dollars":     "$",
		"methods":     "PLAY ",
		"urls":        "PLAY rtsp://",
		"statuses":    "RTSP/1.0 20",
		"frames":      "$\x00\xff\xf0\x80\x60\x00\x01\x00\x00\x00\x00\x00\x00\x00\x07",
		"line ends":   "\r\n",
		"carriage":    "\r",
		"versions":    "x RTSP/1.0 ",
		"short lines": "a\n",
		"zero frames": "$\x00\x00\x00",
	} {
		t.Run(name, func(t *testing.T) {
			in := strings.Repeat(unit, n/len(unit))
			for _, before := range []string{ok1, ok1 + "\xff", "RTSP/1.0 200 OK\r\nContent-Type: text/x\r\nContent-Length: 1048576\r\n\r\n"} {
				start := cputime.Used()
				var got []*Message
				collect(&Conn{}, func(n int) int { return min(n, 1400) }, before+in+ok2, &got)
				if took := cputime.Used() - start; took > 20*time.Second {
					t.Errorf("took %v", took)
				}
				start = cputime.Used()
				for range 20 {
					collect(&Conn{Midstream: true}, func(n int) int { return min(n, 1400) }, "\xff"+in[:min(len(in), maxProbe)], new([]*Message))
				}
				if took := cputime.Used() - start; took > 20*time.Second {
					t.Errorf("20 midstream connections took %v", took)
				}
				if name != "urls" && name != "methods" && len(got) != 2 {
					t.Errorf("%d messages", len(got))
				}
			}
		})
	}
}
