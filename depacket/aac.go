package depacket

import (
	"rtspect/bitstream"
	"rtspect/payload"
)

// MPEG4Generic extracts MPEG-4 streams from their payload format (RFC 3640): access units behind headers whose fields
// have the sizes that the SDP gives, whole or in fragments, in order or interleaved.
type MPEG4Generic struct {
	emit     Emit
	pool     *Pool
	config   bitstream.AudioConfig
	headers  payload.AUHeaders
	units    payload.MPEG4Generic
	unit     Unit // that comes in fragments
	whole    Unit // the latest that came in one piece
	want     int  // size of the one in fragments
	open     bool // there is one in fragments
	duration uint32
	order    timeOrder
	missing  [1]Run
	// cutTime is the timestamp of a unit that was cut, so that the rest of it makes no other.
	cutTime uint32
	hasCut  bool
	// assumed says that the description does not give the configuration: that of ADTS headers then counts.
	assumed bool
}

// NewMPEG4Generic makes a depacketizer for a stream with these fmtp parameters and the configuration of its decoder.
// duration is how long an access unit lasts, in ticks of the RTP clock, where the parameters do not say so.
func NewMPEG4Generic(param func(string) string, config bitstream.AudioConfig, duration uint32, pool *Pool, emit Emit) *MPEG4Generic {
	d := &MPEG4Generic{emit: emit, pool: pool, config: config, duration: duration, headers: payload.NewAUHeaders(param)}
	if d.headers.ConstantDuration > 0 {
		d.duration = uint32(d.headers.ConstantDuration)
	}
	return d
}

// Config is the configuration of the decoder.
func (d *MPEG4Generic) Config() (bitstream.AudioConfig, bool) { return d.config, true }

// Assume marks the configuration as a guess, which ADTS headers in the stream correct.
func (d *MPEG4Generic) Assume() { d.assumed = true }

// Push takes the next packet.
func (d *MPEG4Generic) Push(p *Packet) {
	if d.open && (p.Lost > 0 || p.Restart || p.Timestamp != d.unit.Timestamp) {
		d.cut(fragmentMissing, p)
	}
	if p.Restart {
		d.order.flush(d.emit)
	}
	if len(p.Payload) == 0 {
		return
	}
	if !d.units.Read(&d.headers, p.Payload, len(p.Payload)) {
		d.emit(damagedUnit(p, malformed))
		return
	}
	interleaved := false
	var index uint32
	for first := true; d.units.Next(); first = false {
		x := &d.units
		if !first {
			index += 1 + x.Skip
			interleaved = interleaved || x.Skip > 0
		}
		if x.ADTS.Size > 0 && d.assumed {
			d.config = x.ADTS.Config
		}
		u := &d.whole
		*u = unitOf(p)
		u.Timestamp += index*d.duration + x.CTSDelta
		u.Duration, u.Keyframe = d.duration, x.Keyframe
		switch {
		case x.Size == 0: // nothing to decode
		case x.Fragment:
			d.fragment(*u, p)
		case x.Cut:
			d.emit(damagedUnit(p, "it is longer than its packet"))
		default:
			u.Data = x.Data
			d.order.give(u, first, interleaved, d.emit)
		}
	}
}

// fragment takes a fragment of a unit that is larger than the packet; each announces the size of the whole (3.2.3).
func (d *MPEG4Generic) fragment(u Unit, p *Packet) {
	if !d.open && d.hasCut && d.cutTime == u.Timestamp {
		return
	}
	if !d.open {
		d.unit, d.want, d.open = u, d.units.Size, true
		d.unit.Data = d.pool.get(1)
	}
	d.unit.LastSeq = p.Seq
	data := d.units.Data
	grown, ok := d.pool.grow(d.unit.Data, len(data))
	if !ok || len(grown)+len(data) > d.want || d.units.Size != d.want {
		d.cut("its fragments do not fit its size", nil)
		return
	}
	d.unit.Data = append(grown, data...)
	if len(d.unit.Data) == d.want {
		d.open = false
		d.order.give(&d.unit, true, false, d.emit)
		d.pool.put(d.unit.Data)
		d.unit.Data = nil
	} else if p.Marker {
		d.pool.put(d.unit.Data)
		d.unit.Data = nil
		d.cut(beginningLost, p)
	}
}

// cut emits the unit in fragments as damaged.
func (d *MPEG4Generic) cut(why string, p *Packet) {
	d.open = false
	d.cutTime, d.hasCut = d.unit.Timestamp, true
	d.unit.Damaged, d.unit.Why = true, why
	if p != nil && p.Lost > 0 {
		d.missing[0] = Run{p.LostFirst, p.Lost}
		d.unit.Missing = d.missing[:]
	}
	d.emit(&d.unit)
	d.pool.put(d.unit.Data)
	d.unit = Unit{}
}

// Flush emits what is open.
func (d *MPEG4Generic) Flush() {
	if d.open {
		d.cut(EndOfStream, nil)
	}
	d.order.flush(d.emit)
}
