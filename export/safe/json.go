package safe

import (
	"bytes"
	"encoding/json"
	"slices"
	"sync"
	"unicode/utf16"
	"unicode/utf8"
)

// AppendJSON appends a value as compact JSON to dst. Characters that Line escapes are escaped in strings, and bytes that
// are not UTF-8 become U+FFFD. All JSON that the program writes comes from here. It is safe for concurrent use.
func AppendJSON(dst []byte, value any) ([]byte, error) {
	e := jsonEncoders.Get().(*jsonEncoder)
	defer jsonEncoders.Put(e)
	e.compact.Reset()
	if err := e.Encode(value); err != nil {
		return dst, err
	}
	compact := bytes.TrimSuffix(e.compact.Bytes(), []byte("\n"))
	return appendVisible(slices.Grow(dst, len(compact)), compact), nil
}

// IndentedJSON returns a value as JSON with one element a line, as encoding/json indents it, and a line end.
func IndentedJSON(value any) ([]byte, error) {
	compact, err := AppendJSON(nil, value)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, compact, "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// jsonEncoder is a json.Encoder with its buffer.
type jsonEncoder struct {
	*json.Encoder
	compact bytes.Buffer
}

var jsonEncoders = sync.Pool{New: func() any {
	e := &jsonEncoder{}
	e.Encoder = json.NewEncoder(&e.compact)
	e.SetEscapeHTML(false)
	return e
}}

// appendVisible appends valid encoded JSON to dst and escapes, as \u, the unsafe characters that encoding/json does not
// escape (DEL, C1 controls, bidirectional marks and the like). They only occur in strings, so the value is unchanged.
func appendVisible(dst, encoded []byte) []byte {
	start := 0
	for i := 0; i < len(encoded); {
		if encoded[i] < 0x7f {
			i++
			continue
		}
		r, n := utf8.DecodeRune(encoded[i:])
		if Hazard(r) {
			dst = append(dst, encoded[start:i]...)
			dst = appendJSONEscape(dst, r)
			start = i + n
		}
		i += n
	}
	return append(dst, encoded[start:]...)
}

func appendJSONEscape(dst []byte, r rune) []byte {
	if hi, lo := utf16.EncodeRune(r); hi != utf8.RuneError {
		return appendUnicode(appendUnicode(dst, hi), lo)
	}
	return appendUnicode(dst, r)
}
