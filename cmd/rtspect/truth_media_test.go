package main

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

func (c *comparison) sessions() {
	ids, got, named := []string{}, []string{}, []string{}
	for _, s := range c.want.Wire.Sessions {
		if s.ID != "" && len(s.Medias) > 0 {
			ids = append(ids, s.ID)
		}
	}
	for _, s := range c.got.Sessions {
		if s.Session != "" {
			named = append(named, s.Session)
		}
		if s.Session != "" && len(s.Media) > 0 {
			got = append(got, s.Session)
		}
	}
	if len(ids) > 0 {
		equal(c, "sessions with media", slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(ids)))
	} else { // SETUP is not in the capture, or several sessions have one ID
		for _, m := range c.want.Wire.RTSP {
			if id, _, _ := strings.Cut(m.Session, ";"); id != "" {
				ids = append(ids, id)
			}
		}
		equal(c, "sessions that messages name", set(named), set(ids))
	}
	for _, s := range c.want.Wire.Sessions {
		i := slices.IndexFunc(c.got.Sessions, func(x reportedSession) bool { return x.Session == s.ID })
		if i >= 0 && len(s.Medias) > 0 {
			c.session(&c.got.Sessions[i], &s)
		}
	}
}

func set(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }

func (c *comparison) session(got *reportedSession, want *truthSession) {
	if want.Mode != "" {
		equal(c, want.ID+" mode", got.Mode, strings.ToLower(want.Mode))
	}
	urls := map[string]bool{}
	for _, m := range want.Medias {
		urls[m.URL] = true
	}
	equal(c, want.ID+" media", len(got.Media), len(urls))
	for k := range want.Medias {
		m := &want.Medias[k]
		label := m.URL[strings.LastIndexByte(m.URL, '/')+1:]
		i := slices.IndexFunc(got.Media, func(x reportedMedia) bool { return x.is(m) })
		if i >= 0 {
			c.media(want.ID, label, &got.Media[i], m)
		} else if m.Response != "" {
			c.Errorf("%s: no media with its Transport or control URL", label)
		}
	}
}

func (c *comparison) media(id, label string, got *reportedMedia, want *truthMedia) {
	equal(c, label+" lower transport", got.Transport.Lower, want.Transport)
	if want.Kind != "" {
		equal(c, label+" type", got.Type, want.Kind)
	}
	if want.Response != "" && got.Transport.Agreed == want.Response {
		client := ports(want.ClientPorts)
		if len(want.Multicast) == 3 {
			client = fmt.Sprint(want.Multicast[1:])
		}
		equal(c, label+" client ports", ports(got.Transport.ClientPorts), client)
		if len(want.ServerPorts) > 0 || !strings.Contains(want.Response, "server_port") {
			equal(c, label+" server ports", ports(got.Transport.ServerPorts), ports(want.ServerPorts))
		}
	}
	c.formats(label, got, want)
	for _, s := range want.RTP {
		if n, _ := s.number("packets"); n < 3 || s.text("ssrc") == "0x00000000" {
			continue // sent to open a NAT
		}
		k := slices.IndexFunc(got.Streams, func(x reportedStream) bool { return sameStream(x.numbers, s) })
		if k < 0 {
			c.Errorf("%s: %s is not among its streams", label, s.text("ssrc"))
			continue
		}
		c.stream(label+" "+s.text("ssrc"), id, &got.Streams[k], s)
	}
	if !c.gaps() && len(want.RTCP) > 0 {
		a, b := rtcpCounts{}, rtcpCounts{}
		a.report(got.RTCP)
		b.truth(want.RTCP)
		c.sameSet(label+" RTCP", a, b)
	}
}

// ports lists ports. Truths have two equal ones where RTP and RTCP share a port, and zeros where a response names none.
func ports(list []int) string {
	named := slices.DeleteFunc(slices.Clone(list), func(p int) bool { return p == 0 })
	return fmt.Sprint(slices.Compact(named))
}

// formats compares the payload types of the description and what they are mapped to.
func (c *comparison) formats(label string, got *reportedMedia, want *truthMedia) {
	if len(want.PayloadTypes) == 0 {
		return
	}
	types := []string{}
	for _, f := range got.Formats {
		pt := strconv.Itoa(f.PayloadType)
		types = append(types, pt)
		if mapping, ok := want.Mappings[pt]; ok {
			parts := strings.Split(mapping, "/")
			equal(c, label+" encoding of "+pt, f.Encoding, strings.ToUpper(parts[0]))
			if len(parts) > 1 {
				equal(c, label+" clock rate of "+pt, strconv.Itoa(f.ClockRate), parts[1])
			}
		}
	}
	slices.Sort(types)
	equal(c, label+" payload types of the description", types, slices.Sorted(slices.Values(want.PayloadTypes)))
}

// rtcpCounts are packets, types, feedback and SSRCs of RTCP by direction.
type rtcpCounts map[string]int

func (r rtcpCounts) add(path string, packets int64, types, feedback map[string]int64, ssrcs []string) {
	r[path+" packets"] += int(packets)
	for k, n := range types {
		r[path+" "+k] += int(n)
	}
	for _, k := range []string{"NACK", "RTPFB/1"} { // RFC 4585, 6.2.1
		if n := feedback[k]; n > 0 {
			r[path+" NACK"] += int(n)
		}
	}
	for _, s := range ssrcs {
		r[path+" "+s] = 1
	}
}

func (r rtcpCounts) truth(list []truthRTCP) {
	for _, x := range list {
		path := bare(x.From) + " > " + bare(x.To)
		if x.Dir != "" {
			path = fmt.Sprintf("%s channel %d", x.Dir, x.Channel)
		}
		r.add(path, x.Packets, x.Types, x.Feedback, x.SSRCs)
	}
}

func (r rtcpCounts) report(list []reportedRTCP) {
	for _, x := range list {
		path := bare(x.Source) + " > " + bare(x.Destination)
		if x.Channel != nil {
			path = fmt.Sprintf("%s channel %d", directions[x.Direction], *x.Channel)
		}
		r.add(path, x.Packets, x.Types, x.Feedback, x.SSRCs)
	}
}

// directions are those of reports in the words of truths.
var directions = map[string]string{"server-to-client": "s>c", "client-to-server": "c>s"}

var (
	udpPath = regexp.MustCompile(`^\('udp', \('([^']+)', ([0-9]+)\), \('([^']+)', ([0-9]+)\), ([0-9]+)\)$`)
	tcpPath = regexp.MustCompile(`^\('tcp', [0-9]+, ([01]), ([0-9]+), ([0-9]+)\)$`)
)

// rtcp compares the RTCP of a media stream, where the truth associates it, and that of the whole capture.
func (c *comparison) rtcp() {
	if c.gaps() || c.want.Wire.Truncated > 0 { // the truth reads no further than the capture does
		return
	}
	want, got := rtcpCounts{}, rtcpCounts{}
	for _, s := range c.got.Sessions {
		for _, m := range s.Media {
			got.report(m.RTCP)
		}
	}
	got.report(c.got.Unassociated.RTCP)
	for _, s := range c.want.Wire.Sessions {
		for _, m := range s.Medias {
			want.truth(m.RTCP)
		}
	}
	for _, x := range c.want.Wire.RTCPOutside {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(x.Types)), func(k string) bool { return k[0] > '9' }) {
			continue // only packet types that RTCP does not have: AirPlay's control and timing packets
		}
		var path, ssrc string
		if m := udpPath.FindStringSubmatch(x.Path); m != nil {
			path, ssrc = fmt.Sprintf("%s:%s > %s:%s", m[1], m[2], m[3], m[4]), m[5]
		} else if m := tcpPath.FindStringSubmatch(x.Path); m != nil {
			path, ssrc = map[string]string{"0": "c>s", "1": "s>c"}[m[1]]+" channel "+m[2], m[3]
		} else {
			c.Fatalf("a path that is not known: %s", x.Path)
		}
		n, _ := strconv.ParseUint(ssrc, 10, 32)
		want.add(path, x.Packets, x.Types, nil, []string{fmt.Sprintf("0x%08x", n)})
	}
	for _, punch := range []rtcpCounts{got.punches(), want.punches()} {
		if maps.DeleteFunc(punch, func(k string, n int) bool { return got[k] == n && want[k] == n }); len(punch) > 0 {
			for k := range punch { // one side leaves out what was sent to open a NAT
				delete(got, k)
				delete(want, k)
			}
		}
	}
	c.sameSet("RTCP", got, want)
}

// punches are the counts of paths with a single packet that has the SSRC 0.
func (r rtcpCounts) punches() rtcpCounts {
	list := rtcpCounts{}
	for k := range r {
		if path, ok := strings.CutSuffix(k, " 0x00000000"); ok && r[path+" packets"] == 1 {
			for k, n := range r {
				if strings.HasPrefix(k, path+" ") {
					list[k] = n
				}
			}
		}
	}
	return list
}

// bare removes the brackets of IPv6 addresses, which truths do not have.
func bare(endpoint string) string { return strings.NewReplacer("[", "", "]", "").Replace(endpoint) }

// sameStream reports whether a stream of a report is that of the truth.
func sameStream(got, want numbers) bool {
	if got.text("ssrc") != want.text("ssrc") {
		return false
	}
	if from := want.text("from"); from != "" && (bare(got.text("source")) != from || bare(got.text("destination")) != want.text("to")) {
		return false
	}
	if want.text("dir") != "" {
		a, _ := got.number("channel")
		b, _ := want.number("channel")
		return a == b
	}
	return true
}

// counted are the fields of a stream that truth and report have in common.
var counted = []string{
	"packets", "duplicates", "out_of_order", "payload_bytes", "markers", "first_seq", "last_seq", "seq_wraps", "first_rtp_ts",
	"last_rtp_ts",
}

func (c *comparison) stream(label, id string, got *reportedStream, want numbers) {
	if c.gaps() {
		c.betweenGaps(label, got, want)
		return
	}
	equal(c, label+" payload types", got.payloadTypes(), want.payloadTypes())
	for _, field := range counted {
		n, given := want.number(field)
		if !given || field == "payload_bytes" && c.want.Wire.Truncated > 0 { // the truth counts what was captured
			continue
		}
		have, _ := got.number(field)
		equal(c, label+" "+field, have, n)
	}
	skipped := c.skippedByPlay(got)
	for _, field := range []string{"expected", "lost"} {
		if n, given := want.number(field); given {
			have, _ := got.number(field)
			equal(c, label+" "+field, have+skipped, n)
		}
	}
	c.times(label, got, want)
	c.losses(label, got, want)
	c.frames(label, id+" "+want.text("ssrc"), got)
}

func (c *comparison) betweenGaps(label string, got *reportedStream, want numbers) {
	ssrc := want.text("ssrc")
	least := c.want.Impairment.Whole[ssrc]
	most := least + c.want.Impairment.Hit[ssrc].Count
	if n, _ := got.number("packets"); n < least || n > most {
		c.Errorf("%s: %d packets, truth %d to %d", label, n, least, most)
	}
	first, _ := want.number("first_seq")
	have, _ := got.number("first_seq")
	equal(c, label+" first_seq", have, first)
}

// skippedByPlay counts the sequence numbers that no packet has because a later PLAY continued at another one. The
// truth counts them as lost; that they are not shows in its RTP-Info.
func (c *comparison) skippedByPlay(got *reportedStream) (n int64) {
	for _, d := range got.fields.Discontinuities {
		announced := slices.ContainsFunc(c.want.Wire.RTSP, func(m truthMessage) bool {
			for _, seq := range rtpInfoSeq.FindAllStringSubmatch(m.RTPInfo, -1) {
				if seq[1] == strconv.Itoa(int(d.To)) {
					return true
				}
			}
			return false
		})
		if d.Reason == "play" && announced {
			n += int64(d.To - d.From - 1)
		}
	}
	return n
}

// times compares the arrival of the first and the last packet. Interleaved, a packet may be in several segments, of
// which truth and report take different ones; with retransmissions, they do.
func (c *comparison) times(label string, got *reportedStream, want numbers) {
	tolerance := time.Microsecond
	if conn, interleaved := want.number("conn"); interleaved {
		if x := c.want.Wire.Connections[conn]; x.RetransmittedClient+x.RetransmittedServer > 0 {
			return
		}
		tolerance = time.Millisecond
	}
	for name, have := range map[string]time.Time{"t_first": got.fields.Start, "t_last": got.fields.End} {
		if at, ok := want.time(name); ok && have.Sub(at).Abs() > tolerance {
			c.Errorf("%s %s: %s, truth %s", label, name, have, at)
		}
	}
}

// losses compares the numbers that are missing with those that a relay dropped.
func (c *comparison) losses(label string, got *reportedStream, want numbers) {
	acts := c.want.Impairment.PerSSRC[want.text("ssrc")]
	if acts == nil {
		return
	}
	dropped, missing := map[string]int{}, map[string]int{}
	for _, act := range []string{"drop", "burst-drop", "dropped"} {
		for _, seq := range acts[act].Seqs {
			dropped[strconv.Itoa(int(seq))] = 1
		}
	}
	for _, l := range got.fields.Losses {
		for i := range l.Count {
			missing[strconv.Itoa(int(l.First+uint16(i)))] = 1
		}
	}
	c.sameSet(label+" lost", missing, dropped)
}

// frames compares the access units with the frames of an independent depacketizer, where it found those that were sent.
func (c *comparison) frames(label, key string, got *reportedStream) {
	packets, _ := got.number("packets")
	want, ok := c.want.Reference[key]
	onlyFirst := len(c.want.Files) > 1 // it read the first file
	if !ok || onlyFirst || !want.Equal || want.Frames == 0 || want.Lost > 0 || want.Packets != packets || want.How == "copy" || got.fields.Frames == nil {
		return
	}
	frames := got.fields.Frames
	count := frames.Count
	if want.How == "slices" && frames.Slices != nil {
		count = int64(math.Round(float64(count) * *frames.Slices))
	}
	equal(c, label+" frames", []int64{count, frames.Damaged, frames.Missing}, []int64{want.Frames, 0, 0})
}

// outside compares the streams that no complete signalling explains, whatever they were associated with.
func (c *comparison) outside() {
	all := slices.Clone(c.got.Unassociated.Streams)
	for _, s := range c.got.Sessions {
		for _, m := range s.Media {
			all = append(all, m.Streams...)
		}
	}
	for _, s := range c.want.Wire.Outside {
		if n, _ := s.number("packets"); n < 20 {
			continue
		}
		i := slices.IndexFunc(all, func(x reportedStream) bool { return x.text("ssrc") == s.text("ssrc") && c.onPath(&x, s.text("path")) })
		if i < 0 {
			c.Errorf("RTP %s, %s, is not found", s.text("ssrc"), s.text("path"))
			continue
		}
		c.stream("outside "+s.text("ssrc"), "", &all[i], s)
	}
}

var (
	rtpUDPPath = regexp.MustCompile(`^\('udp', \('([^']+)', ([0-9]+)\), \('([^']+)', ([0-9]+)\)\)$`)
	rtpTCPPath = regexp.MustCompile(`^\('tcp', ([0-9]+), ([01]), ([0-9]+)\)$`)
)

// onPath reports whether a stream of the report has a path of the truth.
func (c *comparison) onPath(s *reportedStream, path string) bool {
	if m := rtpUDPPath.FindStringSubmatch(path); m != nil {
		return bare(s.text("source")) == m[1]+":"+m[2] && bare(s.text("destination")) == m[3]+":"+m[4]
	}
	m := rtpTCPPath.FindStringSubmatch(path)
	if m == nil {
		c.Fatalf("a path that is not known: %s", path)
	}
	n, _ := strconv.Atoi(m[1])
	client := c.want.Wire.Connections[n].Client
	channel, ok := s.number("channel")
	return ok && strconv.FormatInt(channel, 10) == m[3] && (bare(s.text("source")) == client || bare(s.text("destination")) == client)
}
