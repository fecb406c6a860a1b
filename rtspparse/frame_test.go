package rtspparse

import (
	"strconv"
	"strings"
	"testing"
)

func TestFramesBetweenMessages(t *testing.T) {
	a, b, c := rtp(1, 7, 100), rtcp(7), rtp(2, 7, 1400)
	in := ok1 + dollar(0, a) + dollar(1, b) + ok2 + dollar(0, c) + "\r\n" + dollar(0, a)
	expect(t, Conn{}, []turn{server(in)}, nil, []string{
		"1.0 200 OK 28@0 0-0 [CSeq:1]",
		frameLine(0, a, 28, 0),
		frameLine(1, b, 132, 0),
		"1.0 200 OK 28@164 0-0 [CSeq:2]",
		frameLine(0, c, 192, 0),
		"unparsed 2@1596 0 line ends between messages and frames",
		frameLine(0, a, 1598, 0),
	})
}

func TestFrameOrigins(t *testing.T) {
	a := dollar(0, rtp(1, 7, 1000))
	turns := []turn{server(ok1 + a + a[:2]), server(a[2:300]), server(a[300:] + a[:700]), server(a[700:])}
	for _, whole := range []bool{false, true} {
		c := Conn{FullFrames: whole}
		var got []Frame
		var e Event
		for i, u := range turns {
			data := []byte(u.data)
			c.Feed(1, data, Origin{Frame: int64(i)})
			for c.Next(&e) {
				if e.Kind == FrameEvent {
					f := e.Frame
					f.Data = append([]byte(nil), f.Data...)
					got = append(got, f)
				}
			}
		}
		for i, want := range [][2]int64{{0, 0}, {0, 2}, {2, 3}} {
			f := got[i]
			if f.First.Frame != want[0] || f.Origin.Frame != want[1] || f.Last != last(a) {
				t.Errorf("frame %d: %d-%d, last %02x", i, f.First.Frame, f.Origin.Frame, f.Last)
			}
			n := len(f.Data)
			if n < HeadSize || whole && n != 1000 || string(f.Data) != a[4:4+n] {
				t.Errorf("frame %d, whole %v: %d bytes of payload", i, whole, n)
			}
		}
	}
}

func TestFrameLengths(t *testing.T) {
	empty, big := dollar(3, ""), rtp(9, 7, 20000)
	huge := rtp(10, 7, 65535)
	in := ok1 + empty + empty + dollar(0, big) + dollar(0, huge) + ok2
	expect(t, Conn{}, []turn{server(in)}, nil, []string{
		"1.0 200 OK 28@0 0-0 [CSeq:1]", frameLine(3, "", 28, 0), frameLine(3, "", 32, 0),
		frameLine(0, big, 36, 0), frameLine(0, huge, 20040, 0), "1.0 200 OK 28@85579 0-0 [CSeq:2]",
	})
}

func TestUnusualChannels(t *testing.T) {
	a, other := rtp(1, 7, 50), strings.Repeat("\x47media", 30)
	for _, c := range []struct {
		name    string
		channel byte
		payload string
	}{
		{"unknown channel with RTP", 77, a},
		{"usual channel without RTP", 4, other},
		{"unusual channel without RTP", 0x50, other},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := dollar(c.channel, c.payload)
			n := int64(len(f))
			if c.channel == 77 {
				// The first frame is confirmed by what follows it, so that must be recognizable.
				in := ok1 + f + ok2 + f + f
				expect(t, Conn{}, []turn{server(in)}, nil, []string{
					"1.0 200 OK 28@0 0-0 [CSeq:1]", frameLine(c.channel, c.payload, 28, 0), "1.0 200 OK 28@" + itoa(28+n) + " 0-0 [CSeq:2]",
					frameLine(c.channel, c.payload, 56+n, 0), frameLine(c.channel, c.payload, 56+2*n, 0),
				})
				return
			}
			expect(t, Conn{}, []turn{server(ok1 + f + f + f)}, nil, []string{
				"1.0 200 OK 28@0 0-0 [CSeq:1]", frameLine(c.channel, c.payload, 28, 0),
				frameLine(c.channel, c.payload, 28+n, 0), frameLine(c.channel, c.payload, 28+2*n, 0),
			})
		})
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
