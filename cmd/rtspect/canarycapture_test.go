package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"rtspect/internal/capturebuilder"
)

// hostileText has characters that control a terminal, reorder or hide text, bytes that are not UTF-8, and a path that leads
// out of a directory.
const hostileText = "\x1b[2J\u009b31m\u202eE\u202c\u2066\u200b\ufeff\u2028\u0085\x0b\x7f\u00ad\u3164\U000e0041\ufe0f\x00\ufffe\xff\xed\xa0\x80\x9b/../../x"

// planter builds a capture that has a canary wherever a field of a protocol may contain one.
type planter struct {
	hostile bool // hostile characters instead of secrets
	planted int
	b       *capturebuilder.Builder
	clients int
}

func plantCanaries() (p struct{ secrets, hostile planter }) {
	p.hostile.hostile = true
	return p
}

// canary returns the next canary.
func (p *planter) canary() string {
	p.planted++
	if p.hostile {
		return fmt.Sprintf("x%d", p.planted) + hostileText
	}
	return fmt.Sprintf("%s%dZ", secretWord, p.planted)
}

// with returns a text with a canary for each %s. %b is the base64 of user name and password.
func (p *planter) with(text string) string {
	for strings.Contains(text, "%s") {
		text = strings.Replace(text, "%s", p.canary(), 1)
	}
	for strings.Contains(text, "%b") {
		text = strings.Replace(text, "%b", base64.StdEncoding.EncodeToString([]byte("admin:"+p.canary())), 1)
	}
	return text
}

var canaryServer = netip.MustParseAddr("192.0.2.10")

func (p *planter) connect(port uint16) *capturebuilder.Conn {
	p.clients++
	client := netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, byte(p.clients >> 8), byte(p.clients)}), 50000)
	return p.b.Connect(client, netip.AddrPortFrom(canaryServer, port))
}

// Places of canaries.
var (
	canaryURLs = []string{
		"rtsp://u:%s@192.0.2.10/a", "RTSPS://u:%s@192.0.2.10/a", "rtsp:/u:%s@192.0.2.10/a", "u:%s@192.0.2.10/a", "//u:%s@192.0.2.10/a", "rtsp://:%s@192.0.2.10/",
		"rtsp://u:a %s@192.0.2.10/a", "rtsp://u:a/%s@192.0.2.10/a", "rtsp://u:a@%s@192.0.2.10/a", "rtsp%3A%2F%2Fu%3A%s%40192.0.2.10%2Fa", "rtsp://192.0.2.10/a?src=rtsp%3A%2F%2Fu%3A%s%40h",
		"rtsp://192.0.2.10/a?x=http%3A%2F%2Fh%3Fy%3Drtsp%253A%252F%252Fu%253A%s%2540h", "rtsp://192.0.2.10/a?admin:%s", "rtsp://192.0.2.10/a?eyJhbGciOiJIUzI1NiJ9.%s.x",
		"rtsp://192.0.2.10/user=admin_password=%s_channel=1.sdp", "rtsp://192.0.2.10/password/%s/x",
	}
	canaryQueryNames = strings.Fields(`token password pwd pass auth key apikey api_key access_token sig signature secret psw pw hash hmac jwt ticket X-Amz-Signature
		hdnts hdnea authInfo signInfo auth_token sessionid tk st md5 code bearer pin stok pass_word cred login to%6ben`)
	canaryHeaders = []string{
		"Authorization: Basic %b", "authorization:Bearer %s", "Authorization : %s", "Authorization: Digest username=\"u\", response=\"%s\", cnonce=%s, uri=\"rtsp://u:%s@h/\"",
		"Authorization:\r\n Basic %b", "Authorization Basic %b", "Authorization=Basic %b", "Proxy-Authorization: Basic %b", "X-Other: Basic %b", "Cookie: a=%s; b=%s", "Set-Cookie: a=%s; Path=/",
		"X-Api-Key: %s", "X-Auth-Token: %s", "X-Password: %s", "Active-Remote: %s", "KeyMgmt: prot=mikey; uri=\"rtsp://h/\"; data=\"%s\"", "Key-Mgmt: prot=mikey; data=%s",
		"Referer: rtsp://u:%s@h/", "From: u:%s@h", "User-Agent: x (rtsp://u:%s@h/)", "Server: x token=%s", "X-Hash: %s", "Session: 1;token=%s", "Transport: RTP/AVP;unicast;client_port=1-2;password=%s",
		"Range: npt=0-;token=%s", "Content-Base: rtsp://u:%s@h/", "Location: rtsp://u:%s@h/?token=%s", "RTP-Info: url=rtsp://u:%s@h/;seq=1;rtptime=1,url=rtsp://h/?token=%s", "Require: token=%s",
		"Warning: 199 h \"password=%s\"", "CSeq: password=%s", "Public: OPTIONS, token=%s", "Authentication-Info: rspauth=\"%s\"", "Timestamp: token=%s",
	}
	canarySDP = []string{
		"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:%s|2^20|1:32", "a=CRYPTO: 1 AES_CM_128_HMAC_SHA1_80  inline: %s", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 %s", "a=crypto:%s",
		"a=key-mgmt:mikey %s", "a=KeyMgmt:mikey %s", "k=clear:%s", "k=base64:%s", "k=uri:https://h/?key=%s", "a=ice-pwd:%s", "a=password:%s", "a=rsaaeskey:%s", "a=fpaeskey:%s",
		"a=control:rtsp://u:%s@h/?token=%s", "u=http://u:%s@h/", "i=login password=%s", "s=rtsp://u:%s@h/", "e=u:%s@h", "a=fmtp:96 key=%s;password=%s", "a=mikey:%s", "a=tool:password=%s",
		"a=range:token=%s", "b=password=%s", "o=- 1 1 IN IP4 rtsp://u:%s@h", "a=rtpmap:96 token=%s/90000", "c=IN IP4 rtsp://u:%s@h", "a=pgmpu:data:application/vnd.ms.wms-hdr.asfv1;base64,password=%s",
	}
	canaryBodies = [][2]string{
		{"text/parameters", "password: %s\r\n"},
		{"application/json", `{"user":"a","password":"%s"}`},
		{"text/xml", "<a><Password>%s</Password></a>"},
		{"application/x-www-form-urlencoded", "user=a&pwd=%s"},
		{"text/parameters", "wfd_uri: rtsp://u:%s@h/\r\n"},
		{"", "password: %s\r\n"},
	}
)

// build builds the capture.
func (p *planter) build() {
	if p.b != nil {
		return
	}
	p.b = capturebuilder.New(time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC))
	urls := slices.Clone(canaryURLs)
	for _, name := range canaryQueryNames {
		urls = append(urls, "rtsp://192.0.2.10/a?x=1&"+name+"=%s&y=2")
	}
	for _, u := range urls {
		p.exchange("DESCRIBE "+u+" RTSP/1.0", nil, "", nil, "")
	}
	for _, h := range canaryHeaders {
		p.exchange("OPTIONS * RTSP/1.0", []string{h}, "", []string{h}, "")
	}
	for _, line := range canarySDP {
		p.exchange("DESCRIBE rtsp://h/ RTSP/1.0", nil, "", []string{"Content-Type: application/sdp"}, sdpWith(line))
		p.exchange("ANNOUNCE rtsp://h/ RTSP/1.0", []string{"Content-Type: application/sdp"}, sdpWith(line), nil, "")
	}
	for _, b := range canaryBodies {
		for _, method := range []string{"SET_PARAMETER", "GET_PARAMETER", "OPTIONS"} {
			p.exchange(method+" rtsp://h/ RTSP/1.0", []string{"Content-Type: " + b[0]}, b[1], []string{"Content-Type: " + b[0]}, b[1])
		}
	}
	p.syntaxErrors()
	p.tunnels()
	p.b.UDP(netip.MustParseAddrPort("10.9.0.1:5555"), netip.AddrPortFrom(canaryServer, 554), []byte(p.with("DESCRIBE rtsp://u:%s@h/ RTSP/1.0\r\nCSeq: 1\r\nAuthorization: Basic %b\r\n\r\n")))
	p.media()
}

func sdpWith(line string) string {
	return capturebuilder.Lines("v=0", "o=- 1 1 IN IP4 192.0.2.10", "s=x", "t=0 0", "m=video 0 RTP/AVP 96", line, "a=rtpmap:96 H264/90000")
}

// exchange writes a request and its response on a connection of their own.
func (p *planter) exchange(start string, headers []string, body string, responseHeaders []string, responseBody string) {
	c := p.connect(554)
	message := func(start string, headers []string, body string) []byte {
		lines := []string{p.with(start), "CSeq: 1"}
		for _, h := range headers {
			lines = append(lines, p.with(h))
		}
		return capturebuilder.Message(p.with(body), lines...)
	}
	c.Client(message(start, headers, body))
	c.Server(message("RTSP/1.0 200 OK", responseHeaders, responseBody))
	c.Close(true)
}

// syntaxErrors writes what findings quote.
func (p *planter) syntaxErrors() {
	for _, text := range []string{
		"DESCRIBE rtsp://u:%s@h/ RTSP/9.9\r\nCSeq: 2\r\n\r\n", "DESCRIBE rtsp://u:%s@h/\r\nCSeq: 2\r\n\r\n", "rtsp://u:%s@h/ RTSP/1.0\r\n\r\n", "Authorization: Basic %b\r\n\r\n",
		"\r\nBasic %b\r\n\r\n", "Digest username=\"x\", response=\"%s\"\r\n\r\n", "garbage password=%s\r\n\r\n", "DESCRIBE rtsp://h/ RTSP/1.0\r\nCSeq: 2\r\nAuthorization: Digest response=\"%s",
		"DESCRIBE rtsp://h/ RTSP/1.0\r\nCSeq: 2\r\nAuthorization: Basic %b", "DESCRIBE rtsp://u:" + strings.Repeat("x", 9000) + "%s", "DESCRIBE rtsp://u:%s" + strings.Repeat("x", 9000) + "@h/ RTSP/1.0\r\nCSeq: 2\r\n\r\n",
	} {
		c := p.connect(554)
		c.Client([]byte("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"))
		c.Server([]byte("RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"))
		c.Client([]byte(p.with(text)))
		c.Close(true)
	}
	for _, status := range []string{"401 token=%s", "302 password=%s", "454 rtsp://u:%s@h/"} {
		c := p.connect(554)
		c.Client([]byte("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"))
		c.Server([]byte(p.with("RTSP/1.0 " + status + "\r\nCSeq: 1\r\nLocation: rtsp://u:%s@h/\r\n\r\n")))
		c.Close(false)
	}
}

// tunnels writes RTSP over HTTP, a refused tunnel, and a WebSocket.
func (p *planter) tunnels() {
	const accept = "Accept: application/x-rtsp-tunnelled\r\n"
	get, post := p.connect(80), p.connect(80)
	get.Client([]byte(p.with("GET /a?token=%s HTTP/1.0\r\nx-sessioncookie: 12345\r\nAuthorization: Basic %b\r\nCookie: x=%s\r\n" + accept + "\r\n")))
	get.Server([]byte("HTTP/1.0 200 OK\r\nContent-Type: application/x-rtsp-tunnelled\r\n\r\n"))
	post.Client([]byte(p.with("POST /a?token=%s HTTP/1.0\r\nx-sessioncookie: 12345\r\nAuthorization: Digest response=\"%s\"\r\nContent-Type: application/x-rtsp-tunnelled\r\nContent-Length: 32767\r\n\r\n")))
	post.Client([]byte(base64.StdEncoding.EncodeToString([]byte(p.with("DESCRIBE rtsp://u:%s@h/ RTSP/1.0\r\nCSeq: 1\r\nAuthorization: Basic %b\r\n\r\n")))))
	get.Server([]byte("RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\n\r\n"))
	get.Close(true)
	post.Close(true)

	refused := p.connect(80)
	refused.Client([]byte(p.with("GET /a?pwd=%s HTTP/1.0\r\nx-sessioncookie: 1\r\n" + accept + "\r\n")))
	refused.Server([]byte(p.with("HTTP/1.0 302 token=%s\r\nLocation: http://u:%s@h/?token=%s\r\nServer: token=%s\r\n\r\n")))
	refused.Close(true)

	socket := p.connect(80)
	socket.Client([]byte(p.with("GET /?token=%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: rtsp.onvif.org\r\n\r\n")))
	socket.Server([]byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: rtsp.onvif.org\r\n\r\n"))
	request := p.with("OPTIONS rtsp://u:%s@h/ RTSP/1.0\r\nCSeq: 1\r\n\r\n")
	socket.Client(append([]byte{0x82, 0xfe, byte(len(request) >> 8), byte(len(request)), 0, 0, 0, 0}, request...))
	socket.Server(append([]byte{0x82, 28}, "RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"...))
	socket.Close(true)
}

// media writes a session with RTP and RTCP.
func (p *planter) media() {
	c := p.connect(554)
	client := netip.AddrFrom4([4]byte{10, 0, byte(p.clients >> 8), byte(p.clients)})
	base := p.with("rtsp://admin:%s@192.0.2.10/a")
	sdp := capturebuilder.Lines("v=0", "o=- 1 1 IN IP4 192.0.2.10", "s="+p.with("password=%s"), "c=IN IP4 0.0.0.0", "t=0 0", "m=video 0 RTP/AVP 96",
		"a=rtpmap:96 "+p.with("token=%s")+"/90000", "a=control:"+base+p.with("/track1?pwd=%s"), "m=audio 0 RTP/AVP 97", "a=rtpmap:97 "+p.with("token=%s")+"/48000", "a=control:track2")
	c.Client(capturebuilder.Message("", "DESCRIBE "+base+" RTSP/1.0", "CSeq: 1"))
	c.Server(capturebuilder.Message(sdp, "RTSP/1.0 200 OK", "CSeq: 1", "Content-Type: application/sdp"))
	for i, track := range []string{"/track1", "/track2"} {
		ports := fmt.Sprintf("Transport: RTP/AVP;unicast;client_port=%d-%d", 41000+2*i, 41001+2*i)
		cseq := fmt.Sprint("CSeq: ", 2+i)
		c.Client(capturebuilder.Message("", "SETUP "+base+track+" RTSP/1.0", cseq, "Session: abc", ports))
		c.Server(capturebuilder.Message("", "RTSP/1.0 200 OK", cseq, "Session: abc", fmt.Sprintf("%s;server_port=%d-%d", ports, 6970+2*i, 6971+2*i)))
	}
	c.Client(capturebuilder.Message("", "PLAY "+base+" RTSP/1.0", "CSeq: 4", "Session: abc"))
	c.Server(capturebuilder.Message("", "RTSP/1.0 200 OK", "CSeq: 4", "Session: abc"))
	for i := range 12 {
		h := capturebuilder.RTP{Marker: true, Type: 96, Seq: uint16(i), Timestamp: uint32(3600 * i), SSRC: 0xabc0}
		p.b.UDP(netip.AddrPortFrom(canaryServer, 6970), netip.AddrPortFrom(client, 41000), h.Packet(append([]byte{0x65, 0x88, 0x84}, capturebuilder.Noise(1, 50)...)))
		h = capturebuilder.RTP{Type: 97, Seq: uint16(i), Timestamp: uint32(960 * i), SSRC: 0xabc1} // of the encoding with a canary
		p.b.UDP(netip.AddrPortFrom(canaryServer, 6972), netip.AddrPortFrom(client, 41002), h.Packet(capturebuilder.Noise(2, 50)))
		p.b.Wait(40 * time.Millisecond)
	}
	p.b.UDP(netip.AddrPortFrom(canaryServer, 6971), netip.AddrPortFrom(client, 41001), p.rtcp())
	c.Client(capturebuilder.Message("", "TEARDOWN "+base+" RTSP/1.0", "CSeq: 5", "Session: abc"))
	c.Server(capturebuilder.Message("", p.with("RTSP/1.0 454 token=%s"), "CSeq: 5", "Session: abc"))
	c.Close(true)
}

// rtcp returns a sender report, an SDES packet with all items, an APP packet and a BYE packet with a reason.
func (p *planter) rtcp() []byte {
	packet := func(count, typ byte, body []byte) []byte {
		body = append(body, make([]byte, -len(body)&3)...)
		return append(binary.BigEndian.AppendUint16([]byte{0x80 | count, typ}, uint16(len(body)/4)), body...)
	}
	ssrc := []byte{0, 0, 0xab, 0xc0}
	sender := append(slices.Clone(ssrc), 0x83, 0xaa, 0x7e, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 12, 0, 0, 0, 100)
	items := slices.Clone(ssrc)
	for typ := byte(1); typ <= 8; typ++ {
		text := p.with("password=%s")
		if typ == 1 {
			text = p.with("rtsp://u:%s@h")
		}
		if typ == 8 {
			text = "\x01x" + text
		}
		items = append(append(items, typ, byte(len(text))), text...)
	}
	items = append(items, 0)
	app := append(slices.Clone(ssrc), "name"...)
	if p.hostile {
		app = append(slices.Clone(ssrc), 0x1b, '[', 0x9b, 0x7f)
	}
	reason := p.with("password=%s")
	bye := append(append(slices.Clone(ssrc), byte(len(reason))), reason...)
	return slices.Concat(packet(0, 200, sender), packet(1, 202, items), packet(0, 204, app), packet(1, 203, bye))
}

// capture returns the capture as pcap.
func (p *planter) capture() []byte {
	p.build()
	return p.b.PCAP()
}

// pcapng returns the capture as pcapng, with canaries in all options and names.
func (p *planter) pcapng() []byte {
	pcap := p.capture()
	le := binary.LittleEndian
	block := func(typ uint32, body []byte) []byte {
		body = append(body, make([]byte, -len(body)&3)...)
		b := le.AppendUint32(le.AppendUint32(nil, typ), uint32(12+len(body)))
		return le.AppendUint32(append(b, body...), uint32(12+len(body)))
	}
	option := func(code uint16, text string) []byte {
		b := le.AppendUint16(le.AppendUint16(nil, code), uint16(len(text)))
		b = append(b, text...)
		return append(b, make([]byte, -len(text)&3)...)
	}
	end := make([]byte, 4)
	secret := func() string { return p.with("rtsp://u:%s@h/ password=%s") }
	section := slices.Concat([]byte{0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
		option(1, secret()), option(2, secret()), option(3, secret()), option(4, secret()), end)
	device := slices.Concat([]byte{1, 0, 0, 0, 0, 0, 4, 0}, option(1, secret()), option(2, secret()), option(3, secret()), option(11, "\x00"+secret()), option(12, secret()), option(15, secret()), end)
	name := "\x0a\x00\x00\x01" + secret() + "\x00"
	out := slices.Concat(block(0x0a0d0d0a, section), block(1, device), block(4, slices.Concat(option(1, name), end, option(2, secret()), end)))
	first := true
	for rest := pcap[24:]; len(rest) > 16; {
		size := int(le.Uint32(rest[8:]))
		micros := uint64(le.Uint32(rest))*1e6 + uint64(le.Uint32(rest[4:]))
		body := le.AppendUint32(le.AppendUint32(le.AppendUint32(nil, 0), uint32(micros>>32)), uint32(micros))
		body = append(append(body, rest[8:16]...), rest[16:16+size]...)
		body = append(body, make([]byte, -len(body)&3)...)
		if first {
			body = slices.Concat(body, option(1, secret()), end)
			first = false
		}
		out = append(out, block(6, body)...)
		rest = rest[16+size:]
	}
	return out
}
