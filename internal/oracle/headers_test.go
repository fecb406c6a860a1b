package oracle

import (
	"encoding/hex"
	"math"
	"testing"

	"rtspect/bitstream"

	"github.com/bluenviron/mediacommon/v2/pkg/codecs/h264"
	"github.com/bluenviron/mediacommon/v2/pkg/codecs/h265"
	"github.com/bluenviron/mediacommon/v2/pkg/codecs/mpeg4audio"
)

// sps compares a sequence parameter set; false where mediacommon refuses it.
func sps(t *testing.T, encoding string, nal []byte) bool {
	t.Helper()
	var width, height int
	var rate float64
	var ours bitstream.Video
	var ok bool
	if encoding == "H264" {
		var s h264.SPS
		if s.Unmarshal(nal) != nil {
			return false
		}
		width, height, rate = s.Width(), s.Height(), s.FPS()
		ours, ok = bitstream.H264SPS(nal)
	} else {
		var s h265.SPS
		if s.Unmarshal(nal) != nil {
			return false
		}
		width, height, rate = s.Width(), s.Height(), s.FPS()
		ours, ok = bitstream.H265SPS(nal)
	}
	if !ok || ours.Width != width || ours.Height != height {
		t.Errorf("%s %x: %+v, mediacommon has %d x %d", encoding, nal, ours, width, height)
	}
	if ours.FrameRate > 0 && rate > 0 && math.Abs(ours.FrameRate-rate) > 0.001 {
		t.Errorf("%s %x: %g frames per second, mediacommon has %g", encoding, nal, ours.FrameRate, rate)
	}
	return true
}

// TestAudioConfig compares AudioSpecificConfigs of every sample rate and number of channels.
func TestAudioConfig(t *testing.T) {
	compared := 0
	for _, objectType := range []byte{1, 2, 3, 4, 5} {
		for rate := range byte(13) {
			for channels := byte(1); channels < 8; channels++ { // 0 needs a program_config_element
				b := []byte{objectType<<3 | rate>>1, rate<<7 | channels<<3}
				if objectType == 5 { // SBR: the rate of the output, then the core
					b = []byte{b[0], b[1] | rate>>1, rate<<7 | 2<<2, 0}
				}
				var c mpeg4audio.AudioSpecificConfig
				if c.Unmarshal(b) != nil {
					continue
				}
				compared++
				ours, ok := bitstream.ParseAudioConfig(hex.EncodeToString(b))
				if !ok || ours.ObjectType != int(c.Type) || ours.SampleRate != c.SampleRate || ours.Channels != int(c.ChannelConfig) || (c.FrameLengthFlag != (ours.FrameSamples == 960)) {
					t.Errorf("%x: %+v %t, mediacommon has %+v", b, ours, ok, c)
				}
			}
		}
	}
	if compared < 150 {
		t.Errorf("%d compared", compared)
	}
}
