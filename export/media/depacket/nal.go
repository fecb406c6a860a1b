package depacket

var startCode = []byte{0, 0, 0, 1}

// maxSets bounds the parameter sets that are remembered of one access unit.
const maxSets = 64

// nalKind is what a NAL unit type is to the assembler.
type nalKind uint8

const (
	nalOther nalKind = iota
	nalSlice
	nalKey // a slice that decoding can begin with
	nalSet // a parameter set
)

// nalAssembler puts NAL units together to access units in the byte stream format (Annex B of ITU-T
// H.264 and H.265): what the two payload formats have in common.
type nalAssembler struct {
	assembler
	out    Emit
	kindOf func(typ byte) nalKind
	typeOf func(header byte) byte
	start  int  // in Data, of the NAL unit being put together
	typ    byte // its type
	frag   bool // it comes in fragments, of which more are to come
	sets   [maxSets][2]int
	nsets  int
	coded  bool   // the access unit holds a slice
	slices int    // where the first one begins
	gap    int    // where parameter sets after a slice begin, 0 if there are none
	given  uint64 // types of parameter sets that the stream or the SDP gave so far
	spare  []byte // parameter sets of a damaged unit
	// described are parameter sets of the SDP, each a NAL unit.
	described [][]byte
}

func (a *nalAssembler) init(pool *Pool, emit Emit) {
	a.out = emit
	a.assembler = newAssembler(pool, a.unitDone)
}

// nal appends a whole NAL unit, its header apart from the rest.
func (a *nalAssembler) nal(head, body []byte, p *Packet) {
	a.startNAL(head, body, p)
	a.endNAL()
}

// startNAL begins a NAL unit. One that was begun and did not end is cut short.
func (a *nalAssembler) startNAL(head, body []byte, p *Packet) {
	if a.frag {
		a.damage("a fragment is missing", p)
	}
	a.frag = false
	a.typ = a.typeOf(head[0])
	a.start = len(a.unit.Data)
	switch kind := a.kindOf(a.typ); {
	case kind == nalSlice || kind == nalKey:
		if !a.coded {
			a.describe(p)
			a.slices = a.start
		}
		a.coded = true
		a.unit.Keyframe = a.unit.Keyframe || kind == nalKey
		a.gap = 0
	case kind == nalSet && a.coded && a.gap == 0:
		a.gap = a.start
	case kind != nalSet:
		a.gap = 0
	}
	a.hole = false
	if !a.write(startCode) || !a.write(head) || !a.write(body) {
		a.unit.Data = a.unit.Data[:a.start]
	}
}

// sameSlice prepares for a slice that goes on with the picture. Some payloaders put parameter sets
// before each slice of a keyframe, where decoders take them for the beginning of another picture: they
// go to the beginning of this one.
func (a *nalAssembler) sameSlice() {
	if !a.coded || a.gap <= a.slices {
		return
	}
	end := len(a.unit.Data)
	a.spare = append(a.spare[:0], a.unit.Data[a.gap:]...)
	copy(a.unit.Data[a.slices+len(a.spare):], a.unit.Data[a.slices:a.gap])
	copy(a.unit.Data[a.slices:], a.spare)
	for i := range a.sets[:a.nsets] {
		if s := &a.sets[i]; s[0] >= a.gap {
			s[0], s[1] = s[0]-a.gap+a.slices, s[1]-a.gap+a.slices
		}
	}
	a.slices += end - a.gap
	a.gap = 0
	a.unit.Moved = true
}

// more appends a fragment to the NAL unit that was begun.
func (a *nalAssembler) more(b []byte) {
	if !a.hole {
		a.write(b)
	}
}

// endNAL ends the NAL unit that was begun.
func (a *nalAssembler) endNAL() {
	a.frag = false
	if a.hole || a.kindOf(a.typ) != nalSet {
		return
	}
	a.given |= 1 << (a.typ & 63)
	if a.nsets < maxSets {
		a.sets[a.nsets] = [2]int{a.start, len(a.unit.Data)}
		a.nsets++
	}
}

// describe gives, before the first slice, the parameter sets of the SDP of kinds that the stream
// itself has not had.
func (a *nalAssembler) describe(p *Packet) {
	if len(a.described) == 0 {
		return
	}
	u := Unit{Parameters: true, Timestamp: p.Timestamp, Time: p.Time, FirstSeq: p.Seq, LastSeq: p.Seq}
	for _, n := range a.described {
		if a.given>>(a.typeOf(n[0])&63)&1 == 0 {
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
	if a.frag {
		a.damage("a fragment is missing", nil)
	}
	if u.Damaged && a.nsets > 0 {
		a.spare = a.spare[:0]
		for _, s := range a.sets[:a.nsets] {
			a.spare = append(a.spare, u.Data[s[0]:s[1]]...)
		}
		u.ParameterSets = a.spare
	}
	u.Parameters = !a.coded && !u.Damaged
	a.out(u)
	a.nsets, a.coded, a.frag, a.gap = 0, false, false, 0
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

// badPacket marks the open unit for a payload that is none.
func (a *nalAssembler) badPacket(p *Packet) { a.damage("a payload is malformed", p) }
