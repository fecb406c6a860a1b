package safe

import "strings"

// parameter finds the value of name=value if the name identifies a secret. The equals sign is at i.
func (x *scanner) parameter(i int) span {
	s, start := x.s, i+1
	if start >= len(s) || s[start] == '=' {
		return span{}
	}
	name := nameBefore(s, i)
	if len(name) == 1 && name[0]|0x20 == 'k' {
		return keyLine(s, start)
	}
	if !isSecret(name) && !(x.inForm(i-len(name), start) && isSecretInQuery(name)) {
		return span{}
	}
	return x.value(start)
}

// inForm reports whether a parameter is one of a query or of a form. It is at start; its value is at value.
func (x *scanner) inForm(start, value int) bool {
	if x.query || start > 0 && x.s[start-1] == '&' {
		return true
	}
	return start > 0 && x.s[start-1] == '?' || value < len(x.s) &&
		x.nextAmpersand.next(x.s, value, "&\x00") < x.urlEnd.next(x.s, value, urlEnds)
}

// value returns the value of a parameter, which may be quoted.
func (x *scanner) value(start int) span {
	s := x.s
	if found, ok := quoted(s, start); ok {
		return found
	}
	stop := urlEnds + "&;"
	if x.slashed && !x.query {
		stop += `/\` // of a path
	}
	end, underscore := start, 0
	for end < len(s) && strings.IndexByte(stop, s[end]) < 0 && !(s[end] == ',' && startsNext(s[end+1:])) {
		switch {
		case s[end] == '?' && !x.query && x.slashed:
			return span{start, end}
		case s[end] == '_':
			underscore = end
		case s[end] == '=' && underscore > 0 && startsParameter(s[underscore+1:end], s[end+1:]):
			return span{start, underscore}
		case s[end] == '=' || !isNameByte(s[end]):
			underscore = 0
		}
		end++
	}
	return span{start, end}
}

// quoted returns what is in the quotes that start at s[start:], which may be escaped themselves.
func quoted(s string, start int) (span, bool) {
	escaped := 0
	for start+escaped < len(s) && s[start+escaped] == '\\' {
		escaped++
	}
	if start+escaped >= len(s) || s[start+escaped] != '"' && s[start+escaped] != '\'' {
		return span{}, false
	}
	quote := s[start+escaped]
	from := start + escaped + 1
	slashes := 0
	for i := from; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			slashes++
			continue
		case s[i] == quote && slashes <= escaped:
			return span{from, i - slashes}, true
		}
		slashes = 0
	}
	return span{from, len(s)}, true
}

// startsNext reports whether s, which follows a comma, starts another element of a list: a blank, or a name with a value.
func startsNext(s string) bool {
	n := 0
	for n < len(s) && n < maxName && isNameByte(s[n]) {
		n++
	}
	return n == len(s) || strings.IndexByte(blanks+"=:", s[n]) >= 0
}

// startsParameter reports whether the underscore before name separates parameters, as in the URL paths of some
// recorders: user=admin_password=x_channel=1.
func startsParameter(name, rest string) bool {
	return len(name) > 1 && len(name) <= maxName && strings.IndexFunc(name, func(r rune) bool { return r < 'A' || r > 'z' }) < 0 &&
		rest != "" && (isNameByte(rest[0]) || strings.HasPrefix(rest, hidden))
}

// keyLine finds the key of a k= line of a session description (RFC 2327, 6) in other text.
func keyLine(s string, start int) span {
	near := strings.ToLower(s[start:min(len(s), start+len("base64:"))])
	for _, method := range []string{"clear:", "base64:", "uri:"} {
		if strings.HasPrefix(near, method) {
			return span{start + len(method), start + spanUntil(s[start:], "\r\n")}
		}
	}
	return span{}
}

// afterColon handles a colon: it follows the scheme of a URL, the name of a field, or a user name.
func (x *scanner) afterColon(i int) span {
	s := x.s
	if name := nameBefore(s, i); urlSchemes[strings.ToLower(name)] {
		start := i + 1
		for start < len(s) && isSlash(s[start]) {
			start++
		}
		x.slashed = x.slashed || start > i+1
		return x.userInfo(start, true)
	} else if x.colon < 0 && !x.url && hasLetter(name) && !accounts[strings.ToLower(name)] {
		x.colon, x.at = i, -1
	}
	return x.field(i)
}

// field finds the value after the name of a field: "inline:" (RFC 4568), "key-mgmt:" (RFC 4567), header fields, and
// members of JSON objects.
func (x *scanner) field(i int) span {
	s := x.s
	near := max(0, i-maxName)
	end := near + len(strings.TrimRight(s[near:i], " \t"))
	quotes := end - len(strings.TrimRight(s[near:end], `\"'`)) - near
	name := nameBefore(s, end-quotes)
	if name == "" {
		return span{}
	}
	start := skipBlanks(s, i+1)
	switch short := squeezed(name); {
	case strings.HasSuffix(short, "inline"):
		return span{start, start + spanUntil(s[start:], urlEnds+"|;,")}
	case strings.HasSuffix(short, "crypto"):
		return x.cryptoLine(i + 1)
	case strings.HasSuffix(short, "keymgmt") || short == "mikey":
		return span{secondWord(s, i+1), x.lineEnd.next(s, i+1, "\r\n\x00")}
	case short == "authorization" || short == "proxyauthorization":
		return x.credentials(start)
	case !isSecret(name) && short != "cookie" && short != "setcookie":
		return span{}
	case quotes > 0:
		return jsonValue(s, start)
	case x.slashed && start == i+1: // in a path
		return span{start, start + spanUntil(s[start:], urlEnds+`/\?&;`)}
	}
	return span{start, x.lineEnd.next(s, start, "\r\n\x00")}
}

// jsonValue returns the value of a member of a JSON object.
func jsonValue(s string, start int) span {
	if found, ok := quoted(s, start); ok {
		return found
	}
	if start < len(s) && (s[start] == '{' || s[start] == '[') {
		return span{}
	}
	return span{start, start + spanUntil(s[start:], ",]}\r\n\x00")}
}

// credentials finds what is secret in the value of an Authorization field. The parameters of Digest are left to
// parameter.
func (x *scanner) credentials(start int) span {
	s, end := x.s, x.lineEnd.next(x.s, start, "\r\n\x00")
	scheme := s[start : start+spanUntil(s[start:end], " \t")]
	switch lower := strings.ToLower(scheme); {
	case lower == "digest":
		return span{}
	case isScheme(lower):
		return span{skipBlanks(s, start+len(scheme)), end}
	}
	return span{start, end}
}

// element finds the text of an XML element whose name identifies a secret. Its start tag ends at i.
func (x *scanner) element(i int) span {
	tag := x.tag
	x.tag = -1
	if tag < 0 || i-tag > 4*maxName {
		return span{}
	}
	name := x.s[tag+1 : i]
	name = name[:spanUntil(name, blanks)]
	name = name[strings.LastIndexByte(name, ':')+1:]
	if len(name) > maxName || !isSecret(name) || x.s[i-1] == '/' || strings.HasPrefix(name, "/") {
		return span{}
	}
	return span{i + 1, i + 1 + spanUntil(x.s[i+1:], "<")}
}

// cryptoLine adds the keys of a=crypto, the value of which starts at i.
func (x *scanner) cryptoLine(i int) span {
	end := x.lineEnd.next(x.s, i, "\r\n\x00")
	for _, found := range cryptoKeys(x.s[i:end]) {
		x.add(span{i + found.from, i + found.to})
	}
	x.skip = end
	return span{}
}

// skipBlanks returns the index of the first byte of s, from i on, that is not blank.
func skipBlanks(s string, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
		i++
	}
	return i
}

// secondWord returns the index of the second word of s[i:], or of the first if there is none nearby.
func secondWord(s string, i int) int {
	i = skipBlanks(s, i)
	near := s[:min(len(s), i+maxName)]
	next := skipBlanks(near, i+spanUntil(near[i:], blanks))
	if next >= len(near) || near[next] == '\r' || near[next] == '\n' {
		return i
	}
	return next
}

// spanUntil returns the length of the part of s before the first byte of stop.
func spanUntil(s, stop string) int {
	if i := strings.IndexAny(s, stop); i >= 0 {
		return i
	}
	return len(s)
}
