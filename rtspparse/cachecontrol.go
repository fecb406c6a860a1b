package rtspparse

// ParseCacheControl parses the directives of a Cache-Control field (RFC 2326, 12.8).
func ParseCacheControl(value string) (directives []Param, faults []Violation) {
	return parseParams(value, ',', "cache-control")
}
