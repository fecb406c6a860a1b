//home: rtpflow/findings/catalog

package rtpflow

import (
	"fmt"
	"slices"
	"strings"

	"rtspect/capture"
)

// Kind is a kind of finding: the code that stands for it and what an analyst should know of it.
type Kind struct {
	Code     string
	Severity Severity // the usual one; a finding may be graver or lighter than its kind
	Title    string   // what it is, in a few words
	Cause    string   // what makes it happen
	Remedy   string   // what to look at or to change
	// Reference is the RFC section, "" where no rule is touched.
	Reference string
}

// Kinds lists every kind of finding, by area. It is the documentation as well.
func Kinds() []Kind {
	return slices.Concat(captureKinds, connectionKinds, signallingKinds, ruleKinds, sessionKinds, mediaKinds, measuredKinds, framesKinds, repairKinds, clockKinds, rtcpKinds, limitKinds)
}

// KindOf finds the kind of a code. Codes of grammar faults ("syntax-…", "sdp-…") share the kind of
// their family unless they have one of their own.
func KindOf(code string) (Kind, bool) {
	for _, k := range Kinds() {
		if k.Code == code {
			return k, true
		}
	}
	for _, family := range []string{"syntax", "sdp"} {
		if strings.HasPrefix(code, family+"-") {
			k, ok := KindOf(family)
			k.Code = code
			return k, ok
		}
	}
	return Kind{}, false
}

var kindIndex = func() map[string]*Kind {
	m := map[string]*Kind{}
	for _, k := range Kinds() {
		m[k.Code] = &k
	}
	return m
}()

// find makes a finding of a kind, with the evidence that proves it.
func find(code string, frames []capture.Frame, format string, args ...any) Finding {
	k, ok := kindIndex[code]
	if !ok {
		panic("rtpflow: no kind of finding " + code)
	}
	if len(frames) > maxEvidence {
		frames = frames[:maxEvidence]
	}
	f := Finding{Code: code, Severity: k.Severity, Reference: k.Reference, Frames: frames, Summary: fmt.Sprintf(format, args...)}
	f.DisplayFilter = frameFilter(frames)
	return f
}

// one is the evidence of a single frame; none for 0.
func one(f capture.Frame) []capture.Frame {
	if f == 0 {
		return nil
	}
	return []capture.Frame{f}
}

// at adds the time of a finding.
func (f Finding) at(time int64) Finding {
	f.Time = &time
	return f
}

// as changes the severity.
func (f Finding) as(s Severity) Finding {
	f.Severity = s
	return f
}

// of ties a finding to a media.
func (f Finding) of(m *Media) Finding {
	f.Media = &m.Index
	return f
}

// shownBy sets the display filter.
func (f Finding) shownBy(filter string) Finding {
	f.DisplayFilter = filter
	return f
}
