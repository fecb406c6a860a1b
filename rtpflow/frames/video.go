package frames

import "rtspect/bitstream"

// maxEvidence bounds the frames that are kept to prove a count.
const maxEvidence = 16

// VideoSummary is what only pictures have, and documents as far as it applies.
type VideoSummary struct {
	// Keyframes, and pictures by the type of their slices: a picture with any B slice is B, else one with
	// any P slice is P. Those whose type was not seen are in none. nil and 0 where the codec does not tell.
	Keyframes   *int64
	I, P, B     int64
	Types       bool // the codec tells types, and the capture holds the bytes that do
	IntraOnly   bool // every picture is a keyframe by the codec's nature
	Reordered   int64
	KeyMean     float64 // bytes of a whole keyframe, 0 without any
	MaxGOP      int64   // pictures from a keyframe to the next, those missing counted, or seen up to the end
	MeanGOP     float64 // of the intervals that ended; 0 without any
	MaxGOPTicks int64
	MeanTicks   float64
	Marks       []KeyframeMark
	First       KeyframeMark // zero if there is no keyframe
	FirstWhole  KeyframeMark
	// BeforeKeyframe counts pictures before the first whole keyframe; Impaired those that are damaged or
	// come between a damaged or missing one that others depend on and the next whole keyframe.
	BeforeKeyframe, Impaired int64
	DamagedFrames            []int64 // of the capture, bounded
	Pauses                   []Pause
	PausesDropped            int64

	Steps     int64 // between timestamps in the order of presentation
	Span      int64 // their sum, in ticks
	UsualStep float64

	Recovery  int64 // pictures with a recovery point that are no keyframes: decoding can begin there slowly
	Slices    int64
	MaxSlices int64
	// Packets by payload structure, where the payload format has several (H.264, H.265).
	Single, Aggregates, Fragments, OtherStructures int64
	Mode                                           int   // packetization-mode of the SDP, -1 if it has none
	ParameterUnits                                 int64 // timestamps under which only parameter sets came
	SameTimestamp                                  int64 // units with the timestamp of the unit before
	MarkersMissing                                 int64 // units that ended without marker bit, none of their packets missing
	MarkersEarly                                   int64 // marker bits before the last packet of a unit
	MarkerFrames                                   []int64
	Markers                                        int64

	Parameters       bitstream.Video // in force at the end
	HasParameters    bool
	Described        bitstream.Video // by the SDP
	HasDescribed     bool
	FirstInBand      bitstream.Video
	InBand           int64 // parameter sets in band
	Changes          []ParameterChange
	ParameterChanges int64
}

func (v *VideoSummary) damagedFrame(f int64) { evidence(&v.DamagedFrames, f) }
func (v *VideoSummary) markerFrame(f int64)  { evidence(&v.MarkerFrames, f) }

func evidence(list *[]int64, f int64) {
	if len(*list) < maxEvidence {
		*list = append(*list, f)
	}
}

// Finish ends the observation.
func (t *units) Finish() *Summary {
	t.flush()
	t.order.finish(t)
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
	v.Markers, v.Slices, v.Mode = t.marks, t.slicesN, t.mode
	if t.kind != Video {
		return s
	}
	v.IntraOnly = t.intra
	if n := t.keys.n; t.blind == 0 && (t.intra || t.keyed) {
		v.Keyframes = &n
		v.KeyMean = t.keys.sizes.mean()
		v.MaxGOP, v.MeanGOP = t.keys.longest, t.keys.frames.mean()
		v.MaxGOPTicks, v.MeanTicks = t.keys.ticks.high, t.keys.ticks.mean()
		v.Marks, v.First, v.FirstWhole = t.keys.marks, t.keys.first, t.keys.whole
	}
	v.Types = v.I+v.P+v.B > 0 && t.blind == 0
	v.Pauses, v.PausesDropped = t.whole.pauses, t.whole.dropped
	v.Parameters, v.HasParameters = t.sets.now()
	v.Described, v.HasDescribed = t.sets.described, t.sets.hasDescribed
	v.FirstInBand, v.InBand = t.sets.first, t.sets.n
	v.Changes, v.ParameterChanges = t.sets.changes, t.sets.changesN
	return s
}
