package findings

import (
	"fmt"
	"strings"

	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/wording"
)

// encryptionFinding reports a stream whose packets show that its payloads are encrypted.
func (d *streamDetector) encryptionFinding() {
	e := d.st.Encryption
	if e == nil || d.m != nil && d.m.Secure() {
		return
	}
	var why []string
	for _, x := range e.Evidence {
		switch x {
		case rtpflow.EncryptedPayloadLength:
			why = append(why, fmt.Sprintf("each payload is %s longer than its timestamp step", wording.Count(int64(e.TagBytes), "byte")))
		case rtpflow.EncryptedDTLS:
			why = append(why, "a DTLS handshake ran between the same ports")
		case rtpflow.EncryptedRTCP:
			why = append(why, "its RTCP is encrypted")
		case rtpflow.EncryptedPadding:
			why = append(why, "the padding counts are random")
		case rtpflow.EncryptedExtensions:
			why = append(why, "the profiles of its header extensions are random")
		case rtpflow.EncryptedTLS:
			why = append(why, "a TLS connection of the same hosts may carry its RTSP")
		}
	}
	d.add(catalog.MediaEncrypted, one(d.st.FirstFrame), "The stream is probably SRTP: %s. Its payloads are not decoded.", strings.Join(why, "; ")).at(d.st.Start)
}
