//home: rtpflow/rtcpstats

// Package rtcpstats observes RTCP: what senders report about themselves, what receivers report about them, and round-trip
// times at the capture point. It reads the state of the RTP sources at the time of a report, and changes none of it.
package rtpflow

import (
	"rtspect/capture"
	"rtspect/rtpflow/rtcp"
)

// rtcpStats observes the RTCP of all flows.
type rtcpStats struct {
	directory directory
	flows     map[*mediaFlow]*rtcpFlow
	list      []*rtcpFlow            // in order of appearance
	bySender  map[uint32][]*rtcpFlow // the first flows in which an SSRC sends
}

func newRTCPStats(d directory) *rtcpStats {
	return &rtcpStats{directory: d, flows: map[*mediaFlow]*rtcpFlow{}, bySender: map[uint32][]*rtcpFlow{}}
}

// rtcpFlow is the RTCP of one direction of a flow or channel.
type rtcpFlow struct {
	flow                *mediaFlow
	packets, malformed  int64
	bytes               int64     // on the wire, without duplicates in the capture
	types               [32]int64 // by packet type − 192
	feedback            []namedCount
	blocks              []namedCount // of XR
	apps                []App
	ssrcs               []uint32 // of senders, in order of appearance (bounded)
	about               []uint32 // reported on (bounded)
	first, last         capture.Frame
	badFrame            capture.Frame
	badFault            rtcp.ParseError // of the first malformed packet
	start, end          int64
	byes                []Bye
	ssrcsDropped        int64
	lastSender, lastFor uint32
	ipid                uint16
	copies              int64
	interval            interval
	srtcp               srtcpDetector
	unreadable          int64 // packets of which only the first header is valid
	// senders are the SSRCs that send, reportees those that are reported on (both bounded).
	senders   map[uint32]*sender
	reportees map[uint32]*reportee
	metrics   []rtcp.Metric // reused
}

// namedCount counts one of a few names.
type namedCount struct {
	name string
	n    int64
}

// tally adds to a count by name. The names are constants, never text from the wire.
func tally(list *[]namedCount, name string, n int64) {
	for i := range *list {
		if (*list)[i].name == name {
			(*list)[i].n += n
			return
		}
	}
	*list = append(*list, namedCount{name, n})
}

// Limits of an RTCP flow.
const (
	maxRTCPSources = 256 // SSRCs that send, and SSRCs that are reported on
	maxByes        = 16
	maxApps        = 16 // kinds of APP packets: sender, name and subtype
)

// instant is when a packet passed the capture point.
type instant struct {
	time  int64
	frame capture.Frame
}

// packet takes a compound packet of a flow. wireLen is its length on the wire, ipid the IP identification or 0. It returns
// false if the flow's first packet is not RTCP.
func (x *rtcpStats) packet(f *mediaFlow, b []byte, wireLen int, at instant, ipid uint16) bool {
	r := x.flows[f]
	if r == nil {
		if !beginsRTCP(b, wireLen) {
			return false
		}
		r = &rtcpFlow{flow: f, first: at.frame, start: at.time}
		x.flows[f] = r
		x.list = append(x.list, r)
	}
	x.read(r, b, wireLen, at, ipid)
	return true
}

// read reads a compound packet.
func (x *rtcpStats) read(r *rtcpFlow, b []byte, wireLen int, at instant, ipid uint16) {
	copied := ipid != 0 && ipid == r.ipid && at.time-r.end < copyWindow && r.packets > 0
	r.packets++
	r.ipid, r.last, r.start, r.end = ipid, at.frame, min(r.start, at.time), max(r.end, at.time)
	c := compoundReader{stats: x, r: r, at: at, copied: copied}
	if copied {
		r.copies++
	} else {
		r.bytes += int64(wireLen)
	}
	list := rtcp.ParseCompound(b, wireLen)
	n := 0
	for ; list.Next(&c.p); n++ {
		r.types[c.p.Type-192]++
		if c.p.Err != rtcp.NoError {
			r.bad(at.frame, c.p.Err)
		} else if !c.packet() && !c.p.Truncated {
			r.bad(at.frame, rtcp.TooShort)
		}
	}
	if f := list.Err(); f != rtcp.NoError {
		r.bad(at.frame, f)
		if !copied && len(b) == wireLen {
			r.srtcp.inspect(b)
		}
		if n == 1 && list.Remaining() >= minUnreadable {
			r.unreadable++
		}
	}
	if c.regular && !copied {
		r.interval.add(at.time)
	}
}

// beginsRTCP reports whether the first packet of a flow that looks like RTCP is valid: one in 32 of the random packets that
// clients send to open a path through a NAT look like RTCP.
func beginsRTCP(b []byte, wireLen int) bool {
	return rtcp.Type(b[1]) >= rtcp.SR && rtcp.Type(b[1]) <= rtcp.XR && 4+4*(int(b[2])<<8|int(b[3])) <= wireLen
}

func (r *rtcpFlow) bad(frame capture.Frame, why rtcp.ParseError) {
	r.malformed++
	if r.badFrame == 0 {
		r.badFrame, r.badFault = frame, why
	}
}

// compoundReader reads one compound packet.
type compoundReader struct {
	stats   *rtcpStats
	r       *rtcpFlow
	p       rtcp.Packet
	at      instant
	copied  bool // duplicate in the capture: counted, but not measured
	regular bool // it contains an SR or RR
}

// packet reads one packet of the compound. It returns false if the content does not fit the length.
func (x *compoundReader) packet() bool {
	switch x.p.Type {
	case rtcp.SR:
		s, ok := x.p.SenderInfo()
		if !ok {
			return false
		}
		x.senderReport(s)
		return x.reports(s.SSRC)
	case rtcp.RR:
		ssrc, ok := x.p.Sender()
		if !ok {
			return false
		}
		x.r.addSender(ssrc)
		return x.reports(ssrc)
	case rtcp.SDES:
		return x.descriptions()
	case rtcp.BYE:
		return x.goodbye()
	case rtcp.APP:
		return x.application()
	case rtcp.RTPFB, rtcp.PSFB:
		return x.feedback()
	case rtcp.XR:
		return x.extended()
	}
	return true
}

// descriptions reads source descriptions (RFC 3550, 6.5).
func (x *compoundReader) descriptions() bool {
	it := x.p.Items()
	for it.Next() {
		x.r.addSender(it.SSRC)
		if it.Item != rtcp.SDESEnd {
			x.sender(it.SSRC).describe(it.Item, it.Text, x.at)
		}
	}
	return it.Err() == rtcp.NoError
}

// goodbye reads a BYE (RFC 3550, 6.6).
func (x *compoundReader) goodbye() bool {
	g, ok := x.p.Goodbye()
	for i := range g.Len() {
		ssrc := g.SSRC(i)
		x.r.addSender(ssrc)
		b := Bye{ssrc, x.at.frame, x.at.time, string(g.Reason)}
		s := x.sender(ssrc)
		if s.byes++; s.byes == 1 {
			s.bye = b
		}
		if len(x.r.byes) < maxByes {
			x.r.byes = append(x.r.byes, b)
		}
	}
	return ok
}

// application counts APP packets by sender, name and subtype (RFC 3550, 6.7).
func (x *compoundReader) application() bool {
	p, ok := x.p.Application()
	if !ok {
		return false
	}
	x.r.addSender(p.SSRC)
	for i := range x.r.apps {
		if y := &x.r.apps[i]; y.SSRC == p.SSRC && y.Name == string(p.Name[:]) && y.Subtype == p.Subtype {
			y.Packets++
			return true
		}
	}
	if len(x.r.apps) < maxApps {
		x.r.apps = append(x.r.apps, App{p.SSRC, string(p.Name[:]), p.Subtype, 1, x.at.frame, x.at.time})
	}
	return true
}

func (r *rtcpFlow) addSender(ssrc uint32) {
	if ssrc == r.lastSender && len(r.ssrcs) > 0 {
		return
	}
	r.lastSender = ssrc
	if !remember(&r.ssrcs, ssrc) {
		r.ssrcsDropped++
	}
}

func (r *rtcpFlow) addReportee(ssrc uint32) {
	if ssrc == r.lastFor && len(r.about) > 0 {
		return
	}
	r.lastFor = ssrc
	remember(&r.about, ssrc)
}

func remember(list *[]uint32, ssrc uint32) bool {
	for _, x := range *list {
		if x == ssrc {
			return true
		}
	}
	if len(*list) >= maxRTCPSources {
		return false
	}
	*list = append(*list, ssrc)
	return true
}

// interval measures the time between regular packets, those with an SR or RR.
type interval struct {
	last, sum, lowest, highest int64
	n                          int64 // packets
}

func (i *interval) add(time int64) {
	if i.n++; i.n > 1 {
		d := max(0, time-i.last)
		if i.n == 2 || d < i.lowest {
			i.lowest = d
		}
		i.highest = max(i.highest, d)
		i.sum += d
	}
	i.last = time
}

// report returns nil for fewer than two packets.
func (i *interval) report() *RTCPInterval {
	if i.n < 2 {
		return nil
	}
	return &RTCPInterval{Mean: float64(i.sum) / float64(i.n-1) * 1e-6, Min: float64(i.lowest) * 1e-6, Max: float64(i.highest) * 1e-6}
}
