package sdpview

import "strings"

// MediaByControl returns the first media section with the given control URL (of a SETUP), or nil. See AllMediaByControl.
func (s *Session) MediaByControl(url, base string) *Media {
	if all := s.AllMediaByControl(url, base); len(all) > 0 {
		return all[0]
	}
	return nil
}

// AllMediaByControl returns the media sections with the given control URL. There may be several: servers that offer
// a stream with two profiles (RTP/AVP and RTP/AVPF) describe it twice with the same control URL.
//
// The control attribute of each section is resolved against base (see BaseURL) and compared with SameURL. If none
// is equal, the comparison allows for clients that resolve URLs by RFC 3986 and for addresses changed by NAT or
// proxies: first only the paths are compared, then their last segments. A match counts only if it identifies a
// single control attribute.
func (s *Session) AllMediaByControl(url, base string) []*Media {
	bases := []string{base}
	if c := s.Control; schemeLen(strings.TrimSpace(c)) > 0 {
		bases = append(bases, c) // some clients use an absolute session-level control as the base
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
			return isSpecific(m.Control) && (part(splitURL(Resolve(base, m.Control)).path) == w || part(splitURL(m.Control).path) == w)
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
	if len(s.Media) == 1 && (!isSpecific(s.Media[0].Control) || SameURL(url, base)) {
		return s.Media // the only section, and either without a control or set up with the aggregate URL
	}
	return same(lastSegment)
}

// isSpecific reports whether a control attribute identifies a single media section.
func isSpecific(control string) bool { return control != "" && control != "*" }

func (s *Session) matching(match func(*Media) bool) []*Media {
	var found []*Media
	for _, m := range s.Media {
		if match(m) {
			found = append(found, m)
		}
	}
	return found
}

// lastSegment returns the part of a path and query after the last slash.
func lastSegment(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }
