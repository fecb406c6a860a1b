//home: rtpflow/observe

package rtpflow

import (
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow/measure"
	"rtspect/rtspparse"
)

// channelTable is the interleaved channels of one RTSP dialog, by sender. The two connections of an HTTP tunnel share
// one.
type channelTable struct {
	dialog *dialog
	list   [2][]*mediaFlow
	last   [2]*mediaFlow // the one found last
}

// channelsOf returns the channels of a dialog.
func (o *observer) channelsOf(d *dialog) *channelTable {
	t := o.channels[d]
	if t == nil {
		t = &channelTable{dialog: d}
		o.channels[d] = t
	}
	return t
}

// channelFlows returns the flows that a side sends on the channels of the dialog of f.
func (o *observer) channelFlows(f *mediaFlow, side Side) []*mediaFlow {
	return o.channelsOf(f.dialog).list[side]
}

// find returns the flow of a channel, nil if it has carried nothing yet.
func (t *channelTable) find(from Side, n uint8) *mediaFlow {
	if m := t.last[from]; m != nil && m.channel == n {
		return m
	}
	for _, m := range t.list[from] {
		if m.channel == n {
			t.last[from] = m
			return m
		}
	}
	return nil
}

// empty reports whether nothing has come on any channel.
func (t *channelTable) empty() bool { return len(t.list[0])+len(t.list[1]) == 0 }

// swapSides exchanges client and server, where the first guess of which is which was wrong.
func (t *channelTable) swapSides() {
	t.list[0], t.list[1] = t.list[1], t.list[0]
	t.last[0], t.last[1] = t.last[1], t.last[0]
	for _, list := range t.list {
		for _, m := range list {
			m.from = 1 - m.from
		}
	}
}

// channelFlow returns the flow of a channel, which it adds where there is none, or where a new transport was agreed for the
// channel. c is the connection that carries it.
func (o *observer) channelFlow(t *channelTable, c *TCPConn, from Side, n uint8) *mediaFlow {
	m := t.find(from, n)
	if m != nil && !m.ended {
		return m
	}
	if m != nil {
		next := o.next(m)
		list := t.list[from]
		list[slices.Index(list, m)] = next
		t.last[from] = next
		return next
	}
	m = &mediaFlow{src: c.Record.Client, dst: c.Record.Server, conn: c, dialog: t.dialog, from: from, channel: n, negotiated: true}
	if from == Server {
		m.src, m.dst = m.dst, m.src
	}
	t.list[from] = append(t.list[from], m)
	o.flows = append(o.flows, m)
	return m
}

// frame takes an interleaved frame that is not RTCP; its data is valid during the call.
func (o *observer) frame(m *mediaFlow, f *rtspparse.Frame) {
	if !measure.IsRTP(f.Data) {
		m.rawData(f.Data, f.Length, f.Origin.Time, capture.Frame(f.Origin.Frame))
		return
	}
	ReadFrame(&o.packet, f)
	o.rtp(m, &o.packet, 0, f.Data)
}
