package csv

import (
	"fmt"
	"strconv"
	"strings"

	"rtspect/capture"
	"rtspect/export/report/view"
	"rtspect/export/safe"
	"rtspect/rtpflow"
)

// text is a column of a fact that every stream has.
func text(name string, value func(*rtpflow.Stream) string) column {
	return column{name, func(_ *streams, r view.Row) string { return value(r.Stream) }}
}

// count is a column of a number that every stream has.
func count(name string, value func(*rtpflow.Stream) int64) column {
	return text(name, func(s *rtpflow.Stream) string { return strconv.FormatInt(value(s), 10) })
}

// of is a column of a part that not every stream has.
func of[T any](name string, part func(*rtpflow.Stream) *T, value func(*T) string) column {
	return text(name, func(s *rtpflow.Stream) string {
		if p := part(s); p != nil {
			return value(p)
		}
		return ""
	})
}

// countOf is a column of a number in a part that not every stream has.
func countOf[T any](name string, part func(*rtpflow.Stream) *T, value func(*T) int64) column {
	return of(name, part, func(p *T) string { return strconv.FormatInt(value(p), 10) })
}

// numberOf is a column of a measured number in a part that not every stream has.
func numberOf[T any](name string, part func(*rtpflow.Stream) *T, value func(*T) *float64) column {
	return of(name, part, func(p *T) string { return decimal(view.OptionalNumber(value(p))) })
}

// self is the stream as a part of itself, for its own measured numbers.
func self(s *rtpflow.Stream) *rtpflow.Stream { return s }

// identity returns the columns that identify a stream.
func identity() []column {
	return []column{
		{"capture", func(_ *streams, r view.Row) string { return safe.Cell(r.Capture) }},
		{"session", func(_ *streams, r view.Row) string {
			if r.Session == nil {
				return ""
			}
			return r.Session.ID
		}},
		{"media", func(_ *streams, r view.Row) string {
			if r.Media == nil {
				return ""
			}
			return strconv.Itoa(r.Media.Index)
		}},
		{"type", func(t *streams, r view.Row) string {
			if r.Media == nil {
				return ""
			}
			return t.cell(r.Media.Type)
		}},
		{"url", func(t *streams, r view.Row) string {
			if r.Session == nil {
				return ""
			}
			return t.cell(r.Session.URL)
		}},
		text("ssrc", func(s *rtpflow.Stream) string { return view.SSRC(s.SSRC) }),
		text("direction", func(s *rtpflow.Stream) string { return view.Direction(s.Direction) }),
		text("source", func(s *rtpflow.Stream) string { return view.Endpoint(s.Source) }),
		text("destination", func(s *rtpflow.Stream) string { return view.Endpoint(s.Destination) }),
		text("connection", func(s *rtpflow.Stream) string {
			id, _ := view.Interleaved(s.Connection, s.Channel)
			return id
		}),
		text("channel", func(s *rtpflow.Stream) string {
			_, channel := view.Interleaved(s.Connection, s.Channel)
			return integer(channel)
		}),
		text("payload_types", payloadTypes),
		{"encoding", func(t *streams, r view.Row) string { return t.cell(r.Stream.Encoding) }},
		text("clock_rate", func(s *rtpflow.Stream) string { return integer(view.Positive(s.ClockRate)) }),
		text("clock_rate_from", func(s *rtpflow.Stream) string { return s.ClockRateFrom }),
	}
}

// counts returns the columns of packets and bytes.
func counts() []column {
	repair := func(s *rtpflow.Stream) *rtpflow.Repair { return s.Repair }
	repaired := func(s *rtpflow.Stream) *rtpflow.Repaired { return s.Repaired }
	return []column{
		count("packets", func(s *rtpflow.Stream) int64 { return s.Packets }),
		count("duplicates", func(s *rtpflow.Stream) int64 { return s.Duplicates }),
		count("expected", func(s *rtpflow.Stream) int64 { return s.Expected }),
		count("lost", func(s *rtpflow.Stream) int64 { return s.Lost }),
		of("loss_pct", self, func(s *rtpflow.Stream) string { return decimal(view.LossPercent(s.Lost, s.Expected)) }),
		count("out_of_order", func(s *rtpflow.Stream) int64 { return s.OutOfOrder }),
		count("loss_bursts", func(s *rtpflow.Stream) int64 { return s.LossBursts }),
		count("max_burst", func(s *rtpflow.Stream) int64 { return s.MaxBurst }),
		count("payload_bytes", func(s *rtpflow.Stream) int64 { return s.PayloadBytes }),
		count("max_payload_bytes", func(s *rtpflow.Stream) int64 { return int64(s.MaxPayload) }),
		count("markers", func(s *rtpflow.Stream) int64 { return s.Markers }),
		count("first_seq", func(s *rtpflow.Stream) int64 { return int64(s.FirstSeq) }),
		count("last_seq", func(s *rtpflow.Stream) int64 { return int64(s.LastSeq) }),
		count("seq_wraps", func(s *rtpflow.Stream) int64 { return s.SeqWraps }),
		count("first_rtp_ts", func(s *rtpflow.Stream) int64 { return int64(s.FirstRTPTime) }),
		count("last_rtp_ts", func(s *rtpflow.Stream) int64 { return int64(s.LastRTPTime) }),
		count("discontinuities", func(s *rtpflow.Stream) int64 { return int64(len(s.Discontinuities)) }),
		count("capture_duplicates", func(s *rtpflow.Stream) int64 { return s.CaptureDuplicates }),
		count("snapped_packets", func(s *rtpflow.Stream) int64 { return s.Truncated }),
		count("malformed_packets", func(s *rtpflow.Stream) int64 { return s.Malformed }),
		of("repair_kind", repair, func(r *rtpflow.Repair) string { return r.Kind }),
		of("repair_of", repair, func(r *rtpflow.Repair) string {
			if r.Of == nil {
				return ""
			}
			return view.SSRC(r.Of.SSRC)
		}),
		countOf("recovered", repaired, func(r *rtpflow.Repaired) int64 { return r.Recovered }),
		countOf("residual_lost", repaired, func(r *rtpflow.Repaired) int64 { return r.Residual }),
	}
}

// timing returns the columns of times, bit rate and jitter.
func timing() []column {
	jitter := func(s *rtpflow.Stream) *rtpflow.Jitter { return s.Jitter }
	delta := func(s *rtpflow.Stream) *rtpflow.Delta { return s.Delta }
	return []column{
		text("start", func(s *rtpflow.Stream) string { return view.Timestamp(s.Start) }),
		text("end", func(s *rtpflow.Stream) string { return view.Timestamp(s.End) }),
		text("first_frame", func(s *rtpflow.Stream) string { return frame(s.FirstFrame) }),
		text("last_frame", func(s *rtpflow.Stream) string { return frame(s.LastFrame) }),
		numberOf("bitrate_bps", self, func(s *rtpflow.Stream) *float64 { return s.Bitrate }),
		numberOf("jitter_mean_ms", jitter, func(j *rtpflow.Jitter) *float64 { return &j.Mean }),
		numberOf("jitter_max_ms", jitter, func(j *rtpflow.Jitter) *float64 { return &j.Max }),
		numberOf("jitter_last_ms", jitter, func(j *rtpflow.Jitter) *float64 { return &j.Last }),
		numberOf("delta_mean_ms", delta, func(d *rtpflow.Delta) *float64 { return &d.Mean }),
		numberOf("delta_max_ms", delta, func(d *rtpflow.Delta) *float64 { return &d.Max }),
		of("delta_max_frame", delta, func(d *rtpflow.Delta) string { return frame(d.MaxFrame) }),
		numberOf("clock_drift_ppm", self, func(s *rtpflow.Stream) *float64 { return s.ClockDriftPPM }),
		numberOf("max_skew_ms", self, func(s *rtpflow.Stream) *float64 { return s.MaxSkewMS }),
	}
}

// payloadTypes lists the payload types with their packets: 96:351;97:2.
func payloadTypes(s *rtpflow.Stream) string {
	var b strings.Builder
	for i, pt := range view.PayloadTypes(s.PayloadTypes) {
		if i > 0 {
			b.WriteByte(';')
		}
		fmt.Fprintf(&b, "%d:%d", pt, s.PayloadTypes[pt])
	}
	return b.String()
}

func decimal(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', -1, 64)
}

func integer[T int | int64](x *T) string {
	if x == nil {
		return ""
	}
	return strconv.FormatInt(int64(*x), 10)
}

func frame(f capture.Frame) string {
	if f == 0 {
		return ""
	}
	return strconv.FormatInt(f.Number(), 10)
}
