package asf

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"rtspect/internal/wmsfixture"
)

func TestDataURL(t *testing.T) {
	for _, c := range []struct {
		in, mediaType, data string
		ok                  bool
	}{
		{"data:application/vnd.ms.wms-hdr.asfv1;base64,Mcay", MediaTypeHeader, "1\xc6\xb2", true},
		{" DATA:Application/VND.ms.wms-hdr.asfv1;BASE64, Mc ay\r\n", MediaTypeHeader, "1\xc6\xb2", true},
		{"data:a/b;base64,MQ==", "a/b", "1", true},
		{"data:a/b;base64,MQ", "a/b", "1", true},
		{"data:a/b;x=y;base64,", "a/b", "", true},
		{"data:a/b;base64,Mcay...dY5m", "a/b", "1\xc6\xb2", false},
		{"data:a/b;base64,MQ==MQ==", "a/b", "1", false},
		{"data:a/b;base64,McayM", "a/b", "1\xc6\xb2", false},
		{"data:application/x-wms-contentdesc,8,language,31,3,%0D", MediaTypeContent, "8,language,31,3,%0D", true},
		{"data:a/b", "", "", false},
		{"http://x,y", "", "", false},
		{"", "", "", false},
	} {
		mediaType, data, ok := ParseDataURL(c.in)
		if mediaType != c.mediaType || string(data) != c.data || ok != c.ok {
			t.Errorf("%q: %q %q %v", c.in, mediaType, data, ok)
		}
	}
}

// TestSDP parses both descriptions in the SDP of the generated session.
func TestSDP(t *testing.T) {
	found := 0
	for line := range strings.SplitSeq(wmsfixture.SDP(), "\r\n") {
		value, ok := strings.CutPrefix(line, "a=pgmpu:")
		if !ok {
			continue
		}
		found++
		switch mediaType, data, ok := ParseDataURL(value); {
		case !ok:
			t.Errorf("%.60s: not parsed", line)
		case mediaType == MediaTypeHeader:
			if !bytes.Equal(data, wmsfixture.ASFHeader()) {
				t.Error("the header differs")
			}
		default:
			list, faults := ParseContentDescription(string(data))
			check(t, "list", list[len(list)-1], Description{"WMS_CONTENT_DESCRIPTION_PLAYLIST_ENTRY_URL", DescriptionText, "0001.wmv\r\n"})
			check(t, "title", list[1], Description{"title", DescriptionText, "Made-up clip ☂"})
			check(t, "entries", len(list), 8)
			check(t, "faults", len(faults), 0)
		}
	}
	if found != 2 {
		t.Errorf("%d descriptions", found)
	}
}

var descriptionCases = []struct {
	in     string
	want   []Description
	faults int
}{
	{"", nil, 0},
	{"8,language,31,0,,5,title,31,0,", []Description{{"language", 31, ""}, {"title", 31, ""}}, 0},
	{"1,a,3,4,3100", []Description{{"a", 3, "3100"}}, 0},
	{"3,a,b,31,5,x,y%2", []Description{{"a,b", 31, "x,y%2"}}, 0},
	// Lengths that count the decoded text.
	{"1,a,31,3,x%0D%0A,1,b,3,1,7", []Description{{"a", 31, "x\r\n"}, {"b", 3, "7"}}, 1},
	{"99999999999999999999,a,31,1,x", nil, 1},
	{"2000000000,a,31,2000000000,x", []Description{{"a", 31, "x"}}, 2},
	{"-1,a", nil, 1},
	{"1,a,thirty,1,x", []Description{{"a", 0, ""}}, 1},
	{"1,a", []Description{{"a", 0, ""}}, 1},
	{"1,a,31,1,%FF%zz", []Description{{"a", 31, "\uFFFD%zz"}}, 1},
}

func TestContentDescription(t *testing.T) {
	for _, c := range descriptionCases {
		got, faults := ParseContentDescription(c.in)
		check(t, c.in, got, c.want)
		if len(faults) != c.faults {
			t.Errorf("%q: faults %v", c.in, faults)
		}
	}
	got, faults := ParseContentDescription(strings.Repeat("1,a,3,1,7,", maxDescriptions+5))
	check(t, "kept", len(got), maxDescriptions)
	check(t, "fault", faults[0].Code, ViolationTooMany)
}

func FuzzDescriptions(f *testing.F) {
	for _, c := range descriptionCases {
		f.Add("data:x/y," + c.in)
	}
	f.Add("data:a/b;base64," + base64.StdEncoding.EncodeToString([]byte("1,a,3,1,7")))
	f.Fuzz(func(t *testing.T, in string) {
		_, data, _ := ParseDataURL(in)
		if len(data) > len(in) {
			t.Error("result exceeds the input")
		}
		if list, faults := ParseContentDescription(string(data)); len(list) > maxDescriptions || len(faults) > maxViolations {
			t.Error("limit exceeded")
		}
	})
}
