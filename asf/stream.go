package asf

import "time"

// Stream is a Stream Properties Object ([ASF] 3.3).
type Stream struct {
	Number          int    // 1 to 127; the SDP's a=stream gives it
	Type            string // "audio", "video", "command", "jfif", "jpeg", "file", "binary" or "unknown"
	TypeID          GUID
	TimeOffset      time.Duration // added to the presentation times of this stream
	Encrypted       bool
	ErrorCorrection string // "none", "audio-spread", or "unknown"
	Audio           *Audio // of an audio stream
	Video           *Video // of a video stream
}

var streamTypes = map[GUID]string{
	guidAudio: "audio", guidVideo: "video", guidCommand: "command", guidJFIF: "jfif", guidJPEG: "jpeg",
	guidFile: "file", guidBinary: "binary",
}

func (p *parser) stream(c *cursor) {
	if len(p.h.Streams) >= maxStreams {
		p.fault(FaultTooMany, c.offset(), "streams")
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
	p.short(c, "Stream Properties")
	if c.short {
		if c.at == 0 {
			return // not even a type
		}
	} else if uint64(specific)+uint64(correction) > uint64(c.left()) {
		p.fault(FaultTruncated, at, "Stream Properties")
	}
	inside := cursor{b: c.b[c.at : c.at+int(min(uint64(specific), uint64(c.left())))], base: c.offset()}
	switch s.Type {
	case "audio":
		s.Audio = p.audio(&inside)
	case "video":
		s.Video = p.video(&inside)
	}
	if p.h.Stream(s.Number) != nil {
		p.fault(FaultRepeated, at, "Stream Properties")
	}
	p.h.Streams = append(p.h.Streams, s)
}
