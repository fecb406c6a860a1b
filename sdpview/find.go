package sdpview

import "strings"

// FindMedia returns the media section that a control URL (of a SETUP) names, nil if none does; of
// several the first. See FindAllMedia.
func (s *Session) FindMedia(url, base string) *Media {
	if all := s.FindAllMedia(url, base); len(all) > 0 {
		return all[0]
	}
	return nil
}

// FindAllMedia returns the media sections whose control URL is url: servers that offer a stream
// under two profiles (RTP/AVP and RTP/AVPF) describe it twice with one control URL.
//
// Each section's control attribute is resolved against base (see Base) and compared by SameURL. If
// none agrees, the clients that resolve by RFC 3986 and the addresses that a NAT or a proxy changed
// are allowed for: first the paths alone are compared, then their last segments, and either counts
// only where it singles out one control attribute.
func (s *Session) FindAllMedia(url, base string) []*Media {
	bases := []string{base}
	if c := s.Control; schemeLen(strings.TrimSpace(c)) > 0 {
		bases = append(bases, c) // an absolute session control serves some clients as base
	}
	for _, b := range bases {
		if found := s.matching(func(m *Media) bool { return SameURL(Resolve(b, m.Control), url) }); len(found) > 0 {
			return found
		}
	}
	want := splitURL(url).path
	same := func(part func(string) string) []*Media {
		w := part(want)
		if w == "" {
			return nil
		}
		found := s.matching(func(m *Media) bool {
			return named(m.Control) && (part(splitURL(Resolve(base, m.Control)).path) == w || part(splitURL(m.Control).path) == w)
		})
		for _, m := range found {
			if m.Control != found[0].Control {
				return nil
			}
		}
		return found
	}
	if found := same(func(path string) string { return path }); len(found) > 0 {
		return found
	}
	if len(s.Media) == 1 && (!named(s.Media[0].Control) || SameURL(url, base)) {
		return s.Media // the only one, and without a name or set up by that of the whole
	}
	return same(lastSegment)
}

// named reports whether a control attribute names something of its own.
func named(control string) bool { return control != "" && control != "*" }

func (s *Session) matching(match func(*Media) bool) []*Media {
	var found []*Media
	for _, m := range s.Media {
		if match(m) {
			found = append(found, m)
		}
	}
	return found
}

// lastSegment is what follows the last slash of a path with its query.
func lastSegment(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }
