package findings

import (
	"fmt"
	"slices"
	"strings"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/findings/displayfilter"
)

// maxEvidence bounds the frames that a finding lists.
const maxEvidence = 20

// maxRecorders bounds the publishers that a 404 is compared with.
const maxRecorders = 256

// inputs are what detectors read: a report, the thresholds, and indexes over the report.
type inputs struct {
	report  *rtpflow.Report
	limit   *catalog.Thresholds
	filters *displayfilter.Filters
	// owner is the session that reports the findings of a connection, the first one that uses it.
	owner     map[*rtpflow.Connection]*rtpflow.Session
	byClient  map[capture.Addr][]*rtpflow.Session
	recorders []*rtpflow.Session // the first publishers (bounded)
	// losses are the sessions in which a packet is missing.
	losses map[lostPacket][]lostIn
	// torn are the sessions by the connection that their TEARDOWN came over, published the torn ones of RECORD.
	tornDown  map[*rtpflow.Connection][]*rtpflow.Session
	published []*rtpflow.Session
	// stale are the streams of other sessions by the connection that carries them.
	stale map[*rtpflow.Connection][]staleStream
}

func newInputs(r *rtpflow.Report, t *catalog.Thresholds) *inputs {
	in := &inputs{
		report: r, limit: t, filters: displayfilter.NewFilters(r), owner: map[*rtpflow.Connection]*rtpflow.Session{}, byClient: map[capture.Addr][]*rtpflow.Session{},
		tornDown: map[*rtpflow.Connection][]*rtpflow.Session{}, stale: map[*rtpflow.Connection][]staleStream{}, losses: map[lostPacket][]lostIn{},
	}
	for _, s := range r.Sessions {
		in.byClient[s.Client] = append(in.byClient[s.Client], s)
		for _, c := range s.Connections {
			if in.owner[c] == nil {
				in.owner[c] = s
			}
		}
		if s.Teardown != nil {
			c := s.Teardown.Exchange.Connection
			in.tornDown[c] = append(in.tornDown[c], s)
			if s.Mode == "record" {
				in.published = append(in.published, s)
			}
		}
		if s.Mode == "record" && s.Started() != nil && len(in.recorders) < maxRecorders {
			in.recorders = append(in.recorders, s)
		}
		in.indexStale(s)
		in.indexLosses(s)
	}
	return in
}

// detector collects the findings about one subject.
type detector struct {
	*inputs
	subject rtpflow.Subject
	filter  func(frames []capture.Frame) string // the display filter of findings about the subject
	found   []*draft
	full    int // the length of found from which take aggregates it
}

// detector returns one for a subject. Display filters show the evidence.
func (in *inputs) detector(s rtpflow.Subject) *detector {
	return &detector{inputs: in, subject: s, filter: func(frames []capture.Frame) string { return displayfilter.OfFrames(firstFrames(frames)) }}
}

// minAggregated is the number of findings from which they are aggregated before they are complete.
const minAggregated = 1024

// take adds the findings of another detector. Of many that are alike it keeps the sum, so that their number does not
// grow with that of the streams and connections.
func (d *detector) take(list []*draft) {
	if d.found = append(d.found, list...); len(d.found) >= max(d.full, minAggregated) {
		d.found = aggregate(d.found)
		d.full = 2 * len(d.found)
	}
}

// add adds a finding with its evidence. The sentence is in the manner of fmt.Sprintf.
func (d *detector) add(t *catalog.FindingType, frames []capture.Frame, format string, args ...any) *draft {
	f := &draft{Finding: rtpflow.Finding{
		Code: t.Code, Severity: t.Severity, Reference: t.Reference, Subject: d.subject,
		Frames: firstFrames(frames), FrameCount: int64(len(frames)), Summary: fmt.Sprintf(format, args...), DisplayFilter: d.filter(frames),
	}, format: format}
	d.found = append(d.found, f)
	return f
}

// draft is a finding in the making.
type draft struct {
	rtpflow.Finding
	causes []*catalog.FindingType // what may explain it, the most likely first
	// What aggregation compares: the shape of the sentence, what distinguishes findings of that shape, and the ends
	// that the finding is about where the subject does not name them.
	format, detail string
	ends           *rtpflow.Peers
	sum            *sum // of the findings that this one sums up, nil if it is a single one
}

// at sets the time.
func (d *draft) at(time int64) *draft {
	d.Time = &time
	return d
}

// until sets the time of the last event.
func (d *draft) until(time int64) *draft {
	d.Until = &time
	return d
}

// as changes the severity.
func (d *draft) as(s rtpflow.Severity) *draft {
	d.Severity = s
	return d
}

// in says which media the finding is about.
func (d *draft) in(m *rtpflow.Media) *draft {
	d.Subject.Media = m
	return d
}

// counts sets the number of events.
func (d *draft) counts(n int64) *draft {
	d.Count = n
	return d
}

// measures sets the value and its unit.
func (d *draft) measures(value float64, unit rtpflow.Unit) *draft {
	d.Value, d.Unit = &value, unit
	return d
}

// against sets the limit that the value departs from, in the unit of the value.
func (d *draft) against(limit float64) *draft {
	d.Limit = &limit
	return d
}

// lasts sets the value to a duration given in nanoseconds.
func (d *draft) lasts(ns int64) *draft { return d.measures(float64(ns)*1e-9, rtpflow.UnitSeconds) }

// because names the findings that may explain this one.
func (d *draft) because(types ...*catalog.FindingType) *draft {
	d.causes = append(d.causes, types...)
	return d
}

// shownBy sets the display filter.
func (d *draft) shownBy(filter string) *draft {
	d.DisplayFilter = filter
	return d
}

// evidence adds frames to the evidence, and to a display filter of frames.
func (d *draft) evidence(frames ...capture.Frame) *draft {
	d.FrameCount += int64(len(frames))
	d.Frames = append(slices.Clip(d.Frames), frames...)
	d.Frames = firstFrames(d.Frames)
	d.DisplayFilter = displayfilter.OfFrames(d.Frames)
	return d
}

// lastFrame is the last frame of the evidence that is listed, 0 if there is none.
func (d *draft) lastFrame() capture.Frame {
	if len(d.Frames) == 0 {
		return 0
	}
	return d.Frames[len(d.Frames)-1]
}

// say adds a sentence.
func (d *draft) say(format string, args ...any) *draft {
	d.Summary += " " + fmt.Sprintf(format, args...)
	d.format += format
	return d
}

// extend adds a clause to the last sentence, in place of its full stop.
func (d *draft) extend(format string, args ...any) {
	d.Summary = strings.TrimSuffix(d.Summary, ".") + fmt.Sprintf(format, args...)
	d.format += format
}

// firstFrames are those that a finding lists.
func firstFrames(frames []capture.Frame) []capture.Frame {
	return frames[:min(len(frames), maxEvidence)]
}

// one is the evidence of a single frame; none for 0.
func one(f capture.Frame) []capture.Frame {
	if f == 0 {
		return nil
	}
	return []capture.Frame{f}
}

// captureFrames converts numbers of frames.
func captureFrames(list []int64) []capture.Frame {
	out := make([]capture.Frame, len(list))
	for i, f := range list {
		out[i] = capture.Frame(f)
	}
	return out
}
