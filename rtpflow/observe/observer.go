// Package observe measures RTP as its packets arrive: the sources of each flow, their sequence numbers and timing, access
// units and header extensions, and the other data on the ports and channels of media.
//
// What it measures in a flow depends on that flow and on the signalling before it, never on another flow. The clock rate
// and the format of a source follow from the transport that is agreed for its ports or channel at that moment; association
// decides at the end which transport the source belongs to.
package observe

import (
	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/demux"
	"rtspect/rtpflow/frames"
	"rtspect/rtpflow/measure"
	"rtspect/rtpflow/signalling"
)

// Bounds on memory, the only thing that flows share. What exceeds them is counted.
const (
	MaxSourcesPerFlow = 128
	MaxSources        = 100000
)

// Observer observes the RTP of all flows.
type Observer struct {
	Options
	ports *signalling.PortIndex // the transports agreed so far, by UDP endpoint
	// Follower sees the packets of the sources that it asked for; nil for none.
	Follower follower

	udp       *demux.FlowTable[*Flow]
	Sources   []*Source // in order of appearance
	Flows     []*Flow   // likewise
	byEnd     map[capture.Endpoint][]*Flow
	sourcesOf map[uint32][]*Source // by SSRC, bounded: see maxNamesakes
	Channels  map[*signalling.Dialog]*ChannelTable

	forgottenFlows int // of Flows
	RAOP           raopTable
	Positions      map[*signalling.Session][]PlaybackPosition

	bins       measure.Pool
	seeks      measure.Seeks
	probation  probation
	packet     measure.Packet // the one at hand
	unitPacket frames.Packet  // the same; see countFrames
	waiting    int            // sources whose format is not known yet; see setFormat

	DroppedSources rtpflow.Excess // packets of SSRCs beyond the limits
	DroppedFlows   rtpflow.Excess // packets of UDP flows beyond the limit
	// DroppedPositions counts what is not in Positions for lack of room.
	DroppedPositions rtpflow.Excess
}

// Options say what is measured in addition.
type Options struct {
	Wireshark bool // by tshark's definitions as well
	Series    bool // over time as well
	// SignallingWaits reports whether captured signalling may still be waiting behind a gap in a TCP connection, so that
	// a format that is not known yet may be described soon.
	SignallingWaits func() bool
}

// follower is another stage that follows the packets of some sources: see source.follow. It reads a source and does not
// change it.
type follower interface {
	// Begins is called before a packet is measured that is the first of a source, or has another payload type than
	// the packet before it.
	Begins(s *Source, p *measure.Packet)
	// Packet is called after a packet of a followed source was measured; b is the packet as captured.
	Packet(s *Source, p *measure.Packet, v measure.Verdict, b []byte)
}

// New returns an observer that looks up the transports agreed in ports.
func New(ports *signalling.PortIndex, options Options) *Observer {
	return &Observer{
		Options:   options,
		ports:     ports,
		udp:       demux.NewFlowTable[*Flow](nil),
		byEnd:     map[capture.Endpoint][]*Flow{},
		sourcesOf: map[uint32][]*Source{},
		Channels:  map[*signalling.Dialog]*ChannelTable{},
		Positions: map[*signalling.Session][]PlaybackPosition{},
	}
}

// FlowsAt returns the UDP flows that have an endpoint at one of their ends.
func (o *Observer) FlowsAt(e capture.Endpoint) []*Flow { return o.byEnd[e] }

// WithSSRC returns the first sources with an SSRC, at most maxNamesakes.
func (o *Observer) WithSSRC(ssrc uint32) []*Source { return o.sourcesOf[ssrc] }

// maxNamesakes bounds how many sources or flows of one SSRC are found by it.
const maxNamesakes = 64

// AppendBounded appends to the list of a key, up to maxNamesakes.
func AppendBounded[K comparable, T any](m map[K][]T, key K, x T) {
	if list := m[key]; len(list) < maxNamesakes {
		m[key] = append(list, x)
	}
}
