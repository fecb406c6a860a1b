package report

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rtspect/capture"
	"rtspect/export/safe"
	"rtspect/rtpflow"
)

// csvColumn is a column: the contract's name, and the value of a row. A value that cannot be known
// is empty.
type csvColumn struct {
	name  string
	value func(c *csvStreams, r row) string
}

// csvStreams writes a row for each stream. The header row comes even if no stream does.
type csvStreams struct {
	words
	out     *csv.Writer
	begun   bool
	cells   []string
	columns []csvColumn
}

// newCSV writes streams, or their series where those are asked for.
func newCSV(out *bufio.Writer, o Options) view {
	if o.Series {
		return newCSVSeries(out, o)
	}
	return newCSVStreams(out, o)
}

func newCSVStreams(out *bufio.Writer, o Options) *csvStreams {
	return &csvStreams{words: words{safe.Mask{Show: o.ShowSecrets}}, out: csv.NewWriter(out), columns: csvColumns()}
}

func (c *csvStreams) begin() {
	if c.begun {
		return
	}
	c.begun = true
	for _, col := range c.columns {
		c.cells = append(c.cells, col.name)
	}
	c.out.Write(c.cells) // the error stays in the csv.Writer
}

func (c *csvStreams) report(r *rtpflow.Report) error {
	c.begin()
	for row := range rows(r) {
		c.cells = c.cells[:0]
		for _, col := range c.columns {
			c.cells = append(c.cells, col.value(c, row))
		}
		if err := c.out.Write(c.cells); err != nil {
			return err
		}
	}
	c.out.Flush()
	return c.out.Error()
}

func (c *csvStreams) end() error {
	c.begin()
	c.out.Flush()
	return c.out.Error()
}

func (c *csvStreams) cell(s string) string { return safe.Cell(c.text(s, maxName)) }

func csvColumns() []csvColumn {
	return slices.Concat(csvWhere, csvCounts, csvTiming, csvMeasured, csvFrames, csvRTCP)
}

// csvWhere are the columns that say whose stream it is.
var csvWhere = []csvColumn{
	{"capture", func(c *csvStreams, r row) string { return safe.Cell(r.capture) }},
	{"session", func(c *csvStreams, r row) string {
		if r.session == nil {
			return ""
		}
		return r.session.ID
	}},
	{"media", func(c *csvStreams, r row) string {
		if r.media == nil {
			return ""
		}
		return strconv.Itoa(r.media.Index)
	}},
	{"type", func(c *csvStreams, r row) string {
		if r.media == nil {
			return ""
		}
		return c.cell(r.media.Type)
	}},
	{"url", func(c *csvStreams, r row) string {
		if r.session == nil {
			return ""
		}
		return c.cell(r.session.URL)
	}},
	{"ssrc", ofStream(func(s *rtpflow.Stream) string { return ssrcText(s.SSRC) })},
	{"direction", ofStream(func(s *rtpflow.Stream) string { return directionText(s.Direction) })},
	{"source", ofStream(func(s *rtpflow.Stream) string { return endpoint(s.Source) })},
	{"destination", ofStream(func(s *rtpflow.Stream) string { return endpoint(s.Destination) })},
	{"connection", ofStream(func(s *rtpflow.Stream) string { id, _ := carriedBy(s.Connection, s.Channel); return id })},
	{"channel", ofStream(func(s *rtpflow.Stream) string { _, ch := carriedBy(s.Connection, s.Channel); return integer(ch) })},
	{"payload_types", ofStream(payloadTypes)},
	{"encoding", func(c *csvStreams, r row) string { return c.cell(r.stream.Encoding) }},
	{"clock_rate", ofStream(func(s *rtpflow.Stream) string { return integer(positive(s.ClockRate)) })},
	{"clock_rate_from", ofStream(func(s *rtpflow.Stream) string { return s.ClockRateFrom })},
}

// csvCounts are what was counted.
var csvCounts = []csvColumn{
	count("packets", func(s *rtpflow.Stream) int64 { return s.Packets }),
	count("duplicates", func(s *rtpflow.Stream) int64 { return s.Duplicates }),
	count("expected", func(s *rtpflow.Stream) int64 { return s.Expected }),
	count("lost", func(s *rtpflow.Stream) int64 { return s.Lost }),
	count("out_of_order", func(s *rtpflow.Stream) int64 { return s.OutOfOrder }),
	count("loss_bursts", func(s *rtpflow.Stream) int64 { return s.LossBursts }),
	count("max_burst", func(s *rtpflow.Stream) int64 { return s.MaxBurst }),
	count("payload_bytes", func(s *rtpflow.Stream) int64 { return s.PayloadBytes }),
	count("max_payload_bytes", func(s *rtpflow.Stream) int64 { return int64(s.MaxPayload) }),
	count("markers", func(s *rtpflow.Stream) int64 { return s.Markers }),
	count("first_seq", func(s *rtpflow.Stream) int64 { return int64(s.FirstSeq) }),
	count("last_seq", func(s *rtpflow.Stream) int64 { return int64(s.LastSeq) }),
	count("seq_wraps", func(s *rtpflow.Stream) int64 { return s.SeqWraps }),
	count("first_rtp_ts", func(s *rtpflow.Stream) int64 { return int64(s.FirstRTPTime) }),
	count("last_rtp_ts", func(s *rtpflow.Stream) int64 { return int64(s.LastRTPTime) }),
	count("discontinuities", func(s *rtpflow.Stream) int64 { return int64(len(s.Discontinuities)) }),
	count("capture_duplicates", func(s *rtpflow.Stream) int64 { return s.CaptureDuplicates }),
	count("snapped_packets", func(s *rtpflow.Stream) int64 { return s.Snapped }),
	count("malformed_packets", func(s *rtpflow.Stream) int64 { return s.Malformed }),
	{"repair_kind", ofRepair(func(r *rtpflow.Repair) string { return r.Kind })},
	{"repair_of", ofRepair(func(r *rtpflow.Repair) string {
		if r.Of == nil {
			return ""
		}
		return ssrcText(r.Of.SSRC)
	})},
	ofRepaired("recovered", func(x *rtpflow.Repaired) int64 { return x.Recovered }),
	ofRepaired("residual_lost", func(x *rtpflow.Repaired) int64 { return x.Residual }),
}

// csvTiming are what was measured.
var csvTiming = []csvColumn{
	{"start", ofStream(func(s *rtpflow.Stream) string { return timestamp(s.Start) })},
	{"end", ofStream(func(s *rtpflow.Stream) string { return timestamp(s.End) })},
	{"first_frame", ofStream(func(s *rtpflow.Stream) string { return frame(s.FirstFrame) })},
	{"last_frame", ofStream(func(s *rtpflow.Stream) string { return frame(s.LastFrame) })},
	{"bitrate_bps", ofStream(func(s *rtpflow.Stream) string { return decimal(numberOf(s.Bitrate)) })},
	ofJitter("jitter_mean_ms", func(j *rtpflow.Jitter) float64 { return j.Mean }),
	ofJitter("jitter_max_ms", func(j *rtpflow.Jitter) float64 { return j.Max }),
	ofJitter("jitter_last_ms", func(j *rtpflow.Jitter) float64 { return j.Last }),
	ofDelta("delta_mean_ms", func(d *rtpflow.Delta) string { return decimal(number(d.Mean)) }),
	ofDelta("delta_max_ms", func(d *rtpflow.Delta) string { return decimal(number(d.Max)) }),
	ofDelta("delta_max_frame", func(d *rtpflow.Delta) string { return frame(d.MaxFrame) }),
	{"clock_drift_ppm", ofStream(func(s *rtpflow.Stream) string { return decimal(numberOf(s.ClockDriftPPM)) })},
	{"max_skew_ms", ofStream(func(s *rtpflow.Stream) string { return decimal(numberOf(s.MaxSkewMS)) })},
}

// csvRTCP are what RTCP said of the stream.
var csvRTCP = []csvColumn{
	ofRTCP("rtcp_sr", func(r *rtpflow.SourceRTCP) string { return strconv.FormatInt(r.SR, 10) }),
	ofRTCP("rtcp_rr", func(r *rtpflow.SourceRTCP) string { return strconv.FormatInt(r.RR, 10) }),
	ofRTCP("rtcp_bye", func(r *rtpflow.SourceRTCP) string { return strconv.FormatInt(r.BYE, 10) }),
	ofRTCP("rtcp_nack", func(r *rtpflow.SourceRTCP) string { return strconv.FormatInt(r.NACK, 10) }),
	ofRTCP("rtcp_pli", func(r *rtpflow.SourceRTCP) string { return strconv.FormatInt(r.PLI, 10) }),
	ofRTCP("rtcp_fir", func(r *rtpflow.SourceRTCP) string { return strconv.FormatInt(r.FIR, 10) }),
	ofRTCP("rtcp_rtt_ms", func(r *rtpflow.SourceRTCP) string { return decimal(numberOf(r.RTTMS)) }),
	ofRTCP("rtcp_reported_lost", func(r *rtpflow.SourceRTCP) string { return integer(r.ReportedLost) }),
	ofRTCP("rtcp_lost_after", func(r *rtpflow.SourceRTCP) string { return integer(lostAfter(r)) }),
	ofRTCP("rtcp_sent_packets", ofSent(func(x *rtpflow.SentCounts) int64 { return x.SentPackets })),
	ofRTCP("rtcp_seen_packets", ofSent(func(x *rtpflow.SentCounts) int64 { return x.SeenPackets })),
	ofRTCP("rtcp_rtt_min_ms", ofTrip(func(x *rtpflow.RoundTrip) float64 { return x.Min })),
	ofRTCP("rtcp_rtt_max_ms", ofTrip(func(x *rtpflow.RoundTrip) float64 { return x.Max })),
	{"rtcp_cname", func(c *csvStreams, r row) string {
		if r.stream.RTCP == nil {
			return ""
		}
		return c.cell(r.stream.RTCP.CNAME)
	}},
	{"evidence", ofStream(func(s *rtpflow.Stream) string { return strings.Join(s.Evidence, ";") })},
}

func ofStream(f func(*rtpflow.Stream) string) func(*csvStreams, row) string {
	return func(_ *csvStreams, r row) string { return f(r.stream) }
}

func count(name string, f func(*rtpflow.Stream) int64) csvColumn {
	return csvColumn{name, ofStream(func(s *rtpflow.Stream) string { return strconv.FormatInt(f(s), 10) })}
}

func ofJitter(name string, f func(*rtpflow.Jitter) float64) csvColumn {
	return csvColumn{name, ofStream(func(s *rtpflow.Stream) string {
		if s.Jitter == nil {
			return ""
		}
		return decimal(number(f(s.Jitter)))
	})}
}

func ofDelta(name string, f func(*rtpflow.Delta) string) csvColumn {
	return csvColumn{name, ofStream(func(s *rtpflow.Stream) string {
		if s.Delta == nil {
			return ""
		}
		return f(s.Delta)
	})}
}

// lostAfter is the loss beyond the capture point of the receiver that reported last, nil if not known.
func lostAfter(r *rtpflow.SourceRTCP) (after *int64) {
	end := int64(0)
	for i := range r.Receptions {
		if x := &r.Receptions[i]; x.After != nil && (after == nil || x.End > end) {
			after, end = x.After, x.End
		}
	}
	return after
}

func ofSent(f func(*rtpflow.SentCounts) int64) func(*rtpflow.SourceRTCP) string {
	return func(r *rtpflow.SourceRTCP) string {
		if r.Sent == nil {
			return ""
		}
		return strconv.FormatInt(f(r.Sent), 10)
	}
}

func ofTrip(f func(*rtpflow.RoundTrip) float64) func(*rtpflow.SourceRTCP) string {
	return func(r *rtpflow.SourceRTCP) string {
		if r.ReceiverTrip == nil {
			return ""
		}
		return decimal(number(f(r.ReceiverTrip)))
	}
}

func ofRTCP(name string, f func(*rtpflow.SourceRTCP) string) csvColumn {
	return csvColumn{name, ofStream(func(s *rtpflow.Stream) string {
		if s.RTCP == nil {
			return ""
		}
		return f(s.RTCP)
	})}
}

func ofRepair(f func(*rtpflow.Repair) string) func(*csvStreams, row) string {
	return ofStream(func(s *rtpflow.Stream) string {
		if s.Repair == nil {
			return ""
		}
		return f(s.Repair)
	})
}

func ofRepaired(name string, f func(*rtpflow.Repaired) int64) csvColumn {
	return csvColumn{name, ofStream(func(s *rtpflow.Stream) string {
		if s.Repaired == nil {
			return ""
		}
		return strconv.FormatInt(f(s.Repaired), 10)
	})}
}

// payloadTypes lists the payload types with their packets: 96:351;97:2.
func payloadTypes(s *rtpflow.Stream) string {
	var b strings.Builder
	for i, pt := range sortedTypes(s.PayloadTypes) {
		if i > 0 {
			b.WriteByte(';')
		}
		fmt.Fprintf(&b, "%d:%d", pt, s.PayloadTypes[pt])
	}
	return b.String()
}

func decimal(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', -1, 64)
}

func integer[T int | int64](x *T) string {
	if x == nil {
		return ""
	}
	return strconv.FormatInt(int64(*x), 10)
}

func frame(f capture.Frame) string {
	if f == 0 {
		return ""
	}
	return strconv.FormatInt(f.Number(), 10)
}
