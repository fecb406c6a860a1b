package rtcp

import (
	"fmt"
	"strings"
	"testing"
)

// layout is one packet, written out field by field in the order of the diagram above it. Text in brackets names the
// field that follows and is not part of the bytes.
type layout struct{ name, bytes, want string }

// packetLayouts are the packet types of RFC 3550.
var packetLayouts = []layout{
	//  0                   1                   2                   3
	//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
	// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
	// |V=2|P|    RC   |   PT=SR=200   |             length            |
	// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
	// |                         SSRC of sender                        |
	// +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
	// |              NTP timestamp, most significant word             |
	// |             NTP timestamp, least significant word             |
	// |                         RTP timestamp                         |
	// |                     sender's packet count                     |
	// |                      sender's octet count                     |
	// +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
	// |                 SSRC_1 (SSRC of first source)                 |
	// | fraction lost |       cumulative number of packets lost       |
	// |           extended highest sequence number received           |
	// |                      interarrival jitter                      |
	// |                         last SR (LSR)                         |
	// |                   delay since last SR (DLSR)                  |
	// +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
	// |                  profile-specific extensions                  |
	{
		"sender report, RFC 3550, 6.4.1", senderReport,
		"SR {SSRC:1 NTP:17005592195098476544 RTPTime:100000 Packets:100 Octets:10000} " +
			"{SSRC:2 FractionLost:64 Lost:10 HighestSeq:74565 Jitter:90 LSR:32768 DLSR:65536} " +
			"{SSRC:3 FractionLost:255 Lost:-2 HighestSeq:65535 Jitter:0 LSR:0 DLSR:0}",
	},
	{
		"sender report with a profile-specific extension", `[V=2 P=0 RC=0] 80 [PT] c8 [length] 0007 [SSRC] 00000001
		[NTP] 00000000 00000000 [RTP] 000186a0 [packets] ffffffff [octets] fffffffe [extension] 11223344`,
		"SR {SSRC:1 NTP:0 RTPTime:100000 Packets:4294967295 Octets:4294967294}",
	},

	// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
	// |V=2|P|    RC   |   PT=RR=201   |             length            |
	// |                     SSRC of packet sender                     |
	// +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
	// |        report blocks as in a sender report                    |
	{
		"receiver report, RFC 3550, 6.4.2", `[V=2 P=0 RC=1] 81 [PT] c9 [length] 0007 [SSRC] 0000000a
		[SSRC_1] 0000000b [fraction] 00 [lost] 800000 [highest] ffffffff [jitter] 00000001 [LSR] 89abcdef [DLSR] 00020000`,
		"RR {SSRC:11 FractionLost:0 Lost:-8388608 HighestSeq:4294967295 Jitter:1 LSR:2309737967 DLSR:131072}",
	},
	{"receiver report without blocks", "[V=2 P=0 RC=0] 80 [PT] c9 [length] 0001 [SSRC] 0000000a", "RR"},

	// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
	// |V=2|P|    SC   |  PT=SDES=202  |             length            |
	// +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
	// |                          SSRC/CSRC_1                          |
	// |    item       |     length    | text, not null terminated ... |
	{
		"source description, RFC 3550, 6.5", `[V=2 P=0 SC=2] 82 [PT] ca [length] 0007
		[SSRC_1] 00000001 [CNAME] 01 05 6140622e63 [TOOL] 06 01 78 [end, pad] 0000
		[SSRC_2] 00000002 [NOTE] 07 00 [PRIV] 08 03 01 70 76 [end] 00`,
		`SDES 1:CNAME="a@b.c" 1:TOOL="x" 1:END 2:NOTE="" 2:PRIV="\x01pv" 2:END`,
	},

	// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
	// |V=2|P|    SC   |   PT=BYE=203  |             length            |
	// |                           SSRC/CSRC                           |
	// :                              ...                              :
	// |     length    |               reason for leaving            ...
	{
		"goodbye, RFC 3550, 6.6", "[V=2 P=0 SC=2] 82 [PT] cb [length] 0004 [SSRC] 00000007 [CSRC] 00000008 [length] 05 [reason] 7768657265 [pad] 0000",
		`BYE 7 8 "where"`,
	},
	{"goodbye without reason", "[V=2 P=0 SC=1] 81 [PT] cb [length] 0001 [SSRC] 00000007", `BYE 7 ""`},

	// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
	// |V=2|P| subtype |   PT=APP=204  |             length            |
	// |                           SSRC/CSRC                           |
	// |                          name (ASCII)                         |
	// |                   application-dependent data                ...
	{
		"application-defined, RFC 3550, 6.7", "[V=2 P=0 subtype=7] 87 [PT] cc [length] 0003 [SSRC] 00000009 [name] 71746121 [data] cafebabe",
		`APP 9 subtype 7 "qta!"`,
	},
}

// feedbackLayouts are the feedback messages of RFC 4585, 5104, 8888 and of the drafts for REMB and transport-cc.
//
//	+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//	|V=2|P|   FMT   |       PT      |             length            |
//	|                     SSRC of packet sender                     |
//	|                      SSRC of media source                     |
//	:               Feedback Control Information (FCI)              :
var feedbackLayouts = []layout{
	// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
	// |            PID                |             BLP               |
	{
		"generic NACK, RFC 4585, 6.2.1", "[V=2 P=0 FMT=1] 81 [PT=RTPFB] cd [length] 0004 [sender] 00000001 [media] 00000002 [PID] fffe [BLP] 8001 [PID] 0007 [BLP] 0000",
		"NACK 1 about 2: 65534+8001 7+0000",
	},

	// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
	// |                              SSRC                             |
	// | MxTBR Exp |  MxTBR Mantissa                 |Measured Overhead|
	//
	// Exponent 4 (6 bits), mantissa 62500 (17 bits), overhead 40 (9 bits): 000100 01111010000100100 000101000.
	{
		"TMMBR, RFC 5104, 4.2.1", "[V=2 P=0 FMT=3] 83 [PT=RTPFB] cd [length] 0004 [sender] 00000001 [media] 00000000 [SSRC] 00000007 [exponent, mantissa, overhead] 11e84828",
		"TMMBR 1 about 0: {SSRC:7 BPS:1000000}",
	},
	{
		"TMMBN, RFC 5104, 4.2.2", "[V=2 P=0 FMT=4] 84 [PT=RTPFB] cd [length] 0004 [sender] 00000001 [media] 00000000 [SSRC] 00000007 [exponent, mantissa, overhead] 00000200",
		"TMMBN 1 about 0: {SSRC:7 BPS:1}",
	},
	{"TMMBN without an owner", "[V=2 P=0 FMT=4] 84 [PT=RTPFB] cd [length] 0002 [sender] 00000001 [media] 00000000", "TMMBN 1 about 0:"},

	// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
	// |                   SSRC of 1st RTP stream                      |
	// |          begin_seq            |          num_reports          |
	// |R|ECN|  Arrival time offset    | ...                           .
	// :                                                               :
	// |                        Report timestamp                       |
	{
		"CCFB, RFC 8888, 3.1", `[V=2 P=0 FMT=11] 8b [PT=RTPFB] cd [length] 0009 [sender] 00000001
		[SSRC] 00000005 [begin] 0064 [reports] 0003 [R=1] 8001 [R=0] 0000 [R=1 ECN=CE] e002 [pad] 0000
		[SSRC] 00000006 [begin] ffff [reports] 0002 [R=1] 8000 [R=1 ECN=ECT(1)] a000 [report timestamp] 12345678`,
		"CCFB 1 about 5: {SSRC:5 Begin:100 Packets:3 Received:2 CE:1} {SSRC:6 Begin:65535 Packets:2 Received:2 CE:0}",
	},

	// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
	// |      base sequence number     |      packet status count      |
	// |                 reference time                | fb pkt. count |
	// |          packet chunk         |         packet chunk          |
	// |  recv delta   |  recv delta   |                             ...
	//
	// Run length chunk: 0, status (2 bits), count (13 bits). One-bit vector: 10, 14 statuses. Two-bit vector: 11, 7
	// statuses. Here: 5 received; 14 of which bits 13, 3 and 2 are set; statuses 1 2 0 0 0 0 1.
	{
		"transport-cc, draft-holmer-rmcat-transport-wide-cc-extensions-01, 3.1", `[V=2 P=0 FMT=15] 8f [PT=RTPFB] cd [length] 0006 [sender] 00000001 [media] 00000002
		[base] 0010 [count] 001a [reference time] 000102 [fb pkt. count] 03 [run] 2005 [one-bit] a00c [two-bit] d801 [deltas] 0000`,
		"TWCC 1 about 2: {Base:16 Packets:26 Received:11 Reference:258 Number:3}",
	},

	{"PLI, RFC 4585, 6.3.1: no FCI", "[V=2 P=0 FMT=1] 81 [PT=PSFB] ce [length] 0002 [sender] 00000001 [media] 00000002", "PLI 1 about 2:"},

	// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
	// |            First        |        Number           | PictureID |
	{"SLI, RFC 4585, 6.3.2", "[V=2 P=0 FMT=2] 82 [PT=PSFB] ce [length] 0003 [sender] 00000001 [media] 00000002 [first 1, number 2, picture 3] 00080083", "SLI 1 about 2:"},

	// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
	// |      PB       |0| Payload Type|    Native RPSI bit string     |
	{"RPSI, RFC 4585, 6.3.3", "[V=2 P=0 FMT=3] 83 [PT=PSFB] ce [length] 0003 [sender] 00000001 [media] 00000002 [PB] 08 [payload type] 60 [bits, pad] ab00", "RPSI 1 about 2:"},

	// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
	// |                              SSRC                             |
	// | Seq nr.       |    Reserved                                   |
	{
		"FIR, RFC 5104, 4.3.1", "[V=2 P=0 FMT=4] 84 [PT=PSFB] ce [length] 0006 [sender] 00000001 [media] 00000000 [SSRC] 00000002 [seq] 05 000000 [SSRC] 00000003 [seq] ff 000000",
		"FIR 1 about 0: 2#5 3#255",
	},

	// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
	// |  Unique identifier 'R' 'E' 'M' 'B'                            |
	// |  Num SSRC     | BR Exp    |  BR Mantissa                      |
	// |   SSRC feedback                                               |
	//
	// Exponent 3 (6 bits), mantissa 125000 (18 bits): 000011 011110100001001000.
	{
		"REMB, draft-alvestrand-rmcat-remb, 2.2", "[V=2 P=0 FMT=15] 8f [PT=PSFB] ce [length] 0006 [sender] 00000001 [media] 00000000 [REMB] 52454d42 [num] 02 [exponent, mantissa] 0de848 [SSRC] 00000005 00000006",
		"REMB 1 about 0: 1000000 for 5 6",
	},
	{"application layer feedback of another kind", "[V=2 P=0 FMT=15] 8f [PT=PSFB] ce [length] 0003 [sender] 00000001 [media] 00000000 [data] 41424344", "AFB 1 about 0:"},
}

// describe returns everything that the package parses from a packet.
func describe(p *Packet) string {
	words := []string{p.Type.String()}
	add := func(format string, values ...any) { words = append(words, fmt.Sprintf(format, values...)) }
	switch p.Type {
	case SR, RR:
		if s, ok := p.SenderInfo(); ok {
			add("%+v", s)
		}
		r, ok := p.ReportBlocks()
		for i := range r.Len() {
			add("%+v", r.At(i))
		}
		if !ok {
			add("incomplete")
		}
	case SDES:
		for it := p.Items(); it.Next(); {
			if it.Item == SDESEnd {
				add("%d:END", it.SSRC)
			} else {
				add("%d:%s=%q", it.SSRC, ItemName(it.Item), it.Text)
			}
		}
	case BYE:
		g, _ := p.Goodbye()
		for i := range g.Len() {
			add("%d", g.SSRC(i))
		}
		add("%q", g.Reason)
	case APP:
		a, _ := p.Application()
		add("%d subtype %d %q", a.SSRC, a.Subtype, a.Name)
	case RTPFB, PSFB:
		f, _ := p.Feedback()
		words[0] = fmt.Sprintf("%s %d about %d:", f.Kind, f.Sender, f.Media)
		words = append(words, describeFeedback(f)...)
	}
	return strings.Join(words, " ")
}

func describeFeedback(f Feedback) (words []string) {
	add := func(format string, values ...any) { words = append(words, fmt.Sprintf(format, values...)) }
	switch f.Kind {
	case "NACK":
		n, _ := f.NACKs()
		for i := range n.Len() {
			pid, blp := n.At(i)
			add("%d+%04x", pid, blp)
		}
	case "TMMBR", "TMMBN":
		r, _ := f.Bitrates()
		for i := range r.Len() {
			add("%+v", r.At(i))
		}
	case "CCFB":
		for c := f.CongestionReports(); c.Next(); {
			add("%+v", c.CongestionReport)
		}
	case "TWCC":
		x, _ := f.TransportCC()
		add("%+v", x)
	case "FIR":
		r, _ := f.IntraRequests()
		for i := range r.Len() {
			ssrc, seq := r.At(i)
			add("%d#%d", ssrc, seq)
		}
	case "REMB":
		e, _ := f.REMB()
		add("%d for", e.BPS)
		for i := range e.Len() {
			add("%d", e.SSRC(i))
		}
	}
	return words
}

func TestLayouts(t *testing.T) {
	for _, list := range [][]layout{packetLayouts, feedbackLayouts} {
		for _, c := range list {
			p := only(t, c.bytes)
			if got := describe(&p); got != c.want {
				t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
			}
		}
	}
}
