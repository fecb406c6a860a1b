package assemble

import (
	"math"
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/frames"
)

// minTagged is the number of packets that must have the same excess of payload.
const minTagged = 8

// tagLengths are the bytes that SRTP appends to a payload: tags of 32, 64, 80 and 128 bits, and one of 80 bits with a key
// identifier (RFC 3711, 3.1; RFC 4568, 6.2; RFC 7714, 13).
var tagLengths = []int{4, 8, 10, 14, 16}

// tagged reports whether the payloads of audio with a fixed number of bytes per sample exceed their timestamp steps by an
// authentication tag: then they are encrypted.
func (b *streamBuilder) tagged(f *frames.Found) bool {
	a := f.Audio
	if a == nil || a.Samples == 0 || !slices.Contains(sampleEncodings, f.Encoding) {
		return false
	}
	rate := int64(b.ClockRate)
	consecutive := a.Packets - 1 - a.Silences - b.LossBursts
	if a.Excess < minTagged || 10*a.Excess < 9*consecutive || rate == 0 || (a.UsualTicks-a.ExcessTicks)%max(1, rate/1000) != 0 {
		return false
	}
	tag := int(math.Round(float64(a.ExcessTicks) * float64(b.PayloadBytes) / float64(a.Samples)))
	if !slices.Contains(tagLengths, tag) {
		return false
	}
	b.encrypted(rtpflow.EncryptedPayloadLength)
	b.Encryption.TagBytes = tag
	return true
}

// sampleEncodings have a fixed number of bytes per sample (RFC 3551, 4.5).
var sampleEncodings = []string{"PCMU", "PCMA", "G722", "L8", "L16", "L24"}

// encrypted adds evidence that the payloads of the stream are encrypted.
func (b *streamBuilder) encrypted(evidence string) {
	if b.Encryption == nil {
		b.Encryption = &rtpflow.Encryption{}
	}
	b.Encryption.Evidence = append(b.Encryption.Evidence, evidence)
}

// hideEncrypted removes what was read from encrypted payloads.
func (b *streamBuilder) hideEncrypted() {
	if b.Encryption != nil {
		b.Frames, b.Events, b.TS = nil, nil, nil
	}
}

// encryption looks for evidence, besides the payloads, that streams without signalling are encrypted.
func (x *assembler) encryption() {
	for _, st := range x.report.Unassociated.Streams {
		b := x.byStream[st]
		if st.Connection != nil || b.readable() {
			continue
		}
		if x.DTLS.Between(st.Source, st.Destination) {
			b.encrypted(rtpflow.EncryptedDTLS)
		}
		if slices.ContainsFunc(x.report.Unassociated.RTCP, func(r *rtpflow.RTCP) bool { return r.Encrypted && sameRoute(r, st) }) {
			b.encrypted(rtpflow.EncryptedRTCP)
		}
		if b.src.RandomPadding() {
			b.encrypted(rtpflow.EncryptedPadding)
		}
		if b.src.RandomExtensions() {
			b.encrypted(rtpflow.EncryptedExtensions)
		}
		if st.Encoding == "" && slices.ContainsFunc(x.report.Connections, func(c *rtpflow.Connection) bool {
			return c.Kind == rtpflow.KindTLS && sameHosts(c.Client.Addr, c.Server.Addr, st)
		}) {
			b.encrypted(rtpflow.EncryptedTLS)
		}
		b.hideEncrypted()
	}
}

// readable reports whether the payloads of a stream were recognized by their content, so that they are in the clear.
func (b *streamBuilder) readable() bool {
	return b.TS != nil || b.Frames != nil && b.Frames.Guessed
}

// sameRoute reports whether RTCP runs between the ports of a stream, or the ports above them (RFC 3550, 11).
func sameRoute(r *rtpflow.RTCP, st *rtpflow.Stream) bool {
	if r.Connection != nil {
		return false
	}
	for above := range uint16(2) {
		from, to := st.Source, st.Destination
		from.Port += above
		to.Port += above
		if r.Source == from && r.Destination == to || r.Source == to && r.Destination == from {
			return true
		}
	}
	return false
}

func sameHosts(a, b capture.Addr, st *rtpflow.Stream) bool {
	return a == st.Source.Addr && b == st.Destination.Addr || a == st.Destination.Addr && b == st.Source.Addr
}
