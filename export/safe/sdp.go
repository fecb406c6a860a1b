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
	short := squeezed(name)
	switch {
	case !ok:
		return m.Text(value)
	case strings.HasSuffix(short, "crypto"):
		return name + ":" + replace(v, cryptoKeys(v))
	case strings.HasSuffix(short, "keymgmt") || short == "mikey":
		return name + ":" + keyMgmtAttribute(v)
	case isSecret(strings.TrimSpace(name)):
		return name + ":" + hidden
	}
	return m.Text(value)
}

// keyMgmtAttribute masks the data in the value of a=key-mgmt:PROTOCOL DATA.
func keyMgmtAttribute(v string) string {
	n := secondWord(v, 0)
	if n == 0 || strings.TrimSpace(v[:n]) == "" {
		return hidden
	}
	return v[:n] + hidden
}

// cryptoKeys finds the keys in the value of a=crypto:TAG SUITE KEY-PARAMS [SESSION-PARAMS]. The lifetime and MKI of the
// keys and the session parameters of RFC 4568, 6.3 are not secret. Anything else may be a key in the wrong place.
func cryptoKeys(v string) (keys []span) {
	place := 0
	for i := skipBlanks(v, 0); i < len(v); i = skipBlanks(v, i) {
		word := v[i : i+spanUntil(v[i:], " \t")]
		place++
		switch {
		case place == 1 && isTag(word) || place == 2 && isSuite(word) || place > 3 && isSessionParameter(word):
		default:
			keys = append(keys, keysIn(word, i)...)
		}
		i += len(word)
	}
	return keys
}

// keysIn finds the keys in METHOD:KEY[|LIFETIME][|MKI:LENGTH][;…], which is at an offset in the value.
func keysIn(word string, at int) (keys []span) {
	for word != "" {
		n := spanUntil(word, ";")
		from, to := 0, n
		if method := strings.LastIndex(strings.ToLower(word[:n]), "inline:"); method >= 0 {
			from = method + len("inline:")
			to = from + spanUntil(word[from:n], "|")
		}
		if from < to && word[from:to] != hidden {
			keys = append(keys, span{at + from, at + to})
		}
		n = min(n+1, len(word))
		at, word = at+n, word[n:]
	}
	return keys
}

func isTag(s string) bool { return len(s) <= 9 && strings.Trim(s, "0123456789") == "" }

// isSuite reports whether s has the form of a crypto suite: AES_CM_128_HMAC_SHA1_80, AEAD_AES_256_GCM.
func isSuite(s string) bool {
	return len(s) <= 40 && (strings.Contains(s, "_") || len(s) <= 8) && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

// isSessionParameter reports whether s is a session parameter without a key.
func isSessionParameter(s string) bool {
	name, value, _ := strings.Cut(s, "=")
	switch strings.ToUpper(name) {
	case "KDR", "WSH":
		return isTag(value)
	case "UNENCRYPTED_SRTP", "UNENCRYPTED_SRTCP", "UNAUTHENTICATED_SRTP":
		return value == ""
	case "FEC_ORDER":
		return value == "FEC_SRTP" || value == "SRTP_FEC"
	}
	return false
}
