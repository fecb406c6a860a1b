// Package rtcpstats observes RTCP: what senders report about themselves, what receivers report about them, and round-trip
// times at the capture point. It reads the state of the RTP sources at the time of a report, and changes none of it.
package rtcpstats

import (
	"slices"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/observe"
	"rtspect/rtpflow/rtcp"
)

// Stats observes the RTCP of all flows.
type Stats struct {
	directory directory
	flows     map[*observe.Flow]*Flow
	List      []*Flow            // in order of appearance
	bySender  map[uint32][]*Flow // the first flows in which an SSRC sends
}

// New returns Stats without flows.
func New(d directory) *Stats {
	return &Stats{directory: d, flows: map[*observe.Flow]*Flow{}, bySender: map[uint32][]*Flow{}}
}

// Flow is the RTCP of one direction of a flow or channel.
type Flow struct {
	Flow                *observe.Flow
	Packets, Malformed  int64
	Bytes               int64     // on the wire, without duplicates in the capture
	Types               [32]int64 // by packet type − 192
	Feedback            []NamedCount
	Blocks              []NamedCount // of XR
	Apps                []rtpflow.App
	Ssrcs               []uint32 // of senders, in order of appearance (bounded)
	About               []uint32 // reported on (bounded)
	First, Last         capture.Frame
	BadFrame            capture.Frame
	BadFault            rtcp.ParseError // of the first malformed packet
	Start, End          int64
	Byes                []rtpflow.Bye
	SsrcsDropped        int64
	Dropped             rtpflow.Excess // SSRCs that send or are reported on, beyond the limit
	DroppedDetails      rtpflow.Excess // packets and blocks that are counted, but not listed
	lastSender, lastFor uint32
	ipid                uint16
	Copies              int64
	Interval            interval
	srtcp               srtcpDetector
	unreadable          int64 // packets of which only the first header is valid
	// Senders are the SSRCs that send, reportees those that are reported on (both bounded).
	Senders   map[uint32]*Sender
	Reportees map[uint32]*Reportee
	metrics   []rtcp.Metric // reused
}

// NamedCount counts one of a few names.
type NamedCount struct {
	Name string
	N    int64
}

// tally adds to a count by name. The names are constants, never text from the wire.
func tally(list *[]NamedCount, name string, n int64) {
	for i := range *list {
		if (*list)[i].Name == name {
			(*list)[i].N += n
			return
		}
	}
	*list = append(*list, NamedCount{name, n})
}

// Limits of an RTCP flow.
const (
	MaxSources = 256 // SSRCs that send, and SSRCs that are reported on
	maxByes    = 16
	maxApps    = 16 // kinds of APP packets: sender, name and subtype
)

// Instant is when a packet passed the capture point.
type Instant struct {
	Time  int64
	Frame capture.Frame
}

// Packet takes a compound packet of a flow. wireLen is its length on the wire, ipid the IP identification or 0. It returns
// false if the flow's first packet is not RTCP.
func (x *Stats) Packet(f *observe.Flow, b []byte, wireLen int, at Instant, ipid uint16) bool {
	r := x.flows[f]
	if r == nil {
		if !rtcp.BeginsCompound(b, wireLen) {
			return false
		}
		r = &Flow{Flow: f, First: at.Frame, Start: at.Time}
		x.flows[f] = r
		x.List = append(x.List, r)
	}
	x.read(r, b, wireLen, at, ipid)
	return true
}

// read reads a compound packet.
func (x *Stats) read(r *Flow, b []byte, wireLen int, at Instant, ipid uint16) {
	copied := ipid != 0 && ipid == r.ipid && at.Time-r.End < observe.CopyWindow && r.Packets > 0
	r.Packets++
	r.ipid, r.Last, r.Start, r.End = ipid, at.Frame, min(r.Start, at.Time), max(r.End, at.Time)
	c := compoundReader{stats: x, r: r, at: at, copied: copied}
	if copied {
		r.Copies++
	} else {
		r.Bytes += int64(wireLen)
	}
	list := rtcp.ParseCompound(b, wireLen)
	n := 0
	for ; list.Next(&c.p); n++ {
		r.Types[c.p.Type-192]++
		if c.p.Err != rtcp.NoError {
			r.bad(at.Frame, c.p.Err)
		} else if !c.packet() && !c.p.Truncated {
			r.bad(at.Frame, rtcp.TooShort)
		}
	}
	if f := list.Err(); f != rtcp.NoError {
		r.bad(at.Frame, f)
		if !copied && len(b) == wireLen {
			r.srtcp.inspect(b)
		}
		if n == 1 && list.Remaining() >= minUnreadable {
			r.unreadable++
		}
	}
	if c.regular && !copied {
		r.Interval.add(at.Time)
	}
}

func (r *Flow) bad(frame capture.Frame, why rtcp.ParseError) {
	r.Malformed++
	if r.BadFrame == 0 {
		r.BadFrame, r.BadFault = frame, why
	}
}

// compoundReader reads one compound packet.
type compoundReader struct {
	stats   *Stats
	r       *Flow
	p       rtcp.Packet
	at      Instant
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
			if !x.sender(it.SSRC).describe(it.Item, it.Text, x.at) {
				x.r.DroppedDetails.Add(1, x.at.Frame)
			}
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
		b := rtpflow.Bye{SSRC: ssrc, Frame: x.at.Frame, Time: x.at.Time, Reason: string(g.Reason)}
		s := x.sender(ssrc)
		if s.Byes++; s.Byes == 1 {
			s.Bye = b
		}
		if len(x.r.Byes) >= maxByes {
			x.r.DroppedDetails.Add(1, x.at.Frame)
		} else {
			x.r.Byes = append(x.r.Byes, b)
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
	for i := range x.r.Apps {
		if y := &x.r.Apps[i]; y.SSRC == p.SSRC && y.Name == string(p.Name[:]) && y.Subtype == p.Subtype {
			y.Packets++
			return true
		}
	}
	if len(x.r.Apps) >= maxApps {
		x.r.DroppedDetails.Add(1, x.at.Frame)
	} else {
		x.r.Apps = append(x.r.Apps, rtpflow.App{SSRC: p.SSRC, Name: string(p.Name[:]), Subtype: p.Subtype, Packets: 1, Frame: x.at.Frame, Time: x.at.Time})
	}
	return true
}

func (r *Flow) addSender(ssrc uint32) {
	if ssrc == r.lastSender && len(r.Ssrcs) > 0 {
		return
	}
	r.lastSender = ssrc
	if !remember(&r.Ssrcs, ssrc) {
		r.SsrcsDropped++
		r.Dropped.Add(1, r.Last)
	}
}

func (r *Flow) addReportee(ssrc uint32) {
	if ssrc == r.lastFor && len(r.About) > 0 {
		return
	}
	r.lastFor = ssrc
	if !remember(&r.About, ssrc) {
		r.Dropped.Add(1, r.Last)
	}
}

func remember(list *[]uint32, ssrc uint32) bool {
	if slices.Contains(*list, ssrc) {
		return true
	}
	if len(*list) >= MaxSources {
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

// Report returns nil for fewer than two packets.
func (i *interval) Report() *rtpflow.RTCPInterval {
	if i.n < 2 {
		return nil
	}
	return &rtpflow.RTCPInterval{Mean: float64(i.sum) / float64(i.n-1) * 1e-6, Min: float64(i.lowest) * 1e-6, Max: float64(i.highest) * 1e-6}
}
