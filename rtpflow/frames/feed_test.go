package frames

import (
	"encoding/hex"
	"strings"
	"testing"

	"rtspect/rtpflow/measure"
	"rtspect/sdpview"
)

// trackers are those of the encodings that the tests feed.
var trackers = map[string]New{
	"H264": NewH264, "H265": NewH265, "VP8": NewVP8, "VP9": NewVP9, "AV1": NewAV1, "MP4V-ES": NewMPEG4Visual, "MPV": NewMPEGVideo,
	"H263": NewH263, "H263-1998": NewH263Plus, "H261": NewH261, "JPEG": NewJPEG, "RAW": NewRawVideo, "THEORA": NewTheora,
	"SMPTE336M": NewKLV, "VND.ONVIF.METADATA": NewXML, "TELEPHONE-EVENT": NewEvents, "MP2T": NewTransportStream,
	"PCMU": ADPCM(8), "PCMA": ADPCM(8), "L8": PCM(8), "L16": PCM(16), "L20": PCM(20), "L24": PCM(24), "G722": NewG722,
	"G726-24": ADPCM(3), "G726-32": ADPCM(4), "GSM": FixedFrames(33, 160), "G729": G729(10), "G723": NewG723, "G728": FixedFrames(5, 20),
	"LPC": FixedFrames(14, 160), "ILBC": NewILBC, "DVI4": NewDVI4, "OPUS": NewOpus, "MPA": NewMPEGAudio, "AC3": AC3(false),
	"EAC3": AC3(true), "MPEG4-GENERIC": NewMPEG4Generic, "MP4A-LATM": NewLATM, "SPEEX": NewSpeex, "AMR": AMR(160), "AMR-WB": AMR(320), "VORBIS": NewVorbis,
}

func trackerOf(f *sdpview.Format) Tracker {
	if newTracker := trackers[f.Encoding]; newTracker != nil {
		return newTracker(f)
	}
	return nil
}

// feed gives packets to a Source as the analysis does, through the measure of sequence numbers.
type feed struct {
	t      testing.TB
	source measure.Source
	units  Source
	room   Packet
	frame  int64
	format sdpview.Format
	cut    int                                   // bytes of each payload that the capture does not hold
	shift  func(uint16, uint32) (uint16, uint32) // of numbers and timestamps, nil for none
}

func newFeed(t testing.TB, encoding string, rate int, params ...string) *feed {
	f := &feed{t: t, format: sdpview.Format{PayloadType: 96, Encoding: encoding, ClockRate: rate}}
	for i := 0; i+1 < len(params); i += 2 {
		f.format.Fmtp = append(f.format.Fmtp, sdpview.Param{Name: params[i], Value: params[i+1]})
	}
	return f
}

// packet gives one packet; at is its arrival in ms.
func (f *feed) packet(seq uint16, ts uint32, marker bool, at int64, payload []byte) {
	f.typed(96, seq, ts, marker, at, payload)
}

func (f *feed) typed(pt uint8, seq uint16, ts uint32, marker bool, at int64, payload []byte) {
	f.frame++
	if f.shift != nil {
		seq, ts = f.shift(seq, ts)
	}
	p := measure.Packet{Header: measure.Header{Seq: seq, Timestamp: ts, Marker: marker, PayloadType: pt, HeaderLen: 12, PayloadLen: len(payload)}, Arrival: at * 1e6, Frame: f.frame}
	v := f.source.Add(&p)
	if v == measure.Duplicate {
		return
	}
	if f.units.Add(&f.room, &p, v, &f.source.Seq, payload[:max(0, len(payload)-f.cut)]) {
		if pt == f.format.PayloadType && f.format.Encoding != "" {
			f.units.Know(&f.format, trackerOf(&f.format))
		}
		f.units.Settle(&f.room)
	}
}

// finish gives what was counted of the feed's payload type.
func (f *feed) finish() *Summary {
	f.t.Helper()
	for _, x := range f.units.Finish() {
		if x.PayloadType == 96 {
			return x.Summary
		}
	}
	f.t.Fatal("nothing was counted")
	return nil
}

// lines gives a feed packets of a script: "seq ts hex", with ! after the hex for the marker bit. They come 10 ms
// apart.
func (f *feed) lines(script string) *feed {
	f.t.Helper()
	at := int64(0)
	for line := range strings.SplitSeq(strings.TrimSpace(script), "\n") {
		w := strings.Fields(line)
		if len(w) < 3 {
			f.t.Fatalf("line %q", line)
		}
		body, marker := strings.CutSuffix(w[2], "!")
		b, err := hex.DecodeString(body)
		if err != nil {
			f.t.Fatal(err)
		}
		f.packet(uint16(number(f.t, w[0])), uint32(number(f.t, w[1])), marker, at, b)
		at += 10
	}
	return f
}

func number(t testing.TB, s string) (n int64) {
	for _, c := range s {
		if c < '0' || c > '9' {
			t.Fatalf("%q is no number", s)
		}
		n = 10*n + int64(c-'0')
	}
	return n
}
