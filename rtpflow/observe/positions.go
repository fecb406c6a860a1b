package observe

import (
	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/signalling"
)

// PlaybackPosition is how far a source had come when a PLAY, PAUSE or TEARDOWN was accepted.
type PlaybackPosition struct {
	Exchange  *rtpflow.Exchange
	Transport *signalling.Transport
	Source    *Source
	LastTS    uint32
	Packets   int64
	Time      int64
	Frame     capture.Frame
}

// MaxPositions bounds the positions of one session.
const MaxPositions = 4096

// NotePositions notes how far the sources of a session have come at an exchange.
func (o *Observer) NotePositions(s *signalling.Session, e *rtpflow.Exchange) {
	list := o.Positions[s]
	for _, m := range s.Media {
		c := m.Transport
		if c == nil {
			continue
		}
		for _, f := range o.currentFlows(c) {
			for _, src := range f.Sources {
				if len(list) >= MaxPositions {
					o.DroppedPositions.Add(1, e.Frame())
				} else {
					list = append(list, PlaybackPosition{e, c, src, src.LastTS, src.Seq.Packets, src.End, capture.Frame(src.LastFrame)})
				}
			}
		}
	}
	if len(list) > 0 {
		o.Positions[s] = list
	}
	o.noteSeeks(s, e)
}

// noteSeeks notes the sequence numbers that the response to a PLAY announces.
func (o *Observer) noteSeeks(s *signalling.Session, e *rtpflow.Exchange) {
	if e.Method != "PLAY" {
		return
	}
	note := func(list []signalling.RTPInfo) {
		for i := len(list) - 1; i >= 0 && list[i].Frame == e.ResponseFrame; i-- {
			if list[i].HasSeq {
				o.seeks.Announce(list[i].Seq, list[i].Time)
			}
		}
	}
	for _, m := range s.Media {
		if m.Transport != nil {
			note(m.Transport.RTPInfo)
		}
	}
	note(s.RTPInfo)
}

// FindPosition finds how far a source had come at an exchange, nil if that is not known.
func FindPosition(list []PlaybackPosition, e *rtpflow.Exchange, ordinal int) *PlaybackPosition {
	for i := range list {
		if p := &list[i]; p.Exchange == e && p.Source.Ordinal == ordinal {
			return p
		}
	}
	return nil
}

// currentFlows are the flows that carry the media of a transport now: by channel, or by the client's RTP port.
func (o *Observer) currentFlows(c *signalling.Transport) []*Flow {
	if c.Lower != "tcp" {
		if clients, _ := c.Endpoints(); len(clients) > 0 {
			return o.FlowsAt(clients[0])
		}
		return nil
	}
	if len(c.Channels) == 0 {
		return nil
	}
	var list []*Flow
	for side := range rtpflow.Side(2) {
		if f := o.ChannelsOf(c.Dialog).Find(side, c.Channels[0]); f != nil {
			list = append(list, f)
		}
	}
	return list
}
