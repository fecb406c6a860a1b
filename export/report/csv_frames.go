package report

import (
	"strconv"

	"rtspect/rtpflow"
)

// csvFrames are what the payloads tell of access units.
var csvFrames = []csvColumn{
	ofFrames("frames", func(f *rtpflow.Frames) string { return strconv.FormatInt(f.Count, 10) }),
	ofFrames("frames_damaged", func(f *rtpflow.Frames) string { return strconv.FormatInt(f.Damaged, 10) }),
	ofFrames("frames_missing", func(f *rtpflow.Frames) string { return integer(f.Missing) }),
	ofPicture("frames_impaired", func(f *rtpflow.Frames) string { return strconv.FormatInt(f.Video.Impaired, 10) }),
	ofPicture("keyframes", func(f *rtpflow.Frames) string { return integer(f.Video.Keyframes) }),
	ofFrames("fps", func(f *rtpflow.Frames) string { return decimal(numberOf(f.FPS)) }),
	ofPicture("max_gop", func(f *rtpflow.Frames) string {
		if f.Video.Keyframes == nil || *f.Video.Keyframes == 0 {
			return ""
		}
		return strconv.FormatInt(f.Video.MaxGOP, 10)
	}),
	ofPicture("width", func(f *rtpflow.Frames) string { return integer(positive(f.Video.Parameters.Width)) }),
	ofPicture("height", func(f *rtpflow.Frames) string { return integer(positive(f.Video.Parameters.Height)) }),
	ofFrames("profile", func(f *rtpflow.Frames) string {
		if f.Audio != nil {
			return f.Audio.Profile
		}
		return f.Video.Parameters.Profile
	}),
	ofFrames("frame_bytes_mean", func(f *rtpflow.Frames) string {
		if f.MeanBytes == 0 {
			return ""
		}
		return decimal(number(f.MeanBytes))
	}),
	ofFrames("first_picture_ms", func(f *rtpflow.Frames) string { return decimal(millisOf(f.ToPicture)) }),
	ofFrames("ptime_ms", func(f *rtpflow.Frames) string { return decimal(numberOf(f.PTime)) }),
}

func ofFrames(name string, value func(*rtpflow.Frames) string) csvColumn {
	return csvColumn{name, ofStream(func(s *rtpflow.Stream) string {
		if s.Frames == nil {
			return ""
		}
		return value(s.Frames)
	})}
}

func ofPicture(name string, value func(*rtpflow.Frames) string) csvColumn {
	return ofFrames(name, func(f *rtpflow.Frames) string {
		if f.Video == nil {
			return ""
		}
		return value(f)
	})
}
