package report

import "rtspect/rtpflow"

// asfPayloadsJSON is what the payload headers of a Windows Media stream say of its data packets.
type asfPayloadsJSON struct {
	DataPackets int64                `json:"data_packets"`
	Fragments   int64                `json:"fragments"`
	KeyFrames   int64                `json:"key_frames"`
	Duration    *float64             `json:"duration_s,omitempty"`
	Malformed   int64                `json:"malformed"`
	Unseen      int64                `json:"unseen,omitempty"`
	Streams     []asfStreamCountJSON `json:"streams,omitempty"`
}

// asfStreamCountJSON counts the payloads of a stream inside the data packets.
type asfStreamCountJSON struct {
	Number    int   `json:"number"`
	Payloads  int64 `json:"payloads"`
	KeyFrames int64 `json:"key_frames"`
}

func asfPayloads(x *rtpflow.ASFPayloads) *asfPayloadsJSON {
	if x == nil {
		return nil
	}
	j := &asfPayloadsJSON{DataPackets: x.DataPackets, Fragments: x.Fragments, KeyFrames: x.KeyFrames, Malformed: x.Malformed, Unseen: x.Unseen}
	if x.Timed > 0 {
		j.Duration = seconds(x.Duration * 1e6)
	}
	for _, s := range x.Streams {
		j.Streams = append(j.Streams, asfStreamCountJSON{s.Number, s.Payloads, s.KeyFrames})
	}
	return j
}
