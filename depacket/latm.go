package depacket

import (
	"encoding/hex"
	"strings"

	"rtspect/bitstream"
)

// LATM extracts MPEG-4 audio from the payload format of RFC 6416 (MP4A-LATM): audioMuxElements (ISO/IEC 14496-3, 1.7.3),
// their configuration in band or in the SDP. Its units are access units.
type LATM struct {
	assembler
	out      Emit
	inBand   bool
	config   bitstream.LATMConfig
	frame    []byte // of a unit that does not begin at a byte
	duration func(bitstream.AudioConfig) uint32
}

// NewLATM makes a depacketizer for a stream with these fmtp parameters (config, cpresent). duration
// is that of an access unit, in ticks of the RTP clock.
func NewLATM(param func(string) string, duration func(bitstream.AudioConfig) uint32, pool *Pool, emit Emit) *LATM {
	d := &LATM{out: emit, duration: duration}
	d.assembler = newAssembler(pool, d.element)
	d.inBand = param("cpresent") != "0"
	if b, err := hex.DecodeString(strings.TrimSpace(param("config"))); err == nil && len(b) > 0 {
		d.config.Read(&bitstream.Bits{B: b})
	}
	return d
}

// Config is the configuration; false as long as it is unknown.
func (d *LATM) Config() (bitstream.AudioConfig, bool) { return d.config.Audio, d.config.OK }

// Push takes the next packet: an audioMuxElement, or a piece of one that ends with the marker bit.
func (d *LATM) Push(p *Packet) {
	d.packet(p, 0)
	if !d.gap {
		d.write(p.Payload)
	}
	d.marker(p)
}

// Flush emits what is open.
func (d *LATM) Flush() { d.flush(EndOfStream) }

// element takes an audioMuxElement and emits its access units.
func (d *LATM) element(u *Unit) {
	if u.Damaged {
		d.out(u)
		return
	}
	r := bitstream.Bits{B: u.Data}
	if d.inBand && !r.Flag() {
		d.config.Read(&r)
	}
	if !d.config.OK {
		u.Damaged, u.Why = true, "its configuration is unknown"
		d.out(u)
		return
	}
	length := d.duration(d.config.Audio)
	for i := range d.config.SubFrames {
		n := d.config.Fixed
		if d.config.LengthType == 0 {
			n = 0
			for more := true; more && !r.Short; {
				b := int(r.Read(8))
				n += 8 * b
				more = b == 255
			}
		}
		x := Unit{Timestamp: u.Timestamp + uint32(i)*length, Time: u.Time, Duration: length, FirstSeq: u.FirstSeq, LastSeq: u.LastSeq, Keyframe: true}
		if r.Short || n > r.Left() {
			x.Damaged, x.Why = true, "it is longer than its element"
			d.out(&x)
			return
		}
		if r.Pos&7 == 0 && n&7 == 0 {
			x.Data = u.Data[r.Pos/8 : (r.Pos+n)/8]
		} else {
			d.frame = bitstream.AppendBits(d.frame[:0], u.Data, r.Pos, n)
			x.Data = d.frame
		}
		r.Skip(n)
		if d.ambiguous && i == d.config.SubFrames-1 && r.Left() >= 8+d.config.OtherData {
			x.Damaged, x.Why = true, beginningLost // what was read as its length was something else
		}
		d.out(&x)
	}
}
