package report

import (
	"fmt"
	"strings"

	"rtspect/asf"
	"rtspect/rtpflow"
)

// windowsMedia tells what the ASF header of a Windows Media session says of its content.
func (t *textReport) windowsMedia(w *rtpflow.WindowsMedia) {
	if w == nil {
		return
	}
	if h := w.Header; h != nil {
		var parts []string
		if h.Content != nil && h.Content.Title != "" {
			parts = append(parts, t.shown(h.Content.Title))
		}
		if f := h.File; f != nil {
			if f.Broadcast {
				parts = append(parts, "live")
			} else {
				parts = append(parts, length((f.PlayDuration-f.Preroll).Nanoseconds())+" long")
			}
			parts = append(parts, "up to "+rate(float64(f.MaxBitrate)))
		}
		t.labelled("content", strings.Join(parts, ", "))
		for _, s := range h.Streams {
			t.labelled("", fmt.Sprintf("stream %d: %s", s.Number, t.shown(asfStreamText(&s))))
		}
	}
	if w.PacketPairs > 0 {
		text := fmt.Sprintf("%d packet-pair frames, %d bytes, with which the client measured the path", w.PacketPairs, w.PacketPairBytes)
		if w.Bandwidth != nil {
			text += "; it then said that it has " + rate(float64(*w.Bandwidth))
		}
		t.labelled("probe", text)
	}
	t.windowsMediaLog(w)
}

// windowsMediaLog tells what the client's logs say of it, and of what it received.
func (t *textReport) windowsMediaLog(w *rtpflow.WindowsMedia) {
	var parts []string
	for _, x := range []struct{ name, text string }{
		{"c-playerversion", "player %s"}, {"c-os", "on %s"}, {"c-osversion", "%s"}, {"transport", "over %s"}, {"c-status", "status %s"},
		{"x-duration", "played %s s"}, {"avgbandwidth", "average bandwidth %s bit/s"}, {"c-pkts-received", "%s packets received"},
		{"c-pkts-lost-client", "%s lost at the client"}, {"c-pkts-lost-net", "%s lost by the network"},
		{"c-pkts-recovered-ECC", "%s recovered by error correction"}, {"c-pkts-recovered-resent", "%s recovered by sending again"},
		{"c-buffercount", "buffered %s times"}, {"c-totalbuffertime", "for %s s"}, {"c-quality", "quality %s %%"},
		{"s-pkts-sent", "server sent %s packets"},
	} {
		if v := w.LogValue(x.name); v != "" {
			parts = append(parts, fmt.Sprintf(x.text, v))
		}
	}
	if len(parts) > 0 {
		t.labelled("log", t.shown(strings.Join(parts, ", ")))
	}
}

// asfPayloads tells what the payload headers of a stream say.
func (t *textReport) asfPayloads(x *rtpflow.ASFPayloads) {
	if x == nil {
		return
	}
	text := fmt.Sprintf("%s of ASF, %s with a key frame", counted(x.DataPackets, "data packet"), counted(x.KeyFrames, "header"))
	if x.Fragments > 0 {
		text += fmt.Sprintf(", %s of larger ones", counted(x.Fragments, "fragment"))
	}
	for _, s := range x.Streams {
		text += fmt.Sprintf("; stream %d: %s", s.Number, counted(s.Payloads, "payload"))
	}
	if x.Malformed > 0 {
		text += fmt.Sprintf("; %d malformed", x.Malformed)
	}
	t.labelled("", text)
}

// raop tells what the control and timing ports of AirPlay carried.
func (t *textReport) raop(x *rtpflow.RAOP) {
	if x == nil {
		return
	}
	text := fmt.Sprintf("control: %s, %s asked for again, %s resent; timing: %s, %d answered", counted(x.Syncs, "sync"),
		counted(x.Asked, "packet"), counted(x.Resent, "packet"), counted(x.TimingRequests, "request"), x.TimingResponses)
	if x.Latency != nil {
		text += fmt.Sprintf("; sound %d samples behind", *x.Latency)
	}
	t.labelled("", text)
}

func asfStreamText(s *asf.Stream) string {
	switch {
	case s.Audio != nil:
		return fmt.Sprintf("%s %s, %d Hz, %d channels, %s", s.Type, s.Audio.Codec, s.Audio.SampleRate, s.Audio.Channels, rate(float64(s.Audio.BytesPerSec)*8))
	case s.Video != nil:
		return fmt.Sprintf("%s %s, %d × %d", s.Type, s.Video.Codec, s.Video.Width, s.Video.Height)
	}
	return s.Type
}
