package text

import (
	"fmt"
	"strings"

	"rtspect/asf"
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// windowsMedia writes what a Windows Media session has beyond RTSP: ASF header, bandwidth measurement, client log.
func (t *report) windowsMedia(w *rtpflow.WindowsMedia) {
	if w == nil {
		return
	}
	if w.Header != nil {
		t.asfHeader(w.Header)
	}
	if w.PacketPairs > 0 {
		text := view.Count(w.PacketPairs, "packet-pair frame") + " (" + view.Count(w.PacketPairBytes, "byte") + ") to measure bandwidth"
		if w.Bandwidth != nil {
			text += "; the client reported " + view.BitsPerSecond(float64(*w.Bandwidth))
		}
		t.labeled("probe", text)
	}
	t.windowsMediaLog(w)
}

func (t *report) asfHeader(h *asf.Header) {
	var parts []string
	if h.Content != nil {
		parts = append(parts, t.shown(h.Content.Title))
	}
	if f := h.File; f != nil {
		kind := "live"
		if !f.Broadcast {
			kind = "duration " + view.Duration((f.PlayDuration - f.Preroll).Nanoseconds())
		}
		parts = append(parts, kind, "up to "+view.BitsPerSecond(float64(f.MaxBitrate)))
	}
	t.labeled("content", strings.Join(nonEmpty(parts), ", "))
	for _, s := range h.Streams {
		t.labeled("", fmt.Sprintf("stream %d: %s", s.Number, t.shown(asfStreamText(&s))))
	}
}

// logFields are the fields of a client log that are shown, in their order.
var logFields = []struct{ name, format string }{
	{"c-playerversion", "player %s"},
	{"c-os", "on %s"},
	{"c-osversion", "%s"},
	{"transport", "over %s"},
	{"c-status", "status %s"},
	{"x-duration", "played %s s"},
	{"avgbandwidth", "average bandwidth %s bit/s"},
	{"c-pkts-received", "%s packets received"},
	{"c-pkts-lost-client", "%s lost in the client"},
	{"c-pkts-lost-net", "%s lost in the network"},
	{"c-pkts-recovered-ECC", "%s recovered by error correction"},
	{"c-pkts-recovered-resent", "%s recovered by retransmission"},
	{"c-buffercount", "buffered %s times"},
	{"c-totalbuffertime", "for %s s"},
	{"c-quality", "quality %s %%"},
	{"s-pkts-sent", "server sent %s packets"},
}

// windowsMediaLog writes what the client's logs report on the client and on what it received.
func (t *report) windowsMediaLog(w *rtpflow.WindowsMedia) {
	var parts []string
	for _, f := range logFields {
		if v := w.LogValue(f.name); v != "" {
			parts = append(parts, fmt.Sprintf(f.format, v))
		}
	}
	if len(parts) > 0 {
		t.labeled("log", t.shown(strings.Join(parts, ", ")))
	}
}

// asfPayloads counts what the ASF payload headers of a stream contain.
func (t *report) asfPayloads(x *rtpflow.ASFPayloads) {
	if x == nil {
		return
	}
	text := "ASF: " + view.Count(x.DataPackets, "data packet") + ", " + view.Count(x.Keyframes, "keyframe payload")
	if x.Fragments > 0 {
		text += ", " + view.Count(x.Fragments, "fragment")
	}
	parts := []string{text}
	for _, s := range x.Streams {
		parts = append(parts, fmt.Sprintf("stream %d: %s", s.Number, view.Count(s.Payloads, "payload")))
	}
	if x.Malformed > 0 {
		parts = append(parts, view.Thousands(x.Malformed)+" malformed")
	}
	t.labeled("", strings.Join(parts, "; "))
}

// raop counts the packets on the control and timing ports of AirPlay audio.
func (t *report) raop(x *rtpflow.RAOP) {
	if x == nil {
		return
	}
	text := fmt.Sprintf("control: %s, %s requested again, %s resent; timing: %s, %s", view.Count(x.Syncs, "sync packet"),
		view.Count(x.Requested, "packet"), view.Thousands(x.Resent), view.Count(x.TimingRequests, "request"), view.Count(x.TimingResponses, "response"))
	if x.Latency != nil {
		text += "; latency " + view.Count(int64(*x.Latency), "sample")
	}
	t.labeled("", text)
}

func asfStreamText(s *asf.Stream) string {
	switch {
	case s.Audio != nil:
		return fmt.Sprintf("%s %s, %d Hz, %s, %s", s.Type, s.Audio.Codec, s.Audio.SampleRate, view.Count(int64(s.Audio.Channels), "channel"), view.BitsPerSecond(float64(s.Audio.BytesPerSec)*8))
	case s.Video != nil:
		return fmt.Sprintf("%s %s, %dx%d", s.Type, s.Video.Codec, s.Video.Width, s.Video.Height)
	}
	return s.Type
}
