package rtspparse

import (
	"strconv"
	"strings"
)

// Challenge is one challenge of a WWW-Authenticate or Proxy-Authenticate field (RFC 2326, 12.44; RFC 2617,
// 3.2.1; RFC 7616, 3.3).
type Challenge struct {
	// Scheme is "Digest", "Basic", …, as sent.
	Scheme                                              string
	Realm, Nonce, Opaque, Algorithm, QOP, Domain, Stale string
	// Token is the data in place of parameters ("NTLM TlRMTVNTUAAC…").
	Token  string
	Params []Param
}

// ParseChallenges parses the value of a WWW-Authenticate field, which may contain several challenges.
func ParseChallenges(value string) (cs []Challenge, faults []Violation) {
	n := 0
	for more := trimSpace(value) != ""; more; n++ {
		var part string
		part, value, more = cut(value, ',')
		if n == maxParams {
			return cs, addViolation(faults, "challenge-limit", "limit of "+strconv.Itoa(maxParams)+" parameters exceeded")
		}
		if part == "" {
			faults = addViolation(faults, "challenge-empty-parameter", part)
			continue
		}
		// A word that is not a parameter name starts a new challenge.
		first, rest := word(part)
		if found := strings.Contains(first, "="); !found && !strings.HasPrefix(rest, "=") {
			cs = append(cs, Challenge{Scheme: first})
			if part = rest; part == "" {
				continue
			}
		}
		if len(cs) == 0 {
			cs = append(cs, Challenge{})
			faults = addViolation(faults, "challenge-without-scheme", part)
		}
		cs[len(cs)-1].add(part)
	}
	if n == 0 {
		faults = addViolation(faults, "challenge-empty", value)
	}
	return cs, faults
}

func (c *Challenge) add(s string) {
	p := parseParam(s)
	if !p.HasValue || !token(p.Name) || strings.Trim(p.Value, "=") == "" && !p.Quoted && p.Value != "" {
		c.Token = s
		return
	}
	c.Params = append(c.Params, p)
	for _, f := range [...]struct {
		name string
		to   *string
	}{
		{"realm", &c.Realm},
		{"nonce", &c.Nonce},
		{"opaque", &c.Opaque},
		{"algorithm", &c.Algorithm},
		{"qop", &c.QOP},
		{"domain", &c.Domain},
		{"stale", &c.Stale},
	} {
		if strings.EqualFold(f.name, p.Name) {
			*f.to = p.Value
		}
	}
}
