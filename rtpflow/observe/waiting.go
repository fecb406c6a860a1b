package observe

import (
	"math/rand/v2"

	"rtspect/capture"
	"rtspect/rtpflow/demux"
	"rtspect/rtpflow/measure"
)

// probation remembers the first packets of possible sources of flows without state, so that traffic that only looks like
// RTP makes no flows. It grows while its entries are young, up to the number of sources that the analysis keeps: so many
// streams may begin at once. An entry that no longer fits takes the place of the oldest. Which one that is depends on the
// packets alone: the same capture always gives the same result.
type probation struct {
	blocks  []*[probationBlock]probationer // entries do not move
	buckets []int32                        // heads of the chains by flow, index + 1
	free    int32                          // head of the chain of free entries, index + 1
	oldest  int32                          // both ends of the list by age, index + 1
	newest  int32
	used    int
	// factor spreads the hashes of flows, which have secret words, so that flows that share a chain cannot be crafted.
	factor uint64

	evicted      int64 // young entries that gave way: packets of flows that may have been RTP
	evictedFrame capture.Frame
}

const (
	probationBlock = 256
	// minProbation entries stay however old they are, so that streams with long pauses between packets are found.
	minProbation = 4096
	// maxPerFlow bounds the SSRCs of one flow without state.
	maxPerFlow = 8
)

// probationer is an entry. The links are indices + 1, 0 for none.
type probationer struct {
	key          demux.FlowKey
	hash         uint64
	chain        int32 // the next of the bucket, or the next free one
	older, newer int32
	length       bool // the field of the sequence number is the length of the datagram
	candidate
}

// EvictedCandidates counts the first packets of possible sources that gave way to others before a second packet could
// confirm them, with the first of them.
func (o *Observer) EvictedCandidates() (int64, capture.Frame) {
	return o.probation.evicted, o.probation.evictedFrame
}

func (t *probation) at(i int32) *probationer {
	return &t.blocks[(i-1)/probationBlock][(i-1)%probationBlock]
}

func (t *probation) bucket(hash uint64) *int32 {
	return &t.buckets[hash*t.factor>>32&uint64(len(t.buckets)-1)]
}

// find returns the entry of an SSRC of a flow, 0 for none; and the oldest entry of the flow where it has maxPerFlow.
func (t *probation) find(key *demux.FlowKey, hash uint64, ssrc uint32) (found, surplus int32) {
	if t.used == 0 {
		return 0, 0
	}
	n := 0
	for i := *t.bucket(hash); i != 0; i = t.at(i).chain { // the newest first
		if e := t.at(i); e.hash == hash && e.key == *key {
			if e.p.SSRC == ssrc {
				return i, 0
			}
			if n++; n == maxPerFlow {
				surplus = i
			}
		}
	}
	return 0, surplus
}

// takeFlow removes all entries of a flow and passes them on, the oldest last.
func (t *probation) takeFlow(key *demux.FlowKey, hash uint64, take func(*candidate)) {
	if t.used == 0 {
		return
	}
	for i := *t.bucket(hash); i != 0; {
		e := t.at(i)
		next := e.chain
		if e.hash == hash && e.key == *key {
			take(&e.candidate)
			t.remove(i)
		}
		i = next
	}
}

// confirms reports whether p, a datagram of n bytes of which b was captured, follows the packet that is kept of its SSRC and
// flow. If not, p is kept. Where both have their length in place of the sequence number, as BACnet/IP does (ASHRAE 135,
// annex J), neither is RTP.
func (t *probation) confirms(key *demux.FlowKey, hash uint64, p *measure.Packet, ipid uint16, b []byte, n int) bool {
	length := int(p.Seq) == n
	i, surplus := t.find(key, hash, p.SSRC)
	if i != 0 {
		e := t.at(i)
		if e.p.PayloadType == p.PayloadType && consecutive(&e.p, p) && !(length && e.length) {
			return true
		}
		if e.repeats(p, ipid) {
			return false
		}
		surplus = i // the packet before, out of sequence, gives way
	}
	if surplus != 0 {
		t.remove(surplus)
	}
	i = t.add(hash, p.Arrival)
	e := t.at(i)
	e.key, e.hash, e.length = *key, hash, length
	e.set(p, ipid, b)
	return false
}

// add enters an entry as the newest.
func (t *probation) add(hash uint64, now int64) int32 {
	if t.free == 0 || t.used >= MaxSources {
		t.makeRoom(now)
	}
	i := t.free
	e := t.at(i)
	t.free = e.chain
	head := t.bucket(hash)
	e.chain, *head = *head, i
	e.older, e.newer = t.newest, 0
	if t.newest != 0 {
		t.at(t.newest).newer = i
	} else {
		t.oldest = i
	}
	t.newest = i
	t.used++
	return i
}

// makeRoom frees an entry: that of the oldest packet where it is old or the table is full, else a new one.
func (t *probation) makeRoom(now int64) {
	if t.used >= minProbation {
		old := t.at(t.oldest)
		young := now-old.p.Arrival < candidateAge
		if young && t.used >= MaxSources {
			if t.evicted == 0 {
				t.evictedFrame = capture.Frame(old.p.Frame)
			}
			t.evicted++
		}
		if !young || t.used >= MaxSources {
			t.remove(t.oldest)
			return
		}
	}
	n := int32(len(t.blocks) * probationBlock)
	block := new([probationBlock]probationer)
	t.blocks = append(t.blocks, block)
	for k := range block {
		block[k].chain = t.free
		t.free = n + int32(k) + 1
	}
	if 2*len(t.blocks)*probationBlock > len(t.buckets) {
		t.rehash()
	}
}

// rehash doubles the buckets. The chains keep their order, the newest first.
func (t *probation) rehash() {
	if t.factor == 0 {
		t.factor = rand.Uint64() | 1
	}
	t.buckets = make([]int32, max(2*len(t.buckets), 4*probationBlock))
	for i := t.oldest; i != 0; i = t.at(i).newer {
		e := t.at(i)
		head := t.bucket(e.hash)
		e.chain, *head = *head, i
	}
}

// remove frees an entry.
func (t *probation) remove(i int32) {
	e := t.at(i)
	link := t.bucket(e.hash)
	for *link != i {
		link = &t.at(*link).chain
	}
	*link = e.chain
	if e.older != 0 {
		t.at(e.older).newer = e.newer
	} else {
		t.oldest = e.newer
	}
	if e.newer != 0 {
		t.at(e.newer).older = e.older
	} else {
		t.newest = e.older
	}
	e.chain, t.free = t.free, i
	t.used--
}
