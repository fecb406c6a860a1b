// Package oracle compares depacketizers and readers of codec headers with those of gortsplib and mediacommon. It is a
// module apart, so that their dependencies are none of the program's. It contains tests only; .ci/run runs them.
package oracle

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"rtspect/capture"
	"rtspect/codec"
	"rtspect/depacket"
	"rtspect/rtpflow"
	"rtspect/rtpflow/analyze"
	"rtspect/rtpflow/replay"
	"rtspect/sdpview"

	"github.com/bluenviron/gortsplib/v5/pkg/format/rtpac3"
	"github.com/bluenviron/gortsplib/v5/pkg/format/rtph264"
	"github.com/bluenviron/gortsplib/v5/pkg/format/rtph265"
	"github.com/bluenviron/gortsplib/v5/pkg/format/rtpmpeg1audio"
	"github.com/bluenviron/gortsplib/v5/pkg/format/rtpmpeg4audio"
	"github.com/bluenviron/gortsplib/v5/pkg/format/rtpvp8"
	"github.com/bluenviron/gortsplib/v5/pkg/format/rtpvp9"
	"github.com/pion/rtp"
)

// decoder is a depacketizer of gortsplib; it returns the parts of an access unit.
type decoder func(*rtp.Packet) ([][]byte, error)

// one makes the decoder of a format whose access units have one part.
func one(decode func(*rtp.Packet) ([]byte, error)) decoder {
	return func(p *rtp.Packet) ([][]byte, error) {
		b, err := decode(p)
		return [][]byte{b}, err
	}
}

// newDecoder makes the depacketizer of gortsplib for a format; nil for none.
func newDecoder(f *sdpview.Format) decoder {
	number := func(name string) int { n, _ := strconv.Atoi(f.Param(name)); return n }
	switch f.Encoding {
	case "H264":
		d := &rtph264.Decoder{PacketizationMode: number("packetization-mode")}
		if d.Init() == nil && d.PacketizationMode < 2 {
			return d.Decode
		}
	case "H265":
		d := &rtph265.Decoder{}
		if d.Init() == nil && number("sprop-max-don-diff") == 0 {
			return d.Decode
		}
	case "VP8":
		d := &rtpvp8.Decoder{}
		if d.Init() == nil {
			return one(d.Decode)
		}
	case "VP9":
		d := &rtpvp9.Decoder{}
		if d.Init() == nil {
			return one(d.Decode)
		}
	case "MPA":
		d := &rtpmpeg1audio.Decoder{}
		if d.Init() == nil {
			return d.Decode
		}
	case "AC3":
		d := &rtpac3.Decoder{}
		if d.Init() == nil {
			return d.Decode
		}
	case "MPEG4-GENERIC":
		d := &rtpmpeg4audio.Decoder{SizeLength: number("sizelength"), IndexLength: number("indexlength"), IndexDeltaLength: number("indexdeltalength")}
		if d.Init() == nil {
			return d.Decode
		}
	}
	return nil
}

// pair is a stream and its two depacketizers.
type pair struct {
	format  sdpview.Format
	ours    depacket.Depacketizer
	theirs  decoder
	a, b    []byte // what they made
	partial bool   // gortsplib refuses a packet, or what is compared is not whole
	last    uint16
	begun   bool
}

// TestDepacketizers compares the media of every stream without loss. gortsplib knows no loss and no order.
func TestDepacketizers(t *testing.T) {
	compared := map[string]int{}
	sets, partial := 0, 0
	for _, path := range captures(t) {
		for _, p := range depacketize(t, path) {
			if p.partial {
				partial++
			}
			if p.partial || len(p.b) == 0 {
				continue
			}
			compared[p.format.Encoding]++
			if !bytes.HasPrefix(p.a, p.b) || len(p.a) > len(p.b)+1<<16 {
				t.Errorf("%s, %s: %d bytes, gortsplib has %d, the same up to %d", filepath.Base(path), p.format.Encoding, len(p.a), len(p.b), same(p.a, p.b))
			}
			sets += parameterSets(t, &p)
		}
	}
	t.Log(compared, sets, "parameter sets", partial, "partial")
	if compared["H264"] < 5 || compared["MPEG4-GENERIC"] < 2 || sets < 5 || partial > compared["H264"]/10 {
		t.Errorf("compared: %v, %d parameter sets, %d partial", compared, sets, partial)
	}
}

func same(a, b []byte) (n int) {
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

var startCode = []byte{0, 0, 0, 1}

// parameterSets compares the sequence parameter sets of a stream.
func parameterSets(t *testing.T, p *pair) (n int) {
	for nal := range bytes.SplitSeq(p.b, startCode) {
		h264 := p.format.Encoding == "H264" && len(nal) > 4 && nal[0]&0x1f == 7
		h265 := p.format.Encoding == "H265" && len(nal) > 4 && nal[0]>>1 == 33
		if (h264 || h265) && sps(t, p.format.Encoding, nal) {
			n++
		}
	}
	return n
}

// captures are those of testdata, and of $RTSPECT_CAPTURES.
func captures(t *testing.T) (list []string) {
	dirs := []string{"../../testdata/captures"}
	if full := os.Getenv("RTSPECT_CAPTURES"); full != "" {
		dirs = append(dirs, filepath.Join(full, "made"))
	}
	for _, dir := range dirs {
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if path := filepath.Join(dir, f.Name()); f.Type().IsRegular() && capture.Sniff(path) {
				list = append(list, path)
			}
		}
	}
	return list
}

// depacketize brings the streams of a capture that have no loss through both depacketizers.
func depacketize(t *testing.T, path string) (list []pair) {
	c, err := capture.Open(path)
	if err != nil {
		return nil
	}
	defer c.Close()
	r, err := analyze.Analyze(c, analyze.Options{})
	if err != nil {
		t.Fatal(path, err)
	}
	pairs := map[*rtpflow.Stream]*pair{}
	for _, s := range r.Sessions {
		for _, m := range s.Media {
			for _, st := range m.Streams {
				if p := newPair(m, st); p != nil {
					pairs[st] = p
				}
			}
		}
	}
	again, err := capture.Open(path)
	if err != nil {
		t.Fatal(path, err)
	}
	defer again.Close()
	err = replay.Replay(again, r, replay.Listener{RTP: func(st *rtpflow.Stream, p *replay.RTPPacket) bool {
		if x := pairs[st]; x != nil && p.PayloadType == x.format.PayloadType {
			x.push(p)
		}
		return true
	}})
	if err != nil {
		t.Fatal(path, err)
	}
	for _, x := range pairs {
		x.ours.Flush()
		list = append(list, *x)
	}
	return list
}

// newPair makes the depacketizers of a stream; nil where there is loss, or nothing to compare with.
func newPair(m *rtpflow.Media, st *rtpflow.Stream) *pair {
	if st.Lost > 0 || st.Duplicates > 0 || st.OutOfOrder > 0 || len(st.Discontinuities) > 0 || len(st.PayloadTypes) != 1 || st.Frames == nil {
		return nil
	}
	for _, f := range m.Formats {
		if st.PayloadTypes[f.PayloadType] == 0 {
			continue
		}
		x := &pair{format: f, theirs: newDecoder(&f)}
		c := codec.Of(f.Encoding)
		if x.theirs == nil || c.Depacketize.New == nil {
			return nil
		}
		x.ours, _ = c.Depacketize.New(codec.Format{Format: &x.format}, &depacket.Pool{}, func(u *depacket.Unit) {
			switch {
			case u.Damaged && u.Why == depacket.EndOfStream || u.Parameters && len(x.a) == 0: // or from the description
			case u.Damaged || u.Moved: // gortsplib does not notice either
				x.partial = true
			default:
				x.a = append(x.a, u.Data...)
			}
		})
		if x.ours == nil {
			return nil
		}
		return x
	}
	return nil
}

// push takes a packet.
func (x *pair) push(p *replay.RTPPacket) {
	if len(p.Payload) < p.PayloadLen || x.begun && p.Seq != x.last+1 {
		x.partial = true
	}
	x.last, x.begun = p.Seq, true
	if x.partial {
		return
	}
	x.ours.Push(&depacket.Packet{Seq: p.Seq, Timestamp: p.Timestamp, Time: p.Time, Marker: p.Marker, Payload: p.Payload})
	parts, err := x.theirs(&rtp.Packet{
		Header:  rtp.Header{Version: 2, Marker: p.Marker, PayloadType: p.PayloadType, SequenceNumber: p.Seq, Timestamp: p.Timestamp},
		Payload: bytes.Clone(p.Payload),
	})
	if err != nil {
		return // more packets are needed, or it refuses this one: then the media differ
	}
	for _, b := range parts {
		if x.format.Encoding == "H264" || x.format.Encoding == "H265" {
			x.b = append(x.b, startCode...)
		}
		x.b = append(x.b, b...)
	}
}
