package analyze_test

import (
	"fmt"
	"strings"

	"rtspect/capture"
)

const (
	url = "rtsp://10.0.0.1/av"
	// twoMedia describes a video of payload type 96 and an audio of 97.
	twoMedia = "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=av\r\nt=0 0\r\na=control:*\r\n" +
		"m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track0\r\n" +
		"m=audio 0 RTP/AVP 97\r\na=rtpmap:97 MPEG4-GENERIC/48000/2\r\na=control:track1\r\n"
)

// Sides of a connection.
const (
	fromClient = 0
	fromServer = 1
)

// tcpPipe is a TCP connection on the wire: it counts sequence numbers.
type tcpPipe struct {
	*wire
	end  [2]capture.Endpoint // client, server
	next [2]uint32           // sequence number
	mss  int
}

// pipe is a connection in full flow: no handshake.
func (w *wire) pipe(client, server capture.Endpoint) *tcpPipe {
	w.ports += 7
	return &tcpPipe{wire: w, end: [2]capture.Endpoint{client, server}, next: [2]uint32{uint32(w.ports) << 14, uint32(w.ports) << 15}, mss: 1460}
}

// segment captures a segment and moves its sender's sequence number.
func (c *tcpPipe) segment(from int, flags uint8, data []byte) *capture.Packet {
	p := capture.Packet{
		Proto: capture.TCP, Src: c.end[from], Dst: c.end[1-from], Seq: c.next[from], Ack: c.next[1-from],
		Flags: flags, Window: 65000, Payload: data,
	}
	c.next[from] += uint32(len(data))
	if flags&(capture.SYN|capture.FIN) != 0 {
		c.next[from]++
	}
	return c.put(p)
}

// shake opens the connection.
func (c *tcpPipe) shake() {
	p := c.segment(fromClient, capture.SYN, nil)
	p.Ack = 0
	c.segment(fromServer, capture.SYN|capture.ACK, nil)
	c.segment(fromClient, capture.ACK, nil)
}

// write captures data in segments of at most mss bytes, with an acknowledgment.
func (c *tcpPipe) write(from int, data []byte) {
	for len(data) > 0 {
		n := min(len(data), c.mss)
		c.segment(from, capture.ACK|capture.PSH, data[:n:n])
		data = data[n:]
	}
	c.segment(1-from, capture.ACK, nil)
}

func (c *tcpPipe) fin(from int) { c.segment(from, capture.FIN|capture.ACK, nil) }
func (c *tcpPipe) rst(from int) { c.segment(from, capture.RST, nil) }

// close is the usual end: both sides send FIN, the given one first.
func (c *tcpPipe) close(first int) {
	c.fin(first)
	c.fin(1 - first)
	c.segment(first, capture.ACK, nil)
}

// dialog is an RTSP conversation. Requests count CSeq themselves, and carry the Session once one is
// agreed.
type dialog struct {
	*tcpPipe
	cseq    [2]int
	session string // "": no Session header
	url     string
	// datagrams: over UDP (rtspu) instead.
	datagrams bool
	// What the capture misses.
	noRequests, noAnswers bool
}

// connect opens a connection to the server's RTSP port.
func (w *wire) connect(from capture.Addr) *dialog { return w.connectTo(from, at(hostS, rtspPort)) }

func (w *wire) connectTo(from capture.Addr, to capture.Endpoint) *dialog {
	w.ports++
	d := &dialog{tcpPipe: w.pipe(at(from, w.ports), to), url: url}
	d.shake()
	return d
}

// joined is a connection that was open before the capture began.
func (w *wire) joined(from capture.Addr) *dialog {
	w.ports++
	return &dialog{tcpPipe: w.pipe(at(from, w.ports), at(hostS, rtspPort)), url: url}
}

// say captures a message.
func (d *dialog) say(from int, text string) {
	if d.datagrams {
		d.udp(d.end[from], d.end[1-from], []byte(text))
		return
	}
	d.write(from, []byte(text))
}

// request captures a client's request; headers are "Name: value".
func (d *dialog) request(method, url string, headers ...string) {
	d.requestFrom(fromClient, method, url, headers...)
}

func (d *dialog) requestFrom(from int, method, url string, headers ...string) {
	d.cseq[from]++
	if !d.noRequests {
		d.say(from, d.message(method+" "+url+" RTSP/1.0", d.cseq[from], headers))
	} else {
		d.now += ms
	}
}

// respond captures the server's answer to the last request.
func (d *dialog) respond(status int, headers ...string) {
	d.respondFrom(fromServer, status, headers...)
}

func (d *dialog) respondFrom(from int, status int, headers ...string) {
	if !d.noAnswers {
		reason := map[int]string{200: "OK", 302: "Moved Temporarily", 401: "Unauthorized", 404: "Not Found", 454: "Session Not Found", 461: "Unsupported Transport"}[status]
		d.say(from, d.message(fmt.Sprintf("RTSP/1.0 %d %s", status, reason), d.cseq[1-from], headers))
	} else {
		d.now += ms
	}
}

// message puts a message together. A header that begins with "body:" is the body.
func (d *dialog) message(start string, cseq int, headers []string) string {
	body := ""
	text := fmt.Sprintf("%s\r\nCSeq: %d\r\n", start, cseq)
	named := false
	for _, h := range headers {
		if b, ok := strings.CutPrefix(h, "body:"); ok {
			body = b
			continue
		}
		named = named || strings.HasPrefix(h, "Session:")
		if h != "" {
			text += h + "\r\n"
		}
	}
	if d.session != "" && !named {
		text += "Session: " + d.session + "\r\n"
	}
	if body != "" {
		text += fmt.Sprintf("Content-Type: application/sdp\r\nContent-Base: %s/\r\nContent-Length: %d\r\n", d.url, len(body))
	}
	return text + "\r\n" + body
}

// options asks for the methods: also the sign of life of many clients.
func (d *dialog) options() {
	d.request("OPTIONS", d.url)
	d.respond(200, "Public: OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN")
}

// describe fetches a description.
func (d *dialog) describe(sdp string) {
	d.request("DESCRIBE", d.url, "Accept: application/sdp")
	d.respond(200, "body:"+sdp)
}

// track is the control URL of a media.
func (d *dialog) track(n int) string { return fmt.Sprintf("%s/track%d", d.url, n) }

// ask sends the SETUP of a track; answered is its answer, of which given is the Transport: what was
// asked for where it begins with a semicolon or is empty, and more.
func (d *dialog) ask(track int, asked string) {
	d.request("SETUP", d.track(track), "Transport: "+asked)
}

func (d *dialog) answer(asked, given, session string) {
	if given == "" || given[0] == ';' {
		given = asked + given
	}
	d.session = session
	d.respond(200, "Transport: "+given)
}

// setup agrees on the transport of a track, in the session named.
func (d *dialog) setup(track int, asked, given, session string) {
	d.ask(track, asked)
	d.answer(asked, given, session)
}

// play starts the media; rtpInfo may be "".
func (d *dialog) play(rtpInfo string) { d.start("PLAY", rtpInfo) }

func (d *dialog) record() { d.start("RECORD", "") }

func (d *dialog) start(method, rtpInfo string) {
	d.request(method, d.url, "Range: npt=0-")
	if rtpInfo != "" {
		rtpInfo = "RTP-Info: " + rtpInfo
	}
	d.respond(200, rtpInfo)
}

func (d *dialog) teardown() {
	d.request("TEARDOWN", d.url)
	d.respond(200)
	d.session = ""
}

// frame captures an interleaved frame.
func (d *dialog) frame(from int, channel byte, data []byte) { d.write(from, framed(channel, data)) }

func framed(channel byte, data []byte) []byte {
	return append([]byte{'$', channel, byte(len(data) >> 8), byte(len(data))}, data...)
}

// stream captures n interleaved packets of a source at their pace.
func (d *dialog) stream(from int, channel byte, m *media, n int) {
	for range n {
		start := d.now
		d.frame(from, channel, m.next())
		d.now = max(d.now, start+m.gap)
	}
}

// udpPorts are the Transport of unicast over UDP with RTP on port and RTCP on the next.
func udpPorts(port int) string {
	return fmt.Sprintf("RTP/AVP;unicast;client_port=%d-%d", port, port+1)
}

func serverPorts(port int) string { return fmt.Sprintf(";server_port=%d-%d", port, port+1) }

func channels(n int) string {
	return fmt.Sprintf("RTP/AVP/TCP;unicast;interleaved=%d-%d", n, n+1)
}

// watch is the usual start: a description, the video at C:6000 from S:5000 (RTCP above), PLAY.
func (w *wire) watch() *dialog {
	d := w.connect(hostC)
	d.describe(twoMedia)
	d.setup(0, udpPorts(6000), serverPorts(5000), "A")
	d.play("")
	return d
}
