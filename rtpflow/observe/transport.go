package observe

import (
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow/signalling"
)

// CurrentTransport is the transport that is agreed right now for the channel or the ports of a flow, nil for none.
func (o *Observer) CurrentTransport(f *Flow) *signalling.Transport {
	if f.Dialog != nil {
		return f.Dialog.TransportOf(f.Channel)
	}
	dst, src := o.ports.Of(f.Dst), o.ports.Of(f.Src)
	switch {
	case len(dst) > 0 && (len(src) == 0 || len(dst) <= len(src)): // the end of the client has one session
		return dst[len(dst)-1]
	case len(src) == 1 || len(src) > 0 && src[len(src)-1].Client == f.Dst.Addr:
		return src[len(src)-1]
	}
	return nil
}

// Agreed applies a transport that was agreed to the flows that are there already: what flows on its ports or channels is
// its, and flows of a transport before it end.
func (o *Observer) Agreed(c *signalling.Transport) {
	if c.Lower == "tcp" {
		for _, list := range o.ChannelsOf(c.Dialog).list {
			for _, f := range list {
				if signalling.InChannels(c.Channels, f.Channel) && otherMediaBefore(c, f.Channel) {
					f.end(c.From)
				}
			}
		}
		return
	}
	clients, servers := c.Endpoints()
	if c.Lower == "udp" {
		o.endFlowsBefore(c, clients, servers)
	}
	for _, list := range [][]capture.Endpoint{clients, servers} {
		for _, e := range list {
			o.negotiatedFlows(e, c)
		}
	}
	for _, e := range c.RAOPEnds {
		for _, f := range o.FlowsAt(e) {
			f.raop = o.raopOf(f)
		}
	}
}

// Displaced ends the flows on the ports or channels of a transport beyond a limit: what flows there from now on belongs to no
// session.
func (o *Observer) Displaced(c *signalling.Transport) {
	end := func(f *Flow) {
		f.end(c.From)
		f.displaced = true
	}
	if c.Lower == "tcp" {
		for _, list := range o.ChannelsOf(c.Dialog).list {
			for _, f := range list {
				if signalling.InChannels(c.Channels, f.Channel) {
					end(f)
				}
			}
		}
		return
	}
	clients, _ := c.Endpoints()
	for _, e := range clients {
		for _, f := range o.FlowsAt(e) {
			end(f)
		}
	}
}

// negotiatedFlows gives the flows of an endpoint to a transport. A source that began before the response to its SETUP was
// measured with the clock rate of the static table; where the description has another one, it is measured again.
func (o *Observer) negotiatedFlows(e capture.Endpoint, c *signalling.Transport) {
	for _, f := range o.FlowsAt(e) {
		f.Negotiated, f.NonRTP, f.displaced = true, !c.CarriesRTP(), false
		if f.BeyondLimit {
			f.end(c.From)
		}
		for _, s := range f.Sources {
			s.correctRate(c)
		}
	}
}

// otherMediaBefore reports whether a channel of c's dialog was that of another media before c.
func otherMediaBefore(c *signalling.Transport, channel uint8) bool {
	old := c.Dialog.TransportBefore(channel, c)
	return old != nil && old.Media != c.Media
}

// endFlowsBefore ends the flows that a new transport takes over from those before it: flows at the ports of its client,
// and flows from the ports of its server to ports of its client's host that NAT has changed.
func (o *Observer) endFlowsBefore(c *signalling.Transport, clients, servers []capture.Endpoint) {
	for _, e := range clients {
		if !o.replaces(c, e) {
			continue
		}
		for _, f := range o.FlowsAt(e) {
			far := f.farEnd(e)
			if (c.HasAddress(far.Addr) && far.Addr != e.Addr || c.Client == c.Server) && !o.keptByOther(c, e, far) {
				f.end(c.From)
			}
		}
	}
	for _, e := range servers {
		for _, f := range o.FlowsAt(e) {
			far := f.farEnd(e)
			if far.Addr == c.Client && far.Addr != e.Addr && len(o.others(c, far)) == 0 && o.allEndedBefore(c, e) {
				f.end(c.From)
			}
		}
	}
}

// others are the latest transports agreed for an endpoint without c.
func (o *Observer) others(c *signalling.Transport, e capture.Endpoint) []*signalling.Transport {
	list := o.ports.Of(e)
	if i := slices.Index(list, c); i >= 0 {
		list = slices.Delete(slices.Clone(list), i, i+1)
	}
	return signalling.Recent(list)
}

// replaces reports whether another media had the endpoint until c was agreed.
func (o *Observer) replaces(c *signalling.Transport, e capture.Endpoint) bool {
	list := o.others(c, e)
	return len(list) > 0 && list[len(list)-1].Media != c.Media
}

// keptByOther reports whether another transport that has not ended was agreed for both ends of a flow, of which c was
// agreed for one alone: for the client's e, and not for the far one.
func (o *Observer) keptByOther(c *signalling.Transport, e, far capture.Endpoint) bool {
	if c.HasServerEnd(far) {
		return false
	}
	return slices.ContainsFunc(o.others(c, e), func(x *signalling.Transport) bool {
		return x.Media != c.Media && x.To == 0 && x.HasServerEnd(far)
	})
}

// allEndedBefore reports whether the same client had transports at an endpoint of the server before c, and all of them
// have ended.
func (o *Observer) allEndedBefore(c *signalling.Transport, e capture.Endpoint) bool {
	n := 0
	for _, x := range o.others(c, e) {
		if x.Client == c.Client {
			if x.To == 0 {
				return false
			}
			n++
		}
	}
	return n > 0
}
