package json

import (
	"strconv"

	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// repairJSON is one kind of repair (retransmission, FEC, RED) that a stream carries for another stream or itself.
type repairJSON struct {
	Kind        string      `json:"kind"`
	SSRC        string      `json:"ssrc"`
	Source      string      `json:"source"`
	Destination string      `json:"destination"`
	Repairs     string      `json:"repairs,omitempty"`
	PayloadType *int        `json:"payload_type,omitempty"`
	From        string      `json:"from"`
	Packets     int64       `json:"packets"`
	Padding     int64       `json:"padding_packets,omitempty"`
	Unread      int64       `json:"unread_packets,omitempty"`
	Recovered   int64       `json:"recovered"`
	Useless     int64       `json:"useless"`
	Repeated    int64       `json:"repeated,omitempty"`
	Failed      int64       `json:"failed,omitempty"`
	Outside     int64       `json:"outside,omitempty"`
	Delay       *delayJSON  `json:"delay_ms,omitempty"`
	Skew        *spreadJSON `json:"skew_ms,omitempty"`
	Rows        int64       `json:"row_packets,omitempty"`
	Columns     int64       `json:"column_packets,omitempty"`
	RED         *redJSON    `json:"red,omitempty"`
}

type delayJSON struct {
	Mean *float64 `json:"mean,omitempty"`
	Max  *float64 `json:"max,omitempty"`
}

type redJSON struct {
	Primary   map[string]int64 `json:"primary"`
	Redundant map[string]int64 `json:"redundant"`
	Blocks    int64            `json:"redundant_blocks"`
	Levels    int              `json:"levels"`
	Offsets   []uint16         `json:"offsets"`
	Unplaced  int64            `json:"unplaced_blocks,omitempty"`
}

type repairedJSON struct {
	Recovered int64        `json:"recovered"`
	Residual  int64        `json:"residual_lost"`
	By        []repairJSON `json:"by"`
}

func repair(r *rtpflow.Repair) *repairJSON {
	if r == nil {
		return nil
	}
	by := r.By
	j := &repairJSON{
		Kind: r.Kind, SSRC: view.SSRC(by.SSRC), Source: view.Endpoint(by.Source), Destination: view.Endpoint(by.Destination),
		From: r.From, Packets: r.Packets, Padding: r.Padding, Unread: r.Unread, Recovered: r.Recovered, Useless: r.Useless,
		Repeated: r.Repeated, Failed: r.Failed, Outside: r.Outside, Rows: r.Rows, Columns: r.Columns,
	}
	if of := r.Of; of != nil {
		j.Repairs = view.SSRC(of.SSRC)
	}
	if r.PayloadType != nil {
		pt := int(*r.PayloadType)
		j.PayloadType = &pt
	}
	if d := r.Delay; d != nil {
		j.Delay = &delayJSON{view.Number(d.Mean), view.Number(d.Max)}
	}
	if s := r.Skew; s != nil {
		j.Skew = &spreadJSON{Min: view.Number(s.Min), Mean: view.Number(s.Mean), Max: view.Number(s.Max)}
	}
	if x := r.RED; x != nil {
		j.RED = &redJSON{Primary: byType(x.Primary), Redundant: byType(x.Redundant), Blocks: x.Blocks, Levels: x.Levels, Offsets: x.Offsets, Unplaced: x.Unplaced}
		if j.RED.Offsets == nil {
			j.RED.Offsets = []uint16{}
		}
	}
	return j
}

func repaired(x *rtpflow.Repaired) *repairedJSON {
	if x == nil {
		return nil
	}
	j := &repairedJSON{Recovered: x.Recovered, Residual: x.Residual, By: []repairJSON{}}
	for _, r := range x.By {
		j.By = append(j.By, *repair(r))
	}
	return j
}

func byType(m map[uint8]int64) map[string]int64 {
	out := make(map[string]int64, len(m))
	for pt, n := range m {
		out[strconv.Itoa(int(pt))] = n
	}
	return out
}
