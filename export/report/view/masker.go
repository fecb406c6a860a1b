package view

import "rtspect/export/safe"

// Limits on the bytes or elements of one value, so that no capture makes a report that cannot be read. What
// is cut says how much is missing.
const (
	MaxHeaderValue = 8 << 10
	MaxURL         = 8 << 10
	MaxSDP         = 64 << 10
	MaxName        = 1 << 10
	MaxSummary     = 4 << 10
	MaxHeaders     = 256
	MaxTimeline    = 2000
	MaxLosses      = 1000
	MaxFrames      = 1000
	MaxEvents      = 64 // events of one kind in a stream, such as freezes
)

// A Masker prepares text from the capture for a report: it masks credentials and cuts what is too long. Escaping is
// left to the format.
type Masker struct{ mask safe.Mask }

// NewMasker returns the Masker that the options ask for.
func NewMasker(o Options) Masker { return Masker{safe.Mask{Show: o.ShowSecrets}} }

// Text returns any text, cut to a number of bytes.
func (m Masker) Text(s string, limit int) string { return safe.Cut(m.mask.Text(s), limit) }

// Header returns the value of a header field. What is masked depends on the name.
func (m Masker) Header(name, value string) string {
	return safe.Cut(m.mask.Header(name, value), MaxHeaderValue)
}

// Parameter returns the value of NAME=VALUE, as in a=fmtp. What is masked depends on the name.
func (m Masker) Parameter(name, value string) string {
	return safe.Cut(m.mask.Parameter(name, value), MaxHeaderValue)
}

// SDP returns a session description.
func (m Masker) SDP(sdp []byte) string { return safe.Cut(m.mask.SDP(string(sdp)), MaxSDP) }
