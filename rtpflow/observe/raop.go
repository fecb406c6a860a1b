package observe

import (
	"encoding/binary"
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/signalling"
)

// Payload types of the control and timing ports of AirPlay, with the marker bit, which all of them have set.
const (
	raopTimingRequest  = 0x80 | 82
	raopTimingResponse = 0x80 | 83
	raopSync           = 0x80 | 84
	raopResendRequest  = 0x80 | 85
	raopResend         = 0x80 | 86
)

// raopCounter is what one direction of a control or timing port carried.
type raopCounter struct {
	rtpflow.RAOP
	transport *signalling.Transport // whose port it is
	syncTime  int64                 // of the last sync
	// requests and responses are the timing messages, which run in opposite directions; the first ones, bounded.
	requests, responses []raopTiming
	timingsDropped      rtpflow.Excess // messages beyond the limit of both
}

// raopTiming is a timing message: the NTP time at which the request was sent, which its response repeats.
type raopTiming struct {
	ntp  uint64
	time int64
}

// MaxRAOPTimings bounds the timing messages of one direction. There is one every three seconds.
const MaxRAOPTimings = 4096

// raopTable is the counts of all control and timing ports, in order of appearance.
type raopTable []*raopCounter

// raopOf returns the count of a flow that is a control or timing port of a transport, nil if it is none.
func (o *Observer) raopOf(f *Flow) *raopCounter {
	c := o.raopTransport(f)
	if c == nil || f.raop != nil && f.raop.transport == c {
		return f.raop
	}
	x := &raopCounter{transport: c}
	o.RAOP = append(o.RAOP, x)
	return x
}

// raopTransport is the transport that has a flow's end as a control or timing port, nil if none has.
func (o *Observer) raopTransport(f *Flow) *signalling.Transport {
	for _, e := range []capture.Endpoint{f.Dst, f.Src} {
		far := f.farEnd(e)
		for _, c := range signalling.Recent(o.ports.Of(e)) {
			for _, x := range c.RAOPEnds {
				if x == e && (far.Addr == c.Client || far.Addr == c.Server) {
					return c
				}
			}
		}
	}
	return nil
}

// take counts a datagram.
func (x *raopCounter) take(p *capture.Packet) {
	if x.FirstFrame == 0 {
		x.FirstFrame = p.Frame
	}
	x.LastFrame = p.Frame
	b := p.Payload
	if len(b) < 8 || b[0]>>6 != 2 {
		x.Other++
		return
	}
	be := binary.BigEndian
	switch kind := b[1]; {
	case kind == raopSync && len(b) >= 20:
		x.Syncs++
		n := be.Uint32(b[16:]) - be.Uint32(b[4:])
		x.Latency, x.syncTime = &n, p.Time
	case kind == raopResendRequest:
		x.ResendRequests++
		x.Requested += int64(be.Uint16(b[6:]))
		if x.FirstResend == 0 {
			x.FirstResend = p.Frame
		}
	case kind == raopResend && p.PayloadLen > 4+12:
		x.Resent++
	case kind == raopResend:
		x.Refused++
	case kind == raopTimingRequest && len(b) >= 32:
		x.TimingRequests++
		x.LastTimed = p.Frame
		x.keep(&x.requests, raopTiming{be.Uint64(b[24:]), p.Time}, p.Frame)
	case kind == raopTimingResponse && len(b) >= 32:
		x.TimingResponses++
		x.keep(&x.responses, raopTiming{be.Uint64(b[8:]), p.Time}, p.Frame)
	default:
		x.Other++
	}
}

// keep adds a timing message to a list.
func (x *raopCounter) keep(list *[]raopTiming, m raopTiming, frame capture.Frame) {
	if len(*list) >= MaxRAOPTimings {
		x.timingsDropped.Add(1, frame)
		return
	}
	*list = append(*list, m)
}

// TimingsDropped counts the timing messages that no list has room for.
func (t raopTable) TimingsDropped() (sum rtpflow.Excess) {
	for _, x := range t {
		sum.Add(x.timingsDropped.Count, x.timingsDropped.Frame)
	}
	return sum
}

// ByMedia sums up the counts of each media.
func (t raopTable) ByMedia() map[*signalling.Media]*rtpflow.RAOP {
	sums := map[*signalling.Media]*rtpflow.RAOP{}
	synced := map[*signalling.Media]int64{}
	parts := map[*signalling.Media]raopTable{}
	for _, x := range t {
		if x.FirstFrame == 0 {
			continue
		}
		m := x.transport.Media
		if sums[m] == nil {
			sums[m] = &rtpflow.RAOP{FirstFrame: x.FirstFrame}
		}
		addRAOP(sums[m], &x.RAOP)
		if x.Latency != nil && (sums[m].Latency == nil || x.syncTime >= synced[m]) {
			sums[m].Latency, synced[m] = x.Latency, x.syncTime
		}
		parts[m] = append(parts[m], x)
	}
	for m, list := range parts {
		sums[m].RoundTrip = list.roundTrip()
	}
	return sums
}

// roundTrip is the longest time (ns) from a timing request to its response, nil if there was no response. Senders that do
// not fill in the NTP time give all requests the same one: a response belongs to the latest before it.
func (t raopTable) roundTrip() (longest *int64) {
	sent := map[uint64][]int64{}
	for _, x := range t {
		for _, q := range x.requests {
			sent[q.ntp] = append(sent[q.ntp], q.time)
		}
	}
	for _, times := range sent {
		slices.Sort(times)
	}
	for _, x := range t {
		for _, r := range x.responses {
			i, same := slices.BinarySearch(sent[r.ntp], r.time)
			if same {
				i++
			}
			if i == 0 {
				continue
			}
			if d := r.time - sent[r.ntp][i-1]; longest == nil || d > *longest {
				longest = &d
			}
		}
	}
	return longest
}

// addRAOP adds the counts of another direction or port.
func addRAOP(x, y *rtpflow.RAOP) {
	x.Syncs += y.Syncs
	x.ResendRequests += y.ResendRequests
	x.Requested += y.Requested
	x.Resent += y.Resent
	x.Refused += y.Refused
	x.TimingRequests += y.TimingRequests
	x.TimingResponses += y.TimingResponses
	x.Other += y.Other
	x.FirstFrame, x.LastFrame = min(x.FirstFrame, y.FirstFrame), max(x.LastFrame, y.LastFrame)
	x.LastTimed = max(x.LastTimed, y.LastTimed)
	if x.FirstResend == 0 || y.FirstResend != 0 && y.FirstResend < x.FirstResend {
		x.FirstResend = y.FirstResend
	}
}
