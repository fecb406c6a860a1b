//home: rtpflow/observe

package rtpflow

import (
	"slices"

	"rtspect/capture"
)

// currentTransport is the transport that is agreed right now for the channel or the ports of a flow, nil for none.
func (o *observer) currentTransport(f *mediaFlow) *transport {
	if f.dialog != nil {
		return f.dialog.transportOf(f.channel)
	}
	dst, src := o.ports.of(f.dst), o.ports.of(f.src)
	switch {
	case len(dst) > 0 && (len(src) == 0 || len(dst) <= len(src)): // the end of the client has one session
		return dst[len(dst)-1]
	case len(src) == 1 || len(src) > 0 && src[len(src)-1].client == f.dst.Addr:
		return src[len(src)-1]
	}
	return nil
}

// agreed applies a transport that was agreed to the flows that are there already: what flows on its ports or channels is
// its, and flows of a transport before it end.
func (o *observer) agreed(c *transport) {
	if c.lower == "tcp" {
		for _, list := range o.channelsOf(c.dialog).list {
			for _, f := range list {
				if inChannels(c.channels, f.channel) && otherMediaBefore(c, f.channel) {
					f.end(c.from)
				}
			}
		}
		return
	}
	clients, servers := c.endpoints()
	if c.lower == "udp" {
		o.endFlowsBefore(c, clients, servers)
	}
	for _, list := range [][]capture.Endpoint{clients, servers} {
		for _, e := range list {
			o.negotiatedFlows(e, c)
		}
	}
	for _, e := range c.raopEnds {
		for _, f := range o.flowsAt(e) {
			f.raop = o.raopOf(f)
		}
	}
}

// negotiatedFlows gives the flows of an endpoint to a transport. A source that began before the response to its SETUP was
// measured with the clock rate of the static table; where the description has another one, it is measured again.
func (o *observer) negotiatedFlows(e capture.Endpoint, c *transport) {
	for _, f := range o.flowsAt(e) {
		f.negotiated, f.nonRTP = true, !c.carriesRTP()
		for _, s := range f.sources {
			s.correctRate(c)
		}
	}
}

// otherMediaBefore reports whether a channel of c's dialog was that of another media before c.
func otherMediaBefore(c *transport, channel uint8) bool {
	old := c.dialog.transportBefore(channel, c)
	return old != nil && old.media != c.media
}

// endFlowsBefore ends the flows that a new transport takes over from those before it: flows at the ports of its client,
// and flows from the ports of its server to ports of its client's host that NAT has changed.
func (o *observer) endFlowsBefore(c *transport, clients, servers []capture.Endpoint) {
	for _, e := range clients {
		if !o.replaces(c, e) {
			continue
		}
		for _, f := range o.flowsAt(e) {
			far := f.farEnd(e)
			if (c.hasAddress(far.Addr) && far.Addr != e.Addr || c.client == c.server) && !o.keptByOther(c, e, far) {
				f.end(c.from)
			}
		}
	}
	for _, e := range servers {
		for _, f := range o.flowsAt(e) {
			far := f.farEnd(e)
			if far.Addr == c.client && far.Addr != e.Addr && len(o.others(c, far)) == 0 && o.allEndedBefore(c, e) {
				f.end(c.from)
			}
		}
	}
}

// others are the latest transports agreed for an endpoint without c.
func (o *observer) others(c *transport, e capture.Endpoint) []*transport {
	list := o.ports.of(e)
	if i := slices.Index(list, c); i >= 0 {
		list = slices.Delete(slices.Clone(list), i, i+1)
	}
	return recent(list)
}

// replaces reports whether another media had the endpoint until c was agreed.
func (o *observer) replaces(c *transport, e capture.Endpoint) bool {
	list := o.others(c, e)
	return len(list) > 0 && list[len(list)-1].media != c.media
}

// keptByOther reports whether another transport that has not ended was agreed for both ends of a flow, of which c was
// agreed for one alone: for the client's e, and not for the far one.
func (o *observer) keptByOther(c *transport, e, far capture.Endpoint) bool {
	if c.hasServerEnd(far) {
		return false
	}
	return slices.ContainsFunc(o.others(c, e), func(x *transport) bool {
		return x.media != c.media && x.to == 0 && x.hasServerEnd(far)
	})
}

// allEndedBefore reports whether the same client had transports at an endpoint of the server before c, and all of them
// have ended.
func (o *observer) allEndedBefore(c *transport, e capture.Endpoint) bool {
	n := 0
	for _, x := range o.others(c, e) {
		if x.client == c.client {
			if x.to == 0 {
				return false
			}
			n++
		}
	}
	return n > 0
}
