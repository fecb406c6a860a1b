package rtcp

import (
	"encoding/binary"
	"strconv"
)

// Feedback is the common part of transport-layer and payload-specific feedback messages (RFC 4585, 6.1).
type Feedback struct {
	Kind   string // "NACK", "PLI", …, or type and format number: "RTPFB-30"
	Sender uint32 // SSRC of the sender of the feedback
	Media  uint32 // SSRC of the media source; 0 if the FCI contains it
	FCI    []byte // feedback control information
}

// The feedback formats (IANA registry "FMT Values" of the RTP parameters).
var (
	transportKinds = [32]string{1: "NACK", 3: "TMMBR", 4: "TMMBN", 5: "SR-REQ", 6: "RAMS", 7: "TLLEI", 8: "ECN", 9: "PAUSE", 10: "DBI", 11: "CCFB", 15: "TWCC"}
	payloadKinds   = [32]string{1: "PLI", 2: "SLI", 3: "RPSI", 4: "FIR", 5: "TSTR", 6: "TSTN", 7: "VBCM", 8: "PSLEI", 9: "ROI", 10: "LRR", 15: "AFB"}
	numberedKinds  [2][32]string
)

func init() {
	for format := range 32 {
		numberedKinds[0][format] = "RTPFB-" + strconv.Itoa(format)
		numberedKinds[1][format] = "PSFB-" + strconv.Itoa(format)
	}
}

// Feedback parses the common part of a feedback message.
func (p *Packet) Feedback() (f Feedback, ok bool) {
	if p.Type != RTPFB && p.Type != PSFB || len(p.Body) < 8 {
		return f, false
	}
	f = Feedback{Sender: binary.BigEndian.Uint32(p.Body), Media: binary.BigEndian.Uint32(p.Body[4:]), FCI: p.Body[8:]}
	format := p.Count & 0x1f
	if p.Type == RTPFB {
		f.Kind = transportKinds[format]
	} else {
		f.Kind = payloadKinds[format]
	}
	switch {
	case f.Kind == "":
		f.Kind = numberedKinds[p.Type-RTPFB][format]
	case f.Kind == "AFB" && isREMB(f.FCI):
		f.Kind = "REMB"
	case f.Kind == "CCFB": // RFC 8888, 3.1: the first stream's SSRC takes the place of the media SSRC
		f.FCI = p.Body[4:]
	}
	return f, true
}
