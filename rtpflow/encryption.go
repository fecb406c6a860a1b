package rtpflow

// Encryption is what shows that a stream without such signalling is SRTP (RFC 3711), or encrypted in a similar way: its
// headers are in the clear, its payloads are not.
type Encryption struct {
	// Evidence contains one or more of the constants below.
	Evidence []string
	// TagBytes is the length of the authentication tag (with the key identifier), 0 if it is not known.
	TagBytes int
}

// The evidence of encrypted payloads.
const (
	EncryptedPayloadLength = "payload-length" // the payloads are longer than their timestamps allow, by a tag
	EncryptedDTLS          = "dtls"           // a DTLS handshake between the same ports
	EncryptedRTCP          = "rtcp"           // the RTCP between the same hosts is encrypted
	EncryptedPadding       = "padding"        // padding counts are random
	EncryptedExtensions    = "extensions"     // profiles of header extensions are random
	EncryptedTLS           = "tls"            // a TLS connection that may carry RTSP between the same hosts
)
