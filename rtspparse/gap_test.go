package rtspparse

import (
	"strings"
	"testing"
)

const whyBetween = "bytes between messages and frames"

func TestGapInsideFrame(t *testing.T) {
	a, b := rtp(1, 7, 1000), rtp(2, 7, 500)
	f := dollar(0, a)
	// 600 bytes of the frame are missing; its end and the next frame are in the capture.
	turns := []turn{server(ok1 + f[:300]), gap(1, 600), server(f[900:] + dollar(0, b))}
	cut := Event{Kind: FrameEvent, Frame: Frame{Channel: 0, Length: 1000, Data: []byte(a[:HeadSize]), Last: last(a), Incomplete: true, Offset: 28, Origin: Origin{Frame: 2}}}
	expect(t, Conn{}, turns, nil, []string{
		"1.0 200 OK 28@0 0-0 [CSeq:1]", "gap 600@328 1", line(&cut), frameLine(0, b, 1032, 2),
	})
}

func TestGapToFrameEnd(t *testing.T) {
	a, b := rtp(1, 7, 1000), rtp(2, 7, 500)
	f := dollar(0, a)
	turns := []turn{server(ok1 + f[:300]), gap(1, 704), server(dollar(0, b))}
	cut := Event{Kind: FrameEvent, Frame: Frame{Channel: 0, Length: 1000, Data: []byte(a[:HeadSize]), Last: 0, Incomplete: true, Offset: 28}}
	// Its last byte is missing.
	cut.Frame.Last = f[299]
	expect(t, Conn{}, turns, nil, []string{
		"1.0 200 OK 28@0 0-0 [CSeq:1]", "gap 704@328 1", line(&cut), frameLine(0, b, 1032, 2),
	})
}

func TestGapBeyondFrame(t *testing.T) {
	a, b, c := rtp(1, 7, 1000), rtp(3, 7, 500), rtp(4, 7, 500)
	f, g := dollar(0, a), dollar(0, b)
	// The gap includes the end of one frame and the start of the next.
	turns := []turn{server(ok1 + dollar(0, rtp(0, 7, 40)) + f[:300]), gap(1, 800), server(g[100:] + dollar(0, c) + ok2)}
	cut := Event{Kind: FrameEvent, Frame: Frame{Channel: 0, Length: 1000, Data: []byte(a[:HeadSize]), Incomplete: true, Offset: 72}}
	expect(t, Conn{}, turns, nil, []string{
		"1.0 200 OK 28@0 0-0 [CSeq:1]", frameLine(0, rtp(0, 7, 40), 28, 0), line(&cut), "gap 800@372 1",
		"unparsed 404@1172 2 " + whyGap, frameLine(0, c, 1576, 2), "1.0 200 OK 28@2080 2-2 [CSeq:2]",
	})
}

func TestGapSizeWrong(t *testing.T) {
	// According to its length, the frame with the gap ends where no element starts. The search starts at the end
	// of the gap.
	a, b := rtp(1, 7, 1000), rtp(3, 7, 500)
	f := dollar(0, a)
	turns := []turn{server(ok1 + f[:300]), gap(1, 100), server(dollar(0, b) + dollar(0, b) + dollar(0, b) + ok2)}
	cut := Event{Kind: FrameEvent, Frame: Frame{Channel: 0, Length: 1000, Data: []byte(a[:HeadSize]), Incomplete: true, Offset: 28}}
	expect(t, Conn{}, turns, nil, []string{
		"1.0 200 OK 28@0 0-0 [CSeq:1]", "gap 100@328 1", line(&cut),
		frameLine(0, b, 428, 2), frameLine(0, b, 932, 2), frameLine(0, b, 1436, 2), "1.0 200 OK 28@1940 2-2 [CSeq:2]",
	})
}

func TestGapFalseDollar(t *testing.T) {
	// A $ in a payload after a gap must not be taken for a frame, whatever its length.
	first, b, c := rtp(1, 7, 200), rtp(8, 7, 300), rtp(9, 7, 300)
	payload := "abc$\x00\x75\x30xyz" + "$\x01\x00\x20\x80\x60" + string(make([]byte, 40))
	turns := []turn{server(ok1 + dollar(0, first)), gap(1, 5000), server(payload + dollar(0, b) + dollar(0, c))}
	expect(t, Conn{}, turns, nil, []string{
		"1.0 200 OK 28@0 0-0 [CSeq:1]", frameLine(0, first, 28, 0), "gap 5000@232 1",
		"unparsed 56@5232 2 " + whyGap, frameLine(0, b, 5288, 2), frameLine(0, c, 5592, 2),
	})
}

func TestGapBeforeMessage(t *testing.T) {
	for name, m := range map[string]string{
		"1.0 200 OK 28@5028 2-2 [CSeq:2]":             ok2,
		"OPTIONS rtsp://h/s 1.0 40@5028 2-2 [CSeq:1]": options,
		"X-FOO rtsp://h 1.0 36@5028 2-2 [CSeq:1]":     "X-FOO rtsp://h RTSP/1.0\r\nCSeq: 1\r\n\r\n",
	} {
		expect(t, Conn{}, []turn{server(ok1), gap(1, 5000), server(m)}, nil, []string{"1.0 200 OK 28@0 0-0 [CSeq:1]", "gap 5000@28 1", name})
	}
}

func TestGapInMessage(t *testing.T) {
	const describe = "DESCRIBE rtsp://192.0.2.10/live RTSP/1.0\r\nCSeq: 1\r\nAccept: application/sdp\r\n\r\n"
	t.Run("in the start line", func(t *testing.T) {
		expect(t, Conn{}, []turn{client(describe[:30]), gap(0, 15), client(describe[45:] + options)}, []string{
			"DESCRIBE rtsp://192.0.2.10/liv  30@0 0-0 !cut-by-gap", "gap 15@30 1",
			"unparsed 33@45 2 " + whyGap, "OPTIONS rtsp://h/s 1.0 40@78 2-2 [CSeq:1]",
		}, nil)
	})
	t.Run("in the header", func(t *testing.T) {
		expect(t, Conn{}, []turn{client(describe[:56]), gap(0, 10), client(describe[66:] + options)}, []string{
			"DESCRIBE rtsp://192.0.2.10/live 1.0 56@0 0-0 [CSeq:1] !cut-by-gap", "gap 10@56 1",
			"unparsed 12@66 2 " + whyGap, "OPTIONS rtsp://h/s 1.0 40@78 2-2 [CSeq:1]",
		}, nil)
	})
	t.Run("in the body", func(t *testing.T) {
		in := "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 20\r\n\r\n"
		expect(t, Conn{}, []turn{server(in + "v=0\r\n"), gap(1, 5), server("bcdefghijk" + ok2)}, nil, []string{
			"1.0 200 OK 53@0 0-0 [CSeq:1] [Content-Length:20] {v=0\r\n} !body-cut-by-gap", "gap 5@53 1",
			"unparsed 10@58 2 " + whyGap, "1.0 200 OK 28@68 2-2 [CSeq:2]",
		})
	})
}

func TestGapsEverywhere(t *testing.T) {
	// A snaplen that leaves 30 bytes of each segment. Frames at the start of a segment are found.
	a := dollar(0, rtp(1, 7, 500))
	b := dollar(0, rtp(2, 7, 500))
	turns := []turn{server(ok1), server(a[:30]), gap(1, 474), server(b[:30]), gap(1, 474), server(a[:30]), gap(1, 474)}
	frame := func(s string, off int64, turn int64) string {
		return line(&Event{Kind: FrameEvent, Frame: Frame{Length: 500, Data: []byte(s[4:30]), Last: s[29], Incomplete: true, Offset: off, First: Origin{Frame: turn}, Origin: Origin{Frame: turn}}})
	}
	expect(t, Conn{}, turns, nil, []string{
		"1.0 200 OK 28@0 0-0 [CSeq:1]",
		"gap 474@58 2", frame(a, 28, 1), "gap 474@562 4", frame(b, 532, 3), "gap 474@1066 6", frame(a, 1036, 5),
	})
}

func TestEndInsideFrame(t *testing.T) {
	a := dollar(0, rtp(1, 7, 500))
	cut := Event{Kind: FrameEvent, Frame: Frame{Length: 500, Data: []byte(a[4:100]), Incomplete: true, Offset: 28}}
	expect(t, Conn{}, []turn{server(ok1 + a[:100])}, nil, []string{"1.0 200 OK 28@0 0-0 [CSeq:1]", line(&cut)})
	expect(t, Conn{}, []turn{server(ok1 + "$\x00\x01")}, nil, []string{"1.0 200 OK 28@0 0-0 [CSeq:1]", "unparsed 3@28 0 " + whyNoFrame})
}

func TestMidstream(t *testing.T) {
	var frames, want []string
	off := int64(467)
	for i := range uint16(6) {
		p := rtp(i, 7, 300)
		frames = append(frames, dollar(2, p))
		want = append(want, frameLine(2, p, off, 1))
		off += 304
	}
	want = append([]string{"unparsed 467@0 0 the capture starts within a message or frame"}, want...)
	head := dollar(0, rtp(1, 7, 600))[137:]
	turns := []turn{server(head), server(frames...), client("TEARDOWN rtsp://h RTSP/1.0\r\nCSeq: 9\r\n\r\n")}
	expect(t, Conn{Midstream: true}, turns, []string{"TEARDOWN rtsp://h 1.0 39@0 2-2 [CSeq:9]"}, want)
}

func TestMidstreamFarFromTheFirstFrame(t *testing.T) {
	// More bytes than are buffered before the decision: those searched without success are only counted.
	junk := strings.Repeat("\x00$\x00\x10PLAY RTSP", 3000)
	n := int64(len(junk))
	a, b, c := rtp(1, 7, 300), rtcp(7), rtp(2, 7, 400)
	turns := []turn{server(junk), server(dollar(2, a) + dollar(3, b)), client("\xff" + options), server(dollar(2, c))}
	expect(t, Conn{Midstream: true}, turns, []string{"unparsed 1@0 2 " + whyMidstream, "OPTIONS rtsp://h/s 1.0 40@1 2-2 [CSeq:1]"}, []string{
		"unparsed " + itoa(n) + "@0 0 " + whyMidstream, frameLine(2, a, n, 1), frameLine(3, b, n+304, 1), frameLine(2, c, n+336, 3),
	})
}

func TestMidstreamBufferIsBounded(t *testing.T) {
	c := Conn{Midstream: true}
	chunk := []byte(strings.Repeat("\x01nothing to be found here", 40))
	for i := range 40 {
		for dir := range uint8(2) {
			c.Feed(dir, chunk, Origin{Frame: int64(i)})
			if c.Kind() != Undecided {
				t.Fatal("given up early")
			}
			if n := len(c.detect.side[dir].buf) + len(c.detect.held)*32; n > 4*maxForeign {
				t.Fatalf("%d bytes buffered", n)
			}
		}
	}
}
