package safe

import "strings"

// SDP masks the keys in a session description: k= lines (RFC 2327, 6), a=crypto (RFC 4568), a=key-mgmt (RFC 4567),
// attributes whose name identifies a secret, and what Text masks. Line ends are preserved.
func (m Mask) SDP(s string) string {
	if m.Show {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for s != "" {
		n := spanUntil(s, "\r\n")
		b.WriteString(m.sdpLine(s[:n]))
		for n < len(s) && (s[n] == '\r' || s[n] == '\n') {
			b.WriteByte(s[n])
			n++
		}
		s = s[n:]
	}
	return b.String()
}

func (m Mask) sdpLine(line string) string {
	typ, value, ok := strings.Cut(line, "=")
	if !ok {
		return m.Text(line)
	}
	kept := len(line) - len(strings.TrimLeft(value, " \t")) // "a=" and blanks
	value = line[kept:]
	switch strings.ToLower(strings.TrimSpace(typ)) {
	case "k":
		return line[:kept] + sdpKey(value)
	case "a":
		return line[:kept] + m.sdpAttribute(value)
	}
	return m.Text(line)
}

// sdpKey masks the key of a k= line. The method remains.
func sdpKey(value string) string {
	method, _, ok := strings.Cut(value, ":")
	switch strings.ToLower(strings.TrimSpace(method)) {
	case "clear", "base64", "uri":
		if ok {
			return method + ":" + hidden
		}
	case "prompt":
		return method
	}
	return hidden
}

func (m Mask) sdpAttribute(value string) string {
	name, v, ok := strings.Cut(value, ":")
	lower := strings.ToLower(strings.TrimSpace(name))
	switch {
	case !ok:
		return m.Text(value)
	case lower == "crypto":
		return name + ":" + crypto(v)
	case lower == "key-mgmt":
		protocol, _, found := strings.Cut(strings.TrimLeft(v, " \t"), " ")
		if !found {
			return name + ":" + hidden
		}
		return name + ":" + protocol + " " + hidden
	case secretParameter(lower) && !isPublicField(lower):
		return name + ":" + hidden
	}
	return m.Text(value)
}

// crypto masks the keys in a=crypto:TAG SUITE KEY-PARAMS [SESSION-PARAMS]. Their lifetime and MKI and the session
// parameters remain.
func crypto(v string) string {
	words := strings.Split(v, " ")
	seen := 0
	for i, w := range words {
		if w == "" {
			continue
		}
		seen++
		if seen <= 2 {
			continue
		}
		keys := strings.Split(w, ";")
		for j, k := range keys {
			method, key, ok := strings.Cut(k, ":")
			_, rest, more := strings.Cut(key, "|")
			switch {
			case ok && more:
				keys[j] = method + ":" + hidden + "|" + rest
			case ok:
				keys[j] = method + ":" + hidden
			case seen == 3:
				keys[j] = hidden
			}
		}
		words[i] = strings.Join(keys, ";")
	}
	return strings.Join(words, " ")
}
