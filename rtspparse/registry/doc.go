// Package registry contains the methods, status codes and header fields of RTSP 1.0 and 2.0 and of common extensions, with
// their meaning and specification, and the state machine of a session (RFC 2326, A; RFC 7826, B).
package registry
