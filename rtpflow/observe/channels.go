package observe

import (
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/demux"
	"rtspect/rtpflow/signalling"
	"rtspect/rtspparse"
)

// ChannelTable is the interleaved channels of one RTSP dialog, by sender. The two connections of an HTTP tunnel share
// one.
type ChannelTable struct {
	dialog *signalling.Dialog
	list   [2][]*Flow
	last   [2]*Flow // the one found last
}

// ChannelsOf returns the channels of a dialog.
func (o *Observer) ChannelsOf(d *signalling.Dialog) *ChannelTable {
	t := o.Channels[d]
	if t == nil {
		t = &ChannelTable{dialog: d}
		o.Channels[d] = t
	}
	return t
}

// ChannelFlows returns the flows that a side sends on the channels of the dialog of f.
func (o *Observer) ChannelFlows(f *Flow, side rtpflow.Side) []*Flow {
	return o.ChannelsOf(f.Dialog).list[side]
}

// maxForgottenFlows is how many flows of forgotten dialogs are listed before they are removed together.
const maxForgottenFlows = 4096

// ForgetChannels frees the channels of a dialog of which the report shows nothing. Flows with sources, of which there is a
// limit, remain.
func (o *Observer) ForgetChannels(d *signalling.Dialog) {
	t := o.Channels[d]
	if t == nil {
		return
	}
	delete(o.Channels, d)
	for _, list := range t.list {
		for _, f := range list {
			if f.BeyondLimit && len(f.Sources) == 0 {
				f.forgotten = true
				o.forgottenFlows++
			}
		}
	}
	if o.forgottenFlows >= maxForgottenFlows {
		o.forgottenFlows = 0
		o.Flows = slices.DeleteFunc(o.Flows, func(f *Flow) bool { return f.forgotten })
	}
}

// Find returns the flow of a channel, nil if it has carried nothing yet.
func (t *ChannelTable) Find(from rtpflow.Side, n uint8) *Flow {
	if m := t.last[from]; m != nil && m.Channel == n {
		return m
	}
	for _, m := range t.list[from] {
		if m.Channel == n {
			t.last[from] = m
			return m
		}
	}
	return nil
}

// Empty reports whether nothing has come on any channel.
func (t *ChannelTable) Empty() bool { return len(t.list[0])+len(t.list[1]) == 0 }

// SwapSides exchanges client and server, where the first guess of which is which was wrong.
func (t *ChannelTable) SwapSides() {
	t.list[0], t.list[1] = t.list[1], t.list[0]
	t.last[0], t.last[1] = t.last[1], t.last[0]
	for _, list := range t.list {
		for _, m := range list {
			m.From = 1 - m.From
		}
	}
}

// ChannelFlow returns the flow of a channel, which it adds where there is none, or where a new transport was agreed for the
// channel. c is the connection that carries it.
func (o *Observer) ChannelFlow(t *ChannelTable, c *demux.TCPConn, from rtpflow.Side, n uint8) *Flow {
	m := t.Find(from, n)
	if m != nil && !m.Ended {
		return m
	}
	if m != nil {
		next := o.next(m)
		list := t.list[from]
		list[slices.Index(list, m)] = next
		t.last[from] = next
		return next
	}
	m = &Flow{Src: c.Record.Client, Dst: c.Record.Server, Conn: c, Dialog: t.dialog, From: from, Channel: n, Negotiated: true, BeyondLimit: t.dialog.BeyondLimit(n)}
	if from == rtpflow.Server {
		m.Src, m.Dst = m.Dst, m.Src
	}
	t.list[from] = append(t.list[from], m)
	o.Flows = append(o.Flows, m)
	return m
}

// Frame takes an interleaved frame that is not RTCP; its data is valid during the call.
func (o *Observer) Frame(m *Flow, f *rtspparse.Frame, isRTP bool) {
	if !isRTP {
		m.RawData(f.Data, f.Length, f.Origin.Time, capture.Frame(f.Origin.Frame))
		return
	}
	demux.ReadFrame(&o.packet, f)
	o.RTP(m, &o.packet, 0, f.Data)
}
