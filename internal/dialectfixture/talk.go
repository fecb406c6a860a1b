// Package dialectfixture generates complete sessions of RTSP dialects, for tests: RealMedia, ONVIF replay, AirPlay audio
// (RAOP) and Wi-Fi Display.
package dialectfixture

import (
	"fmt"
	"net/netip"

	"rtspect/internal/capturebuilder"
)

// talk is a conversation in which both sides send requests, each with its own CSeq.
type talk struct {
	*capturebuilder.Conn
	// The header lines that each side adds to all of its messages after CSeq.
	client, server []string

	clientCSeq, serverCSeq int
}

// message is the variable part of a message: header lines and a body.
type message struct {
	lines []string
	body  string
}

func with(lines ...string) message { return message{lines: lines} }

func (m message) carrying(body string) message {
	m.body = body
	return m
}

// clientRequest writes a request of the client and the response.
func (t *talk) clientRequest(request string, m, response message) {
	t.clientCSeq++
	t.Client(build(request+" RTSP/1.0", t.clientCSeq, t.client, m))
	t.Server(build("RTSP/1.0 200 OK", t.clientCSeq, t.server, response))
}

// serverRequest writes a request of the server and the response.
func (t *talk) serverRequest(request string, m, response message) {
	t.serverCSeq++
	t.Server(build(request+" RTSP/1.0", t.serverCSeq, t.server, m))
	t.Client(build("RTSP/1.0 200 OK", t.serverCSeq, t.client, response))
}

func build(start string, cseq int, always []string, m message) []byte {
	lines := append([]string{start, fmt.Sprintf("CSeq: %d", cseq)}, always...)
	return capturebuilder.Message(m.body, append(lines, m.lines...)...)
}

func addr(s string) netip.AddrPort { return netip.MustParseAddrPort(s) }

// on returns another port of the same host.
func on(a netip.AddrPort, port uint16) netip.AddrPort { return netip.AddrPortFrom(a.Addr(), port) }
