package findings

import (
	"cmp"
	"slices"
	"strings"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
	"rtspect/rtpflow/wording"
)

// sharedNames reports two hosts with one CNAME.
func (d *mediaDetector) sharedNames() {
	// flows are the indexes of the first flow with a name, and of the first one from another host.
	flows := map[string][2]int{}
	for i, x := range d.m.RTCP {
		other, name := -1, ""
		for _, c := range x.CNAMEs {
			known, ok := flows[c.Name]
			if c.Name == "" || !ok {
				continue
			}
			for _, j := range known {
				if j >= 0 && d.m.RTCP[j].Source.Addr != x.Source.Addr && (other < 0 || j < other) {
					other, name = j, c.Name
				}
			}
		}
		if other >= 0 {
			y := d.m.RTCP[other]
			d.add(catalog.CNAMEShared, []capture.Frame{y.FirstFrame, x.FirstFrame}, "%s and %s both use the CNAME %q.", y.Source.Addr, x.Source.Addr, name)
			return
		}
		for _, c := range x.CNAMEs {
			switch known, ok := flows[c.Name]; {
			case !ok:
				flows[c.Name] = [2]int{i, -1}
			case known[1] < 0 && d.m.RTCP[known[0]].Source.Addr != x.Source.Addr:
				flows[c.Name] = [2]int{known[0], i}
			}
		}
	}
}

// collisions reports SSRCs that two participants use: hosts that send RTP at the same time, or a sender of RTP and a
// receiver that reports.
func (d *mediaDetector) collisions() {
	bySSRC := map[uint32][]*rtpflow.Stream{}
	for _, st := range d.m.Streams {
		bySSRC[st.SSRC] = append(bySSRC[st.SSRC], st)
	}
	reports := map[uint32][]*rtpflow.RTCP{}
	for _, x := range d.m.RTCP {
		for _, ssrc := range x.SSRCs {
			if len(bySSRC[ssrc]) > 0 {
				reports[ssrc] = append(reports[ssrc], x)
			}
		}
	}
	for _, st := range d.m.Streams {
		if list := bySSRC[st.SSRC]; list[0] == st {
			d.senders(list)
			d.reporters(list, reports[st.SSRC])
		}
	}
}

// senders reports hosts that send RTP with one SSRC at the same time.
func (d *mediaDetector) senders(list []*rtpflow.Stream) {
	hosts := colliding(list)
	if len(hosts) < 2 {
		return
	}
	st := hosts[len(hosts)-1]
	ssrc := wording.SSRC(st.SSRC)
	if len(hosts) == 2 {
		d.add(catalog.SSRCCollision, []capture.Frame{hosts[0].FirstFrame, st.FirstFrame}, "%s and %s both send RTP with SSRC %s.", hosts[0].Source, st.Source, ssrc).
			Subject.Stream = st
		return
	}
	var frames []capture.Frame
	var names []string
	var peers []rtpflow.Peers
	start, end := st.Start, st.End
	for i, x := range hosts {
		frames = append(frames, x.FirstFrame)
		start, end = min(start, x.Start), max(end, x.End)
		if i < maxAlike {
			names = append(names, x.Source.String())
		}
		if i < maxPeers {
			peers = append(peers, *(&draft{Finding: rtpflow.Finding{Subject: rtpflow.Subject{Stream: x}}}).peers())
		}
	}
	f := d.add(catalog.SSRCCollision, frames, "%d hosts send RTP with SSRC %s at the same time: %s", len(hosts), ssrc, strings.Join(names, ", ")).at(start).until(end).counts(int64(len(hosts)))
	if len(hosts) > maxAlike {
		f.Summary += " and others"
	}
	f.Summary += "."
	f.Subject.Stream, f.Subject.Peers = hosts[0], peers
}

// colliding returns, of the streams of one SSRC, the first of each host that sends at the same time as another host, in
// the order of the list.
func colliding(list []*rtpflow.Stream) []*rtpflow.Stream {
	if len(list) < 2 {
		return nil
	}
	// latest are the streams of different hosts that end last, of those that have started.
	var latest [2]*rtpflow.Stream
	hosts := map[capture.Addr]bool{}
	for _, st := range slices.SortedStableFunc(slices.Values(list), func(x, y *rtpflow.Stream) int { return cmp.Compare(x.Start, y.Start) }) {
		for _, other := range latest {
			if other != nil && other.Source.Addr != st.Source.Addr && st.Start <= other.End {
				hosts[st.Source.Addr], hosts[other.Source.Addr] = true, true
			}
		}
		switch {
		case latest[0] == nil || latest[0].Source.Addr == st.Source.Addr:
			if latest[0] == nil || latest[0].End < st.End {
				latest[0] = st
			}
		case latest[0].End < st.End:
			latest[0], latest[1] = st, latest[0]
		case latest[1] == nil || latest[1].End < st.End:
			latest[1] = st
		}
	}
	var found []*rtpflow.Stream
	for _, st := range list {
		if hosts[st.Source.Addr] {
			hosts[st.Source.Addr] = false
			found = append(found, st)
		}
	}
	return found
}

// reporters reports hosts that send RTCP with the SSRC of a stream that runs the other way.
func (d *mediaDetector) reporters(list []*rtpflow.Stream, flows []*rtpflow.RTCP) {
	if list[0].SSRC == 0 {
		return
	}
	for _, x := range flows {
		i := slices.IndexFunc(list[:min(len(list), maxPeers)], func(st *rtpflow.Stream) bool {
			return x.Direction != rtpflow.UnknownDirection && st.Direction != rtpflow.UnknownDirection && x.Direction != st.Direction
		})
		if i >= 0 {
			st := list[i]
			d.add(catalog.SSRCCollision, one(x.FirstFrame), "%s reports with SSRC %s, which is that of the stream from %s.", x.Source, wording.SSRC(st.SSRC), st.Source).Subject.Stream = st
		}
	}
}
