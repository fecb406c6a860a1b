package csv

import (
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// accessUnits returns the columns of access units.
func accessUnits() []column {
	all := func(s *rtpflow.Stream) *rtpflow.Frames { return s.Frames }
	video := func(s *rtpflow.Stream) *rtpflow.Frames {
		if s.Frames == nil || s.Frames.Video == nil {
			return nil
		}
		return s.Frames
	}
	return []column{
		countOf("frames", all, func(f *rtpflow.Frames) int64 { return f.Count }),
		countOf("frames_damaged", all, func(f *rtpflow.Frames) int64 { return f.Damaged }),
		of("frames_missing", all, func(f *rtpflow.Frames) string { return integer(f.Missing) }),
		countOf("frames_impaired", video, func(f *rtpflow.Frames) int64 { return f.Video.Impaired }),
		of("keyframes", video, func(f *rtpflow.Frames) string { return integer(f.Video.Keyframes) }),
		numberOf("fps", all, func(f *rtpflow.Frames) *float64 { return f.FPS }),
		of("max_gop", video, func(f *rtpflow.Frames) string {
			if f.Video.Keyframes == nil || *f.Video.Keyframes == 0 {
				return ""
			}
			return integer(&f.Video.MaxGOP)
		}),
		of("width", video, func(f *rtpflow.Frames) string { return integer(view.Positive(f.Video.Parameters.Width)) }),
		of("height", video, func(f *rtpflow.Frames) string { return integer(view.Positive(f.Video.Parameters.Height)) }),
		of("profile", all, profile),
		numberOf("frame_bytes_mean", all, func(f *rtpflow.Frames) *float64 {
			if f.MeanBytes == 0 {
				return nil
			}
			return &f.MeanBytes
		}),
		of("first_picture_ms", all, func(f *rtpflow.Frames) string { return decimal(view.OptionalMilliseconds(f.ToWholeKeyframe)) }),
		numberOf("ptime_ms", all, func(f *rtpflow.Frames) *float64 { return f.PTime }),
	}
}

func profile(f *rtpflow.Frames) string {
	switch {
	case f.Audio != nil:
		return f.Audio.Profile
	case f.Video != nil:
		return f.Video.Parameters.Profile
	}
	return ""
}
