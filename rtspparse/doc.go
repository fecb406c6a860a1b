// Package rtspparse parses RTSP as found on the wire: messages of RTSP/1.0 (RFC 2326) and 2.0 (RFC 7826),
// interleaved binary frames, typed header values, the pairing of requests and responses, and tunnels (HTTP,
// WebSocket). It has no knowledge of packets or sessions: bytes are passed in with an Origin, and the results
// carry it.
//
// The package is large because each typed header value has its own file. They share the tokenizer, the parameter lists
// and the violations with the message parser, which itself needs CSeq and Content-Length to find the end of a message.
package rtspparse
