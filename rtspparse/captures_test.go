package rtspparse_test

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/reassembly"
	"rtspect/rtspparse"
)

// seen is the content of a capture: messages as "direction line CSeq", and RTP packets by SSRC.
type seen struct {
	messages       []string
	packets        []int64 // the frame number of each message's first byte
	whole, missing map[string]int
	junk           int64
	kinds          []rtspparse.ConnKind
}

type connection struct {
	tcp  *reassembly.Conn
	rtsp rtspparse.Conn
}

// read parses every TCP connection of a capture.
func read(t *testing.T, name string) *seen {
	t.Helper()
	c, err := capture.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	s := &seen{whole: map[string]int{}, missing: map[string]int{}}
	conns := map[string]*connection{}
	var order []*connection
	budget := &reassembly.Budget{}
	for {
		p, err := c.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if p.Proto != capture.TCP {
			continue
		}
		a, b := p.Src.String(), p.Dst.String()
		key := min(a, b) + max(a, b)
		k := conns[key]
		for k == nil || !k.tcp.Push(p) {
			const syn = 2
			k = &connection{tcp: reassembly.NewConn(p, budget), rtsp: rtspparse.Conn{Midstream: p.Flags&syn == 0}}
			conns[key], order = k, append(order, k)
		}
		s.drain(k)
	}
	for _, k := range order {
		k.tcp.Close()
		s.drain(k)
		for dir := range uint8(2) {
			k.rtsp.End(dir)
			s.events(&k.rtsp)
		}
		s.kinds = append(s.kinds, k.rtsp.Kind())
	}
	return s
}

func (s *seen) drain(k *connection) {
	var ch reassembly.Chunk
	for k.tcp.Next(&ch) {
		m := rtspparse.Origin{Time: ch.Time, Frame: ch.Frame.Number()}
		if ch.Gap > 0 {
			k.rtsp.Gap(uint8(ch.Dir), ch.Gap, m)
		} else {
			k.rtsp.Feed(uint8(ch.Dir), ch.Data, m)
		}
		s.events(&k.rtsp)
	}
}

func (s *seen) events(c *rtspparse.Conn) {
	var e rtspparse.Event
	for c.Next(&e) {
		switch e.Kind {
		case rtspparse.MessageEvent:
			m := e.Msg
			line := fmt.Sprintf("RTSP/%s %d %s", m.Version, m.Status, m.Reason)
			if m.Request {
				line = fmt.Sprintf("%s %s RTSP/%s", m.Method, m.URL, m.Version)
			}
			s.messages = append(s.messages, fmt.Sprintf("%s %s %s", [...]string{"c>s", "s>c"}[e.Dir], line, m.Headers.Get("CSeq")))
			s.packets = append(s.packets, m.First.Frame)
		case rtspparse.FrameEvent:
			d := e.Frame.Data
			if len(d) < 12 || d[0]>>6 != 2 || d[1] >= 192 && d[1] <= 223 {
				break
			}
			ssrc := fmt.Sprintf("0x%08x", binary.BigEndian.Uint32(d[8:]))
			if e.Frame.Incomplete {
				s.missing[ssrc]++
			} else {
				s.whole[ssrc]++
			}
		case rtspparse.UnparsedEvent:
			s.junk += e.Skipped
		}
	}
}

// truth is the result of an independent reader.
type truth struct {
	Impairment struct {
		Whole map[string]int                 `json:"rtp_whole"`
		Hit   map[string]struct{ Count int } `json:"rtp_hit"`
	}
	Wire struct {
		RTSP []struct {
			Packet          int64
			Dir, Line, CSeq string
		}
		Sessions []struct {
			Medias []struct {
				RTP []struct {
					SSRC    string
					Conn    *int
					Packets int
				}
			}
		}
		Outside []struct {
			SSRC, Path string
			Packets    int
		} `json:"rtp_outside_sessions"`
	}
}

func TestCaptures(t *testing.T) {
	dir := os.Getenv("RTSPECT_CAPTURES")
	if dir == "" {
		t.Skip("RTSPECT_CAPTURES is not set to a directory of captures with truth files")
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.truth.json"))
	if err != nil || len(names) == 0 {
		t.Skip("no captures in " + dir)
	}
	for _, name := range names {
		base := strings.TrimSuffix(name, ".truth.json")
		files, _ := filepath.Glob(base + ".pcap*")
		if len(files) != 1 {
			continue
		}
		t.Run(filepath.Base(base), func(t *testing.T) {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var want truth
			if err := json.Unmarshal(text, &want); err != nil {
				t.Fatal(err)
			}
			compare(t, &want, read(t, files[0]))
		})
	}
}

func compare(t *testing.T, want *truth, got *seen) {
	have := map[string]int{}
	for i, m := range got.messages {
		have[m]++
		have[fmt.Sprint(m, " ", got.packets[i])]++
	}
	tunnel := false
	for _, k := range got.kinds {
		tunnel = tunnel || k == rtspparse.TunnelPost
	}
	for _, m := range want.Wire.RTSP {
		if strings.Contains(m.Line, "HTTP/") || strings.Contains(m.Line, "(tunnel)") {
			continue
		}
		key := fmt.Sprintf("%s %s %s", m.Dir, m.Line, m.CSeq)
		// The other reader assigns a tunneled request to the preceding packet.
		if !tunnel {
			key += fmt.Sprint(" ", m.Packet)
		}
		if have[key] == 0 {
			t.Errorf("not found: %s", key)
		}
	}
	sums := map[string]int{}
	for _, s := range want.Wire.Sessions {
		for _, m := range s.Medias {
			for _, r := range m.RTP {
				if r.Conn != nil {
					sums[r.SSRC] += r.Packets
				}
			}
		}
	}
	for _, r := range want.Wire.Outside {
		if strings.HasPrefix(r.Path, "('tcp'") {
			sums[r.SSRC] += r.Packets
		}
	}
	for ssrc, n := range sums {
		low, high := n, n
		if w, ok := want.Impairment.Whole[ssrc]; ok {
			low, high = w, w
			if all := got.whole[ssrc] + got.missing[ssrc]; all > w+want.Impairment.Hit[ssrc].Count {
				t.Errorf("%s: %d frames, complete or not", ssrc, all)
			}
		}
		if g := got.whole[ssrc]; g < low || g > high {
			t.Errorf("%s: %d complete frames, want %d", ssrc, g, n)
		}
	}
}
