package safe

import (
	"strings"
	"testing"
	"time"

	"rtspect/internal/cputime"
)

const canary = "S3CRETcanary"

// webToken has the form of a JSON web token.
var webToken = "eyJhbGciOiJSUzI1NiJ9." + strings.Repeat("eyJzdWIiOiJjYW0i", 20) + "." + strings.Repeat("c2lnbmF0dXJl", 8)

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
	{"JSON web token as the password", "rtsp://user:" + webToken + "@10.0.0.1:8554/cam", "rtsp://user:***@10.0.0.1:8554/cam"},
	{"JSON web token as a query", "rtsp://10.0.0.1:8554/cam?" + webToken, "rtsp://10.0.0.1:8554/cam?***"},
	{"JSON web token in a sentence", "the token is " + webToken[:40] + ", as sent", "the token is ***, as sent"},
	{"long password", "rtsp://user:" + strings.Repeat("p", 20000) + "@10.0.0.1/cam", "rtsp://user:***@10.0.0.1/cam"},
	{"long password, cut", "DESCRIBE rtsp://user:" + strings.Repeat("p", 20000), "DESCRIBE rtsp://user:***"},
	{"password that contains a slash, cut", "rtsp://user:p/" + strings.Repeat("p", 300), "rtsp://user:***"},
	{"at sign and slash in the password", "rtsp://admin:p@s/s@10.0.0.1/cam", "rtsp://admin:***@10.0.0.1/cam"},
	{"digits and a slash in the password", "rtsp://admin:12/34@10.0.0.1/cam", "rtsp://admin:***@10.0.0.1/cam"},
	{"blank in the password", "DESCRIBE rtsp://user:my pw@10.0.0.1/cam RTSP/1.0", "DESCRIBE rtsp://user:***@10.0.0.1/cam RTSP/1.0"},
	{"digits and a blank in the password", "DESCRIBE rtsp://user:12 34@10.0.0.1/cam RTSP/1.0", "DESCRIBE rtsp://user:***@10.0.0.1/cam RTSP/1.0"},
	{"user with a domain", "rtsp://user@example.com:pw@10.0.0.1/", "rtsp://user@example.com:***@10.0.0.1/"},
	{"IPv6 without brackets", "rtsp://fe80::1/cam", "rtsp://fe80::1/cam"},
	{"mail address in the line", "rtsp://10.0.0.1:554/cam is of a@b.example", "rtsp://10.0.0.1:554/cam is of a@b.example"},
	{"one slash", "rtsp:/u:pw@h/cam", "rtsp:/u:***@h/cam"},
	{"no slash", "rtsp:u:pw@h/cam", "rtsp:u:***@h/cam"},
	{"backslashes", `rtsp:\\u:pw@h/cam`, `rtsp:\\u:***@h/cam`},
	{"slashes escaped as in JSON", `"rtsp:\/\/u:pw@h\/cam"`, `"rtsp:\/\/u:***@h\/cam"`},
	{"user and password alone", "DESCRIBE u:pw@10.0.0.1:554/cam@1 RTSP/1.0", "DESCRIBE u:***@10.0.0.1:554/cam@1 RTSP/1.0"},
	{"at sign in a password alone", "u:p@w@10.0.0.1/cam", "u:***@10.0.0.1/cam"},
	{"accounts are no passwords", "mailto:a@b sip:alice@example.com cname:user@host", "mailto:a@b sip:alice@example.com cname:user@host"},
	{"encoded URL", "http://h/?src=rtsp%3A%2F%2Fadmin%3Apw%40cam%2Fx&y=a%40b", "http://h/?src=rtsp%3A%2F%2Fadmin%3A***%40cam%2Fx&y=a%40b"},
	{"URL encoded twice", "?src=rtsp%253A%252F%252Fadmin%253Apw%2540cam", "?src=rtsp%253A%252F%252Fadmin%253A***%2540cam"},
	{"URL encoded often", "?src=rtsp:%252525252525252F/admin:pw%252525252525252540cam", "?src=rtsp:%252525252525252F/admin:***%252525252525252540cam"},
	{"ampersand in a password of an inner URL", "?a=http%3A%2F%2Fh%3Fb%3Dhttp%253A%252F%252Fk%253Fpwd%253Dx%252526y", "?a=http%3A%2F%2Fh%3Fb%3Dhttp%253A%252F%252Fk%253Fpwd%253D***"},
	{"encoded ampersand in a password", "?pwd=x%26y&z=1", "?pwd=***&z=1"},
	{"encoded name", "?to%6ben=abc&z=1", "?to%6ben=***&z=1"},
	{"user and password as a query", "rtsp://h/cam?admin:pw&x=1", "rtsp://h/cam?admin:***&x=1"},
	{"digest as a query", "rtsp://h/cam?0123456789abcdef0123", "rtsp://h/cam?***"},
	{"words as a query", "rtsp://h/cam?real_stream&tcp", "rtsp://h/cam?real_stream&tcp"},
	{"base64 in a query", "rtsp://h/cam?token=ab/cd+ef==&x=1", "rtsp://h/cam?token=***&x=1"},
	{"list as a token", "rtsp://h/cam?hdnts=exp=1~acl=/*~hmac=00&x=1", "rtsp://h/cam?hdnts=***&x=1"},
	{"names of a query", "?x=1&st=a&e=1&code=b&login=c&sid=d&md5=e&hash=f&tk=g&sessionid=h", "?x=1&st=***&e=1&code=***&login=***&sid=***&md5=***&hash=***&tk=***&sessionid=***"},
	{"names of a form", "login=a&pin=b", "login=***&pin=***"},
	{"names elsewhere", "failed with code=404, st=1", "failed with code=404, st=1"},
	{"identifiers", "?profile=a&channel=1&subtype=0&session=12&nonce=ab&id=0123456789abcdef", "?profile=a&channel=1&subtype=0&session=12&nonce=ab&id=0123456789abcdef"},
	{"next of a list", "url=rtsp://h/b?token=x,url=rtsp://h/c;seq=2", "url=rtsp://h/b?token=***,url=rtsp://h/c;seq=2"},
	{"segment of a path", "rtsp://h/password/pw/cam", "rtsp://h/password/***/cam"},
	{"parameter of a path", "rtsp://h/token:pw/cam", "rtsp://h/token:***/cam"},
	{"JSON", `{"user":"a", "password" : "p\"w", "pin":12, "x":1}`, `{"user":"a", "password" : "***", "pin":***, "x":1}`},
	{"JSON in JSON", `{\"password\":\"pw\",\"x\":1}`, `{\"password\":\"***\",\"x\":1}`},
	{"XML", `<a:Password Type="x">pw</a:Password><User>a</User>`, `<a:Password Type="x">***</a:Password><User>a</User>`},
	{"quoted Authorization", "Authorization: S3CRET", "Authorization: ***"},
	{"quoted Digest", `Authorization: Digest username="u", response="00"`, `Authorization: Digest username="u", response="***"`},
	{"k= line", "the line k=base64:abc", "the line k=base64:***"},
	{"already masked", "rtsp://u:***@h/?token=***", "rtsp://u:***@h/?token=***"},
}

func TestText(t *testing.T) {
	for _, c := range textCases {
		if got := (Mask{}).Text(c.in); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
		if got := (Mask{}).Text(c.want); got != c.want {
			t.Errorf("%s, masked twice: %q", c.name, got)
		}
		if got := (Mask{Show: true}).Text(c.in); got != c.in {
			t.Errorf("%s, shown: %q", c.name, got)
		}
	}
}

func TestSecretNames(t *testing.T) {
	secret := strings.Fields(`password Passwd PWD pass_word user-pass loginpwd passphrase token access_token authToken auth.token X-Amz-Security-Token
		secret client_secret signature X-Amz-Signature credential apikey api_key Api-Key authkey private_key streamKey auth authInfo AUTH_INFO signInfo
		hdnts hdnea ticket jwt hmac sig sign stok bearer pin cred creds otp psw pw response cnonce wowzatokenhash Active-Remote`)
	public := strings.Fields(`user username realm nonce opaque algorithm qop nc uri stale session timeout channel subtype stream profile author authority
		authType keyframe key-frame Sec-WebSocket-Key monkeys design signal passive compass_x spine type code st id`)
	for _, name := range secret {
		if !isSecret(name) || !isSecretInQuery(name) {
			t.Errorf("%s is not secret", name)
		}
	}
	for _, name := range public {
		if isSecret(name) {
			t.Errorf("%s is secret", name)
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
		{"Key_Mgmt", `prot=mikey; data="AQAF"`, `prot=mikey; data="***"`},
		{"Active-Remote", "1234567", "***"},
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
		{"a=crypto:abc", "a=crypto:***"},
		{"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline: abc KDR=1 UNENCRYPTED_SRTP FEC_KEY=inline:def", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline: *** KDR=1 UNENCRYPTED_SRTP FEC_KEY=inline:***"},
		{"a=Crypto:\t1\tAES_CM_128_HMAC_SHA1_80\tINLINE:abc|2^20", "a=Crypto:\t1\tAES_CM_128_HMAC_SHA1_80\tINLINE:***|2^20"},
		{"a=x-crypto:1 abc/def inline:ghi", "a=x-crypto:1 *** inline:***"},
		{"a=KeyMgmt:mikey AQAF", "a=KeyMgmt:mikey ***"},
		{"a=KEY_MGMT: mikey\tAQAF", "a=KEY_MGMT: mikey\t***"},
		{"a=mikey:AQAF", "a=mikey:***"},
		{"a=ssrc:1 cname:user@host", "a=ssrc:1 cname:user@host"},
		{"a=fingerprint:sha-256 AA:BB", "a=fingerprint:sha-256 AA:BB"},
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
		if got := (Mask{}).SDP(c.want); got != c.want {
			t.Errorf("%q, masked twice: %q", c.in, got)
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
		"rtsp:", "rtsp:1", "rtsp://a:x", "rtsp://a:x ", "a:b@", "a:", "@", "?", "&", "?a:b&", "%25", "%2525", "%40", "%3A%2F%2Fa%3Ab", "eyJ", "eyJeyJ.", ">", "<", "<key>", "<key ",
		"authorization:", "authorization:digest ", "keymgmt:", "mikey:x ", "crypto:", "crypto:1 A_B inline:", "\"key\":", "\\", "\\\"", "token=\\\"", "token='", "/token/", "st=", "st=a&", "&st=",
		"rtsp://u:1@a/b@", "rtsp://[", "http:/", "_", "a_b_c=", "inline: ", "pin:", "x:1/",
	} {
		s := strings.Repeat(unit, (1<<17)/len(unit))
		start := cputime.Used()
		Mask{}.Text(s)
		Mask{}.SDP(s)
		Mask{}.Header("Authorization", "Digest "+s)
		if took := cputime.Used() - start; took > 500*time.Millisecond {
			t.Errorf("%q repeated: %v", unit, took)
		}
	}
}
