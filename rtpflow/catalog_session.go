//home: rtpflow/findings/catalog

package rtpflow

// signallingKinds are what can go wrong in messages and exchanges.
var signallingKinds = []Kind{
	{"no-answer", SevWarning, "A request has no answer", "The peer hung, crashed or ignores the method; or the capture ends or misses packets.", "Look at the peer's log; a missing answer to the very last TEARDOWN is usually the capture's end.", "RFC 2326, 9.1"},
	{"slow-answer", SevNote, "An answer took long", "The server opens its source only now, is loaded, or waits for another machine.", "Measure where the server spends the time.", ""},
	{"answer-unmatched", SevWarning, "An answer without a request", "The server answered with a CSeq that nobody used, or the request is not in the capture.", "Compare CSeq of requests and answers.", "RFC 2326, 12.17"},
	{"cseq-repeated", SevNote, "A CSeq was used again", "The client restarted its count or sent a request again.", "Answers are paired by order there.", "RFC 2326, 12.17"},
	{"request-failed", SevWarning, "A request was refused", "See the status code.", "See the summary of the finding.", "RFC 2326, 11"},
	{"auth-refused", SevError, "Credentials were refused", "User name or password is wrong, the account is locked, or client and server disagree on the digest (realm, algorithm, URI).", "Try the credentials with another client; compare the realm.", "RFC 2617, 3.2"},
	{"auth-missing", SevWarning, "A request without credentials was refused and not repeated with any", "The client has no credentials for this server, or does not know the scheme that is asked for.", "Give the client user name and password; check the schemes offered.", "RFC 2617, 1.2"},
	{"credentials-in-clear", SevWarning, "Credentials are sent in the clear", "Basic authentication, or a password in a URL, over a connection that is not encrypted.", "Use Digest or RTSPS; change the password.", "RFC 2617, 4.1"},
	{"redirect", SevNote, "A request was redirected", "Load balancing, a moved resource, or another server's duty.", "Follow Location; check that the client does.", "RFC 2326, 11.2"},
	{"transport-refused", SevNote, "A transport was refused", "The server does not offer the transport that the client asked for (461).", "Usually followed by a SETUP with another transport.", "RFC 2326, 11.3.14"},
	{"transport-incomplete", SevNote, "The transport agreed leaves something out", "The server's answer lacks server_port, or the channels of interleaved media.", "Clients cannot open a path through NAT, nor check where packets come from.", "RFC 2326, 12.39"},
	{"option-refused", SevWarning, "A required option is not supported", "The server does not know a feature that the client's Require names (551).", "Leave the feature out or update the server.", "RFC 2326, 12.32"},
	{"status-unexpected", SevNote, "A status code that does not belong to the method", "The server uses the code outside the methods that it is defined for.", "Clients may not understand it.", "RFC 2326, 7.1.1"},
	{"status-unknown", SevNote, "A status code that no RFC defines", "A code of the vendor's own, or a faulty server.", "Clients treat it like the x00 of its class.", "RFC 2326, 7.1.1"},
	{"method-wrong-sender", SevWarning, "A method sent by the side that may not send it", "A faulty client or server.", "The peer will refuse or ignore it.", "RFC 2326, 10"},
	{"method-unknown", SevNote, "A method that no RFC defines", "A vendor's extension, or a faulty client.", "Servers answer 501 or 405.", "RFC 2326, 10"},
	{"state-violation", SevWarning, "A method that the session's state does not allow", "The client skipped a step, or went on after TEARDOWN.", "Compare the order of requests with RFC 2326, A.", "RFC 2326, A.1"},
	{"syntax", SevNote, "A message departs from the grammar", "A faulty implementation that most peers tolerate.", "Strict peers refuse such messages.", "RFC 2326, 15"},
	{"sdp", SevNote, "The SDP departs from the grammar", "A faulty implementation that most peers tolerate.", "Strict peers refuse such a description.", "RFC 8866, 5"},
}

// sessionKinds are what can go wrong with a session as a whole.
var sessionKinds = []Kind{
	{"no-teardown", SevWarning, "A session has no TEARDOWN", "The client crashed, lost its network or just closed the connection; or the capture ends first.", "The server keeps the session's resources until its timeout.", "RFC 2326, 10.7"},
	{"server-closed", SevWarning, "The server closed the connection of a session in progress", "It crashed, was stopped or restarted, or gave the client up; some servers end a session so when its media end.", "Look into the server's log at that time; a server should keep the connection until the session is torn down or timed out.", "RFC 7826, 10.3"},
	{"session-timeout", SevWarning, "A session timed out", "The client sent no sign of life for the session's timeout: it vanished, or does not know that the server wants one.", "Make the client send OPTIONS, GET_PARAMETER or RTCP well within the timeout.", "RFC 2326, 12.37"},
	{"keepalive-late", SevWarning, "Signs of life came later than the session's timeout allows", "The client's interval is longer than the timeout.", "Shorten the client's interval; servers may drop the session at any time.", "RFC 2326, 12.37"},
	{"session-address-changed", SevWarning, "A session goes on from another address", "Roaming, a load balancer, NAT, or a session taken over by somebody else.", "Check that the other address is the same client's.", "RFC 2326, 16"},
	{"setup-not-captured", SevNote, "The session began before the capture", "The capture was started later.", "Codec and transport are known only as far as the packets tell; capture from the start for the rest.", ""},
	{"one-direction", SevNote, "One direction of a conversation is not in the capture", "Asymmetric routing, or a capture filter on source or destination.", "Capture both directions.", ""},
	{"media-encrypted", SevNote, "The media is encrypted", "SRTP was agreed (RTP/SAVP).", "Headers are measured; payloads cannot be read without the keys.", "RFC 3711"},
}
