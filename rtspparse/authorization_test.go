package rtspparse

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var authorizationCases = []struct {
	in     string
	want   Authorization
	faults []string
}{
	{
		`Digest username="admin", realm="GStreamer RTSP Server", nonce="8ec7", uri="rtsp://h/av", response="87ac", algorithm=MD5, qop=auth, nc=00000001, cnonce="x", opaque="o"`,
		Authorization{Scheme: "Digest", Username: "admin", Realm: "GStreamer RTSP Server", Nonce: "8ec7", URI: "rtsp://h/av", Response: "87ac", Algorithm: "MD5", QOP: "auth", NonceCount: "00000001", CNonce: "x", Opaque: "o"},
		nil,
	},
	{"Basic YWRtaW46c2VjcmV0", Authorization{Scheme: "Basic", Username: "admin", Token: "YWRtaW46c2VjcmV0"}, nil},
	{"basic ====", Authorization{Scheme: "basic", Token: "===="}, []string{"authorization-basic-invalid"}},
	{"Bearer abc.def-==", Authorization{Scheme: "Bearer", Token: "abc.def-=="}, nil},
	{`Digest username="a`, Authorization{Scheme: "Digest", Username: `"a`}, []string{"authorization-digest-incomplete"}},
	{"Digest", Authorization{Scheme: "Digest"}, nil},
	{"", Authorization{}, []string{"authorization-empty"}},
}

func TestAuthorization(t *testing.T) {
	for _, c := range authorizationCases {
		got, faults := ParseAuthorization(c.in)
		if d := cmp.Diff(c.want, got, cmpopts.IgnoreFields(Authorization{}, "Params")); d != "" {
			t.Errorf("%q:\n%s", c.in, d)
		}
		if d := cmp.Diff(c.faults, codes(faults)); d != "" {
			t.Errorf("%q: violations\n%s", c.in, d)
		}
	}
}

func FuzzAuthorization(f *testing.F) {
	for _, c := range authorizationCases {
		f.Add(c.in)
	}
	f.Add("Digest response=\"" + strings.Repeat("a,=", 300))
	f.Fuzz(func(t *testing.T, in string) {
		a, faults := ParseAuthorization(in)
		checkViolations(t, faults)
		for _, f := range faults {
			if strings.HasPrefix(f.Code, "authorization") && f.Detail != "" && f.Code != "authorization-empty" {
				t.Errorf("a secret in %+v", f)
			}
		}
		if a.Scheme == "" && len(faults) == 0 {
			t.Error("no scheme, but no violation")
		}
	})
}
