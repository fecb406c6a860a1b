// Package dialectfixture makes up whole sessions of RTSP's dialects, for tests: RealMedia, ONVIF replay,
// AirPlay audio (RAOP) and Wi-Fi Display.
package dialectfixture

import (
	"fmt"
	"net/netip"

	"rtspect/internal/capturebuilder"
)

// talk is a conversation in which both sides may ask; each numbers its own requests.
type talk struct {
	*capturebuilder.Conn
	// What each side puts in all of its messages after CSeq.
	client, server []string

	clientCSeq, serverCSeq int
}

// message is the part of a message that its sender chooses: header lines, and a body.
type message struct {
	lines []string
	body  string
}

func with(lines ...string) message { return message{lines: lines} }

func (m message) carrying(body string) message {
	m.body = body
	return m
}

// ask writes a request of the client and the server's answer.
func (t *talk) ask(request string, m, answer message) {
	t.clientCSeq++
	t.Client(build(request+" RTSP/1.0", t.clientCSeq, t.client, m))
	t.Server(build("RTSP/1.0 200 OK", t.clientCSeq, t.server, answer))
}

// tell writes a request of the server and the client's answer.
func (t *talk) tell(request string, m, answer message) {
	t.serverCSeq++
	t.Server(build(request+" RTSP/1.0", t.serverCSeq, t.server, m))
	t.Client(build("RTSP/1.0 200 OK", t.serverCSeq, t.client, answer))
}

func build(start string, cseq int, always []string, m message) []byte {
	lines := append([]string{start, fmt.Sprintf("CSeq: %d", cseq)}, always...)
	return capturebuilder.Message(m.body, append(lines, m.lines...)...)
}

func addr(s string) netip.AddrPort { return netip.MustParseAddrPort(s) }

// on is another port of the same host.
func on(a netip.AddrPort, port uint16) netip.AddrPort { return netip.AddrPortFrom(a.Addr(), port) }
