package depacket

import "rtspect/payload"

var startCode = []byte{0, 0, 0, 1}

// maxSets bounds the parameter sets that are remembered of one access unit.
const maxSets = 64

// nalAssembler joins NAL units to access units in the byte stream format (Annex B of ITU-T H.264 and H.265): what
// the two payload formats have in common.
type nalAssembler struct {
	assembler
	out      Emit
	header   int // bytes of a NAL unit header
	typeOf   func(header byte) byte
	written  payload.Traits // of the NAL units that began so far
	start    int            // in Data, of the NAL unit that is open
	set      bool           // it is a parameter set
	typ      byte           // its type
	fragment bool           // it comes in fragments, of which more are to come
	sets     [maxSets][2]int
	nsets    int
	slices   int    // where the first slice begins
	lateSets int    // where parameter sets after a slice begin, 0 if there are none
	given    uint64 // types of parameter sets that the stream or the SDP gave so far
	spare    []byte // parameter sets of a damaged unit
	// described are parameter sets of the SDP, each a NAL unit.
	described [][]byte
}

func (a *nalAssembler) init(pool *Pool, emit Emit, header int, typeOf func(byte) byte) {
	a.out, a.header, a.typeOf = emit, header, typeOf
	a.assembler = newAssembler(pool, a.unitDone)
}

// take takes a NAL unit or a fragment of one, with what it says of its access unit.
func (a *nalAssembler) take(n *payload.NAL, traits payload.Traits, p *Packet) {
	a.traits.Join(traits)
	switch {
	case n.Start:
		a.slice(traits, p)
		a.startNAL(n, traits, p)
	case !a.fragment:
		a.damage("the beginning of a fragmented NAL unit is lost", p)
		return
	case !a.gap:
		a.write(n.Body)
	}
	if a.fragment = !n.End; n.End {
		a.endNAL()
	}
}

// slice looks at a slice before it is written. Where the first one after a loss is not the first of its frame, the
// loss touched this access unit.
func (a *nalAssembler) slice(traits payload.Traits, p *Packet) {
	if traits&payload.Slice == 0 || traits&payload.Begins != 0 {
		return
	}
	a.moveSets()
	if a.ambiguous && !a.coded() {
		a.damage(beginningLost, p)
	}
}

func (a *nalAssembler) coded() bool { return a.written.Frame() }

// startNAL begins a NAL unit. One that was begun and did not end is cut short.
func (a *nalAssembler) startNAL(n *payload.NAL, traits payload.Traits, p *Packet) {
	if a.fragment {
		a.damage(fragmentMissing, p)
	}
	a.fragment = false
	a.typ, a.set = n.Type, traits&payload.ParameterSet != 0
	a.start = len(a.unit.Data)
	switch {
	case traits&payload.Coded != 0:
		if !a.coded() {
			a.describe(p)
			a.slices = a.start
		}
		a.lateSets = 0
	case !a.set:
		a.lateSets = 0
	case a.coded() && a.lateSets == 0:
		a.lateSets = a.start
	}
	a.written |= traits
	a.gap = false
	if !a.write(startCode) || !a.write(n.Header[:a.header]) || !a.write(n.Body) {
		a.unit.Data = a.unit.Data[:a.start]
	}
}

// moveSets prepares for a slice that continues the frame. Some payloaders put parameter sets before each slice of a
// keyframe, where decoders take them for the beginning of another frame: they are moved to the beginning of this
// one.
func (a *nalAssembler) moveSets() {
	if !a.coded() || a.lateSets <= a.slices {
		return
	}
	end := len(a.unit.Data)
	a.spare = append(a.spare[:0], a.unit.Data[a.lateSets:]...)
	copy(a.unit.Data[a.slices+len(a.spare):], a.unit.Data[a.slices:a.lateSets])
	copy(a.unit.Data[a.slices:], a.spare)
	for i := range a.sets[:a.nsets] {
		if s := &a.sets[i]; s[0] >= a.lateSets {
			s[0], s[1] = s[0]-a.lateSets+a.slices, s[1]-a.lateSets+a.slices
		}
	}
	a.slices += end - a.lateSets
	a.lateSets = 0
	a.unit.Moved = true
}

// endNAL ends the NAL unit that was begun.
func (a *nalAssembler) endNAL() {
	if a.gap || !a.set {
		return
	}
	a.given |= 1 << (a.typ & 63)
	if a.nsets < maxSets {
		a.sets[a.nsets] = [2]int{a.start, len(a.unit.Data)}
		a.nsets++
	}
}

// describe emits, before the first slice, the parameter sets of the SDP of types that the stream itself has not had.
func (a *nalAssembler) describe(p *Packet) {
	if len(a.described) == 0 {
		return
	}
	u := unitOf(p)
	u.Parameters, u.Keyframe = true, false
	for _, n := range a.described {
		if !a.hasSets(a.typeOf(n[0])) {
			u.Data = append(append(u.Data, startCode...), n...)
		}
	}
	for _, n := range a.described {
		a.given |= 1 << (a.typeOf(n[0]) & 63)
	}
	a.described = nil
	if len(u.Data) > 0 {
		a.out(&u)
	}
}

// unitDone completes an access unit.
func (a *nalAssembler) unitDone(u *Unit) {
	if a.fragment {
		a.damage(fragmentMissing, nil)
	}
	if u.Damaged && a.nsets > 0 {
		a.spare = a.spare[:0]
		for _, s := range a.sets[:a.nsets] {
			a.spare = append(a.spare, u.Data[s[0]:s[1]]...)
		}
		u.ParameterSets = a.spare
	}
	out := u
	if u.Parameters = !a.traits.Frame(); u.Parameters && u.Damaged { // what else is missing was no frame
		sets := *u
		sets.Data, sets.ParameterSets, sets.Damaged, sets.Why, sets.Missing = u.ParameterSets, nil, false, "", nil
		out = &sets
	}
	if len(out.Data) > 0 || out.Damaged {
		a.out(out)
	}
	a.nsets, a.written, a.fragment, a.lateSets = 0, 0, false, 0
}

// hasSets reports whether parameter sets of all these types were given.
func (a *nalAssembler) hasSets(types ...byte) bool {
	for _, t := range types {
		if a.given>>(t&63)&1 == 0 {
			return false
		}
	}
	return true
}

// unreadable are the traits of a payload without NAL units: of a malformed one, that it is part of some frame.
func unreadable(malformed bool) payload.Traits {
	if malformed {
		return payload.Begins | payload.Coded
	}
	return 0
}

// nalReorderer rebuilds access units of NAL units that are sent with decoding order numbers.
type nalReorderer struct {
	nalAssembler
	order decodingOrder
	// traitsOf is what a NAL unit says of its access unit.
	traitsOf func(*payload.NAL) payload.Traits
}

// delay takes a NAL unit or a fragment of one into the buffer for decoding order.
func (a *nalReorderer) delay(n *payload.NAL, p *Packet) {
	switch {
	case n.Cut:
		a.order.lost++
	case n.Start && n.End:
		a.order.insert(n, a.header, p)
	case n.Start:
		a.order.begin(n, a.header, p)
	case !a.order.add(n.Body):
		a.order.lost++
		return
	}
	if n.End && !n.Start {
		a.order.finish()
	}
}

// release hands on what is in decoding order.
func (a *nalReorderer) release(all bool) {
	for {
		h, ok := a.order.next(all)
		if !ok {
			return
		}
		n := payload.NAL{Type: a.typeOf(h.data[0]), Body: h.data[a.header:], Start: true, End: true}
		copy(n.Header[:a.header], h.data)
		t := a.traitsOf(&n)
		a.packet(&h.p, t)
		a.take(&n, t, &h.p)
	}
}

// Flush emits what is open.
func (a *nalReorderer) Flush() {
	a.release(true)
	a.flush(EndOfStream)
}
