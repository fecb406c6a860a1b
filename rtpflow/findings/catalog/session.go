package catalog

import "rtspect/rtpflow"

// Findings about messages and exchanges.
var (
	NoResponse = define(signallingArea, FindingType{
		Code: "no-answer", Severity: rtpflow.SevWarning,
		Title:     "Request without response",
		Cause:     "The peer hung, crashed or ignores the method; or the capture ends or lacks packets.",
		Remedy:    "Check the log of the peer. A missing response to the last TEARDOWN usually means that the capture ended.",
		Reference: "RFC 2326, 9.1",
	})
	SlowResponse = define(signallingArea, FindingType{
		Code: "slow-answer", Severity: rtpflow.SevNote,
		Title:      "Slow response",
		Cause:      "The server opens its source on request, is overloaded, or waits for an upstream.",
		Remedy:     "Measure where the server spends the time.",
		Thresholds: []string{"slow-answer", "very-slow-answer"},
	})
	ResponseUnmatched = define(signallingArea, FindingType{
		Code: "answer-unmatched", Severity: rtpflow.SevWarning,
		Title:     "Response without request",
		Cause:     "The server responded with a CSeq that was not used, or the request is not in the capture.",
		Remedy:    "Compare CSeq of requests and responses.",
		Reference: "RFC 2326, 12.17",
	})
	CSeqRepeated = define(signallingArea, FindingType{
		Code: "cseq-repeated", Severity: rtpflow.SevNote,
		Title:     "Repeated CSeq",
		Cause:     "The client restarted its counter or repeated a request.",
		Remedy:    "Responses are matched by order.",
		Reference: "RFC 2326, 12.17",
	})
	RequestFailed = define(signallingArea, FindingType{
		Code: "request-failed", Severity: rtpflow.SevWarning,
		Title:     "Request refused",
		Cause:     "See the status code.",
		Remedy:    "See the summary of the finding.",
		Reference: "RFC 2326, 11",
	})
	AuthRefused = define(signallingArea, FindingType{
		Code: "auth-refused", Severity: rtpflow.SevError,
		Title:     "Authentication failed",
		Cause:     "Wrong user name or password, a locked account, or a digest that client and server compute differently (realm, algorithm, URI).",
		Remedy:    "Try the credentials with another client; compare the realm.",
		Reference: "RFC 2617, 3.2",
	})
	AuthMissing = define(signallingArea, FindingType{
		Code: "auth-missing", Severity: rtpflow.SevWarning,
		Title:     "Request refused for missing credentials",
		Cause:     "The client has no credentials for this server, or does not support the scheme.",
		Remedy:    "Configure user name and password; check the schemes that the server offers.",
		Reference: "RFC 2617, 1.2",
	})
	CredentialsInClear = define(signallingArea, FindingType{
		Code: "credentials-in-clear", Severity: rtpflow.SevWarning,
		Title:     "Credentials in the clear",
		Cause:     "Basic authentication, or a password in a URL, over an unencrypted connection.",
		Remedy:    "Use Digest or RTSPS; change the password.",
		Reference: "RFC 2617, 4.1",
	})
	Redirected = define(signallingArea, FindingType{
		Code: "redirect", Severity: rtpflow.SevNote,
		Title:     "Request redirected",
		Cause:     "Load balancing, a moved resource, or another server in charge.",
		Remedy:    "Follow Location; check that the client does.",
		Reference: "RFC 2326, 11.2",
	})
	TransportRefused = define(signallingArea, FindingType{
		Code: "transport-refused", Severity: rtpflow.SevNote,
		Title:     "Transport refused",
		Cause:     "The server does not support the transport that the client requested (461).",
		Remedy:    "Usually followed by a SETUP with another transport.",
		Reference: "RFC 2326, 11.3.14",
	})
	TransportIncomplete = define(signallingArea, FindingType{
		Code: "transport-incomplete", Severity: rtpflow.SevNote,
		Title:     "Incomplete Transport in the response",
		Cause:     "The response lacks server_port, or the channels of interleaved data.",
		Remedy:    "Clients cannot open a path through NAT, nor check the source of packets.",
		Reference: "RFC 2326, 12.39",
	})
	OptionRefused = define(signallingArea, FindingType{
		Code: "option-refused", Severity: rtpflow.SevWarning,
		Title:     "Required option not supported",
		Cause:     "The server does not support a feature that the client requires (551).",
		Remedy:    "Do without the feature, or update the server.",
		Reference: "RFC 2326, 12.32",
	})
	StatusUnexpected = define(signallingArea, FindingType{
		Code: "status-unexpected", Severity: rtpflow.SevNote,
		Title:     "Status code not defined for the method",
		Cause:     "The server uses the code for a method that it does not belong to.",
		Remedy:    "Clients may not understand it.",
		Reference: "RFC 2326, 7.1.1",
	})
	StatusUnknown = define(signallingArea, FindingType{
		Code: "status-unknown", Severity: rtpflow.SevNote,
		Title:     "Undefined status code",
		Cause:     "A vendor-specific code, or a faulty server.",
		Remedy:    "Clients treat it like x00 of its class.",
		Reference: "RFC 2326, 7.1.1",
	})
	MethodWrongSender = define(signallingArea, FindingType{
		Code: "method-wrong-sender", Severity: rtpflow.SevWarning,
		Title:     "Method sent by the wrong side",
		Cause:     "A faulty client or server.",
		Remedy:    "The peer refuses or ignores it.",
		Reference: "RFC 2326, 10",
	})
	MethodUnknown = define(signallingArea, FindingType{
		Code: "method-unknown", Severity: rtpflow.SevNote,
		Title:     "Undefined method",
		Cause:     "A vendor extension, or a faulty client.",
		Remedy:    "Servers respond 501 or 405.",
		Reference: "RFC 2326, 10",
	})
	StateViolation = define(signallingArea, FindingType{
		Code: "state-violation", Severity: rtpflow.SevWarning,
		Title:     "Method not allowed in the state of the session",
		Cause:     "The client omitted a step, or continued after TEARDOWN.",
		Remedy:    "Compare the order of requests with RFC 2326, A.",
		Reference: "RFC 2326, A.1",
	})
	SyntaxViolation = define(signallingArea, FindingType{
		Code: "syntax", Severity: rtpflow.SevNote,
		Title:     "Invalid message syntax",
		Cause:     "A faulty implementation that most peers tolerate.",
		Remedy:    "Strict peers refuse such messages.",
		Reference: "RFC 2326, 15",
	})
	SDPViolation = define(signallingArea, FindingType{
		Code: "sdp", Severity: rtpflow.SevNote,
		Title:     "Invalid SDP syntax",
		Cause:     "A faulty implementation that most peers tolerate.",
		Remedy:    "Strict peers refuse such a description.",
		Reference: "RFC 8866, 5",
	})
)

// Findings about a session as a whole.
var (
	NoTeardown = define(sessionArea, FindingType{
		Code: "no-teardown", Severity: rtpflow.SevWarning,
		Title:     "Session without TEARDOWN",
		Cause:     "The client crashed, lost its network or closed the connection; or the capture ends first.",
		Remedy:    "The server keeps the resources of the session until the timeout.",
		Reference: "RFC 2326, 10.7",
	})
	StaleSessionData = define(sessionArea, FindingType{
		Code: "stale-session-data", Severity: rtpflow.SevWarning,
		Title:     "Media of a closed session arrive on a new connection",
		Cause:     "The client closed a connection without TEARDOWN, and the server did not end the session: it writes to the socket number, which the operating system has given to the next connection. Old versions of live555, as in many cameras, do so.",
		Remedy:    "Send TEARDOWN before closing a connection, or wait for the session timeout before reconnecting; ignore interleaved frames that no SETUP explains. Update the server.",
		Reference: "RFC 2326, 10.7",
	})
	ServerClosed = define(sessionArea, FindingType{
		Code: "server-closed", Severity: rtpflow.SevWarning,
		Title:     "The server closed the connection of an active session",
		Cause:     "It crashed, was stopped or restarted, or gave up the client. Some servers end a session this way when the media ends.",
		Remedy:    "Check the server's log at that time. A server should keep the connection until the session is torn down or times out.",
		Reference: "RFC 7826, 10.3",
	})
	SessionTimeout = define(sessionArea, FindingType{
		Code: "session-timeout", Severity: rtpflow.SevWarning,
		Title:     "Session timeout",
		Cause:     "The client sent no keep-alive for the session timeout: it disappeared, or does not know that the server expects one.",
		Remedy:    "Make the client send OPTIONS, GET_PARAMETER or RTCP well within the timeout.",
		Reference: "RFC 2326, 12.37",
	})
	KeepaliveLate = define(sessionArea, FindingType{
		Code: "keepalive-late", Severity: rtpflow.SevWarning,
		Title:      "Keep-alive interval longer than the session timeout",
		Cause:      "The client's interval is longer than the timeout.",
		Remedy:     "Shorten the client's interval; servers may drop the session at any time.",
		Reference:  "RFC 2326, 12.37",
		Thresholds: []string{"late-keepalive"},
	})
	SessionAddressChanged = define(sessionArea, FindingType{
		Code: "session-address-changed", Severity: rtpflow.SevWarning,
		Title:     "The client's address changed during the session",
		Cause:     "Roaming, a load balancer, NAT, or a hijacked session.",
		Remedy:    "Check that both addresses belong to the same client.",
		Reference: "RFC 2326, 16",
	})
	SetupNotCaptured = define(sessionArea, FindingType{
		Code: "setup-not-captured", Severity: rtpflow.SevNote,
		Title:  "The session started before the capture",
		Cause:  "The capture was started later.",
		Remedy: "Codec and transport are known only as far as the packets show them. Capture from the start.",
	})
	OneDirection = define(sessionArea, FindingType{
		Code: "one-direction", Severity: rtpflow.SevNote,
		Title:  "Only one direction of the session was captured",
		Cause:  "Asymmetric routing, or a capture filter on source or destination.",
		Remedy: "Capture both directions.",
	})
	MediaEncrypted = define(sessionArea, FindingType{
		Code: "media-encrypted", Severity: rtpflow.SevNote,
		Title:     "Encrypted media",
		Cause:     "SRTP: negotiated (RTP/SAVP), by DTLS, or recognized by the packets.",
		Remedy:    "Headers are measured; payloads cannot be read without the keys.",
		Reference: "RFC 3711",
	})
)
