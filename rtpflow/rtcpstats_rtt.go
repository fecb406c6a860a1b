//home: rtpflow/rtcpstats

package rtpflow

// maxHistory is how many of a speaker's last reports are remembered, to find the one that an answer
// names: with an answer at least every fourth report, any time between them is bridged.
const maxHistory = 16

// srPassed is when a report passed: the middle 32 bits of its NTP time name it.
type srPassed struct {
	middle uint32
	time   int64
}

// srHistory are the last reports of a speaker.
type srHistory struct {
	list [maxHistory]srPassed
	n    int
}

// remembered makes room for a speaker's reports when the first one passes.
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

// find gives the time when the report with that NTP time last passed.
func (m *srHistory) find(middle uint32) (time int64, ok bool) {
	for i := m.n - 1; i >= max(0, m.n-maxHistory); i-- {
		if x := &m.list[i%maxHistory]; x.middle == middle {
			return x.time, true
		}
	}
	return 0, false
}

// roundTrip is the round roundTrip between the capture point and who answers a report: the time from when the
// report passed until its answer passes, less the delay at who answers, which the answer tells (LSR and
// DLSR of RFC 3550, 6.4.1, LRR and DLRR of RFC 3611, 4.5).
type roundTrip struct {
	n                          int64
	sum, lowest, highest, last float64 // ns
	implausible                int64
}

// maxRoundTrip is the longest round roundTrip (ns) that is believed.
const maxRoundTrip = 60e9

// add takes an answer. Delays are told in 1/65536 s by a clock that may differ from the capture's by
// some 100 ppm: what is below zero by no more than that is a round roundTrip too short to be measured.
func (t *roundTrip) add(passed, now int64, delay uint32) {
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

// merge adds another's round trips; those of y are the later ones.
func (t *roundTrip) merge(y *roundTrip) {
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

func (t *roundTrip) report() *RoundTrip {
	if t.n == 0 {
		return nil
	}
	return &RoundTrip{Mean: t.sum / float64(t.n) * 1e-6, Min: t.lowest * 1e-6, Max: t.highest * 1e-6, Last: t.last * 1e-6, Count: t.n}
}

// lookupLSR gives the time when the sender report passed that an answer in flow f names, of a
// source that runs the other way.
func (x *rtcpStats) lookupLSR(r *rtcpFlow, ssrc, middle uint32, refs bool) (int64, bool) {
	if o := x.opposite(r.flow); o != nil {
		if t, ok := o.passed(ssrc, middle, refs); ok {
			return t, true
		}
	}
	// The two directions do not mirror each other: multicast, or a receiver that reports from another
	// port.
	for _, o := range x.bySender[ssrc] {
		if mayRespond(r.flow, o.flow) {
			if t, ok := o.passed(ssrc, middle, refs); ok {
				return t, true
			}
		}
	}
	return 0, false
}

// mayRespond reports whether what comes in f may answer what went in o.
func mayRespond(f, o *mediaFlow) bool {
	if f.conn != nil || o.conn != nil {
		return f.conn != nil && o.conn != nil && o.dialogue == f.dialogue && o.from != f.from
	}
	return o.src.Addr == f.dst.Addr || o.dst.Addr == f.dst.Addr
}

func (r *rtcpFlow) passed(ssrc, middle uint32, refs bool) (int64, bool) {
	s := r.senders[ssrc]
	if s == nil {
		return 0, false
	}
	p := s.srHistory
	if refs {
		p = s.refs
	}
	if p == nil {
		return 0, false
	}
	return p.find(middle)
}
