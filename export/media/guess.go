package media

import (
	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/frames"
	"rtspect/sdpview"
)

// Bounds of what a guess looks at.
const (
	sampleCount = 64
	sampleBytes = 2 << 10 // of each payload
	maxGuesses  = 512     // streams
)

// samples are the beginnings of payloads of a stream whose encoding nothing names.
type samples struct {
	payloadType uint8
	rate        int
	list        []frames.Sample
}

// guess looks into the payloads of streams whose encoding neither the signalling nor the options
// name, in a pass of its own that ends when enough was seen.
func (x *exporter) guess(open func() (*capture.Capture, error)) (map[*rtpflow.Stream]sdpview.Format, error) {
	unknown := x.unknown()
	if len(unknown) == 0 {
		return nil, nil
	}
	c, err := open()
	if err != nil {
		return nil, err
	}
	defer c.Close()
	missing := len(unknown)
	err = rtpflow.Replay(c, x.report, rtpflow.Listener{RTP: func(st *rtpflow.Stream, p *rtpflow.RTPPacket) bool {
		s := unknown[st]
		if s == nil || len(s.list) >= sampleCount || p.PayloadType != s.payloadType || p.Duplicate || len(p.Payload) == 0 {
			return true
		}
		b := append([]byte(nil), p.Payload[:min(len(p.Payload), sampleBytes)]...)
		s.list = append(s.list, frames.Sample{Bytes: b, Length: p.PayloadLen, Marker: p.Marker})
		if len(s.list) == sampleCount {
			missing--
		}
		return missing > 0
	}})
	if err != nil {
		return nil, err
	}
	guesses := map[*rtpflow.Stream]sdpview.Format{}
	for st, s := range unknown {
		if f, ok := s.guess(); ok {
			guesses[st] = f
		}
	}
	return guesses, nil
}

// unknown finds the streams that a guess is for.
func (x *exporter) unknown() map[*rtpflow.Stream]*samples {
	list := map[*rtpflow.Stream]*samples{}
	add := func(m *rtpflow.Media, st *rtpflow.Stream) {
		types := payloadTypes(st)
		if len(types) == 0 || len(list) >= maxGuesses || !x.choosesStream(st) {
			return
		}
		if f, _ := x.format(m, types[0]); f.Encoding == "" {
			list[st] = &samples{payloadType: types[0], rate: st.ClockRate}
		}
	}
	for _, s := range x.report.Sessions {
		for _, m := range s.Media {
			for _, st := range m.Streams {
				add(m, st)
			}
		}
	}
	for _, st := range x.report.Unassociated.Streams {
		add(nil, st)
	}
	return list
}

// guess names the encoding that all samples agree with.
func (s *samples) guess() (sdpview.Format, bool) {
	return frames.Guess(s.list, s.payloadType, s.rate)
}
