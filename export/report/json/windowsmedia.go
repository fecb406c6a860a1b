package json

import (
	"rtspect/asf"
	"rtspect/export/report/view"
	"rtspect/rtpflow"
)

// windowsMediaJSON is what a Windows Media session has beyond RTSP (MS-RTSP): the ASF header and the client's logs.
type windowsMediaJSON struct {
	Title           string          `json:"title,omitempty"`
	Author          string          `json:"author,omitempty"`
	Copyright       string          `json:"copyright,omitempty"`
	Broadcast       *bool           `json:"broadcast,omitempty"`
	PlayDuration    *float64        `json:"play_duration_s,omitempty"`
	Preroll         *float64        `json:"preroll_s,omitempty"`
	PacketSize      int64           `json:"packet_size,omitempty"`
	MaxBitrate      int64           `json:"max_bitrate_bps,omitempty"`
	Streams         []asfStreamJSON `json:"streams,omitempty"`
	Description     [][2]string     `json:"description,omitempty"`
	Features        []string        `json:"features,omitempty"`
	PlaylistID      string          `json:"playlist_id,omitempty"`
	BroadcastID     string          `json:"broadcast_id,omitempty"`
	Log             [][2]string     `json:"log,omitempty"`
	PlayLog         [][2]string     `json:"play_log,omitempty"`
	Bandwidth       *int64          `json:"bandwidth_bps,omitempty"`
	PacketPairs     int64           `json:"packet_pairs,omitempty"`
	PacketPairBytes int64           `json:"packet_pair_bytes,omitempty"`
	EndOfStream     int64           `json:"end_of_stream_frame,omitempty"`
}

// asfStreamJSON is a stream that the ASF header describes.
type asfStreamJSON struct {
	Number     int    `json:"number"`
	Type       string `json:"type"`
	Codec      string `json:"codec,omitempty"`
	FourCC     string `json:"fourcc,omitempty"`
	Channels   int    `json:"channels,omitempty"`
	SampleRate int64  `json:"sample_rate,omitempty"`
	Width      int64  `json:"width,omitempty"`
	Height     int64  `json:"height,omitempty"`
	Bitrate    int64  `json:"bitrate_bps,omitempty"`
	Encrypted  bool   `json:"encrypted,omitempty"`
}

func (c *converter) windowsMedia(w *rtpflow.WindowsMedia) *windowsMediaJSON {
	if w == nil {
		return nil
	}
	j := &windowsMediaJSON{
		PlaylistID: c.Text(w.PlaylistID, view.MaxName), BroadcastID: c.Text(w.BroadcastID, view.MaxName),
		PacketPairs: w.PacketPairs, PacketPairBytes: w.PacketPairBytes, EndOfStream: w.EndOfStream.Number(),
	}
	for _, f := range w.Features {
		j.Features = append(j.Features, c.Text(f, view.MaxName))
	}
	for _, d := range w.Description {
		j.Description = append(j.Description, [2]string{c.Text(d.Name, view.MaxName), c.Text(d.Value, view.MaxName)})
	}
	j.Log, j.PlayLog, j.Bandwidth = c.logFields(w.Log), c.logFields(w.PlayLog), w.Bandwidth
	if w.Header != nil {
		c.asfHeader(j, w.Header)
	}
	return j
}

func (c *converter) logFields(log []asf.LogField) (list [][2]string) {
	for _, l := range log {
		list = append(list, [2]string{c.Text(l.Name, view.MaxName), c.Text(l.Value, view.MaxName)})
	}
	return list
}

func (c *converter) asfHeader(j *windowsMediaJSON, h *asf.Header) {
	if t := h.Content; t != nil {
		j.Title, j.Author, j.Copyright = c.Text(t.Title, view.MaxName), c.Text(t.Author, view.MaxName), c.Text(t.Copyright, view.MaxName)
	}
	if f := h.File; f != nil {
		j.Broadcast, j.MaxBitrate, j.PacketSize = &f.Broadcast, int64(f.MaxBitrate), int64(f.MaxPacketSize)
		j.Preroll = view.Seconds(f.Preroll.Nanoseconds())
		if !f.Broadcast {
			j.PlayDuration = view.Seconds((f.PlayDuration - f.Preroll).Nanoseconds())
		}
	}
	for _, s := range h.Streams {
		x := asfStreamJSON{Number: s.Number, Type: s.Type, Encrypted: s.Encrypted}
		for _, b := range h.Bitrates {
			if b.Number == s.Number {
				x.Bitrate = int64(b.Bitrate)
			}
		}
		if a := s.Audio; a != nil {
			x.Codec, x.Channels, x.SampleRate = a.Codec, a.Channels, int64(a.SampleRate)
		}
		if v := s.Video; v != nil {
			x.Codec, x.FourCC, x.Width, x.Height = v.Codec, c.Text(v.FourCC, view.MaxName), int64(v.Width), int64(v.Height)
		}
		j.Streams = append(j.Streams, x)
	}
}

// asfPayloadsJSON counts what the payload headers of a Windows Media stream contain.
type asfPayloadsJSON struct {
	DataPackets int64                `json:"data_packets"`
	Fragments   int64                `json:"fragments"`
	KeyFrames   int64                `json:"key_frames"`
	Duration    *float64             `json:"duration_s,omitempty"`
	Malformed   int64                `json:"malformed"`
	Unseen      int64                `json:"unseen,omitempty"`
	Streams     []asfStreamCountJSON `json:"streams,omitempty"`
}

// asfStreamCountJSON counts the payloads of one stream in the ASF data packets.
type asfStreamCountJSON struct {
	Number    int   `json:"number"`
	Payloads  int64 `json:"payloads"`
	KeyFrames int64 `json:"key_frames"`
}

func asfPayloads(x *rtpflow.ASFPayloads) *asfPayloadsJSON {
	if x == nil {
		return nil
	}
	j := &asfPayloadsJSON{DataPackets: x.DataPackets, Fragments: x.Fragments, KeyFrames: x.Keyframes, Malformed: x.Malformed, Unseen: x.NotCaptured}
	if x.Timed > 0 {
		j.Duration = view.Seconds(x.Duration * 1e6)
	}
	for _, s := range x.Streams {
		j.Streams = append(j.Streams, asfStreamCountJSON{s.Number, s.Payloads, s.Keyframes})
	}
	return j
}
