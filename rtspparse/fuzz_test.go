package rtspparse

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzStream checks that the events do not depend on how the bytes are divided into feeds. The first bytes of
// the input select the configuration and the gap.
func FuzzStream(f *testing.F) {
	for _, c := range messageCases {
		f.Add([]byte("\x00\x00\x00"+c.in), int64(1))
	}
	for _, c := range bodyCases {
		f.Add([]byte("\x01\x10\x20"+c.in), int64(2))
	}
	frames := dollar(0, rtp(1, 7, 90)) + dollar(1, rtcp(7)) + dollar(0, rtp(2, 7, 40))
	f.Add([]byte("\x00\x20\x30"+ok1+frames+"junk$\x00"+frames+frames), int64(3))
	f.Add([]byte("\x02\x00\x00"+frames[20:]+frames+frames+ok2), int64(4))
	f.Add([]byte("\x06\x50\x40"+ok1+frames+"$$$$$$"+frames), int64(5))
	f.Fuzz(func(t *testing.T, in []byte, seed int64) {
		if len(in) < 3 || len(in) > 1<<16 {
			return
		}
		conf := Conn{FullFrames: in[0]&1 != 0, Midstream: in[0]&2 != 0}
		prefix := ""
		if in[0]&4 != 0 {
			prefix = ok1
		}
		at, missing := int(in[1])*8, int64(in[2])
		turns := []turn{server(prefix + string(in[3:]))}
		if missing > 0 && at < len(in)-3 {
			turns = []turn{server(prefix + string(in[3:3+at])), gap(1, missing), server(string(in[3+at:]))}
		}
		first := conf
		want := play(&first, whole, turns...)
		for _, how := range []cutter{bytewise, randomly(seed)} {
			again := conf
			got := play(&again, how, turns...)
			if first.Kind() != again.Kind() {
				t.Fatalf("kind %v, then %v", first.Kind(), again.Kind())
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("divided differently (-whole +divided):\n%s", d)
			}
		}
	})
}

// FuzzConn feeds both directions of a connection, tunneled or not, and checks that the messages and frames do
// not depend on how the bytes are divided. Unparsed bytes are left out: a tunnel reports them per feed.
func FuzzConn(f *testing.F) {
	a := dollar(0, rtp(1, 7, 30))
	f.Add([]byte(tunnelGet), []byte(tunnelResponse+ok1+a), uint8(0), int64(1))
	f.Add([]byte(tunnelPost+encode(options)+encode(a)), []byte(""), uint8(0), int64(2))
	f.Add([]byte(encode(options)+"\r\n"+encode(a)), []byte("x"), uint8(1), int64(3))
	f.Add([]byte(wsGet+wsFrame(0x82, options, true)), []byte(wsResponse+wsFrame(0x82, ok1+a, false)), uint8(0), int64(4))
	f.Add([]byte(wsPlain+wsFrame(0x89, "x", true)+wsFrame(0x01, options, true)), []byte(wsResponse+wsFrame(0x02, ok1+a, false)), uint8(40), int64(5))
	f.Add([]byte(wsFrame(0x82, options, true)), []byte(wsFrame(0x82, a, false)+wsFrame(0x82, a, false)), uint8(1), int64(6))
	f.Add([]byte("\x16\x03\x01\x00\x20\x01\x00"), []byte("\x16\x03\x01"), uint8(0), int64(7))
	f.Add([]byte(options), []byte("HTTP/1.1 400 Bad Request\r\n\r\n"), uint8(80), int64(8))
	f.Fuzz(func(t *testing.T, up, down []byte, flags uint8, seed int64) {
		if len(up)+len(down) > 1<<15 {
			return
		}
		conf := Conn{Midstream: flags&1 != 0, FullFrames: flags&2 != 0}
		turns := []turn{client(string(up)), server(string(down)), client(string(up)), server(string(down))}
		if missing := int64(flags >> 2); missing > 0 {
			turns = append(turns, gap(0, missing), client(string(up)), gap(1, missing), server(string(down)))
		}
		first := conf
		want := play(&first, whole, turns...)
		for _, how := range []cutter{bytewise, randomly(seed)} {
			again := conf
			got := play(&again, how, turns...)
			if first.Kind() != again.Kind() {
				t.Fatalf("kind %v, then %v", first.Kind(), again.Kind())
			}
			if d := cmp.Diff(found(want), found(got)); d != "" {
				t.Fatalf("kind %v divided differently (-whole +divided):\n%s", first.Kind(), d)
			}
		}
	})
}

// found keeps the messages and frames.
func found(in [2][]string) (out [2][]string) {
	for dir := range in {
		for _, l := range in[dir] {
			if !strings.HasPrefix(l, "unparsed") {
				out[dir] = append(out[dir], l)
			}
		}
	}
	return out
}
