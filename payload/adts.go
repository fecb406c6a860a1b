package payload

import "rtspect/bitstream"

// ADTS is the header of an ADTS frame (ISO/IEC 13818-7, 6.2). Some senders put ADTS frames into RTP, in place of AU headers
// or behind them.
type ADTS struct {
	Config bitstream.AudioConfig
	Header int // bytes of the header
	Size   int // bytes of the frame, header included
}

// ReadADTS reads the header at the beginning of b; false if there is none.
func ReadADTS(b []byte) (h ADTS, ok bool) {
	if len(b) < 7 || b[0] != 0xff || b[1]&0xf6 != 0xf0 {
		return h, false
	}
	r := bitstream.Bits{B: b, Pos: 15}
	h.Header = 7
	if !r.Flag() { // protection_absent
		h.Header = 9
	}
	h.Config = bitstream.AudioConfig{ObjectType: int(r.Read(2)) + 1, FrameSamples: 1024}
	h.Config.SampleRate = bitstream.AACRate(int(r.Read(4)))
	r.Skip(1)
	h.Config.Channels = int(r.Read(3))
	r.Skip(4)
	h.Size = int(r.Read(13))
	return h, h.Config.SampleRate > 0 && h.Size >= h.Header
}

// adtsFrames reports whether a payload of size bytes, of which b may be the beginning, consists of ADTS frames.
func adtsFrames(b []byte, size int) bool {
	for at := 0; ; {
		h, ok := ReadADTS(b[at:])
		if at += h.Size; !ok || at > size {
			return false
		}
		if at == size || at >= len(b) {
			return true
		}
	}
}
