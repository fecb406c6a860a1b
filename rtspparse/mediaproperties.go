package rtspparse

import (
	"strings"
)

// MediaProperties is the value of a Media-Properties field (RFC 7826, 18.29) in the terms of the RFC. Absent
// properties are "".
type MediaProperties struct {
	RandomAccess string // Random-Access, Beginning-Only or No-Seeking
	// Delta is the longest distance between random access points in seconds, valid if HasDelta.
	Delta     float64
	HasDelta  bool
	Content   string // Immutable, Dynamic or Time-Progressing
	Retention string // Unlimited, Time-Limited or Time-Duration
	// RetentionValue is the limit or the duration, as sent.
	RetentionValue string
	Scales         string // as sent, without quotes
	Params         []Param
}

// ParseMediaProperties parses the value of a Media-Properties field.
func ParseMediaProperties(value string) (m MediaProperties, faults []Violation) {
	m.Params, faults = parseParams(value, ',', "media-properties")
	for _, p := range m.Params {
		switch name := strings.ToLower(p.Name); name {
		case "random-access":
			m.RandomAccess = p.Name
			if p.Value != "" {
				m.Delta, m.HasDelta = decimal(p.Value)
			}
		case "beginning-only", "no-seeking":
			m.RandomAccess = p.Name
		case "immutable", "dynamic", "time-progressing":
			m.Content = p.Name
		case "unlimited", "time-limited", "time-duration":
			m.Retention, m.RetentionValue = p.Name, p.Value
		case "scales":
			m.Scales = p.Value
		default:
			faults = addViolation(faults, "media-properties-unknown", p.Name)
		}
	}
	return m, faults
}
