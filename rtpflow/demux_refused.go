//home: rtpflow/demux
package rtpflow

import (
	"rtspect/capture"
)

// refusal is a connection attempt that a reset answered.
type refusal struct {
	client, server capture.Endpoint
	syn, rst       capture.Frame
	time           int64
}

const maxRefusals = 1024

func (a *Analyzer) refused(s *bare, p *capture.Packet) {
	if len(a.refusals) < maxRefusals {
		a.refusals = append(a.refusals, refusal{s.from, p.Src, s.frame, p.Frame, p.Time})
	}
}

// rtspPort reports whether a port is one that RTSP servers use by custom.
func rtspPort(p uint16) bool { return p == 7070 || rtspsPort(p) }
