package json

import (
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// sourceRTCPJSON is what RTCP reports on one source.
type sourceRTCPJSON struct {
	SR            int64                 `json:"sr"`
	RR            int64                 `json:"rr"`
	Stale         int64                 `json:"stale_sr,omitempty"`
	BYE           int64                 `json:"bye"`
	NACK          int64                 `json:"nack"`
	PLI           int64                 `json:"pli"`
	FIR           int64                 `json:"fir"`
	CNAME         string                `json:"cname,omitempty"`
	CNAMEChanges  []cnameJSON           `json:"cname_changes,omitempty"`
	SDES          map[string]string     `json:"sdes,omitempty"`
	ByeReason     string                `json:"bye_reason,omitempty"`
	ByeTime       string                `json:"bye_time,omitempty"`
	ByeFrame      int64                 `json:"bye_frame,omitempty"`
	ByeFile       *int                  `json:"bye_file,omitempty"`
	RTT           *float64              `json:"rtt_ms,omitempty"`
	RTTReceiver   *roundTripJSON        `json:"rtt_receiver_ms,omitempty"`
	RTTSender     *roundTripJSON        `json:"rtt_sender_ms,omitempty"`
	RTTTotal      *float64              `json:"rtt_total_ms,omitempty"`
	ReportedLost  *int64                `json:"reported_lost,omitempty"`
	Sent          *sentJSON             `json:"sent,omitempty"`
	Receivers     []receptionJSON       `json:"receivers,omitempty"`
	NACKed        *nackedJSON           `json:"nacked,omitempty"`
	Keyframes     []keyframeRequestJSON `json:"keyframe_requests,omitempty"`
	KeyframesLeft int64                 `json:"keyframe_requests_left_out,omitempty"`
	REMB          *bitrateLimitJSON     `json:"remb_bps,omitempty"`
	TMMBR         *bitrateLimitJSON     `json:"tmmbr_bps,omitempty"`
	TMMBN         *bitrateLimitJSON     `json:"tmmbn_bps,omitempty"`
	TransportCC   *packetStatusJSON     `json:"transport_cc,omitempty"`
	CCFB          *packetStatusJSON     `json:"ccfb,omitempty"`
	XR            []xrReportJSON        `json:"xr,omitempty"`
}

type cnameJSON struct {
	From  string   `json:"from"`
	To    string   `json:"to"`
	Time  string   `json:"time"`
	At    *float64 `json:"at_s,omitempty"`
	Frame int64    `json:"frame,omitempty"`
	File  *int     `json:"file,omitempty"`
}

type roundTripJSON struct {
	Mean  *float64 `json:"mean,omitempty"`
	Min   *float64 `json:"min,omitempty"`
	Max   *float64 `json:"max,omitempty"`
	Last  *float64 `json:"last,omitempty"`
	Count int64    `json:"count"`
}

type sentJSON struct {
	LastPackets uint32   `json:"last_packets"`
	LastOctets  uint32   `json:"last_octets"`
	From        *float64 `json:"from_s,omitempty"`
	Until       *float64 `json:"until_s,omitempty"`
	SentPackets int64    `json:"sent_packets"`
	SentOctets  int64    `json:"sent_octets"`
	SeenPackets int64    `json:"seen_packets"`
	SeenOctets  int64    `json:"seen_octets"`
	Missing     int64    `json:"missing_seqs"`
	Resets      int64    `json:"resets,omitempty"`
}

type receptionJSON struct {
	Reporter        string         `json:"ssrc"`
	Reports         int64          `json:"reports"`
	Start           string         `json:"start"`
	End             string         `json:"end"`
	Lost            int64          `json:"lost"`
	Fraction        *float64       `json:"fraction_lost_pct,omitempty"`
	Worst           *float64       `json:"worst_fraction_lost_pct,omitempty"`
	HighestSeq      uint32         `json:"highest_seq"`
	FirstHighestSeq uint32         `json:"first_highest_seq"`
	Jitter          *jitterJSON    `json:"jitter_ms,omitempty"`
	Before          *int64         `json:"lost_before,omitempty"`
	After           *int64         `json:"lost_after,omitempty"`
	Behind          *int64         `json:"behind,omitempty"`
	RTT             *roundTripJSON `json:"rtt_ms,omitempty"`
}

type nackedJSON struct {
	Requests int64 `json:"requests"`
	Packets  int64 `json:"packets"`
	Missing  int64 `json:"missing"`
	Seen     int64 `json:"seen"`
}

type keyframeRequestJSON struct {
	Kind  string   `json:"kind"`
	By    string   `json:"ssrc"`
	Time  string   `json:"time"`
	At    *float64 `json:"at_s,omitempty"`
	Frame int64    `json:"frame,omitempty"`
	File  *int     `json:"file,omitempty"`
}

type bitrateLimitJSON struct {
	Count     int64    `json:"count"`
	Unlimited int64    `json:"unlimited,omitempty"`
	Last      *float64 `json:"last,omitempty"`
	Min       *float64 `json:"min,omitempty"`
	Max       *float64 `json:"max,omitempty"`
}

type packetStatusJSON struct {
	Reports  int64 `json:"reports"`
	Packets  int64 `json:"packets"`
	Received int64 `json:"received_packets"`
	CE       int64 `json:"ce,omitempty"`
}

type xrReportJSON struct {
	Reporter string             `json:"ssrc"`
	Block    string             `json:"block"`
	Count    int64              `json:"count"`
	Time     string             `json:"time"`
	At       *float64           `json:"at_s,omitempty"`
	Frame    int64              `json:"frame,omitempty"`
	File     *int               `json:"file,omitempty"`
	Metrics  map[string]float64 `json:"metrics,omitempty"`
}

func (c *converter) sourceRTCP(r *rtpflow.SourceRTCP) *sourceRTCPJSON {
	if r == nil {
		return nil
	}
	j := &sourceRTCPJSON{
		SR: r.SR, Stale: r.RepeatedSRs, RR: r.RR, BYE: r.BYE, NACK: r.NACK, PLI: r.PLI, FIR: r.FIR, CNAME: c.Text(r.CNAME, view.MaxName), ByeReason: c.Text(r.ByeReason, view.MaxName),
		RTT: view.OptionalNumber(r.RTTMS), RTTReceiver: roundTrip(r.ReceiverRTT), RTTSender: roundTrip(r.SenderRTT), ReportedLost: r.ReportedLost,
		REMB: bitrateLimit(r.REMB), TMMBR: bitrateLimit(r.TMMBR), TMMBN: bitrateLimit(r.TMMBN),
		TransportCC: packetStatus(r.TransportCC), CCFB: packetStatus(r.CCFB), Receivers: c.receptions(r.Receptions),
		KeyframesLeft: max(0, r.PLI+r.FIR-int64(len(r.KeyframeRequests))),
	}
	if r.ReceiverRTT != nil && r.SenderRTT != nil {
		j.RTTTotal = view.Number(r.ReceiverRTT.Mean + r.SenderRTT.Mean)
	}
	if b := r.Bye; b != nil {
		j.ByeTime, j.ByeFrame, j.ByeFile = view.Timestamp(b.Time), b.Frame.Number(), c.file(b.Frame)
	}
	if s := r.Sent; s != nil {
		j.Sent = &sentJSON{s.LastPackets, s.LastOctets, c.at(s.From), c.at(s.Until), s.SentPackets, s.SentOctets, s.SeenPackets, s.SeenOctets, s.Missing, s.Resets}
	}
	if k := r.NACKed; k != nil {
		j.NACKed = &nackedJSON{k.Requests, k.Packets, k.Missing, k.Seen}
	}
	for _, x := range r.CNAMEChanges {
		j.CNAMEChanges = append(j.CNAMEChanges, cnameJSON{c.Text(x.From, view.MaxName), c.Text(x.To, view.MaxName), view.Timestamp(x.Time), c.at(x.Time), x.Frame.Number(), c.file(x.Frame)})
	}
	for _, x := range r.Items {
		if j.SDES == nil {
			j.SDES = map[string]string{}
		}
		j.SDES[x.Name] = c.Text(x.Text, view.MaxName)
	}
	for _, x := range r.KeyframeRequests {
		j.Keyframes = append(j.Keyframes, keyframeRequestJSON{x.Kind, view.SSRC(x.By), view.Timestamp(x.Time), c.at(x.Time), x.Frame.Number(), c.file(x.Frame)})
	}
	for _, x := range r.XR {
		j.XR = append(j.XR, c.xrReport(&x))
	}
	return j
}

func (c *converter) xrReport(x *rtpflow.XRReport) xrReportJSON {
	j := xrReportJSON{Reporter: view.SSRC(x.Reporter), Block: x.Block, Count: x.Count, Time: view.Timestamp(x.Time), At: c.at(x.Time), Frame: x.Frame.Number(), File: c.file(x.Frame)}
	for _, m := range x.Metrics {
		if v := view.Number(m.Value); v != nil {
			if j.Metrics == nil {
				j.Metrics = map[string]float64{}
			}
			j.Metrics[m.Name] = *v
		}
	}
	return j
}

func (c *converter) receptions(list []rtpflow.Reception) []receptionJSON {
	var out []receptionJSON
	for _, r := range list {
		j := receptionJSON{
			view.SSRC(r.Reporter), r.Reports, view.Timestamp(r.Start), view.Timestamp(r.End), r.Lost, view.Number(100 * r.Fraction), view.Number(100 * r.WorstFraction), r.HighestSeq, r.FirstHighestSeq,
			nil, r.Before, r.After, r.Lag, roundTrip(r.RTT),
		}
		if x := r.Jitter; x != nil {
			j.Jitter = &jitterJSON{Mean: view.Number(x.Mean), Max: view.Number(x.Max), Last: view.Number(x.Last)}
		}
		out = append(out, j)
	}
	return out
}

func roundTrip(r *rtpflow.RoundTrip) *roundTripJSON {
	if r == nil {
		return nil
	}
	return &roundTripJSON{view.Number(r.Mean), view.Number(r.Min), view.Number(r.Max), view.Number(r.Last), r.Count}
}

func bitrateLimit(l *rtpflow.BitrateLimit) *bitrateLimitJSON {
	if l == nil {
		return nil
	}
	return &bitrateLimitJSON{l.Count, l.Unlimited, view.Number(l.Last), view.Number(l.Min), view.Number(l.Max)}
}

func packetStatus(p *rtpflow.PacketStatus) *packetStatusJSON {
	if p == nil {
		return nil
	}
	return &packetStatusJSON{p.Reports, p.Packets, p.Received, p.CE}
}
