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
		t.labelled("probe", fmt.Sprintf("%d packet-pair frames, %d bytes, with which the client measured the path", w.PacketPairs, w.PacketPairBytes))
	}
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
