//home: rtpflow/associate

package rtpflow

// pairRaw pairs the flows with data that is neither RTP nor RTCP with the transports of their channels or ports.
func (x *associator) pairRaw() {
	x.raw = map[*mediaFlow]*transport{}
	for _, m := range x.flows {
		if m.raw.packets > 0 {
			if c := x.transportOfRaw(m); c != nil {
				x.raw[m] = c
			}
		}
	}
}

// transportOfRaw is the transport with a flow's channel or ports, the latest that was agreed before the flow started.
func (x *associator) transportOfRaw(m *mediaFlow) *transport {
	if m.conn != nil {
		return x.transportOfChannel(m.dialog, m.channel)
	}
	var best *transport
	score := 0
	for _, list := range [][]*transport{x.transportsAt(m.dst), x.transportsAt(m.src)} {
		for _, c := range activeAt(list, m.raw.start) {
			n := 0
			var f fit
			fitPorts(c, m, func(w int, _ string) { n += w }, &f, 0)
			if n >= weightPort && (n > score || n == score && later(c, best, m.raw.start)) {
				best, score = c, n
			}
		}
	}
	return best
}

// transportOfChannel is the latest transport with an interleaved channel: one agreed on the dialog, failing that one with
// which a session moved there from another connection.
func (x *associator) transportOfChannel(d *dialog, channel uint8) *transport {
	own, others := x.transportsOn(d)
	for _, list := range [][]*transport{own, others} {
		for i := len(list) - 1; i >= 0; i-- {
			if inChannels(list[i].channels, channel) {
				return list[i]
			}
		}
	}
	return nil
}
