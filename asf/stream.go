package asf

import "time"

// Stream is a Stream Properties Object ([ASF] 3.3).
type Stream struct {
	Number          int    // 1 to 127; the SDP attribute a=stream refers to it
	Type            string // "audio", "video", "command", "jfif", "jpeg", "file", "binary" or "unknown"
	TypeID          GUID
	TimeOffset      time.Duration // added to the presentation times of the stream
	Encrypted       bool
	ErrorCorrection string // "none", "audio-spread", or "unknown"
	Audio           *Audio // for an audio stream
	Video           *Video // for a video stream
}

var streamTypes = map[GUID]string{
	guidAudio: "audio", guidVideo: "video", guidCommand: "command", guidJFIF: "jfif", guidJPEG: "jpeg",
	guidFile: "file", guidBinary: "binary",
}

func (p *parser) stream(c *cursor) {
	if len(p.h.Streams) >= maxStreams {
		p.violation(ViolationTooMany, c.offset(), "streams")
		return
	}
	at := c.offset()
	s := Stream{TypeID: c.guid(), Type: "unknown", ErrorCorrection: "unknown"}
	if name, ok := streamTypes[s.TypeID]; ok {
		s.Type = name
	}
	switch c.guid() {
	case guidNoCorrection:
		s.ErrorCorrection = "none"
	case guidAudioSpread:
		s.ErrorCorrection = "audio-spread"
	}
	s.TimeOffset = ticks(c.u64())
	specific, correction := c.u32(), c.u32()
	flags := c.u16()
	s.Number, s.Encrypted = int(flags&0x7f), flags&0x8000 != 0
	c.u32() // reserved
	p.checkLength(c, "Stream Properties")
	if c.short {
		if c.at == 0 {
			return // not even a type
		}
	} else if uint64(specific)+uint64(correction) > uint64(c.left()) {
		p.violation(ViolationTruncated, at, "Stream Properties")
	}
	inside := cursor{b: c.b[c.at : c.at+int(min(uint64(specific), uint64(c.left())))], base: c.offset()}
	switch s.Type {
	case "audio":
		s.Audio = p.audio(&inside)
	case "video":
		s.Video = p.video(&inside)
	}
	if p.h.Stream(s.Number) != nil {
		p.violation(ViolationRepeated, at, "Stream Properties")
	}
	p.h.Streams = append(p.h.Streams, s)
}
