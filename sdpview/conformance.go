package sdpview

import (
	"fmt"

	"github.com/pion/sdp/v3"
)

const (
	maxConformance = 64 << 10 // maximum bytes of text to check
	maxMessage     = 200      // maximum bytes of the message
)

// conformance returns the error message of a strict parser. It is reported but does not affect what is parsed
// here.
func conformance(text []byte) (message string) {
	if len(text) > maxConformance {
		return ""
	}
	defer func() {
		if r := recover(); r != nil {
			message = cut(fmt.Sprint("panic: ", r))
		}
	}()
	if err := new(sdp.SessionDescription).Unmarshal(text); err != nil {
		return cut(err.Error())
	}
	return ""
}

func cut(s string) string { return redactKeys(s[:min(len(s), maxMessage)]) }
