//home: rtpflow/observe

// Package observe measures RTP as its packets arrive: the sources of each flow, their sequence numbers and timing, access
// units and header extensions, and the other data on the ports and channels of media.
//
// What it measures in a flow depends on that flow and on the signalling before it, never on another flow. The clock rate
// and the format of a source follow from the transport that is agreed for its ports or channel at that moment; association
// decides at the end which transport the source belongs to.
package rtpflow

import (
	"rtspect/capture"
	"rtspect/rtpflow/frames"
	"rtspect/rtpflow/measure"
)

// Bounds on memory, the only thing that flows share. What exceeds them is counted.
const (
	maxSourcesPerFlow = 128
	maxSources        = 100000
)

// observer observes the RTP of all flows.
type observer struct {
	observerOptions
	ports *portIndex // the transports agreed so far, by UDP endpoint
	// follower sees the packets of the sources that it asked for; nil for none.
	follower follower

	udp       *FlowTable[*mediaFlow]
	sources   []*source    // in order of appearance
	flows     []*mediaFlow // likewise
	byEnd     map[capture.Endpoint][]*mediaFlow
	sourcesOf map[uint32][]*source // by SSRC, bounded: see maxNamesakes
	channels  map[*dialog]*channelTable
	raop      raopTable
	positions map[*session][]playbackPosition

	bins       measure.Pool
	probation  probation
	packet     measure.Packet // the one at hand
	unitPacket frames.Packet  // the same; see countFrames
	waiting    int            // sources whose format is not known yet; see setFormat

	droppedSources excess // packets of SSRCs beyond the limits
	droppedFlows   excess // packets of UDP flows beyond the limit
}

// excess counts packets that a limit leaves out.
type excess struct {
	packets int64
	frame   capture.Frame // the first of them
}

func (x *excess) count(frame capture.Frame) {
	if x.packets++; x.frame == 0 {
		x.frame = frame
	}
}

// observerOptions say what is measured in addition.
type observerOptions struct {
	wireshark bool // by tshark's definitions as well
	series    bool // over time as well
	// signallingWaits reports whether captured signalling may still be waiting behind a gap in a TCP connection, so that
	// a format that is not known yet may be described soon.
	signallingWaits func() bool
}

// follower is another stage that follows the packets of some sources: see source.follow. It reads a source and does not
// change it.
type follower interface {
	// begins is called before a packet is measured that is the first of a source, or has another payload type than
	// the packet before it.
	begins(s *source, p *measure.Packet)
	// packet is called after a packet of a followed source was measured; b is the packet as captured.
	packet(s *source, p *measure.Packet, v measure.Verdict, b []byte)
}

// newObserver returns an observer that looks up the transports agreed in ports.
func newObserver(ports *portIndex, options observerOptions) *observer {
	return &observer{
		observerOptions: options,
		ports:           ports,
		udp:             NewFlowTable[*mediaFlow](nil),
		byEnd:           map[capture.Endpoint][]*mediaFlow{},
		sourcesOf:       map[uint32][]*source{},
		channels:        map[*dialog]*channelTable{},
		positions:       map[*session][]playbackPosition{},
	}
}

// flowsAt returns the UDP flows that have an endpoint at one of their ends.
func (o *observer) flowsAt(e capture.Endpoint) []*mediaFlow { return o.byEnd[e] }

// withSSRC returns the first sources with an SSRC, at most maxNamesakes.
func (o *observer) withSSRC(ssrc uint32) []*source { return o.sourcesOf[ssrc] }

// maxNamesakes bounds how many sources or flows of one SSRC are found by it.
const maxNamesakes = 64

// appendBounded appends to the list of a key, up to maxNamesakes.
func appendBounded[K comparable, T any](m map[K][]T, key K, x T) {
	if list := m[key]; len(list) < maxNamesakes {
		m[key] = append(list, x)
	}
}
