package rtcpstats

import (
	"rtspect/rtpflow"
	"rtspect/rtpflow/observe"
)

// maxHistory is how many of a sender's last reports are kept, to find the one that a report block refers to. It suffices
// for any delay of receivers that respond to at least every fourth report.
const maxHistory = 16

// srPassed is when a report passed the capture point. The middle 32 bits of its NTP timestamp identify it.
type srPassed struct {
	middle uint32
	time   int64
}

// srHistory contains the last reports of a sender.
type srHistory struct {
	list [maxHistory]srPassed
	n    int
}

// historyOf allocates the history of a sender at its first report.
func historyOf(p **srHistory) *srHistory {
	if *p == nil {
		*p = new(srHistory)
	}
	return *p
}

func (m *srHistory) add(middle uint32, time int64) {
	m.list[m.n%maxHistory] = srPassed{middle, time}
	m.n++
}

// find returns when the report with those middle bits passed last.
func (m *srHistory) find(middle uint32) (time int64, ok bool) {
	for i := m.n - 1; i >= max(0, m.n-maxHistory); i-- {
		if x := &m.list[i%maxHistory]; x.middle == middle {
			return x.time, true
		}
	}
	return 0, false
}

// RoundTrip measures the round-trip time between the capture point and a host that responds to reports: the time from the
// report to the response at the capture point, less the delay at the host, which the response contains (LSR and DLSR of
// RFC 3550, 6.4.1, LRR and DLRR of RFC 3611, 4.5).
type RoundTrip struct {
	n                          int64
	sum, lowest, highest, last float64 // ns
	implausible                int64
}

// maxRoundTrip is the longest round-trip time (ns) that is plausible.
const maxRoundTrip = 60e9

// add takes a response. Delays are in units of 1/65536 s, by a clock that may differ from the capture's by some 100 ppm: a
// time below zero by no more than that is a round trip too short to be measured.
func (t *RoundTrip) add(passed, now int64, delay uint32) {
	held := float64(delay) * 1e9 / 65536
	ns := float64(now-passed) - held
	if ns < -(2e9/65536+held*1e-4) || ns > maxRoundTrip {
		t.implausible++
		return
	}
	ns = max(ns, 0)
	if t.n == 0 || ns < t.lowest {
		t.lowest = ns
	}
	t.n++
	t.sum, t.highest, t.last = t.sum+ns, max(t.highest, ns), ns
}

// Merge adds round trips that were measured later.
func (t *RoundTrip) Merge(y *RoundTrip) {
	t.implausible += y.implausible
	if y.n == 0 {
		return
	}
	if t.n == 0 || y.lowest < t.lowest {
		t.lowest = y.lowest
	}
	t.n += y.n
	t.sum, t.highest, t.last = t.sum+y.sum, max(t.highest, y.highest), y.last
}

// Report returns the round-trip time for the report, nil if it was never measured.
func (t *RoundTrip) Report() *rtpflow.RoundTrip {
	if t.n == 0 {
		return nil
	}
	return &rtpflow.RoundTrip{Mean: t.sum / float64(t.n) * 1e-6, Min: t.lowest * 1e-6, Max: t.highest * 1e-6, Last: t.last * 1e-6, Count: t.n}
}

// lookupLSR returns when the sender report passed that a report block in flow r refers to. Its sender sends in the other
// direction.
func (x *Stats) lookupLSR(r *Flow, ssrc, middle uint32, refs bool) (int64, bool) {
	if o := x.opposite(r.Flow); o != nil {
		if t, ok := o.passed(ssrc, middle, refs); ok {
			return t, true
		}
	}
	// The two directions use different endpoints: multicast, or a receiver that reports from another port.
	for _, o := range x.bySender[ssrc] {
		if mayRespond(r.Flow, o.Flow) {
			if t, ok := o.passed(ssrc, middle, refs); ok {
				return t, true
			}
		}
	}
	return 0, false
}

// mayRespond reports whether f may contain responses to reports in o.
func mayRespond(f, o *observe.Flow) bool {
	if f.Conn != nil || o.Conn != nil {
		return f.Conn != nil && o.Conn != nil && o.Dialog == f.Dialog && o.From != f.From
	}
	return o.Src.Addr == f.Dst.Addr || o.Dst.Addr == f.Dst.Addr
}

func (r *Flow) passed(ssrc, middle uint32, refs bool) (int64, bool) {
	s := r.Senders[ssrc]
	if s == nil {
		return 0, false
	}
	p := s.history
	if refs {
		p = s.refs
	}
	if p == nil {
		return 0, false
	}
	return p.find(middle)
}
