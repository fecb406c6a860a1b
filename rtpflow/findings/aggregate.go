package findings

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/displayfilter"
	"rtspect/rtpflow/wording"
)

// Findings that differ in their ends and values alone are listed one by one up to these numbers, and beyond them summed
// up in one finding: for one server or media, and for all of them.
const (
	maxAlike          = 3
	maxAlikeElsewhere = 16
)

// maxPeers bounds the ends that a summed-up finding lists.
const maxPeers = 16

// likeness is what findings have in common that may be summed up.
type likeness struct {
	code     string
	severity rtpflow.Severity
	kind     string // of the subject
	format   string // the shape of the sentence
	unit     rtpflow.Unit
	detail   string // method and status of an exchange
	about    any    // the server, the media or the file
}

// sum is what findings that are alike add up to.
type sum struct {
	first      *draft // the earliest
	findings   int64
	events     int64 // the sum of their counts
	uncounted  bool  // one of them has no count
	low, high  float64
	limit      *float64
	start, end *int64
	peers      []rtpflow.Peers
	oneStream  bool // all are about the same stream
	oneMedia   bool
	oneConn    bool
	oneFilter  bool
	frames     []capture.Frame
	frameCount int64
}

// likeness returns what a finding has in common with others, without detail and subject where elsewhere is set. It returns
// false for findings about the capture as a whole: there is one of each.
func (d *draft) likeness(elsewhere bool) (k likeness, ok bool) {
	first := d
	if d.sum != nil {
		first = d.sum.first
	}
	s := &first.Subject
	ends := first.peers()
	if s.Session == nil && s.Capture == nil && ends == nil {
		return k, false
	}
	k = likeness{code: d.Code, severity: d.Severity, kind: s.Kind(), format: first.format, unit: d.Unit}
	if elsewhere {
		return k, true
	}
	k.detail = first.detail
	switch {
	case s.Media != nil:
		k.about = s.Media
	case s.Capture != nil:
		k.about = s.Capture
	case s.Session == nil:
		k.about = ends.Server
	}
	return k, true
}

// peers returns the ends that a finding is about, nil if it is about none.
func (d *draft) peers() *rtpflow.Peers {
	s := &d.Subject
	switch {
	case d.ends != nil:
		return d.ends
	case s.Stream != nil && s.Stream.Direction == rtpflow.ClientToServer:
		return &rtpflow.Peers{Client: s.Stream.Source, Server: s.Stream.Destination}
	case s.Stream != nil:
		return &rtpflow.Peers{Client: s.Stream.Destination, Server: s.Stream.Source}
	case s.Connection != nil:
		return &rtpflow.Peers{Client: s.Connection.Client, Server: s.Connection.Server}
	case len(s.Peers) > 0:
		return &s.Peers[0]
	}
	return nil
}

// aggregate sums up the findings that are alike where there are many of them. Its work is linear, and what it returns
// may be aggregated again with more.
func aggregate(list []*draft) []*draft {
	return sumUp(sumUp(list, maxAlike, false), maxAlikeElsewhere, true)
}

// sumUp replaces each group of more than most findings that are alike by one, in the place of its first.
func sumUp(list []*draft, most int, elsewhere bool) []*draft {
	if len(list) <= most {
		return list
	}
	groups := map[likeness][]*draft{}
	for _, d := range list {
		if k, ok := d.likeness(elsewhere); ok {
			groups[k] = append(groups[k], d)
		}
	}
	out := list[:0:0]
	for _, d := range list {
		k, ok := d.likeness(elsewhere)
		switch group := groups[k]; {
		case !ok, len(group) <= most && !(len(group) > 1 && slices.ContainsFunc(group, func(x *draft) bool { return x.sum != nil && !elsewhere })):
			out = append(out, d)
		case group[0] == d:
			out = append(out, total(group))
		}
	}
	return out
}

// total sums up findings that are alike.
func total(group []*draft) *draft {
	t := newSum(group[0])
	for _, d := range group[1:] {
		t.add(newSum(d))
	}
	return t.draft()
}

// newSum is the sum of one finding.
func newSum(d *draft) *sum {
	if d.sum != nil {
		return d.sum
	}
	t := &sum{
		first: d, findings: 1, events: max(d.Count, 1), uncounted: d.Count == 0, limit: d.Limit, start: d.Time, end: cmp.Or(d.Until, d.Time),
		oneStream: true, oneMedia: true, oneConn: true, oneFilter: true, frames: d.Frames, frameCount: d.FrameCount, peers: d.Subject.Peers,
	}
	if p := d.peers(); p != nil && len(t.peers) == 0 {
		t.peers = []rtpflow.Peers{*p}
	}
	if d.Value != nil {
		t.low, t.high = *d.Value, *d.Value
	}
	return t
}

// add adds another sum.
func (t *sum) add(o *sum) {
	x, y := &t.first.Subject, &o.first.Subject
	t.oneStream = t.oneStream && o.oneStream && x.Stream == y.Stream
	t.oneMedia = t.oneMedia && o.oneMedia && x.Media == y.Media
	t.oneConn = t.oneConn && o.oneConn && x.Connection == y.Connection
	t.oneFilter = t.oneFilter && o.oneFilter && t.first.DisplayFilter == o.first.DisplayFilter
	t.findings += o.findings
	t.events += o.events
	t.uncounted = t.uncounted || o.uncounted
	t.low, t.high = min(t.low, o.low), max(t.high, o.high)
	t.frameCount += o.frameCount
	if o.start != nil && (t.start == nil || *o.start < *t.start) {
		t.start = o.start
	}
	if o.end != nil && (t.end == nil || *o.end > *t.end) {
		t.end = o.end
	}
	if len(t.frames) < maxEvidence || len(o.frames) > 0 && o.frames[0] < t.frames[len(t.frames)-1] {
		frames := slices.Concat(t.frames, o.frames)
		slices.Sort(frames)
		t.frames = firstFrames(slices.Compact(frames))
	}
	if before(o.first, t.first) {
		t.first = o.first
		t.peers = slices.Concat(o.peers, t.peers)
	} else if len(t.peers) < maxPeers {
		t.peers = append(slices.Clip(t.peers), o.peers...)
	}
	if len(t.peers) > 1 {
		t.peers = distinctPeers(t.peers)
	}
}

// before reports whether the evidence of a finding starts before that of another.
func before(x, y *draft) bool {
	return len(x.Frames) > 0 && len(y.Frames) > 0 && x.Frames[0] < y.Frames[0]
}

// distinctPeers returns the first of the peers without repetitions.
func distinctPeers(list []rtpflow.Peers) []rtpflow.Peers {
	out := make([]rtpflow.Peers, 0, maxPeers)
	for _, p := range list {
		if len(out) < maxPeers && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// draft is the finding that a sum makes: the sentence of the earliest, after their number, rate and range.
func (t *sum) draft() *draft {
	d := *t.first
	d.sum = t
	d.Summary = t.text() + " The first: " + t.first.Summary
	d.Time, d.Until = t.start, t.end
	d.Frames, d.FrameCount = t.frames, t.frameCount
	d.Count = t.events
	if t.uncounted {
		d.Count = t.findings
	}
	if !t.oneStream {
		d.Subject.Stream = nil
	}
	if !t.oneMedia {
		d.Subject.Media = nil
	}
	if !t.oneConn {
		d.Subject.Connection = nil
	}
	if !t.oneStream || !t.oneConn || len(t.first.Subject.Peers) > 0 || t.first.ends != nil {
		d.Subject.Peers = t.peers
	}
	if d.Value != nil {
		worst := t.high
		if math.Abs(t.low) > math.Abs(t.high) || d.Limit != nil && *t.first.Value < *d.Limit {
			worst = t.low
		}
		d.Value = &worst
	}
	if !t.oneFilter && len(d.Frames) > 0 {
		d.DisplayFilter = displayfilter.OfFrames(d.Frames)
	}
	return &d
}

// text says how many findings there are, how fast they follow one another, and between which values they lie.
func (t *sum) text() string {
	noun := "time"
	switch {
	case !t.oneStream:
		noun = "stream"
	case !t.oneConn:
		noun = "connection"
	case len(t.first.Subject.Peers) > 0:
		noun = "connection attempt"
	case t.first.ends != nil:
		noun = "flow"
	}
	n := t.findings
	if noun == "connection attempt" {
		n = t.events
	}
	text := wording.Count(n, noun)
	if t.start != nil && t.end != nil && *t.end > *t.start {
		ns := *t.end - *t.start
		text += fmt.Sprintf(" within %s (%s per second)", wording.Duration(ns), rate(float64(n)/(float64(ns)*1e-9)))
	}
	if t.first.Value != nil && t.first.Unit != "" && t.low != t.high {
		text += fmt.Sprintf(", from %s to %s", quantity(t.low, t.first.Unit), quantity(t.high, t.first.Unit))
	}
	return text + "."
}

// rate writes a number of events per second with two significant digits.
func rate(perSecond float64) string {
	if perSecond >= 10 {
		return fmt.Sprintf("%.0f", perSecond)
	}
	return fmt.Sprintf("%.2g", perSecond)
}

// quantity writes a measured value with its unit.
func quantity(v float64, unit rtpflow.Unit) string {
	switch unit {
	case rtpflow.UnitSeconds:
		return wording.Duration(int64(v * 1e9))
	case rtpflow.UnitBytes, rtpflow.UnitPackets:
		return fmt.Sprintf("%.0f %s", v, unit)
	}
	return fmt.Sprintf("%.4g %s", v, unit)
}
