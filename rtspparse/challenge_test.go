package rtspparse

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var challengeCases = []struct {
	in     string
	want   []Challenge
	faults []string
}{
	{`Digest realm="GStreamer RTSP Server", nonce="8ec76a73efbc7ba2"`, []Challenge{{Scheme: "Digest", Realm: "GStreamer RTSP Server", Nonce: "8ec76a73efbc7ba2"}}, nil},
	{`Basic realm="cam, \"front\""`, []Challenge{{Scheme: "Basic", Realm: `cam, "front"`}}, nil},
	{`Digest realm="a", nonce="n", algorithm=SHA-256, qop="auth,auth-int", opaque="o", stale=TRUE, Basic realm="b"`, []Challenge{
		{Scheme: "Digest", Realm: "a", Nonce: "n", Algorithm: "SHA-256", QOP: "auth,auth-int", Opaque: "o", Stale: "TRUE"}, {Scheme: "Basic", Realm: "b"},
	}, nil},
	{"NTLM, Negotiate", []Challenge{{Scheme: "NTLM"}, {Scheme: "Negotiate"}}, nil},
	{"NTLM TlRMTVNTUAACAAAA==", []Challenge{{Scheme: "NTLM", Token: "TlRMTVNTUAACAAAA=="}}, nil},
	{`Digest realm = "a" , nonce="n"`, []Challenge{{Scheme: "Digest", Realm: "a", Nonce: "n"}}, nil},
	{`realm="a"`, []Challenge{{Realm: "a"}}, []string{"challenge-without-scheme"}},
	{`Digest ,realm="a"`, []Challenge{{Scheme: "Digest", Realm: "a"}}, nil},
	{`Digest username="a`, []Challenge{{Scheme: "Digest"}}, nil},
	{"", nil, []string{"challenge-empty"}},
	{",", nil, []string{"challenge-empty-parameter"}},
}

func TestChallenges(t *testing.T) {
	for _, c := range challengeCases {
		got, faults := ParseChallenges(c.in)
		if d := cmp.Diff(c.want, got, cmpopts.IgnoreFields(Challenge{}, "Params")); d != "" {
			t.Errorf("%q:\n%s", c.in, d)
		}
		if d := cmp.Diff(c.faults, codes(faults)); d != "" {
			t.Errorf("%q: violations\n%s", c.in, d)
		}
	}
	_, faults := ParseChallenges("Digest " + strings.Repeat("a=b,", 500))
	if c := codes(faults); len(c) == 0 || c[len(c)-1] != "challenge-limit" {
		t.Errorf("%v", c)
	}
}

func FuzzChallenges(f *testing.F) {
	for _, c := range challengeCases {
		f.Add(c.in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		cs, faults := ParseChallenges(in)
		checkViolations(t, faults)
		n := len(cs)
		for i := range cs {
			n += len(cs[i].Params)
		}
		if n > 2*maxParams+1 {
			t.Errorf("%d parts kept", n)
		}
	})
}
