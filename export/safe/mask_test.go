package safe

import (
	"strings"
	"testing"
	"time"

	"rtspect/internal/cputime"
)

const canary = "S3CRETcanary"

var textCases = []struct{ name, in, want string }{
	{"nothing to hide", "rtsp://10.0.0.1:8554/live/stream=0", "rtsp://10.0.0.1:8554/live/stream=0"},
	{"user and password", "rtsp://admin:pw@10.0.0.1/live", "rtsp://admin:***@10.0.0.1/live"},
	{"user alone", "rtsp://admin@10.0.0.1/live", "rtsp://admin@10.0.0.1/live"},
	{"empty user", "rtsp://:pw@10.0.0.1/", "rtsp://:***@10.0.0.1/"},
	{"at sign in the password", "rtsp://admin:p@ss@10.0.0.1/", "rtsp://admin:***@10.0.0.1/"},
	{"slash in the password", "rtsp://admin:p/ss@10.0.0.1/", "rtsp://admin:***@10.0.0.1/"},
	{"hash in the password", "rtsp://admin:#1?@10.0.0.1/", "rtsp://admin:***@10.0.0.1/"},
	{"quote in the password", `rtsp://admin:p"'x@10.0.0.1/`, `rtsp://admin:***@10.0.0.1/`},
	{"colon in the password", "rtsp://admin:a:b@10.0.0.1/", "rtsp://admin:***@10.0.0.1/"},
	{"encoded colon", "rtsp://admin%3Apw@10.0.0.1/", "rtsp://admin%3A***@10.0.0.1/"},
	{"scheme twice", "rtsp://rtsp://admin:pw@10.0.0.1/", "rtsp://rtsp://admin:***@10.0.0.1/"},
	{"no scheme", "//admin:pw@10.0.0.1/", "//admin:***@10.0.0.1/"},
	{"port and an @ in the path", "rtsp://10.0.0.1:554/cam@1", "rtsp://10.0.0.1:554/cam@1"},
	{"IPv6 and an @ in the path", "rtsp://[fe80::1]:554/cam@1", "rtsp://[fe80::1]:554/cam@1"},
	{"two URLs", "rtsp://a:b@c/, rtsp://d:e@f/", "rtsp://a:***@c/, rtsp://d:***@f/"},
	{"inside a sentence", `302 to "rtsp://a:b@c/x", then nothing`, `302 to "rtsp://a:***@c/x", then nothing`},
	{"query", "rtsp://h/?user=admin&password=pw&channel=1", "rtsp://h/?user=admin&password=***&channel=1"},
	{"query, other names", "?Pwd=a&TOKEN=b&apikey=c&sig=d&X-Amz-Signature=e&auth=f&key=g", "?Pwd=***&TOKEN=***&apikey=***&sig=***&X-Amz-Signature=***&auth=***&key=***"},
	{"encoded equals", "?next=/x%3Ftoken%3Dabc", "?next=/x%3Ftoken%3D***"},
	{"in the path, as some recorders do", "rtsp://h:554/user=admin_password=t_Jw6_channel=1_stream=0.sdp?real_stream", "rtsp://h:554/user=admin_password=***_channel=1_stream=0.sdp?real_stream"},
	{"base64 padding is not a parameter", "token=ab_cd==&x=1", "token=***&x=1"},
	{"parameter sets are not a key", "sprop-parameter-sets=Z01AFOygkey==,aO+8gA==;x=1", "sprop-parameter-sets=Z01AFOygkey==,aO+8gA==;x=1"},
	{"quoted value", `token="a b", x="c"`, `token="***", x="c"`},
	{"no closing quote", `token="a b`, `token="***`},
	{"Basic", "sent Basic YWRtaW46cHc=, refused", "sent Basic ***, refused"},
	{"Basic as a word", "basic authentication", "basic authentication"},
	{"Basic challenge", `Basic realm="cam"`, `Basic realm="cam"`},
	{"Bearer", "Bearer abc.def-9", "Bearer ***"},
	{"Digest response", `Digest username="u", response="0011", cnonce="ff"`, `Digest username="u", response="***", cnonce="***"`},
	{"quoted field", "header X-Api-Key : abc", "header X-Api-Key : ***"},
	{"quoted cookie", "Cookie: a=b; c=d", "Cookie: ***"},
	{"SRTP key", "a=crypto:1 AES inline:abc|2^20|1:32", "a=crypto:1 AES inline:***|2^20|1:32"},
	{"MIKEY", "a=key-mgmt:mikey AQAF\r\na=x", "a=key-mgmt:mikey ***\r\na=x"},
	{"already masked", "rtsp://u:***@h/?token=***", "rtsp://u:***@h/?token=***"},
}

func TestText(t *testing.T) {
	for _, c := range textCases {
		if got := (Mask{}).Text(c.in); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
		if got := (Mask{Show: true}).Text(c.in); got != c.in {
			t.Errorf("%s, shown: %q", c.name, got)
		}
	}
}

func TestHeader(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"Authorization", "Basic YWRtaW46cHc=", "Basic ***"},
		{"authorization", "  basic   YWRtaW46cHc=", "basic ***"},
		{"Proxy-Authorization ", "Bearer abc", "Bearer ***"},
		{"Authorization", "S3CRET", "***"},
		{"Authorization", "S3CRET more", "***"},
		{
			"Authorization", `Digest username="admin", realm="c,\"x", nonce="n", uri="rtsp://u:p@h/", response="00", cnonce=11, nc=00000001, x="y", z`,
			`Digest username="admin", realm="c,\"x", nonce="n", uri="rtsp://u:***@h/", response="***", cnonce=***, nc=00000001, x="***", ***`,
		},
		{"WWW-Authenticate", `Digest realm="cam", nonce="abc", stale=FALSE`, `Digest realm="cam", nonce="abc", stale=FALSE`},
		{"Authentication-Info", `nextnonce="a", rspauth="b"`, `nextnonce="a", rspauth="***"`},
		{"Cookie", "sid=abc; theme=d=e", "sid=***; theme=***"},
		{"Cookie", "S3CRET", "***"},
		{"Set-Cookie", "sid=abc; Path=/; HttpOnly", "sid=***; Path=/; HttpOnly"},
		{"X-Api-Key", "abc", "***"},
		{"X-Auth-Token", "abc", "***"},
		{"KeyMgmt", `prot=mikey; uri="rtsp://h/"; data="AQAF"`, `prot=mikey; uri="rtsp://h/"; data="***"`},
		{"Sec-WebSocket-Key", "dGhlIHNhbXBsZQ==", "dGhlIHNhbXBsZQ=="},
		{"x-sessioncookie", "abc", "abc"},
		{"Session", "12345678;timeout=60", "12345678;timeout=60"},
		{"RTP-Info", "url=rtsp://a:b@h/t;seq=1;rtptime=2", "url=rtsp://a:***@h/t;seq=1;rtptime=2"},
		{"Transport", "RTP/AVP;unicast;client_port=1-2;ssrc=00000001", "RTP/AVP;unicast;client_port=1-2;ssrc=00000001"},
	} {
		if got := (Mask{}).Header(c.name, c.in); got != c.want {
			t.Errorf("%s: %s\n got %q\nwant %q", c.name, c.in, got, c.want)
		}
		if got := (Mask{Show: true}).Header(c.name, c.in); got != c.in {
			t.Errorf("%s, shown: %q", c.name, got)
		}
	}
}

func TestSDP(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"v=0\r\nk=base64:abc\r\nk=clear:a:b\nk=prompt\r\nk=abc", "v=0\r\nk=base64:***\r\nk=clear:***\nk=prompt\r\nk=***"},
		{"K = uri:rtsp://h/", "K = uri:***"},
		{"a=crypto:1 AES_CM inline:abc|2^20|1:32;inline:def KDR=1", "a=crypto:1 AES_CM inline:***|2^20|1:32;inline:*** KDR=1"},
		{"a= crypto:1 AES_CM abc", "a= crypto:1 AES_CM ***"},
		{"a=key-mgmt:mikey AQAF\r\n\r\na=x", "a=key-mgmt:mikey ***\r\n\r\na=x"},
		{"a=key-mgmt:AQAF", "a=key-mgmt:***"},
		{"a=ice-pwd:abc", "a=ice-pwd:***"},
		{"a=control:rtsp://u:p@h/x?token=a", "a=control:rtsp://u:***@h/x?token=***"},
		{"a=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z01AFA==,aO8=", "a=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z01AFA==,aO8="},
		{"a=fmtp:97 config=1190;sizelength=13", "a=fmtp:97 config=1190;sizelength=13"},
		{"u=http://u:p@h/", "u=http://u:***@h/"},
		{"rtsp://u:p@h/", "rtsp://u:***@h/"},
	} {
		if got := (Mask{}).SDP(c.in); got != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.in, got, c.want)
		}
		if got := (Mask{Show: true}).SDP(c.in); got != c.in {
			t.Errorf("shown: %q", got)
		}
	}
}

// TestTextIsLinear checks that the time is linear in the length of hostile text.
func TestTextIsLinear(t *testing.T) {
	for _, unit := range []string{
		"//a:x", "//a:x@", "key-mgmt:", "key-mgmt:a ", "inline:", "_password=x_a=", "token=", "token=\"\"",
		"Basic ", "Cookie:", ":", "=", "a=", " ", "/", "%3D", "a_b=", `token="`, "k=clear:\n", "a=crypto:1 2 a:b|;",
	} {
		s := strings.Repeat(unit, (1<<20)/len(unit))
		start := cputime.Used()
		Mask{}.Text(s)
		Mask{}.SDP(s)
		Mask{}.Header("Authorization", "Digest "+s)
		if took := cputime.Used() - start; took > 10*time.Second {
			t.Errorf("%q repeated: %v", unit, took)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, c := range textCases {
		f.Add(c.in, "x")
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		for _, s := range []string{
			"rtsp://user:" + canary + "@host/",
			"rtsp://host/?password=" + canary + "&x=1",
			"Basic " + canary + "=",
		} {
			if got := (Mask{}).Text(before + " " + s + " " + after); strings.Contains(got, canary) {
				t.Errorf("leaks: %q", got)
			}
		}
		Mask{}.SDP(before + "\n" + after)
		Mask{}.Header(before, after)
	})
}
