//home: rtpflow/observe

package rtpflow

import "slices"

// channelTable is the interleaved channels of one RTSP dialog, by sender. The two connections of an HTTP tunnel share
// one.
type channelTable struct {
	list [2][]*mediaFlow
	last [2]*mediaFlow // the one found last
}

// channelsOf returns the channels of a dialog.
func (o *observer) channelsOf(d *dialog) *channelTable {
	t := o.channels[d]
	if t == nil {
		t = &channelTable{}
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

// addChannel adds the flow of an interleaved channel; m has its ends and its connection.
func (o *observer) addChannel(t *channelTable, m *mediaFlow) *mediaFlow {
	m.negotiated = true
	t.list[m.from] = append(t.list[m.from], m)
	o.flows = append(o.flows, m)
	return m
}

// replaceChannel puts the flow that follows an ended one in its place.
func (o *observer) replaceChannel(t *channelTable, old *mediaFlow) *mediaFlow {
	n := o.next(old)
	list := t.list[old.from]
	list[slices.Index(list, old)] = n
	t.last[old.from] = n
	return n
}
