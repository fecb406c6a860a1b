package rtcp

import (
	"fmt"
	"strings"
	"testing"
)

// blockLayouts are the report blocks of an extended report (RFC 3611, 2 and 3):
//
//	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//	|V=2|P|reserved |   PT=XR=207   |             length            |
//	|                              SSRC                             |
//	:                         report blocks                         :
//	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//	|      BT       | type-specific |         block length          |
//	:             type-specific block contents                      :
var blockLayouts = []layout{
	// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
	// |     BT=1      | rsvd. |   T   |         block length          |
	// |                        SSRC of source                         |
	// |          begin_seq            |             end_seq           |
	// |          chunk 1              |             chunk 2           |
	//
	// Run length chunk: 0, run type (1 bit), length (14 bits). Bit vector chunk: 1, 15 bits. Null chunk: 0.
	// Numbers 10 to 39: a run of 12 ones, a run of 3 zeros, 15 bits of which the last is 0.
	{
		"Loss RLE, RFC 3611, 4.1", "[BT] 01 [T] 00 [length] 0004 [SSRC] 00000005 [begin] 000a [end] 0028 [chunks] 400c 0003 fffe 0000",
		"Loss RLE {SSRC:5 Begin:10 End:40 Thinning:0} 30 covered, 26 ones, 4 zeros",
	},
	{
		"Duplicate RLE, RFC 3611, 4.2", "[BT] 02 [T=2] 02 [length] 0003 [SSRC] 00000005 [begin] 0005 [end] 0011 [chunks] 4003 0000",
		"Duplicate RLE {SSRC:5 Begin:5 End:17 Thinning:2} 3 covered, 3 ones, 0 zeros",
	},
	{
		"Post-repair Loss RLE, RFC 5725, 3", "[BT] 0a [T] 00 [length] 0003 [SSRC] 00000005 [begin] fffe [end] 0002 [chunks] c000 0000",
		"Post-repair Loss RLE {SSRC:5 Begin:65534 End:2 Thinning:0} 4 covered, 1 ones, 3 zeros",
	},
	{
		"Discard RLE, RFC 7097, 3", "[BT] 19 [E, T] 00 [length] 0003 [SSRC] 00000005 [begin] 0000 [end] 0004 [chunks] ffff 0000",
		"Discard RLE {SSRC:5 Begin:0 End:4 Thinning:0} 4 covered, 4 ones, 0 zeros",
	},

	// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
	// |     BT=3      | rsvd. |   T   |         block length          |
	// |                        SSRC of source                         |
	// |          begin_seq            |             end_seq           |
	// |       Receipt time of packet begin_seq                        |
	{
		"Packet Receipt Times, RFC 3611, 4.3", "[BT] 03 [T=3] 03 [length] 0004 [SSRC] 00000005 [begin] 0001 [end] 0003 [times] 00000064 000000c8",
		"Packet Receipt Times 5: 1 to 3, thinned 3, 2 times",
	},

	// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
	// |     BT=4      |   reserved    |       block length = 2        |
	// |              NTP timestamp, most significant word             |
	// |             NTP timestamp, least significant word             |
	{"Receiver Reference Time, RFC 3611, 4.4", "[BT] 04 [reserved] 00 [length] 0002 [NTP] ec000000 80000000", "Receiver Reference Time ec00000080000000"},

	// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
	// |     BT=5      |   reserved    |         block length          |
	// |                 SSRC_1 (SSRC of first receiver)               |
	// |                         last RR (LRR)                         |
	// |                   delay since last RR (DLRR)                  |
	{
		"DLRR, RFC 3611, 4.5", "[BT] 05 [reserved] 00 [length] 0006 [SSRC_1] 00000005 [LRR] 00008000 [DLRR] 00010000 [SSRC_2] 00000006 [LRR] 00000001 [DLRR] 00000002",
		"DLRR {SSRC:5 LRR:32768 DLRR:65536} {SSRC:6 LRR:1 DLRR:2}",
	},

	// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
	// |     BT=6      |L|D|J|ToH|rsvd.|       block length = 9        |
	// |                        SSRC of source                         |
	// |          begin_seq            |             end_seq           |
	// |                        lost_packets                           |
	// |                        dup_packets                            |
	// |                         min_jitter                            |
	// |                         max_jitter                            |
	// |                         mean_jitter                           |
	// |                         dev_jitter                            |
	// | min_ttl_or_hl | max_ttl_or_hl |mean_ttl_or_hl | dev_ttl_or_hl |
	{
		"Statistics Summary, RFC 3611, 4.6", `[BT] 06 [L D J ToH=1] e8 [length] 0009 [SSRC] 00000005 [begin] 0001 [end] 0065
		[lost] 00000007 [dup] 00000008 [min] 00000001 [max] 00000009 [mean] 00000004 [dev] 00000002 [TTL] 3c 40 3e 01`,
		"Statistics Summary {SSRC:5 Begin:1 End:101 HasLost:true HasDups:true Lost:7 Duplicates:8 HasJitter:true " +
			"Jitter:{Min:1 Max:9 Mean:4 Deviation:2} TTL:ttl TTLs:{Min:60 Max:64 Mean:62 Deviation:1}}",
	},
	{
		"Statistics Summary with the hop limit alone", `[BT] 06 [ToH=2] 10 [length] 0009 [SSRC] 00000005 [begin] 0001 [end] 0065
		[ignored] 00000007 00000008 00000001 00000009 00000004 00000002 [HL] 3c 40 3e 01`,
		"Statistics Summary {SSRC:5 Begin:1 End:101 HasLost:false HasDups:false Lost:0 Duplicates:0 HasJitter:false " +
			"Jitter:{Min:0 Max:0 Mean:0 Deviation:0} TTL:hop-limit TTLs:{Min:60 Max:64 Mean:62 Deviation:1}}",
	},

	// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
	// |     BT=7      |   reserved    |       block length = 8        |
	// |                        SSRC of source                         |
	// |   loss rate   | discard rate  | burst density |  gap density  |
	// |       burst duration          |         gap duration          |
	// |     round trip delay          |       end system delay        |
	// | signal level  |  noise level  |     RERL      |     Gmin      |
	// |   R factor    | ext. R factor |    MOS-LQ     |    MOS-CQ     |
	// |   RX config   |   reserved    |          JB nominal           |
	// |          JB maximum           |          JB abs max           |
	{
		"VoIP Metrics, RFC 3611, 4.7", `[BT] 07 [reserved] 00 [length] 0008 [SSRC] 00000005 [loss] 0c [discard] 05 [burst] 80 [gap] 02
		[burst duration] 0078 [gap duration] 1388 [round trip] 0050 [end system] 0064 [signal] ec [noise] b0 [RERL] 37 [Gmin] 10
		[R] 5d [ext. R] 7f [MOS-LQ] 2a [MOS-CQ] 29 [config] e0 [reserved] 00 [JB nominal] 003c [JB maximum] 0078 [JB abs max] 00c8`,
		"VoIP Metrics {SSRC:5 LossRate:12 DiscardRate:5 BurstDensity:128 GapDensity:2 BurstDuration:120 GapDuration:5000 RoundTrip:80 EndSystem:100 " +
			"Signal:-20 Noise:-80 RERL:55 Gmin:16 RFactor:93 ExtRFactor:127 MOSLQ:42 MOSCQ:41 BufferNominal:60 BufferMax:120 Abs:200}",
	},

	// |     BT=13     |   Reserved    |         Block Length          |
	// |                     SSRC of Media Sender                      |
	// | ECT (0) Counter (32)                                          |
	// | ECT (1) Counter (32)                                          |
	// | ECN-CE Counter (16)           | not-ECT Counter (16)          |
	// | Lost Packets Counter (16)     | Duplication Counter (16)      |
	{
		"ECN Summary, RFC 6679, 5.2", "[BT] 0d [reserved] 00 [length] 0005 [SSRC] 00000005 [ECT(0)] 00000001 [ECT(1)] 00000002 [CE] 0003 [not-ECT] 0004 [lost] 0005 [dup] 0006",
		"ECN Summary 5 ect_0=1 ect_1=2 ecn_ce=3 not_ect=4 lost=5 duplicates=6",
	},

	// |     BT=14     |    Reserved   |      block length = 7         |
	// |                    SSRC of stream source                      |
	// |            Reserved           |    first sequence number      |
	// |           extended first sequence number of interval          |
	// |                extended last sequence number                  |
	// |              Measurement Duration (Interval)                  |
	// |     Measurement Duration (Cumulative) - Seconds (bit 0-31)    |
	// |     Measurement Duration (Cumulative) - Fraction (bit 0-31)   |
	{
		"Measurement Information, RFC 6776, 4.1", "[BT] 0e [reserved] 00 [length] 0007 [SSRC] 00000005 [reserved] 0000 [first] 0064 [ext. first] 00010065 [ext. last] 000100c8 [interval] 00028000 [cumulative] 00000003 40000000",
		"Measurement Information 5 interval_s=2.5 cumulative_s=3.25",
	},

	// |    BT=15      | I |pdvtyp |Rsv|       block length=4          |
	// |                      SSRC of Source                           |
	// | Pos PDV Threshold/Peak        | Pos PDV Percentile            |
	// | Neg PDV Threshold/Peak        | Neg PDV Percentile            |
	// | Mean PDV                      | Reserved                      |
	{
		"Packet Delay Variation, RFC 6798, 3.2", "[BT] 0f [I, pdvtyp] 00 [length] 0004 [SSRC] 00000005 [pos] 0018 [pct] 5f00 [neg] ffe8 [pct] 6000 [mean] fff0 [reserved] 0000",
		"Packet Delay Variation 5 positive_ms=1.5 positive_pct=95 negative_ms=-1.5 negative_pct=96 mean_ms=-1",
	},
	{
		"Packet Delay Variation, values unavailable", "[BT] 0f [I, pdvtyp] 00 [length] 0004 [SSRC] 00000005 [unavailable] 7fff ffff [below range] 8000 [pct] 6000 [above range] 7ffe [reserved] 0000",
		"Packet Delay Variation 5 negative_pct=96",
	},

	// |    BT=16      | I |   resv.   |      block length = 6         |
	// |                       SSRC of Source                          |
	// |                  Mean Network Round-Trip Delay                |
	// |                  Min Network Round-Trip Delay                 |
	// |                  Max Network Round-Trip Delay                 |
	// |               End System Delay - Seconds (bit 0-31)           |
	// |              End System Delay - Fraction (bit 0-31)           |
	{
		"Delay, RFC 6843, 3.2", "[BT] 10 [I] 00 [length] 0006 [SSRC] 00000005 [mean] 00010000 [min] 00008000 [max, unavailable] ffffffff [end system] 00000000 80000000",
		"Delay 5 mean_round_trip_ms=1000 min_round_trip_ms=500 end_system_ms=500",
	},

	// |     BT=19     | I |T| reserved|       block length = 6        |
	// |                        SSRC of Source                         |
	// |          Begin_seq            |             End_seq           |
	// |                    Number of Discarded Frames                 |
	// |                    Number of Duplicate Frames                 |
	// |                    Number of Full Lost Frames                 |
	// |                  Number of Partial Lost Frames                |
	{
		"Frame Impairment Summary, RFC 7004, 4.1.2", "[BT] 13 [I, T] 00 [length] 0006 [SSRC] 00000005 [begin] 0001 [end] 0002 [discarded] 00000003 [duplicate] 00000004 [lost] 00000005 [partly] 00000006",
		"Frame Impairment Summary 5 discarded_frames=3 duplicate_frames=4 lost_frames=5 partly_lost_frames=6",
	},

	// |     BT=20     | I |C|  resv.  |       block length = 5        |
	// |                        SSRC of Source                         |
	// |   Threshold   |         Sum of Burst Durations (ms)           |
	// |          Packets Lost in Bursts               |    Total...   |
	// | ...Packets Expected in Bursts |  Number of Bursts     | Sum of|
	// |        ...Squares of Burst Durations (ms-squared)             |
	{
		"Burst/Gap Loss, RFC 6958, 3.2", "[BT] 14 [I, C] 00 [length] 0005 [SSRC] 00000005 [threshold] 10 [durations] 0003e8 [lost] 00012c [expected] 0001f4 [bursts] 005 [squares] 100000001",
		"Burst/Gap Loss 5 threshold=16 burst_duration_sum_ms=1000 lost_in_bursts=300 expected_in_bursts=500 bursts=5 burst_duration_squares_ms2=4.294967297e+09",
	},

	// |     BT=21     | I |   resv    |      block length = 3         |
	// |                       SSRC of Source                          |
	// |   Threshold   |         Packets Discarded in Bursts           |
	// |       Total Packets Expected in Bursts        |   Reserved    |
	{
		"Burst/Gap Discard, RFC 7003, 3.2", "[BT] 15 [I] 00 [length] 0003 [SSRC] 00000005 [threshold] 10 [discarded] 00012c [expected] 0001f4 [reserved] 00",
		"Burst/Gap Discard 5 threshold=16 discarded_in_bursts=300 expected_in_bursts=500",
	},

	// |     BT=22     |    Reserved   |         block length          |
	// |                       SSRC of source                          |
	// |          begin_seq            |             end_seq           |
	// |                    TS_sync_loss_count                         |
	// |                    Sync_byte_error_count                      |
	// |                  Continuity_count_error_count                 |
	// |                    Transport_error_count                      |
	// |                        PCR_error_count                        |
	// |                  PCR_repetition_error_count                   |
	// |           PCR_discontinuity_indicator_error_count             |
	// |                   PCR_accuracy_error_count                    |
	// |                       PTS_error_count                         |
	{
		"MPEG-2 TS Decodability, RFC 6990, 3", "[BT] 16 [reserved] 00 [length] 000b [SSRC] 00000005 [begin] 0001 [end] 0002 [counts] 00000001 00000002 00000003 00000004 00000005 00000006 00000007 00000008 00000009",
		"MPEG-2 TS Decodability 5 sync_losses=1 sync_byte_errors=2 continuity_errors=3 transport_errors=4 pcr_errors=5 pcr_repetition_errors=6 " +
			"pcr_discontinuity_errors=7 pcr_accuracy_errors=8 pts_errors=9",
	},

	// |     BT=23     |  I|C|   Rsvd.  |       block length=3         |
	// |                            SSRC of Source                     |
	// |          JB nominal           |         JB maximum            |
	// |    JB high water mark         |     JB low water mark         |
	{
		"De-Jitter Buffer, RFC 7005, 4.2", "[BT] 17 [I, C] 00 [length] 0003 [SSRC] 00000005 [nominal] 0064 [maximum] 00c8 [high, unavailable] ffff [low, out of range] fffe",
		"De-Jitter Buffer 5 nominal_ms=100 maximum_ms=200",
	},

	// |     BT=24     | I |DT | resv  |      block length = 2         |
	// |                        SSRC of source                         |
	// |                        Discard Count                          |
	{"Discard Count, RFC 7002, 3.2", "[BT] 18 [I, DT] 00 [length] 0002 [SSRC] 00000005 [count] 00000007", "Discard Count 5 discarded=7"},
	{"Bytes Discarded, RFC 7243, 3", "[BT] 1a [I, E] 00 [length] 0002 [SSRC] 00000005 [count] 00000007", "Bytes Discarded 5 discarded_bytes=7"},

	// |      BT=27    | Reserved      |       Block length=2          |
	// |                        SSRC of Source                         |
	// |                 Initial Synchronization Delay                 |
	{"Initial Synchronization Delay, RFC 7244, 3.2", "[BT] 1b [reserved] 00 [length] 0002 [SSRC] 00000005 [delay] 00008000", "Initial Synchronization Delay 5 delay_ms=500"},

	// |      BT=28    | I | Reserved  |       Block length=3          |
	// |                         SSRC of Source                        |
	// |   Synchronization Offset, most significant word               |
	// |   Synchronization Offset, least significant word              |
	{"Synchronization Offset, RFC 7244, 4.2", "[BT] 1c [I] 00 [length] 0003 [SSRC] 00000005 [offset] ffffffff c0000000", "Synchronization Offset 5 offset_ms=-250"},

	// |     BT=33     |   Reserved    |      block length = 3         |
	// |                       SSRC of Source                          |
	// |           begin_seq           |          end_seq              |
	// |   Post-repair loss count      |     Repaired loss count       |
	{
		"Post-repair Loss Count, RFC 7509, 3", "[BT] 21 [reserved] 00 [length] 0003 [SSRC] 00000005 [begin] 0001 [end] 0002 [lost] 0003 [repaired] 0004",
		"Post-repair Loss Count 5 post_repair_lost=3 repaired=4",
	},
}

// describeBlock returns everything that the package parses from a report block.
func describeBlock(b *Block) string {
	words := []string{BlockName(b.Type)}
	add := func(format string, values ...any) { words = append(words, fmt.Sprintf(format, values...)) }
	if r, ok := b.RLE(); ok {
		ones, zeros := r.Count()
		add("{SSRC:%d Begin:%d End:%d Thinning:%d} %d covered, %d ones, %d zeros", r.SSRC, r.Begin, r.End, r.Thinning, r.Covered(), ones, zeros)
	}
	if r, ok := b.ReceiptTimes(); ok {
		add("%d: %d to %d, thinned %d, %d times", r.SSRC, r.Begin, r.End, r.Thinning, r.Len())
	}
	if ntp, ok := b.ReferenceTime(); ok {
		add("%016x", ntp)
	}
	if d, ok := b.Delays(); ok {
		for i := range d.Len() {
			add("%+v", d.At(i))
		}
	}
	if s, ok := b.Statistics(); ok {
		add("%+v", s)
	}
	if v, ok := b.VoIP(); ok {
		add("%+v", v)
	}
	if list, ok := b.Metrics(nil); ok {
		ssrc, _ := b.Source()
		add("%d", ssrc)
		for _, m := range list {
			add("%s=%v", m.Name, m.Value)
		}
	}
	return strings.Join(words, " ")
}

func TestBlockLayouts(t *testing.T) {
	seen := map[uint8]bool{}
	for _, c := range blockLayouts {
		b := blockOf(t, c.bytes)
		seen[b.Type] = true
		if got := describeBlock(&b); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
		if _, ok := b.Source(); ok == (b.Type == BlockReferenceTime || b.Type == BlockDLRR) {
			t.Errorf("%s: source present: %v", c.name, ok)
		}
	}
	for typ := range metricFields {
		if !seen[typ] {
			t.Errorf("no layout for block type %d", typ)
		}
	}
}
