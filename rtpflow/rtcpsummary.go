package rtpflow

import "rtspect/capture"

// SourceRTCP is what RTCP reports about one source.
type SourceRTCP struct {
	SR, RR, BYE    int64 // sender reports of it, report blocks about it, goodbyes
	NACK, PLI, FIR int64 // messages
	CNAME          string
	CNAMEChanges   []CNAMEChange // bounded
	Items          []SDESItem    // the last of each kind but CNAME
	ByeReason      string        // of the first BYE that gives one
	Bye            *Bye          // the first
	ReportedLost   *int64        // cumulative, from the last report block
	// RTTMS is the mean round-trip time, in milliseconds, between the capture point and the receivers of this
	// source: from a sender report to the report block that refers to it (LSR), less the receiver's delay
	// (DLSR). RFC 3550, 6.4.1, defines it at the sender; at the capture point it is the part of the path
	// beyond that point. ReceiverTrip has the details.
	RTTMS       *float64
	ReceiverRTT *RoundTrip
	// SenderTrip is the other part, between the capture point and the sender of this source: from its
	// responses to reports, by report blocks or by XR DLRR (RFC 3611, 4.5).
	SenderRTT  *RoundTrip
	Sent       *SentCounts
	Receptions []Reception // by reporter (bounded)
	NACKed     *NACKed
	// KeyframeRequests are the PLIs and FIRs in the order of arrival (bounded; PLI and FIR count all).
	KeyframeRequests []KeyframeRequest
	REMB             *BitrateLimit // receivers' estimates of the bit rate (possibly of several sources together)
	TMMBR, TMMBN     *BitrateLimit // requested by receivers; announced by the sender
	TransportCC      *PacketStatus // transport-wide: of all sources of the transport
	CCFB             *PacketStatus
	XR               []XRReport // the last block of each kind and reporter (bounded)
	// Reports are the sender reports in the order of arrival, evenly thinned out where there are many.
	Reports []SenderReport
	// Stale counts sender reports that repeat the counts and the RTP timestamp of the one before with another NTP
	// timestamp. They are not used for measurement. StaleFrames are the first of them.
	RepeatedSRs      int64
	RepeatedSRFrames []capture.Frame
}

// SenderReport maps an RTP timestamp to the sender's wall clock (RFC 3550, 6.4.1).
type SenderReport struct {
	Time    int64  // of arrival
	NTP     uint64 // seconds since 1900, 32 bits of them and 32 of fraction
	RTPTime uint32
	Frame   capture.Frame
}

// RoundTrip summarizes round-trip times in milliseconds.
type RoundTrip struct {
	Mean, Min, Max, Last float64
	Count                int64
}

// SentCounts compares the counts in a source's sender reports (RFC 3550, 6.4.1) with what passed the
// capture point between them. A sender may have started counting before the capture, so their growth from
// the first sender report to the last is compared. A difference of a few packets is usual: reports overtake
// packets that wait in the sender's queues.
type SentCounts struct {
	LastPackets, LastOctets uint32 // of the last sender report, as sent
	From, Until             int64  // arrival of the first and the last sender report
	SentPackets, SentOctets int64  // growth of the counts
	SeenPackets, SeenOctets int64  // that passed the capture point, without duplicates; payload octets
	Missing                 int64  // sequence numbers of that time missing at the capture point
	Resets                  int64  // times that the counts decreased; such steps are left out
}

// Reception is what one receiver reports about a source (RFC 3550, 6.4.1).
type Reception struct {
	Reporter   uint32
	Reports    int64
	Start, End int64 // arrival of the first and last report block
	Lost       int64 // cumulative number of packets lost, as last reported; negative with duplicates
	// Fraction lost between two reports, 0 to 1: as last reported, and the worst of those reports whose
	// cumulative number increased.
	Fraction, WorstFraction float64
	// HighestSeq is extended, as last reported; FirstHighestSeq is that of the first report.
	HighestSeq, FirstHighestSeq uint32
	Jitter                      *Jitter // milliseconds; nil where the clock rate is not known
	// Before counts the packets up to HighestSeq that were missing at the capture point when the last report
	// passed it. After is what the receiver counts beyond these: packets lost after the capture point if
	// positive; if negative, the receiver has packets that are not in the capture. Both count from the start of
	// the source if the capture contains it, else from the first report.
	Before, After *int64
	// Behind is how many sequence numbers HighestSeq lagged the capture point at that time.
	Lag *int64
	RTT *RoundTrip // between the capture point and this receiver
}

// NACKed counts what generic NACKs request (RFC 4585, 6.2.1).
type NACKed struct {
	Requests int64 // for one packet each
	Packets  int64 // requested, without repeated requests (within 1024 sequence numbers)
	Missing  int64 // of Packets: had not passed the capture point when they were first requested
	Seen     int64 // of Packets: had passed the capture point, so they were lost or late beyond it
}

// KeyframeRequest is a PLI (RFC 4585, 6.3.1) or FIR (RFC 5104, 4.3.1).
type KeyframeRequest struct {
	Kind  string // "PLI", "FIR"
	By    uint32 // SSRC of the receiver
	Time  int64
	Frame capture.Frame
}

// BitrateLimit summarizes repeated messages with a maximum bit rate, in bits per second. A petabit per second or more
// means no limit: +Inf.
type BitrateLimit struct {
	Count, Unlimited int64 // messages; those of them that set no limit
	Last, Min, Max   float64
}

// PacketStatus sums up reports on single packets. A packet may be in several reports.
type PacketStatus struct {
	Reports, Packets, Received int64
	CE                         int64 // received with ECN "congestion experienced"
}

// XRReport is the last extended report block of a type from a reporter (RFC 3611).
type XRReport struct {
	Reporter          uint32
	Block             string // its name in the IANA registry, or its number
	Count             int64
	FirstTime, Time   int64
	FirstFrame, Frame capture.Frame
	Metrics           []XRMetric // as sent, without those that the reporter does not know
}

// XRMetric is one number of a block; the name ends in its unit.
type XRMetric struct {
	Name  string
	Value float64
}

// SDESItem is an item of a source description (RFC 3550, 6.5).
type SDESItem struct {
	Name, Text string
}

// CNAME is the canonical name of an SSRC.
type CNAME struct {
	SSRC uint32
	Name string
}

// CNAMEChange is a change of a source's canonical name.
type CNAMEChange struct {
	From, To string
	Time     int64
	Frame    capture.Frame
}

// RTCP is one direction of one flow or channel.
type RTCP struct {
	Direction           Direction
	Source, Destination capture.Endpoint
	Connection          *Connection // interleaved only
	Channel             uint8
	Packets             int64            // compound packets
	Bytes               int64            // of these, without the headers below RTCP
	Types               map[string]int64 // packets of the compound: "SR", "RR", …; a number for types without a name
	Feedback            map[string]int64 // "NACK", "PLI", …
	XRBlocks            map[string]int64 // by name
	Apps                []App            // bounded
	SSRCs               []uint32
	Encrypted           bool // SRTCP, or encrypted in another way: only the first header of each packet can be read
	Malformed           int64
	MalformedFrame      capture.Frame // the first of these
	MalformedReason     string
	CNAMEs              []CNAME // of the senders (bounded), the last of each
	Byes                []Bye   // bounded
	SSRCsDropped        int64   // SSRCs beyond the limit that SSRCs keeps
	CaptureDuplicates   int64   // duplicates in the capture; counted, not measured
	LastFrame           capture.Frame
	FirstFrame          capture.Frame
	Start, End          int64
	// Sources are SSRCs whose RTP is not in the capture, or not among the streams that the flow belongs to
	// (bounded). There is nothing to compare their reports with.
	Sources []RTCPSource
	// Interval is the time between compound packets with an SR or RR, nil where there are not two.
	Interval *RTCPInterval
	// Bitrate of RTCP, in bits per second with UDP and IP headers (RFC 3550, 6.2), or with the four bytes of framing
	// of interleaved frames, over the time of the media; nil without media.
	Bitrate *float64
	// Share is the fraction of RTCP in the bits of the RTP session, 0 to 1: RTP and RTCP in both directions.
	Share *float64

	// WireBits counts its bits with UDP and IP headers, or with the framing of interleaved data.
	WireBits int64
	// EncryptionAgreed says that the session description announces the encryption, UnknownEncryption that
	// it is not recognizable as SRTCP.
	EncryptionAgreed, UnknownEncryption bool
}

// RTCPSource is a source that is only known from RTCP.
type RTCPSource struct {
	SSRC uint32
	*SourceRTCP
}

// RTCPInterval is the time between packets in milliseconds.
type RTCPInterval struct{ Mean, Min, Max float64 }

// Bye is an RTCP BYE (RFC 3550, 6.6).
type Bye struct {
	SSRC   uint32
	Frame  capture.Frame
	Time   int64
	Reason string
}

// App counts the APP packets of a sender with one name and subtype (RFC 3550, 6.7).
type App struct {
	SSRC    uint32
	Name    string // four characters, as sent
	Subtype uint8
	Packets int64
	Frame   capture.Frame // the first
	Time    int64
}
