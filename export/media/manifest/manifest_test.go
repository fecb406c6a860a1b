package manifest

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"rtspect/export/safe"
)

// hostile has what no output may contain as it is: a secret and characters that control a terminal.
const (
	secret  = "S3CRETcanary"
	hostile = "x?password=" + secret + "&\u009b\u202e\u2066\u200b\u007f\ufffe\U000e0041\x9b"
)

// fill sets all strings in a value that a capture may influence.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(hostile)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i))
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(field)
		}
	}
}

func TestJSONIsEscapedAndMasked(t *testing.T) {
	var m Manifest
	fill(reflect.ValueOf(&m).Elem())
	before := m.Files[0].Encoding
	b, err := m.JSON()
	if err != nil || !json.Valid(b) {
		t.Fatalf("%v: %s", err, b)
	}
	if i := strings.IndexFunc(strings.ReplaceAll(string(b), "\n", ""), safe.Hazard); i >= 0 {
		t.Errorf("unsafe character: %q", string(b[max(0, i-60):i+10]))
	}
	var back struct {
		Files, NotWritten []FileEntry
		Muxed             []MuxEntry
	}
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		back.Files[0].Encoding, back.Files[0].Type, back.Files[0].Notes[0], back.Muxed[0].Streams[0].Encoding,
		back.Muxed[0].LeftOut[0].Encoding, back.Muxed[0].LeftOut[0].Reason, back.Muxed[0].Notes[0],
	} {
		if strings.Contains(text, secret) || !strings.Contains(text, "***") {
			t.Errorf("not masked: %q", text)
		}
	}
	if m.Files[0].Encoding != before || m.Muxed[0].Streams[0].Encoding != before {
		t.Error("the manifest itself is changed")
	}
}
