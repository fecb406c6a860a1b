package payload

import (
	"encoding/binary"
	"strconv"
	"strings"

	"rtspect/bitstream"
)

// AudioHeaderSize is the size of the headers that MPEGAudio reads, in bytes.
const AudioHeaderSize = 4

// MPEGAudio reads the header of a payload of MPEG audio (RFC 2250, 3.5): where in its frame the data begin; 0 for
// whole frames and the first fragment of one.
func MPEGAudio(b []byte) (offset int, ok bool) {
	if len(b) < AudioHeaderSize {
		return 0, false
	}
	return int(binary.BigEndian.Uint16(b[2:])), true
}

// MPEGAudioFrames walks through the frames of MPEG audio, as H264 does through NAL units.
type MPEGAudioFrames struct {
	bitstream.AudioFrame
	count int
	left  int
	rest  []byte
}

// Read begins the walk. size is the length of the data, of which b may be the beginning: frames of which the capture has
// nothing are taken to be as long as the one before.
func (r *MPEGAudioFrames) Read(b []byte, size int) { *r = MPEGAudioFrames{rest: b, left: size} }

// Next goes to the next frame.
func (r *MPEGAudioFrames) Next() bool {
	if r.left <= AudioHeaderSize || r.count > 0 && r.Size == 0 {
		return false
	}
	if h, ok := bitstream.ParseAudioFrame(r.rest); ok {
		r.AudioFrame = h
	} else if r.count == 0 || len(r.rest) >= AudioHeaderSize {
		return false
	}
	r.count++
	r.left -= r.Size
	r.rest = r.rest[min(r.Size, len(r.rest)):]
	return true
}

// IsOpusHeader reports whether b is a header of an Ogg Opus file (RFC 7845, 5) and no Opus packet.
func IsOpusHeader(b []byte) bool {
	return len(b) >= 8 && (string(b[:8]) == "OpusHead" || string(b[:8]) == "OpusTags")
}

// AC3Header is the header of a payload of AC-3 (RFC 4184, 4.1) or Enhanced AC-3 (RFC 4598, 4.1).
type AC3Header struct {
	Frames   int  // whole frames, or fragments of the frame
	Fragment bool // a fragment of a frame
	First    bool // whole frames, or a first fragment
}

// AC3HeaderSize is the size of the header in bytes.
const AC3HeaderSize = 2

// AC3 reads the header. Whether a fragment is the first of its frame, Enhanced AC-3 does not say: First is then set
// for all.
func AC3(b []byte, enhanced bool) (h AC3Header, ok bool) {
	if len(b) <= AC3HeaderSize {
		return h, false
	}
	kind := b[0] & 3
	if enhanced {
		kind = 2 * (b[0] & 1)
	}
	return AC3Header{Frames: int(b[1]), Fragment: kind != 0, First: kind != 3}, true
}

// AMR is how the payloads of AMR and AMR-WB are laid out (RFC 4867, 8.1).
type AMR struct {
	Aligned, CRC, Robust, Interleaved bool
}

// NewAMR reads the parameters of an fmtp line. CRC, robust sorting and interleaving each imply octet alignment.
func NewAMR(param func(string) string) (a AMR) {
	on := func(name string) bool {
		v := strings.TrimSpace(param(name))
		return v != "" && v != "0"
	}
	n, err := strconv.Atoi(strings.TrimSpace(param("interleaving")))
	a.CRC, a.Robust, a.Interleaved = on("crc"), on("robust-sorting"), err == nil && n > 0
	a.Aligned = strings.TrimSpace(param("octet-align")) == "1" || a.CRC || a.Robust || a.Interleaved
	return a
}

// Header skips the codec mode request and reads the interleaving header: step is how many frames one block is after
// the one before it in the payload, 1 without interleaving.
func (a *AMR) Header(r *bitstream.Bits) (step uint32) {
	r.Skip(4)
	if !a.Aligned {
		return 1
	}
	r.Skip(4)
	if !a.Interleaved {
		return 1
	}
	step = r.Read(4) + 1
	r.Skip(4)
	return step
}

// Entry reads an entry of the table of contents (4.3.2, 4.4.2): whether more follow, the frame type, and whether the
// frame is not damaged.
func (a *AMR) Entry(r *bitstream.Bits) (more bool, typ byte, good bool) {
	more, typ, good = r.Flag(), byte(r.Read(4)), r.Flag()
	if a.Aligned {
		r.Skip(2)
	}
	return more, typ, good
}
