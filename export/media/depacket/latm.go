package depacket

import (
	"encoding/hex"
	"strings"
)

// LATM takes MPEG-4 audio out of the payload format of RFC 6416 (MP4A-LATM): audioMuxElements (ISO/IEC
// 14496-3, 1.7.3), their configuration in band or in the SDP. Its units are access units.
type LATM struct {
	assembler
	out      Emit
	inBand   bool
	config   latmConfig
	frame    []byte // of a unit that does not begin at a byte
	duration func(AudioConfig) uint32
}

// latmConfig is what a StreamMuxConfig says, of one program with one layer.
type latmConfig struct {
	ok         bool
	audio      AudioConfig
	subFrames  int
	lengthType int
	fixed      int // bits of a frame, of length type 1
	otherData  int
	hasOther   bool
}

// NewLATM makes a depacketizer for a stream with these fmtp parameters (config, cpresent). duration
// gives the ticks of the RTP clock of an access unit.
func NewLATM(param func(string) string, duration func(AudioConfig) uint32, pool *Pool, emit Emit) *LATM {
	d := &LATM{out: emit, duration: duration}
	d.assembler = newAssembler(pool, d.element)
	d.inBand = param("cpresent") != "0"
	if b, err := hex.DecodeString(strings.TrimSpace(param("config"))); err == nil && len(b) > 0 {
		d.config.read(&bitReader{b: b})
	}
	return d
}

// Config is the configuration as far as it is known.
func (d *LATM) Config() (AudioConfig, bool) { return d.config.audio, d.config.ok }

// Push takes the next packet: an audioMuxElement, or a piece of one that ends with the marker bit.
func (d *LATM) Push(p *Packet) {
	d.packet(p)
	if !d.hole {
		d.write(p.Payload)
	}
	d.marker(p)
}

// Flush gives what is open.
func (d *LATM) Flush() { d.flush("the stream ends inside it") }

// read reads a StreamMuxConfig (1.7.3.2).
func (c *latmConfig) read(r *bitReader) {
	*c = latmConfig{}
	version := r.flag()
	if version && r.flag() { // audioMuxVersionA
		return
	}
	if version {
		latmValue(r) // taraBufferFullness
	}
	sameTime := r.flag()
	c.subFrames = int(r.read(6)) + 1
	programs, layers := r.read(4), r.read(3)
	if programs != 0 || layers != 0 || !sameTime {
		return
	}
	if version {
		n := int(latmValue(r))
		if n > r.left() {
			return
		}
		end := r.pos + n
		c.audio = readAudioConfig(r)
		r.skip(end - r.pos)
	} else {
		c.audio = readAudioConfig(r)
	}
	whole := !r.short
	// What follows is often cut off: zeros, which mean the usual.
	c.lengthType = int(r.read(3))
	switch c.lengthType {
	case 0:
		r.skip(8) // latmBufferFullness
	case 1:
		c.fixed = 8 * (int(r.read(9)) + 20)
	default:
		return
	}
	if c.hasOther = r.flag(); c.hasOther {
		if version {
			c.otherData = int(latmValue(r))
		} else {
			for more := true; more && !r.short; {
				more = r.flag()
				c.otherData = c.otherData<<8 | int(r.read(8))
			}
		}
	}
	if r.flag() {
		r.skip(8) // crcCheckSum
	}
	c.ok = whole && c.audio.SampleRate > 0 && c.otherData >= 0 && c.otherData < 1<<24
}

// latmValue reads a LatmGetValue (1.7.3.1).
func latmValue(r *bitReader) uint32 {
	var v uint32
	for n := r.read(2) + 1; n > 0; n-- {
		v = v<<8 | r.read(8)
	}
	return v
}

// element takes an audioMuxElement and gives its access units.
func (d *LATM) element(u *Unit) {
	if u.Damaged {
		d.out(u)
		return
	}
	r := bitReader{b: u.Data}
	if d.inBand && !r.flag() {
		d.config.read(&r)
	}
	if !d.config.ok {
		u.Damaged, u.Why = true, "its configuration is not known"
		d.out(u)
		return
	}
	length := d.duration(d.config.audio)
	for i := range d.config.subFrames {
		n := d.config.fixed
		if d.config.lengthType == 0 {
			n = 0
			for more := true; more && !r.short; {
				b := int(r.read(8))
				n += 8 * b
				more = b == 255
			}
		}
		x := Unit{Timestamp: u.Timestamp + uint32(i)*length, Time: u.Time, Duration: length, FirstSeq: u.FirstSeq, LastSeq: u.LastSeq, Keyframe: true}
		if r.short || n > r.left() {
			x.Damaged, x.Why = true, "it is longer than its element"
			d.out(&x)
			return
		}
		if r.pos&7 == 0 && n&7 == 0 {
			x.Data = u.Data[r.pos/8 : (r.pos+n)/8]
		} else {
			d.frame = appendBits(d.frame[:0], u.Data, r.pos, n)
			x.Data = d.frame
		}
		r.skip(n)
		if d.unsure && i == d.config.subFrames-1 && r.left() >= 8+d.config.otherData {
			x.Damaged, x.Why = true, "its beginning is lost" // what was read as its length was none
		}
		d.out(&x)
	}
}
