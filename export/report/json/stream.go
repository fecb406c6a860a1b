package json

import (
	"strconv"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// streamJSON is one RTP source in one direction of a flow or channel.
type streamJSON struct {
	SSRC          string           `json:"ssrc"`
	Direction     string           `json:"direction,omitempty"`
	Source        string           `json:"source"`
	Destination   string           `json:"destination"`
	Connection    string           `json:"connection,omitempty"`
	Channel       *int             `json:"channel,omitempty"`
	Stale         bool             `json:"stale,omitempty"`
	PayloadTypes  map[string]int64 `json:"payload_types"`
	ForeignTypes  map[string]int64 `json:"foreign_payload_types,omitempty"`
	Encoding      string           `json:"encoding,omitempty"`
	ClockRate     *int             `json:"clock_rate,omitempty"`
	ClockRateFrom string           `json:"clock_rate_from,omitempty"`
	Packets       int64            `json:"packets"`
	Duplicates    int64            `json:"duplicates"`
	Expected      int64            `json:"expected"`
	Lost          int64            `json:"lost"`
	OutOfOrder    int64            `json:"out_of_order"`
	LossBursts    int64            `json:"loss_bursts"`
	MaxBurst      int64            `json:"max_burst"`
	PayloadBytes  int64            `json:"payload_bytes"`
	WireBytes     int64            `json:"wire_bytes"`
	MaxPayload    int              `json:"max_payload_bytes,omitempty"`
	Markers       int64            `json:"markers"`
	FirstSeq      uint16           `json:"first_seq"`
	LastSeq       uint16           `json:"last_seq"`
	SeqWraps      int64            `json:"seq_wraps"`
	FirstRTPTime  uint32           `json:"first_rtp_ts"`
	LastRTPTime   uint32           `json:"last_rtp_ts"`
	Start         string           `json:"start"`
	End           string           `json:"end"`
	FirstFrame    int64            `json:"first_frame,omitempty"`
	FirstFile     *int             `json:"first_file,omitempty"`
	LastFrame     int64            `json:"last_frame,omitempty"`
	LastFile      *int             `json:"last_file,omitempty"`
	Bitrate       *float64         `json:"bitrate_bps,omitempty"`
	Jitter        *jitterJSON      `json:"jitter_ms,omitempty"`
	Delta         *deltaJSON       `json:"delta_ms,omitempty"`
	ClockDrift    *float64         `json:"clock_drift_ppm,omitempty"`
	MaxSkew       *float64         `json:"max_skew_ms,omitempty"`
	DelayGrowth   *delayGrowthJSON `json:"delay_growth,omitempty"`

	Frames            *framesJSON          `json:"frames,omitempty"`
	TS                *tsJSON              `json:"mpeg_ts,omitempty"`
	Tones             []telephoneEventJSON `json:"telephone_events,omitempty"`
	Discontinuities   []discontinuityJSON  `json:"discontinuities"`
	RTCP              *sourceRTCPJSON      `json:"rtcp,omitempty"`
	Evidence          []string             `json:"evidence"`
	CaptureDuplicates int64                `json:"capture_duplicates,omitempty"`
	Snapped           int64                `json:"snapped_packets,omitempty"`
	Strays            int64                `json:"stray_packets,omitempty"`
	Malformed         int64                `json:"malformed_packets,omitempty"`
	Losses            []lossJSON           `json:"losses,omitempty"`
	LossesLeftOut     int64                `json:"losses_left_out,omitempty"`
	Repair            *repairJSON          `json:"repair,omitempty"`
	Repaired          *repairedJSON        `json:"repaired,omitempty"`
	measuredJSON

	WallClock           *wallClockJSON   `json:"wall_clock,omitempty"`
	Replay              *replayJSON      `json:"onvif_replay,omitempty"`
	TransmissionOffsets *spreadJSON      `json:"transmission_offset_ms,omitempty"`
	Voice               *voiceJSON       `json:"voice,omitempty"`
	ASF                 *asfPayloadsJSON `json:"asf,omitempty"`
	Encryption          *encryptionJSON  `json:"encryption,omitempty"`
}

type encryptionJSON struct {
	Evidence []string `json:"evidence"`
	TagBytes int      `json:"tag_bytes,omitempty"`
}

type jitterJSON struct {
	Mean     *float64 `json:"mean,omitempty"`
	Max      *float64 `json:"max,omitempty"`
	Last     *float64 `json:"last,omitempty"`
	MaxFrame int64    `json:"max_frame,omitempty"`
	MaxFile  *int     `json:"max_file,omitempty"`
	MaxCause string   `json:"max_cause,omitempty"`
}

type deltaJSON struct {
	Mean     *float64 `json:"mean,omitempty"`
	Max      *float64 `json:"max,omitempty"`
	MaxFrame int64    `json:"max_frame,omitempty"`
	MaxFile  *int     `json:"max_file,omitempty"`
}

type discontinuityJSON struct {
	Time     string   `json:"time"`
	At       *float64 `json:"at_s,omitempty"`
	Frame    int64    `json:"frame,omitempty"`
	File     *int     `json:"file,omitempty"`
	FromSeq  uint16   `json:"from_seq"`
	ToSeq    uint16   `json:"to_seq"`
	FromTime uint32   `json:"from_rtp_ts"`
	ToTime   uint32   `json:"to_rtp_ts"`
	Reason   string   `json:"reason,omitempty"`
}

type lossJSON struct {
	FirstSeq uint16   `json:"first_seq"`
	Count    int64    `json:"count"`
	Time     string   `json:"time"`
	At       *float64 `json:"at_s,omitempty"`
	Frame    int64    `json:"frame,omitempty"`
	File     *int     `json:"file,omitempty"`
}

func (c *converter) streams(streams []*rtpflow.Stream) []streamJSON {
	out := make([]streamJSON, len(streams))
	for i, s := range streams {
		out[i] = c.stream(s)
	}
	return out
}

type delayGrowthJSON struct {
	Seconds *float64 `json:"seconds"`
	From    string   `json:"from"`
}

func (c *converter) stream(s *rtpflow.Stream) streamJSON {
	j := streamJSON{
		SSRC: view.SSRC(s.SSRC), Direction: view.Direction(s.Direction),
		Source: view.Endpoint(s.Source), Destination: view.Endpoint(s.Destination),
		PayloadTypes: make(map[string]int64, len(s.PayloadTypes)),
		Encoding:     c.Text(s.Encoding, view.MaxName), ClockRate: view.Positive(s.ClockRate), ClockRateFrom: s.ClockRateFrom,
		Packets: s.Packets, Duplicates: s.Duplicates, Expected: s.Expected, Lost: s.Lost, OutOfOrder: s.OutOfOrder,
		LossBursts: s.LossBursts, MaxBurst: s.MaxBurst, PayloadBytes: s.PayloadBytes, WireBytes: s.WireBits / 8, MaxPayload: s.MaxPayload, Markers: s.Markers,
		FirstSeq: s.FirstSeq, LastSeq: s.LastSeq, SeqWraps: s.SeqWraps,
		FirstRTPTime: s.FirstRTPTime, LastRTPTime: s.LastRTPTime,
		Start: view.Timestamp(s.Start), End: view.Timestamp(s.End),
		FirstFrame: s.FirstFrame.Number(), FirstFile: c.file(s.FirstFrame),
		LastFrame: s.LastFrame.Number(), LastFile: c.file(s.LastFrame),
		Bitrate: view.OptionalNumber(s.Bitrate), ClockDrift: view.OptionalNumber(s.ClockDriftPPM), MaxSkew: view.OptionalNumber(s.MaxSkewMS),
		Discontinuities: c.discontinuities(s.Discontinuities), Evidence: nonNil(s.Evidence),
		CaptureDuplicates: s.CaptureDuplicates, Snapped: s.Truncated, Strays: s.OutOfRange, Malformed: s.Malformed,
		LossesLeftOut: int64(max(0, len(s.Losses)-view.MaxLosses)) + s.LossesLeftOut, measuredJSON: c.measured(s),
		WallClock: c.wallClock(s.WallClock), Replay: replay(s.Replay),
		TransmissionOffsets: transmissionOffsets(s.TransmissionOffsets), Voice: voice(s.Voice),
		Frames: c.frames(s.Frames), TS: c.ts(s.TS), Tones: c.telephoneEvents(s),
		ASF:    asfPayloads(s.ASF),
		Repair: repair(s.Repair), Repaired: repaired(s.Repaired),
	}
	if g := s.DelayGrowth; g != nil {
		j.DelayGrowth = &delayGrowthJSON{view.Number(g.Seconds), g.From}
	}
	j.Connection, j.Channel = view.Interleaved(s.Connection, s.Channel)
	j.Stale = s.Stale
	for pt, n := range s.PayloadTypes {
		j.PayloadTypes[strconv.Itoa(int(pt))] = n
	}
	for pt, n := range s.ForeignTypes {
		if j.ForeignTypes == nil {
			j.ForeignTypes = map[string]int64{}
		}
		j.ForeignTypes[strconv.Itoa(int(pt))] = n
	}
	if s.Jitter != nil {
		j.Jitter = &jitterJSON{view.Number(s.Jitter.Mean), view.Number(s.Jitter.Max), view.Number(s.Jitter.Last), s.Jitter.MaxFrame.Number(), c.file(s.Jitter.MaxFrame), s.Jitter.Cause}
	}
	if s.Delta != nil {
		j.Delta = &deltaJSON{view.Number(s.Delta.Mean), view.Number(s.Delta.Max), s.Delta.MaxFrame.Number(), c.file(s.Delta.MaxFrame)}
	}
	j.RTCP = c.sourceRTCP(s.RTCP)
	if e := s.Encryption; e != nil {
		j.Encryption = &encryptionJSON{e.Evidence, e.TagBytes}
	}
	for _, l := range s.Losses[:min(len(s.Losses), view.MaxLosses)] {
		j.Losses = append(j.Losses, lossJSON{l.FirstSeq, l.Count, view.Timestamp(l.Time), c.at(l.Time), l.Frame.Number(), c.file(l.Frame)})
	}
	return j
}

func (c *converter) discontinuities(list []rtpflow.Discontinuity) []discontinuityJSON {
	out := make([]discontinuityJSON, len(list))
	for i, d := range list {
		out[i] = discontinuityJSON{
			view.Timestamp(d.Time), c.at(d.Time), d.Frame.Number(), c.file(d.Frame),
			d.FromSeq, d.ToSeq, d.FromTime, d.ToTime, d.Reason,
		}
	}
	return out
}
