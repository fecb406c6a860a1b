//home: rtpflow/observe

package rtpflow

import "rtspect/capture"

// playbackPosition is how far a source had come when a PLAY, PAUSE or TEARDOWN was accepted.
type playbackPosition struct {
	exchange  *Exchange
	transport *transport
	source    *source
	lastTS    uint32
	packets   int64
	time      int64
	frame     capture.Frame
}

// maxPositions bounds the positions of one session.
const maxPositions = 4096

// notePositions notes how far the sources of a session have come at an exchange.
func (o *observer) notePositions(s *session, e *Exchange) {
	list := o.positions[s]
	for _, m := range s.media {
		c := m.transport
		if c == nil {
			continue
		}
		for _, f := range o.currentFlows(c) {
			for _, src := range f.sources {
				if len(list) < maxPositions {
					list = append(list, playbackPosition{e, c, src, src.LastTS, src.Seq.Packets, src.End, capture.Frame(src.LastFrame)})
				}
			}
		}
	}
	if len(list) > 0 {
		o.positions[s] = list
	}
}

// findPosition finds how far a source had come at an exchange, nil if that is not known.
func findPosition(list []playbackPosition, e *Exchange, ordinal int) *playbackPosition {
	for i := range list {
		if p := &list[i]; p.exchange == e && p.source.ordinal == ordinal {
			return p
		}
	}
	return nil
}

// currentFlows are the flows that carry the media of a transport now: by channel, or by the client's RTP port.
func (o *observer) currentFlows(c *transport) []*mediaFlow {
	if c.lower != "tcp" {
		if clients, _ := c.endpoints(); len(clients) > 0 {
			return o.flowsAt(clients[0])
		}
		return nil
	}
	if len(c.channels) == 0 {
		return nil
	}
	var list []*mediaFlow
	for side := range Side(2) {
		if f := o.channelsOf(c.dialog).find(side, c.channels[0]); f != nil {
			list = append(list, f)
		}
	}
	return list
}
