package frames

import "rtspect/bitstream"

// maxEvidence limits the frame numbers that are kept as evidence of a count.
const maxEvidence = 16

// VideoSummary contains the counts of video frames and, as far as they apply, of documents.
type VideoSummary struct {
	// Keyframes, and frames by the type of their slices: a frame with any B slice is B, else one with any P slice is P.
	// Frames of unknown type are in none. nil and 0 if the codec does not show it.
	Keyframes   *int64
	I, P, B     int64
	Types       bool // the codec has frame types, and the capture contains the bytes that show them
	IntraOnly   bool // the codec has keyframes only
	Reordered   int64
	KeyMean     float64 // bytes of a complete keyframe, 0 without any
	MaxGOP      int64   // frames from a keyframe to the next (including missing ones) or to the end
	MeanGOP     float64 // of closed intervals; 0 without any
	MaxGOPTicks int64
	MeanTicks   float64
	// OpenGOP and OpenTicks are from the last keyframe to the end; 0 if there is none since the last restart.
	OpenGOP, OpenTicks int64
	KeyframeList       []Keyframe
	First              Keyframe // zero if there is no keyframe
	FirstWhole         Keyframe
	// BeforeKeyframe counts frames before the first complete keyframe; Impaired those that are damaged, or that follow
	// a damaged or missing reference frame before the next complete keyframe.
	BeforeKeyframe, Impaired int64
	DamagedFrames            []int64 // in the capture, limited
	Pauses                   []Pause
	PausesDropped            int64

	Steps     int64 // between timestamps in display order
	Span      int64 // their sum, in ticks
	UsualStep float64

	Recovery  int64 // frames other than keyframes with a recovery point (gradual decoder refresh)
	Slices    int64
	MaxSlices int64
	// Packets by payload structure, if the payload format has several (H.264, H.265).
	Single, Aggregates, Fragments, OtherStructures int64
	Mode                                           int   // packetization-mode of the SDP, -1 if it has none
	ParameterUnits                                 int64 // timestamps with parameter sets only
	SameTimestamp                                  int64 // units with the timestamp of the preceding unit
	MarkersMissing                                 int64 // complete units that end without the marker bit
	MarkersEarly                                   int64 // marker bits before the last packet of a unit
	MarkerFrames                                   []int64
	// ByteStream counts packets whose NAL units are joined by start codes (ITU-T H.264 and H.265, annex B).
	ByteStream       int64
	ByteStreamFrames []int64 // in the capture, limited
	// Undecodable counts frames that receivers cannot rebuild though no packet is missing, UndecodableWhy says why the first.
	Undecodable       int64
	UndecodableWhy    string
	UndecodableFrames []int64 // in the capture, limited
	Markers           int64

	Parameters    bitstream.Video // in force at the end
	HasParameters bool
	Described     bitstream.Video // by the SDP
	HasDescribed  bool
	// DescribedForeign counts NAL units that the SDP gives as parameter sets and that are none; DescribedByteStream says that
	// it gives some behind start codes.
	DescribedForeign    int64
	DescribedByteStream bool
	FirstInBand         bitstream.Video
	InBand              int64 // parameter sets in band
	Changes             []ParameterChange
	ParameterChanges    int64
}

func (v *VideoSummary) damagedFrame(f int64) { evidence(&v.DamagedFrames, f) }
func (v *VideoSummary) markerFrame(f int64)  { evidence(&v.MarkerFrames, f) }

func (v *VideoSummary) byteStream(p *Packet) {
	v.ByteStream++
	evidence(&v.ByteStreamFrames, p.Frame)
}

func (v *VideoSummary) undecodable(why string, p *Packet) {
	if v.Undecodable++; v.Undecodable == 1 {
		v.UndecodableWhy = why
	}
	evidence(&v.UndecodableFrames, p.Frame)
}

func evidence(list *[]int64, f int64) {
	if len(*list) < maxEvidence {
		*list = append(*list, f)
	}
}

// Finish completes the counts.
func (t *units) Finish() *Summary {
	t.flush()
	t.order.finish(t)
	open, openTicks := t.keys.open(t.order.highest)
	t.keys.restart()
	t.keys.settle(t.order.usualStep())
	s := &t.sum
	s.Kind = t.kind
	s.MinBytes, s.MaxBytes, s.MeanBytes = t.sizes.low, t.sizes.high, t.sizes.mean()
	missing := t.order.missing
	if t.order.usual > 0 && t.kind == Video {
		s.Missing = &missing
	}
	v := &t.video
	s.Video = v
	v.Steps, v.Span, v.Reordered = t.order.steps, t.order.span, t.order.reordered
	v.UsualStep = t.order.usualStep()
	v.Markers, v.Slices, v.Mode = t.markers, t.slicesN, t.mode
	if t.kind != Video {
		return s
	}
	v.IntraOnly = t.intra
	if n := t.keys.n; t.blind == 0 && (t.intra || t.keyed) {
		v.Keyframes = &n
		v.KeyMean = t.keys.sizes.mean()
		v.MaxGOP, v.MeanGOP = t.keys.longest, t.keys.frames.mean()
		v.MaxGOPTicks, v.MeanTicks = t.keys.ticks.high, t.keys.ticks.mean()
		v.OpenGOP, v.OpenTicks = open, openTicks
		v.KeyframeList, v.First, v.FirstWhole = t.keys.list, t.keys.first, t.keys.whole
	}
	v.Types = v.I+v.P+v.B > 0 && t.blind == 0
	v.Pauses, v.PausesDropped = t.whole.pauses, t.whole.dropped
	v.Parameters, v.HasParameters = t.sets.now()
	v.Described, v.HasDescribed = t.sets.described, t.sets.hasDescribed
	v.FirstInBand, v.InBand = t.sets.first, t.sets.n
	v.Changes, v.ParameterChanges = t.sets.changes, t.sets.changesN
	return s
}
