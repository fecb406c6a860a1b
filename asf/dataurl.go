package asf

import (
	"encoding/base64"
	"strings"
)

// The media types of the data URLs in the SDP attribute a=pgmpu.
const (
	MediaTypeHeader  = "application/vnd.ms.wms-hdr.asfv1" // a Header Object
	MediaTypeContent = "application/x-wms-contentdesc"    // a content description list
)

// ParseDataURL parses the value of the SDP attribute a=pgmpu, a data URL (RFC 2397). Base64 data is decoded. ok
// is false if value is not a data URL, or if the base64 is damaged; data is then what precedes the damage.
// Other data is returned as written, including percent escapes, because the lengths in a content description
// list count the characters as written.
//
// The media type is returned in lower case and without parameters. The base64 may lack padding and may contain
// white space, because long lines get folded.
func ParseDataURL(value string) (mediaType string, data []byte, ok bool) {
	value = strings.TrimSpace(value)
	if len(value) < 5 || !strings.EqualFold(value[:5], "data:") {
		return "", nil, false
	}
	head, body, found := strings.Cut(value[5:], ",")
	if !found {
		return "", nil, false
	}
	mediaType, params, _ := strings.Cut(head, ";")
	mediaType = strings.ToLower(strings.TrimSpace(mediaType))
	coded := false
	for p := range strings.SplitSeq(params, ";") {
		coded = coded || strings.EqualFold(strings.TrimSpace(p), "base64")
	}
	if !coded {
		return mediaType, []byte(body), true
	}
	data, ok = decodeBase64(body)
	return mediaType, data, ok
}

// decodeBase64 decodes up to the first invalid character.
func decodeBase64(s string) ([]byte, bool) {
	clean := make([]byte, 0, len(s))
	good, ended := true, false
	for i := range len(s) {
		ch := s[i]
		switch {
		case ch == ' ' || ch == '\t' || ch == '\r' || ch == '\n':
			continue
		case ch == '=':
			ended = true
			continue
		case ended || !isBase64(ch):
			good = false
		}
		if !good {
			break
		}
		clean = append(clean, ch)
	}
	if len(clean)%4 == 1 { // six bits are not a byte
		clean, good = clean[:len(clean)-1], false
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, err := base64.RawStdEncoding.Decode(out, clean)
	return out[:n], good && err == nil
}

func isBase64(ch byte) bool {
	return ch >= 'A' && ch <= 'Z' || ch >= 'a' && ch <= 'z' || ch >= '0' && ch <= '9' || ch == '+' || ch == '/'
}
