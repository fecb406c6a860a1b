package media

import (
	"rtspect/export/media/elementary"
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

// samples are the beginnings of payloads of a stream whose encoding is unknown.
type samples struct {
	payloadType uint8
	rate        int
	list        []frames.Sample
}

// guess inspects the payloads of streams whose encoding neither the signalling nor the options give, in a separate pass
// that ends when enough has been seen.
func guess(passes Passes, r *rtpflow.Report, o *Options) (map[*rtpflow.Stream]sdpview.Format, error) {
	unknown := unknownStreams(r, o)
	if len(unknown) == 0 {
		return nil, nil
	}
	missing := len(unknown)
	err := passes.Run(func(st *rtpflow.Stream, p *elementary.Packet) bool {
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
	}, nil)
	if err != nil {
		return nil, err
	}
	guesses := map[*rtpflow.Stream]sdpview.Format{}
	for st, s := range unknown {
		if f, ok := frames.Guess(s.list, s.payloadType, s.rate); ok {
			guesses[st] = f
		}
	}
	return guesses, nil
}

// unknownStreams finds the streams whose encoding is to be guessed.
func unknownStreams(r *rtpflow.Report, o *Options) map[*rtpflow.Stream]*samples {
	list := map[*rtpflow.Stream]*samples{}
	add := func(m *rtpflow.Media, st *rtpflow.Stream) {
		types := payloadTypes(st)
		if len(types) == 0 || len(list) >= maxGuesses || !o.selectsStream(st) {
			return
		}
		if f, _ := o.format(m, types[0]); f.Encoding == "" {
			list[st] = &samples{payloadType: types[0], rate: st.ClockRate}
		}
	}
	for _, s := range r.Sessions {
		for _, m := range s.Media {
			for _, st := range m.Streams {
				add(m, st)
			}
		}
	}
	for _, st := range r.Unassociated.Streams {
		add(nil, st)
	}
	return list
}
