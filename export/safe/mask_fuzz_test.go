package safe

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"rtspect/internal/cputime"
)

// contexts are places of a secret, for %s.
var contexts = []string{
	"rtsp://user:%s@host/", "rtsp://:%s@10.0.0.1:554/cam?x=1", "rtsp:/u:%s@host/", "//u:%s@host", "DESCRIBE u:%s@host RTSP/1.0", "rtsp://u:%s",
	"rtsp://host/?password=%s&x=1", "rtsp://host/?x=1&st=%s", "rtsp://host/?admin:%s", "?src=rtsp%%3A%%2F%%2Fu%%3A%s%%40cam", `{"password":"%s"}`,
	"<Password>%s</Password>", "Basic %s=", "Bearer %s", `response="%s"`, "Cookie: a=%s", "a=crypto:1 AES_CM_128 inline:%s|2^20", "a=key-mgmt:mikey %s",
	"inline:%s", "k=clear:%s", "Authorization: %s", "/user=admin_password=%s_channel=1_stream=0.sdp",
}

func place(context, secret string) string {
	return strings.ReplaceAll(strings.Replace(context, "%s", secret, 1), "%%", "%")
}

// FuzzPlaces checks that no secret in a known place survives, whatever precedes and follows it.
func FuzzPlaces(f *testing.F) {
	f.Add("x", "y")
	f.Add("rtsp://a:b@c/?token=d", "&e=f@g")
	f.Add("%3A%2F", "%40%26")
	f.Fuzz(func(t *testing.T, before, after string) {
		for _, c := range contexts {
			s := place(c, canary)
			for _, text := range []string{before + " " + s + " " + after, before + "\n" + s + "\n" + after} {
				if got := (Mask{}).Text(text); strings.Contains(got, canary) {
					t.Errorf("%q of %q leaks: %q", c, text, got)
				}
			}
			if got := (Mask{}).SDP(before + "\n" + s + "\n" + after); strings.Contains(got, canary) {
				t.Errorf("%q leaks in a description: %q", c, got)
			}
			if got := (Mask{}).Text("?u=" + url.QueryEscape(s)); strings.Contains(got, canary) {
				t.Errorf("%q leaks if it is encoded: %q", c, got)
			}
		}
	})
}

// FuzzPasswords checks that no part of an odd password survives between two markers.
func FuzzPasswords(f *testing.F) {
	for _, s := range []string{"@", "/", "?#", ":", " ", "'\"", "&=", "%40", "%2540", "//", "1/", "\\", "<>", ";,", "://"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, odd string) {
		if strings.ContainsAny(odd, "\r\n\t \x00") || strings.Contains(odd, "//") ||
			strings.Contains(odd, "@") && strings.ContainsAny(odd, ".:[") { // @host in a password looks like the end of it
			return
		}
		got := Mask{}.Text("DESCRIBE rtsp://user:" + canary + odd + canary + "@10.0.0.1/cam RTSP/1.0")
		if strings.Contains(got, canary) {
			t.Errorf("leaks: %q", got)
		}
	})
}

// FuzzMask checks that masked text is not changed by masking it again, is not much longer, and takes a time that is linear in
// the length of the text.
func FuzzMask(f *testing.F) {
	for _, c := range textCases {
		f.Add(c.in)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, mask := range []func(string) string{
			Mask{}.Text, Mask{}.SDP,
			func(s string) string { return Mask{}.Header("Authorization", s) },
			func(s string) string { return Mask{}.Header("KeyMgmt", s) },
			func(s string) string { return Mask{}.Header("Cookie", s) },
		} {
			once := mask(s)
			if twice := mask(once); twice != once {
				t.Errorf("%q: masked %q, twice %q", s, once, twice)
			}
			if len(once) > len(hidden)*(len(s)+1) {
				t.Errorf("%q: %d bytes", s, len(once))
			}
		}
		if s == "" || len(s) > 100 {
			return
		}
		long := strings.Repeat(s, (1<<14)/len(s))
		start := cputime.Used()
		Mask{}.Text(long)
		if took := cputime.Used() - start; took > time.Second {
			t.Errorf("%q repeated: %v", s, took)
		}
	})
}
