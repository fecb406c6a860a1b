package rtspparse

import (
	"testing"
)

// media returns a stream of interleaved frames, divided into segments.
func media(frames, size, segment int) (segments [][]byte, count int) {
	var b []byte
	for i := range frames {
		b = append(b, dollar(0, rtp(uint16(i), 7, size))...)
	}
	for len(b) > segment {
		segments = append(segments, b[:segment:segment])
		b = b[segment:]
	}
	return append(segments, b), frames
}

// started returns an RTSP connection that has already parsed the segments once.
func started(segments [][]byte) *Conn {
	c := new(Conn)
	c.Feed(1, []byte(ok1), Origin{})
	parseAll(c, segments)
	return c
}

// parseAll parses the segments and counts the frames.
func parseAll(c *Conn, segments [][]byte) (n int) {
	var e Event
	for i, s := range segments {
		c.Feed(1, s, Origin{Time: int64(i), Frame: int64(i)})
		for c.Next(&e) {
			if e.Kind == FrameEvent {
				n++
			}
		}
	}
	return n
}

func TestFramesDoNotAllocate(t *testing.T) {
	for name, segment := range map[string]int{"straddling": 1448, "in one piece": 1 << 20, "tiny segments": 3} {
		segments, frames := media(200, 1400, segment)
		for _, whole := range []bool{false, true} {
			c := started(segments)
			c.FullFrames = whole
			if n := testing.AllocsPerRun(5, func() {
				if got := parseAll(c, segments); got != frames {
					t.Fatalf("%d frames, want %d", got, frames)
				}
			}); n > 0 {
				t.Errorf("%s, whole %v: %v allocations", name, whole, n)
			}
		}
	}
}

func BenchmarkFrames(b *testing.B) {
	for _, c := range []struct {
		name          string
		size, segment int
	}{
		{"audio160/segment64k", 160, 65000},
		{"audio160/segment1448", 160, 1448},
		{"video1400/segment64k", 1400, 65000},
		{"video1400/segment1448", 1400, 1448},
		{"video1400/segment1404", 1400, 1404},
	} {
		b.Run(c.name, func(b *testing.B) {
			segments, frames := media(1000, c.size, c.segment)
			conn := started(segments)
			b.ReportAllocs()
			b.SetBytes(int64(frames * (c.size + 4)))
			b.ResetTimer()
			for i := 0; i < b.N; i++ {
				parseAll(conn, segments)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*frames), "ns/frame")
		})
	}
}

func BenchmarkMessage(b *testing.B) {
	in := []byte("RTSP/1.0 200 OK\r\nCSeq: 3\r\nSession: 12345678;timeout=60\r\nTransport: RTP/AVP;unicast;client_port=5000-5001;server_port=6000-6001;ssrc=12345678\r\nDate: Sat, 21 Nov 2026 08:43:12 GMT\r\n\r\n")
	c := new(Conn)
	var e Event
	b.ReportAllocs()
	b.SetBytes(int64(len(in)))
	for i := 0; i < b.N; i++ {
		c.Feed(1, in, Origin{})
		for c.Next(&e) {
		}
	}
}

func BenchmarkOther(b *testing.B) {
	hello := []byte("GET /x.bin HTTP/1.1\r\nHost: h\r\n\r\n")
	response := []byte("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		var c Conn
		c.Feed(0, hello, Origin{})
		c.Feed(1, response, Origin{})
		if c.Kind() != Other {
			b.Fatal(c.Kind())
		}
	}
}
