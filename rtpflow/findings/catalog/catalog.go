// Package catalog lists every kind of finding that rtspect reports: what it means, how severe it is, what causes it
// and what to do about it. Reports, rtspect explain and rtspect findings read it.
package catalog

import (
	"slices"
	"strings"

	"rtspect/rtpflow"
)

// FindingType is a kind of finding.
type FindingType struct {
	Code     string           // stable, kebab case
	Severity rtpflow.Severity // the usual one; a finding may have another
	Title    string           // what is wrong, in a few words
	Cause    string           // what makes it happen
	Remedy   string           // what to check or to change, "" if nothing
	// Reference is the section of an RFC or another standard, "" where no rule applies.
	Reference string
	// Thresholds are the names of the thresholds that decide about the finding or its severity.
	Thresholds []string
	// Family is the code of the type that this one is a member of, "" if it has none: every violation of the
	// grammar has a code, and all of them have one entry in the list.
	Family string
	area   findingArea
}

// findingArea groups finding types.
type findingArea int

// The areas, in the order of the list.
const (
	captureArea findingArea = iota
	connectionArea
	signallingArea
	ruleArea
	sessionArea
	mediaArea
	measuredArea
	framesArea
	repairArea
	clockArea
	rtcpArea
	limitArea
)

// byCode is every type that define has entered, by code. Initializers of package variables fill it; nothing changes
// it later.
var byCode = map[string]*FindingType{}

// define enters a type in the catalog.
func define(area findingArea, t FindingType) *FindingType {
	if byCode[t.Code] != nil {
		panic("finding type defined twice: " + t.Code)
	}
	t.area = area
	byCode[t.Code] = &t
	defined = append(defined, &t)
	return &t
}

// defined is every type in the order of definition.
var defined []*FindingType

// FindingTypes lists the finding types by area. Members of a family are left out.
func FindingTypes() []*FindingType {
	list := slices.DeleteFunc(slices.Clone(defined), func(t *FindingType) bool { return t.Family != "" })
	slices.SortStableFunc(list, func(a, b *FindingType) int { return int(a.area - b.area) })
	return list
}

// FindingTypeOf returns the type with a code. The code of a violation that the catalog does not list separately gives
// the type of its family.
func FindingTypeOf(code string) (t FindingType, ok bool) {
	if t := byCode[code]; t != nil {
		return *t, true
	}
	for _, family := range []*FindingType{SyntaxViolation, SDPViolation} {
		if after, ok0 := strings.CutPrefix(code, family.Code+"-"); ok0 {
			return *family.Member(after), true
		}
	}
	return t, false
}

// Member returns the type of a violation in a family: its own entry, or the family's under the code of the violation.
func (t *FindingType) Member(violation string) *FindingType {
	code := t.Code + "-" + violation
	if m := byCode[code]; m != nil {
		return m
	}
	m := *t
	m.Code, m.Family = code, t.Code
	return &m
}
