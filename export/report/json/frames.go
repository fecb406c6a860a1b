package json

import (
	"rtspect/bitstream"
	"rtspect/export/report/view"
	"rtspect/rtpflow"
	"rtspect/rtpflow/frames"
)

// framesJSON describes the access units of a stream.
type framesJSON struct {
	Kind         string `json:"kind"`
	Encoding     string `json:"encoding,omitempty"`
	Guessed      bool   `json:"guessed,omitempty"`
	CountedFrom  int64  `json:"counted_from_frame,omitempty"`
	CountedFile  *int   `json:"counted_from_file,omitempty"`
	Count        int64  `json:"count"`
	Damaged      int64  `json:"damaged"`
	Missing      *int64 `json:"missing,omitempty"`
	Cut          int64  `json:"cut,omitempty"`
	LatePackets  int64  `json:"late_packets,omitempty"`
	FirstDamaged int64  `json:"first_damaged_frame,omitempty"`
	DamagedFile  *int   `json:"first_damaged_file,omitempty"`

	FPS     *float64 `json:"fps,omitempty"`
	MeanFPS *float64 `json:"mean_fps,omitempty"`
	videoJSON
	audioJSON
	Bytes *bytesJSON `json:"bytes,omitempty"`

	SameTimestamp  int64    `json:"same_timestamp,omitempty"`
	MarkersMissing int64    `json:"markers_missing,omitempty"`
	MarkersEarly   int64    `json:"markers_early,omitempty"`
	ByteStream     int64    `json:"byte_stream_packets,omitempty"`
	ToPacket       *float64 `json:"play_to_first_packet_ms,omitempty"`
	ToKeyframe     *float64 `json:"play_to_first_keyframe_ms,omitempty"`
	ToPicture      *float64 `json:"play_to_first_picture_ms,omitempty"`
}

// videoJSON is the part of framesJSON that only video has.
type videoJSON struct {
	Keyframes      *int64                `json:"keyframes,omitempty"`
	MaxGOP         *int64                `json:"max_gop,omitempty"`
	MeanGOP        *float64              `json:"mean_gop,omitempty"`
	MaxInterval    *float64              `json:"max_keyframe_interval_s,omitempty"`
	MeanInterval   *float64              `json:"mean_keyframe_interval_s,omitempty"`
	OpenInterval   *float64              `json:"open_keyframe_interval_s,omitempty"`
	Types          map[string]int64      `json:"types,omitempty"`
	Reordered      int64                 `json:"reordered,omitempty"`
	BeforeKeyframe int64                 `json:"before_keyframe,omitempty"`
	Impaired       int64                 `json:"impaired,omitempty"`
	Width          *int                  `json:"width,omitempty"`
	Height         *int                  `json:"height,omitempty"`
	Profile        string                `json:"profile,omitempty"`
	Level          string                `json:"level,omitempty"`
	ParameterFPS   *float64              `json:"parameter_fps,omitempty"`
	Interlaced     bool                  `json:"interlaced,omitempty"`
	Parameters     string                `json:"parameter_sets,omitempty"`
	Undecodable    int64                 `json:"undecodable,omitempty"`
	UndecodableWhy string                `json:"undecodable_reason,omitempty"`
	SDPForeign     int64                 `json:"sdp_foreign_nal_units,omitempty"`
	SDPByteStream  bool                  `json:"sdp_start_codes,omitempty"`
	Described      *parametersJSON       `json:"described,omitempty"`
	Changes        []parameterChangeJSON `json:"parameter_changes,omitempty"`
	MeanSlices     *float64              `json:"mean_slices,omitempty"`
	MaxSlices      *int64                `json:"max_slices,omitempty"`
	Structures     *structuresJSON       `json:"payload_structures,omitempty"`
	Freezes        []freezeJSON          `json:"freezes,omitempty"`
	FreezeSeconds  *float64              `json:"freeze_s,omitempty"`
}

// audioJSON is the part of framesJSON that only audio has.
type audioJSON struct {
	Samples    *int64   `json:"samples,omitempty"`
	SampleRate *int     `json:"sample_rate,omitempty"`
	Channels   *int     `json:"channels,omitempty"`
	PTime      *float64 `json:"ptime_ms,omitempty"`
	MinPTime   *float64 `json:"min_ptime_ms,omitempty"`
	MaxPTime   *float64 `json:"max_ptime_ms,omitempty"`
	Silences   int64    `json:"silences,omitempty"`
	Silence    *float64 `json:"silence_s,omitempty"`
	Talkspurts int64    `json:"talkspurts,omitempty"`
	Overlaps   int64    `json:"overlaps,omitempty"`
	ADTS       int64    `json:"adts_packets,omitempty"`
	EmptyUnits int64    `json:"empty_units,omitempty"`
}

type bytesJSON struct {
	Min     int64    `json:"min"`
	Mean    *float64 `json:"mean"`
	Max     int64    `json:"max"`
	KeyMean *float64 `json:"keyframe_mean,omitempty"`
}

type parametersJSON struct {
	Width   *int     `json:"width,omitempty"`
	Height  *int     `json:"height,omitempty"`
	Profile string   `json:"profile,omitempty"`
	Level   string   `json:"level,omitempty"`
	FPS     *float64 `json:"fps,omitempty"`
}

type parameterChangeJSON struct {
	Time  string          `json:"time"`
	At    *float64        `json:"at_s,omitempty"`
	Frame int64           `json:"frame"`
	File  *int            `json:"file,omitempty"`
	From  *parametersJSON `json:"from"`
	To    *parametersJSON `json:"to"`
}

type structuresJSON struct {
	Single      int64 `json:"single"`
	Aggregation int64 `json:"aggregation"`
	Fragment    int64 `json:"fragment"`
	Other       int64 `json:"other"`
}

type freezeJSON struct {
	Time     string   `json:"time"`
	At       *float64 `json:"at_s,omitempty"`
	Frame    int64    `json:"frame"`
	File     *int     `json:"file,omitempty"`
	Duration *float64 `json:"duration_s"`
	Damaged  int64    `json:"damaged"`
}

type telephoneEventJSON struct {
	Time     string   `json:"time"`
	At       *float64 `json:"at_s,omitempty"`
	Frame    int64    `json:"frame"`
	File     *int     `json:"file,omitempty"`
	Event    uint8    `json:"event"`
	Name     string   `json:"name,omitempty"`
	Duration *float64 `json:"duration_ms,omitempty"`
	Volume   int      `json:"volume_dbm0"`
	Ended    bool     `json:"ended"`
}

func (c *converter) frames(f *rtpflow.Frames) *framesJSON {
	if f == nil {
		return nil
	}
	j := &framesJSON{
		Kind: f.Kind, Encoding: c.Text(f.Encoding, view.MaxName), Guessed: f.Guessed,
		Count: f.Count, Damaged: f.Damaged, Missing: f.Missing, Cut: f.Cut, LatePackets: f.LatePackets,
		FPS: view.OptionalNumber(f.FPS), MeanFPS: view.OptionalNumber(f.MeanFPS),
		ToPacket: view.OptionalMilliseconds(f.ToPacket), ToKeyframe: view.OptionalMilliseconds(f.ToKeyframe), ToPicture: view.OptionalMilliseconds(f.ToWholeKeyframe),
	}
	if f.Late {
		j.CountedFrom, j.CountedFile = c.frameAndFile(f.From)
	}
	if f.MaxBytes > 0 {
		j.Bytes = &bytesJSON{Min: f.MinBytes, Mean: view.Number(f.MeanBytes), Max: f.MaxBytes}
	}
	if v := f.Video; v != nil {
		j.SameTimestamp, j.MarkersMissing, j.MarkersEarly = v.SameTimestamp, v.MarkersMissing, v.MarkersEarly
		j.ByteStream = v.ByteStream
		if len(v.DamagedFrames) > 0 {
			j.FirstDamaged, j.DamagedFile = c.frameAndFile(v.DamagedFrames[0])
		}
		if f.Kind == frames.Video {
			c.video(j, f)
		}
	}
	if a := f.Audio; a != nil {
		j.MarkersMissing, j.MarkersEarly = a.MarkersMissing, a.MarkersEarly
		j.Profile = a.Profile
		j.audioJSON = audioJSON{
			Samples: &a.Samples, SampleRate: view.Positive(a.SampleRate), Channels: view.Positive(a.Channels),
			PTime: view.OptionalNumber(f.PTime), MinPTime: view.OptionalNumber(f.MinPTime), MaxPTime: view.OptionalNumber(f.MaxPTime),
			Silences: a.Silences, Silence: view.OptionalNumber(f.Silence), Talkspurts: a.Talkspurts, Overlaps: a.Overlaps,
			ADTS: a.ADTS, EmptyUnits: a.EmptyUnits,
		}
	}
	return j
}

func (c *converter) video(j *framesJSON, f *rtpflow.Frames) {
	v := f.Video
	p := &j.videoJSON
	p.Keyframes, p.Reordered, p.Impaired = v.Keyframes, v.Reordered, v.Impaired
	if v.Keyframes != nil {
		p.BeforeKeyframe = v.BeforeKeyframe
	}
	if v.Keyframes != nil && *v.Keyframes > 0 {
		p.MaxGOP = &v.MaxGOP
		if v.MeanGOP > 0 {
			p.MeanGOP = view.Number(v.MeanGOP)
		}
		p.MaxInterval, p.MeanInterval = view.OptionalNumber(f.MaxKeyInterval), view.OptionalNumber(f.MeanKeyInterval)
		p.OpenInterval = view.OptionalNumber(f.OpenKeyInterval)
		if v.KeyMean > 0 && j.Bytes != nil {
			j.Bytes.KeyMean = view.Number(v.KeyMean)
		}
	}
	if v.Types {
		p.Types = map[string]int64{"I": v.I, "P": v.P, "B": v.B}
	}
	now := parameters(&v.Parameters)
	p.Width, p.Height, p.Profile, p.Level, p.ParameterFPS, p.Interlaced = now.Width, now.Height, now.Profile, now.Level, now.FPS, v.Parameters.Interlaced
	p.Parameters = f.ParameterSets()
	p.Undecodable, p.UndecodableWhy = v.Undecodable, v.UndecodableWhy
	p.SDPForeign, p.SDPByteStream = v.DescribedForeign, v.DescribedByteStream
	if v.HasDescribed && v.Described != v.Parameters {
		p.Described = parameters(&v.Described)
	}
	for _, x := range v.Changes {
		n, file := c.frameAndFile(x.Frame)
		p.Changes = append(p.Changes, parameterChangeJSON{view.Timestamp(x.Time), c.at(x.Time), n, file, parameters(&x.From), parameters(&x.To)})
	}
	if v.Slices > 0 {
		p.MeanSlices, p.MaxSlices = view.Number(float64(v.Slices)/float64(f.Count)), &v.MaxSlices
	}
	if s := (structuresJSON{v.Single, v.Aggregates, v.Fragments, v.OtherStructures}); s != (structuresJSON{}) {
		p.Structures = &s
	}
	sum := int64(0)
	for i, x := range f.Freezes {
		sum += x.To - x.From
		if i < view.MaxEvents {
			n, file := c.frameAndFile(x.ToFrame)
			p.Freezes = append(p.Freezes, freezeJSON{view.Timestamp(x.From), c.at(x.From), n, file, view.Seconds(x.To - x.From), x.Damaged})
		}
	}
	if sum > 0 {
		p.FreezeSeconds = view.Seconds(sum)
	}
}

func parameters(v *bitstream.Video) *parametersJSON {
	p := &parametersJSON{Width: view.Positive(v.Width), Height: view.Positive(v.Height), Profile: v.Profile, Level: v.Level}
	if v.FrameRate > 0 {
		p.FPS = view.Number(v.FrameRate)
	}
	return p
}

// telephoneEvents lists the events of a telephone-event stream (RFC 4733).
func (c *converter) telephoneEvents(st *rtpflow.Stream) (list []telephoneEventJSON) {
	for i, e := range st.Events {
		if i == view.MaxEvents {
			break
		}
		n, file := c.frameAndFile(e.Frame)
		t := telephoneEventJSON{Time: view.Timestamp(e.Time), At: c.at(e.Time), Frame: n, File: file, Event: e.Event, Name: frames.EventName(e.Event), Volume: -int(e.Volume), Ended: e.Ended}
		if st.ClockRate > 0 {
			t.Duration = view.Number(float64(e.Ticks) / float64(st.ClockRate) * 1e3)
		}
		list = append(list, t)
	}
	return list
}
