//home: rtpflow/findings

package rtpflow

import "fmt"

// raopFindings are the findings about the control and timing ports of AirPlay.
func raopFindings(m *Media) (list []Finding) {
	x := m.RAOP
	if x == nil {
		return nil
	}
	if x.ResendRequests > 0 {
		text := fmt.Sprintf("The receiver asked for %s again (in %s), and %s came again on the control port", packets(x.Asked), count(x.ResendRequests, "request"), packets(x.Resent))
		f := find("raop-resend", one(x.FirstResend), "%s: the audio lost on the way was repaired as far as that.", text)
		if x.Resent < x.Asked {
			f.Severity = SevWarning
			f.Summary = text + ": the rest is lost for good."
		}
		list = append(list, f)
	}
	if x.TimingRequests >= 3 && x.TimingResponses == 0 {
		list = append(list, find("raop-timing-unanswered", one(x.LastTimed), "None of %s on the timing port was answered: the receiver cannot follow the sender's clock, and the sound will stop or drift.", count(x.TimingRequests, "request")))
	}
	return list
}
