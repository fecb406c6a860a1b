// Package rtspparse understands RTSP as it is spoken: messages of RTSP/1.0 (RFC 2326) and 2.0
// (RFC 7826), interleaved binary frames, the typed values of header fields, requests paired with
// their answers, and the wrappings (HTTP tunnel, WebSocket) around them. It knows nothing of
// packets or sessions: bytes come with a Mark, and what it finds carries it.
package rtspparse
