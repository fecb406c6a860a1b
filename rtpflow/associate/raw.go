package associate

import (
	"slices"

	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/signalling"
)

// pairRaw pairs the flows with data that is neither RTP nor RTCP, and those with packets of no source, with the transports of their channels or ports.
func (x *associator) pairRaw() {
	x.Raw = map[*observe.Flow]*signalling.Transport{}
	for _, m := range x.Flows {
		if !m.BeyondLimit && (m.Raw.Packets > 0 || m.Unmeasured().Count > 0) {
			if c := x.transportOfRaw(m); c != nil {
				x.Raw[m] = c
			}
		}
	}
}

// transportOfRaw is the transport with a flow's channel or ports, the latest that was agreed before the flow started.
func (x *associator) transportOfRaw(m *observe.Flow) *signalling.Transport {
	if m.Conn != nil {
		return x.transportOfChannel(m.Dialog, m.Channel)
	}
	var best *signalling.Transport
	score := 0
	start := m.Raw.Start
	if m.Raw.Packets == 0 {
		start = m.UnmeasuredSince()
	}
	for _, list := range [][]*signalling.Transport{x.transportsAt(m.Dst), x.transportsAt(m.Src)} {
		for _, c := range signalling.ActiveAt(list, start) {
			n := 0
			var f fit
			fitPorts(c, m, func(w int, _ string) { n += w }, &f, 0)
			if n >= weightPort && (n > score || n == score && later(c, best, start)) {
				best, score = c, n
			}
		}
	}
	return best
}

// transportOfChannel is the latest transport with an interleaved channel: one agreed on the dialog, failing that one with
// which a session moved there from another connection.
func (x *associator) transportOfChannel(d *signalling.Dialog, channel uint8) *signalling.Transport {
	own, others := x.transportsOn(d)
	for _, list := range [][]*signalling.Transport{own, others} {
		for _, l := range slices.Backward(list) {
			if signalling.InChannels(l.Channels, channel) {
				return l
			}
		}
	}
	return nil
}
