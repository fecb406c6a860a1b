package analyze_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/pion/rtcp"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// datagram is a UDP packet with all that the slow calculation needs.
type datagram struct {
	capture.Packet
	rtcp []rtcp.Packet // nil for what is no RTCP
}

// datagrams reads all of a capture, RTCP that it holds twice only once.
func datagrams(t *testing.T, file string) (list []datagram) {
	c, err := capture.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	streams := map[[2]capture.Endpoint]*bytesInOrder{}
	add := func(d datagram) {
		if x := d.Payload[1]; x >= 192 && x <= 223 {
			if again(list, &d) {
				return
			}
			d.rtcp, _ = rtcp.Unmarshal(d.Payload)
		}
		list = append(list, d)
	}
	for {
		p, err := c.Next()
		if err != nil {
			return list
		}
		if p.Proto == capture.TCP {
			k := [2]capture.Endpoint{p.Src, p.Dst}
			if streams[k] == nil {
				streams[k] = &bytesInOrder{}
			}
			for _, b := range streams[k].add(p) {
				d := datagram{Packet: *p}
				d.Payload, d.IPID = b, 0
				add(d)
			}
			continue
		}
		if p.Proto != capture.UDP || len(p.Payload) < 8 || p.Payload[0]>>6 != 2 || len(p.Payload) < p.PayloadLen {
			continue
		}
		d := datagram{Packet: *p}
		d.Payload = bytes.Clone(p.Payload)
		add(d)
	}
}

// bytesInOrder is one direction of a TCP connection, in the simplest case: what comes before its turn
// waits, what came before is left out.
type bytesInOrder struct {
	begun   bool
	next    uint32
	waiting []capture.Packet
	rest    []byte
}

// add takes a segment and gives the interleaved frames that it completes.
func (s *bytesInOrder) add(p *capture.Packet) (frames [][]byte) {
	if !s.begun {
		s.begun, s.next = true, p.Seq
	}
	if p.Flags&capture.SYN != 0 {
		s.next = p.Seq + 1
		return nil
	}
	q := *p
	q.Payload = bytes.Clone(p.Payload)
	s.waiting = append(s.waiting, q)
	for i := 0; i < len(s.waiting); {
		w := &s.waiting[i]
		if d := int32(s.next - w.Seq); d >= 0 {
			if int(d) < len(w.Payload) {
				s.rest = append(s.rest, w.Payload[d:]...)
				s.next += uint32(len(w.Payload)) - uint32(d)
			}
			s.waiting = append(s.waiting[:i], s.waiting[i+1:]...)
			i = 0
			continue
		}
		i++
	}
	for len(s.rest) >= 4 {
		n := 0
		if s.rest[0] == '$' {
			if n = 4 + int(binary.BigEndian.Uint16(s.rest[2:])); n <= len(s.rest) && n >= 12 && s.rest[4]>>6 == 2 {
				frames = append(frames, bytes.Clone(s.rest[4:n]))
			}
		} else if head, _, ok := bytes.Cut(s.rest, []byte("\r\n\r\n")); ok {
			n = len(head) + 4
			if _, after, ok := bytes.Cut(bytes.ToLower(head), []byte("content-length:")); ok {
				line, _, _ := bytes.Cut(after, []byte("\r\n"))
				size, _ := strconv.Atoi(strings.TrimSpace(string(line)))
				n += size
			}
		}
		if n == 0 || n > len(s.rest) {
			return frames
		}
		s.rest = s.rest[n:]
	}
	return frames
}

// again reports whether one of the last datagrams is the same one, captured before.
func again(list []datagram, d *datagram) bool {
	for i := len(list) - 1; i >= 0 && i > len(list)-8; i-- {
		x := &list[i]
		if x.IPID != 0 && x.IPID == d.IPID && x.Src == d.Src && x.Dst == d.Dst && bytes.Equal(x.Payload, d.Payload) && d.Time-x.Time < 20*ms {
			return true
		}
	}
	return false
}

// slowRTCP is what the calculation finds of a stream.
type slowRTCP struct {
	trips       []float64 // ms
	sent, seen  int64     // packets between the first and the last sender report
	octets      int64     // seen
	missing     int64
	reports     int // sender reports
	reported    bool
	lost        int64
	before      int64
	behind      int64
	jitter, top float64 // ms
	blocks      int
}

// about calculates by looking through all datagrams again for each.
func about(list []datagram, st *rtpflow.Stream) (x slowRTCP) {
	var first, last *rtcp.SenderReport
	var at [2]struct{ seen, octets, missing int64 }
	for i := range list {
		d := &list[i]
		for _, p := range d.rtcp {
			switch p := p.(type) {
			case *rtcp.SenderReport:
				if p.SSRC == st.SSRC && d.Src.Addr == st.Source.Addr && d.Dst.Addr == st.Destination.Addr {
					x.reports++
					seen, octets, missing, _, _ := passedBy(list[:i], st, nil)
					if first == nil {
						first = p
						at[0].seen, at[0].octets, at[0].missing = seen, octets, missing
					}
					last = p
					at[1].seen, at[1].octets, at[1].missing = seen, octets, missing
				}
				x.blocksOf(list, i, st, p.Reports)
			case *rtcp.ReceiverReport:
				x.blocksOf(list, i, st, p.Reports)
			}
		}
	}
	if first != nil {
		x.sent = int64(last.PacketCount - first.PacketCount)
		x.seen, x.octets, x.missing = at[1].seen-at[0].seen, at[1].octets-at[0].octets, at[1].missing-at[0].missing
	}
	x.jitter /= float64(max(x.blocks, 1))
	return x
}

// blocksOf takes the report blocks of datagram i.
func (x *slowRTCP) blocksOf(list []datagram, i int, st *rtpflow.Stream, blocks []rtcp.ReceptionReport) {
	d := &list[i]
	back := d.Src.Addr == st.Destination.Addr && d.Dst.Addr == st.Source.Addr
	if !back && !(st.Destination.Addr.IsMulticast() && d.Src.Addr != st.Source.Addr && (d.Dst.Addr == st.Destination.Addr || d.Dst.Addr == st.Source.Addr)) {
		return
	}
	for _, b := range blocks {
		if b.SSRC != st.SSRC {
			continue
		}
		x.blocks++
		ms := float64(b.Jitter) / float64(st.ClockRate) * 1000
		x.jitter += ms
		x.top = max(x.top, ms)
		x.reported, x.lost = true, int64(int32(b.TotalLost<<8)>>8)
		highest := uint16(b.LastSequenceNumber)
		_, _, x.before, x.behind, _ = passedBy(list[:i], st, &highest)
		for j := i - 1; j >= 0 && b.LastSenderReport != 0; j-- {
			if passed, ok := senderReport(&list[j], st, b.LastSenderReport); ok {
				x.trips = append(x.trips, float64(d.Time-passed)*1e-6-float64(b.Delay)/65536*1e3)
				break
			}
		}
	}
}

// senderReport gives the time of a datagram with the sender report that an answer names.
func senderReport(d *datagram, st *rtpflow.Stream, middle uint32) (int64, bool) {
	for _, p := range d.rtcp {
		if s, ok := p.(*rtcp.SenderReport); ok && s.SSRC == st.SSRC && uint32(s.NTPTime>>16) == middle && d.Src.Addr == st.Source.Addr {
			return d.Time, true
		}
	}
	return 0, false
}

// passedBy counts the stream's packets in a list, without duplicates; missing are the numbers between
// the lowest and the highest (or a given one) that are not there, beyond those seen or missing after that.
func passedBy(list []datagram, st *rtpflow.Stream, upTo *uint16) (seen, octets, missing, beyond int64, ok bool) {
	numbers := map[int64]bool{}
	var top, low int64
	for i := range list {
		d := &list[i]
		b := d.Payload
		if d.Src != st.Source || d.Dst != st.Destination || len(b) < 12 || b[1] >= 192 && b[1] <= 223 || binary.BigEndian.Uint32(b[8:]) != st.SSRC {
			continue
		}
		n := int64(binary.BigEndian.Uint16(b[2:]))
		if len(numbers) > 0 {
			n = top + int64(int16(uint16(n)-uint16(top)))
		} else {
			top, low = n, n
		}
		if numbers[n] {
			continue
		}
		numbers[n] = true
		top, low = max(top, n), min(low, n)
		head := 12 + 4*int(b[0]&15)
		if b[0]&0x10 != 0 {
			head += 4 + 4*int(binary.BigEndian.Uint16(b[head+2:]))
		}
		pad := 0
		if b[0]&0x20 != 0 {
			pad = int(b[len(b)-1])
		}
		octets += int64(len(b) - head - pad)
	}
	if len(numbers) == 0 {
		return 0, 0, 0, 0, false
	}
	end := top
	if upTo != nil {
		end = min(top, top+int64(int16(*upTo-uint16(top))))
	}
	for n := low; n <= end; n++ {
		if !numbers[n] {
			missing++
		}
	}
	return int64(len(numbers)), octets, missing, top - end, true
}

// Round trips, sender's counts, losses before the capture point, jitter as reported, and over UDP intervals
// and shares of RTCP, in real captures are those of a slow, obvious calculation with another parser.
func TestRTCPOfRealCaptures(t *testing.T) {
	dir := os.Getenv("RTSPECT_CAPTURES")
	if dir == "" {
		t.Skip("RTSPECT_CAPTURES names no directory")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "made", "*.pcap*"))
	captures, interleaved, trips, sents, befores, intervals, shares := 0, 0, 0, 0, 0, 0, 0
	for _, file := range files {
		list := datagrams(t, file)
		if len(list) == 0 || strings.Contains(file, "s0") { // s0x: SRTCP
			continue
		}
		captures++
		r := analyzeFile(t, file)
		name := filepath.Base(file)
		near := func(what string, got, want float64) {
			t.Helper()
			if math.Abs(got-want) > 1e-6*max(math.Abs(got), math.Abs(want))+1e-9 {
				t.Errorf("%s: %s %v, slowly %v", name, what, got, want)
			}
		}
		for _, s := range r.Sessions {
			for _, m := range s.Media {
				for _, st := range m.Streams {
					if st.RTCP == nil || st.Connection != nil && !plain(st.Connection) {
						continue
					}
					want := about(list, st)
					if st.Connection != nil {
						interleaved++
					}
					trips += compareTrips(near, st.RTCP.ReceiverRTT, want.trips)
					if x := st.RTCP.Sent; x != nil && want.reports > 1 && x.Resets == 0 {
						sents++
						near("packets sent", float64(x.SentPackets), float64(want.sent))
						near("packets seen", float64(x.SeenPackets), float64(want.seen))
						near("octets seen", float64(x.SeenOctets), float64(want.octets))
						near("missing", float64(x.Missing), float64(want.missing))
					}
					if len(st.RTCP.Receptions) == 1 {
						q := st.RTCP.Receptions[0]
						near("blocks", float64(q.Reports), float64(want.blocks))
						near("lost as reported", float64(q.Lost), float64(want.lost))
						if q.Jitter != nil {
							near("jitter as reported", q.Jitter.Mean, want.jitter)
							near("highest jitter as reported", q.Jitter.Max, want.top)
						}
						if q.Before != nil && m.Transport.Lower != "multicast" {
							befores++
							near("lost before", float64(*q.Before), float64(want.before))
							near("behind", float64(*q.Lag), float64(want.behind))
							near("lost after", float64(*q.After), float64(want.lost-want.before))
						}
					}
				}
				i, n := compareFlows(near, list, m)
				intervals += i
				shares += n
			}
		}
	}
	t.Logf("%d captures, %d interleaved streams: %d round trips, %d counts of senders, %d losses, %d intervals, %d shares", captures, interleaved, trips, sents, befores, intervals, shares)
	if captures < 10 || interleaved < 10 || trips < 20 || sents < 20 || befores < 20 || intervals < 20 || shares < 20 {
		t.Error("too few for a test")
	}
}

// plain reports whether a connection carries interleaved data as it is, and whole.
func plain(c *rtpflow.Connection) bool {
	return c.Kind == rtpflow.KindRTSP && c.SYNSeen && c.Sides[0].GapBytes+c.Sides[1].GapBytes+c.Sides[0].UnparsedBytes+c.Sides[1].UnparsedBytes == 0
}

func compareTrips(near func(string, float64, float64), got *rtpflow.RoundTrip, list []float64) int {
	if got == nil {
		near("round trips", 0, float64(len(list)))
		return 0
	}
	sum, lowest, highest := 0.0, math.Inf(1), 0.0
	for _, x := range list {
		x = max(x, 0)
		sum, lowest, highest = sum+x, min(lowest, x), max(highest, x)
	}
	near("round trips", float64(got.Count), float64(len(list)))
	near("mean round trip", got.Mean, sum/float64(len(list)))
	near("shortest round trip", got.Min, lowest)
	near("longest round trip", got.Max, highest)
	return len(list)
}

// compareFlows compares the intervals and shares of a media's RTCP over UDP.
func compareFlows(near func(string, float64, float64), list []datagram, m *rtpflow.Media) (intervals, shares int) {
	bits := func(src, dst capture.Endpoint, from, to capture.Frame, isRTCP bool, ssrc uint32) (n float64) {
		for i := range list {
			d := &list[i]
			if d.Src != src || d.Dst != dst || d.Frame < from || d.Frame > to || isRTCP != (d.Payload[1] >= 192 && d.Payload[1] <= 223) ||
				!isRTCP && (len(d.Payload) < 12 || binary.BigEndian.Uint32(d.Payload[8:]) != ssrc) {
				continue
			}
			n += float64(8 * (len(d.Payload) + 8 + map[bool]int{true: 20, false: 40}[d.Src.Addr.Is4()]))
		}
		return n
	}
	total := 0.0
	for _, st := range m.Streams {
		if st.CaptureDuplicates > 0 {
			return 0, 0 // their bits are on the wire twice, as far as can be known
		}
		total += bits(st.Source, st.Destination, st.FirstFrame, st.LastFrame, false, st.SSRC)
	}
	for _, x := range m.RTCP {
		if x.Connection != nil {
			return 0, 0
		}
		total += bits(x.Source, x.Destination, x.FirstFrame, x.LastFrame, true, 0)
	}
	for _, x := range m.RTCP {
		if x.Share != nil {
			shares++
			near("share", *x.Share, bits(x.Source, x.Destination, x.FirstFrame, x.LastFrame, true, 0)/total)
		}
		var times []int64
		for i := range list {
			d := &list[i]
			if d.Src != x.Source || d.Dst != x.Destination || d.Frame < x.FirstFrame || d.Frame > x.LastFrame || d.Payload[1] != 200 && d.Payload[1] != 201 {
				continue
			}
			times = append(times, d.Time)
		}
		if x.Interval == nil || len(times) < 2 {
			continue
		}
		intervals++
		lowest, highest := math.Inf(1), 0.0
		for i := 1; i < len(times); i++ {
			d := float64(max(0, times[i]-times[i-1])) * 1e-6
			lowest, highest = min(lowest, d), max(highest, d)
		}
		near("mean interval", x.Interval.Mean, float64(times[len(times)-1]-times[0])*1e-6/float64(len(times)-1))
		near("shortest interval", x.Interval.Min, lowest)
		near("longest interval", x.Interval.Max, highest)
	}
	return intervals, shares
}
