package rtcp

// Metric is one number of a metrics block. Its unit, if any, is the suffix of the name.
type Metric struct {
	Name  string
	Value float64
}

// field describes a number in a block: width bits, starting at bit number bit of the body.
type field struct {
	name       string
	bit, width int
	signed     bool
	scale      float64 // factor; 0 means 1
}

// metricFields describes the blocks that consist of plain numbers, by block type. In numbers of more than eight
// bits, the highest value means "unavailable" and the one below it "out of range"; in signed numbers, the two
// highest values and the lowest one.
var metricFields = map[uint8][]field{
	13: { // RFC 6679, 5.2
		{name: "ect_0", bit: 32, width: 32},
		{name: "ect_1", bit: 64, width: 32},
		{name: "ecn_ce", bit: 96, width: 16},
		{name: "not_ect", bit: 112, width: 16},
		{name: "lost", bit: 128, width: 16},
		{name: "duplicates", bit: 144, width: 16},
	},
	15: { // RFC 6798, 3.2
		{name: "positive_ms", bit: 32, width: 16, signed: true, scale: 1. / 16},
		{name: "positive_pct", bit: 48, width: 16, scale: 1. / 256},
		{name: "negative_ms", bit: 64, width: 16, signed: true, scale: 1. / 16},
		{name: "negative_pct", bit: 80, width: 16, scale: 1. / 256},
		{name: "mean_ms", bit: 96, width: 16, signed: true, scale: 1. / 16},
	},
	16: { // RFC 6843, 3.2
		{name: "mean_round_trip_ms", bit: 32, width: 32, scale: 1000. / 65536},
		{name: "min_round_trip_ms", bit: 64, width: 32, scale: 1000. / 65536},
		{name: "max_round_trip_ms", bit: 96, width: 32, scale: 1000. / 65536},
		{name: "end_system_ms", bit: 128, width: 64, scale: 1000. / (1 << 32)},
	},
	19: { // RFC 7004, 4.1.2
		{name: "discarded_frames", bit: 64, width: 32},
		{name: "duplicate_frames", bit: 96, width: 32},
		{name: "lost_frames", bit: 128, width: 32},
		{name: "partly_lost_frames", bit: 160, width: 32},
	},
	20: { // RFC 6958, 3.2
		{name: "threshold", bit: 32, width: 8},
		{name: "burst_duration_sum_ms", bit: 40, width: 24},
		{name: "lost_in_bursts", bit: 64, width: 24},
		{name: "expected_in_bursts", bit: 88, width: 24},
		{name: "bursts", bit: 112, width: 12},
		{name: "burst_duration_squares_ms2", bit: 124, width: 36},
	},
	21: { // RFC 7003, 3.2
		{name: "threshold", bit: 32, width: 8}, {name: "discarded_in_bursts", bit: 40, width: 24}, {name: "expected_in_bursts", bit: 64, width: 24}},
	22: { // RFC 6990, 3
		{name: "sync_losses", bit: 64, width: 32},
		{name: "sync_byte_errors", bit: 96, width: 32},
		{name: "continuity_errors", bit: 128, width: 32},
		{name: "transport_errors", bit: 160, width: 32},
		{name: "pcr_errors", bit: 192, width: 32},
		{name: "pcr_repetition_errors", bit: 224, width: 32},
		{name: "pcr_discontinuity_errors", bit: 256, width: 32},
		{name: "pcr_accuracy_errors", bit: 288, width: 32},
		{name: "pts_errors", bit: 320, width: 32},
	},
	23: { // RFC 7005, 4.2
		{name: "nominal_ms", bit: 32, width: 16},
		{name: "maximum_ms", bit: 48, width: 16},
		{name: "high_water_ms", bit: 64, width: 16},
		{name: "low_water_ms", bit: 80, width: 16},
	},
	24: {{name: "discarded", bit: 32, width: 32}},                                                                                          // RFC 7002, 3.2
	26: {{name: "discarded_bytes", bit: 32, width: 32}},                                                                                    // RFC 7243, 3
	27: {{name: "delay_ms", bit: 32, width: 32, scale: 1000. / 65536}},                                                                     // RFC 7244, 3.2
	28: {{name: "offset_ms", bit: 32, width: 64, signed: true, scale: 1000. / (1 << 32)}},                                                  // RFC 7244, 4.2
	33: {{name: "post_repair_lost", bit: 64, width: 16}, {name: "repaired", bit: 80, width: 16}},                                           // RFC 7509, 3
	14: {{name: "interval_s", bit: 128, width: 32, scale: 1. / 65536}, {name: "cumulative_s", bit: 160, width: 64, scale: 1. / (1 << 32)}}, // RFC 6776, 4.1
}

// Metrics appends the numbers of a metrics block to dst. ok is false for other block types and for blocks that
// are too short.
func (b *Block) Metrics(dst []Metric) (list []Metric, ok bool) {
	fields, known := metricFields[b.Type]
	if !known {
		return dst, false
	}
	for _, f := range fields {
		if f.bit+f.width > 8*len(b.Body) {
			return dst, false
		}
	}
	for _, f := range fields {
		v := bitsOf(b.Body, f.bit, f.width)
		if f.unavailable(v) {
			continue
		}
		n := float64(v)
		if f.signed && v>>(f.width-1) == 1 {
			n = -float64(-v & (1<<f.width - 1))
		}
		if f.scale != 0 {
			n *= f.scale
		}
		dst = append(dst, Metric{f.name, n})
	}
	return dst, true
}

// unavailable reports whether a value means "unavailable" or "out of range".
func (f *field) unavailable(v uint64) bool {
	top := uint64(1)<<f.width - 1
	if f.signed {
		return v == top>>1 || v == top>>1-1 || v == top>>1+1
	}
	return f.width > 8 && v >= top-1
}

// bitsOf returns width bits (up to 64), starting at bit number from.
func bitsOf(b []byte, from, width int) (v uint64) {
	for i := from; i < from+width; {
		n := min(8-i&7, from+width-i)
		v = v<<n | uint64(b[i>>3])<<(i&7)&0xff>>(8-n)
		i += n
	}
	return v
}
