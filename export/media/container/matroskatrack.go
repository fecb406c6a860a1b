package container

import "encoding/binary"

// tracks is the Tracks element.
func (m *Matroska) tracks() []byte {
	var b []byte
	for i := range m.Tracks {
		b = appendElement(b, mkvTrackEntry, mkvEntry(i, &m.Tracks[i]))
	}
	return appendElement(nil, mkvTracks, b)
}

// mkvEntry is the content of a TrackEntry (RFC 9559, 5.1.4.1).
func mkvEntry(i int, t *Track) []byte {
	id, private := mkvCodec(t)
	kind := uint64(1)
	if !t.Codec.Video() {
		kind = 2
	}
	b := appendUint(nil, mkvTrackNumber, uint64(i+1))
	b = appendUint(b, mkvTrackUID, uint64(i+1))
	b = appendUint(b, mkvTrackType, kind)
	b = appendUint(b, mkvLacing, 0)
	b = appendText(b, mkvLanguage, "und")
	b = appendText(b, mkvCodecID, id)
	if len(private) > 0 {
		b = appendElement(b, mkvCodecPrivate, private)
	}
	if t.Codec == Opus { // RFC 7845, 4.2: decoders need 80 ms to converge
		b = appendUint(b, mkvCodecDelay, 0)
		b = appendUint(b, mkvSeekPreRoll, 80_000_000)
	}
	if t.Codec.Video() {
		v := appendUint(nil, mkvPixelWidth, uint64(max(1, t.Width)))
		v = appendUint(v, mkvPixelHeight, uint64(max(1, t.Height)))
		return appendElement(b, mkvVideo, v)
	}
	a := appendFloat(nil, mkvSampling, float64(t.SampleRate))
	a = appendUint(a, mkvChannels, uint64(max(1, t.Channels)))
	if t.Bits > 0 {
		a = appendUint(a, mkvBitDepth, uint64(t.Bits))
	}
	return appendElement(b, mkvAudio, a)
}

// mkvCodec is the codec's identifier and private data (Matroska Codec Specification).
func mkvCodec(t *Track) (id string, private []byte) {
	switch t.Codec {
	case H264:
		return "V_MPEG4/ISO/AVC", t.Private
	case H265:
		return "V_MPEGH/ISO/HEVC", t.Private
	case VP8:
		return "V_VP8", nil
	case VP9:
		return "V_VP9", nil
	case AV1:
		return "V_AV1", t.Private
	case MPEG4Visual:
		return "V_MPEG4/ISO/ASP", t.Private
	case MPEG1Video:
		return "V_MPEG1", t.Private
	case MPEG2Video:
		return "V_MPEG2", t.Private
	case H263:
		return "V_MS/VFW/FOURCC", bitmapInfo(t, "H263")
	case MotionJPEG:
		return "V_MJPEG", nil
	case AAC:
		return "A_AAC", t.Private
	case MP1:
		return "A_MPEG/L1", nil
	case MP2:
		return "A_MPEG/L2", nil
	case MP3:
		return "A_MPEG/L3", nil
	case AC3:
		return "A_AC3", nil
	case EAC3:
		return "A_EAC3", nil
	case Opus:
		return "A_OPUS", t.Private
	case Vorbis:
		return "A_VORBIS", t.Private
	case PCMLittle:
		return "A_PCM/INT/LIT", nil
	case PCMBig:
		return "A_PCM/INT/BIG", nil
	}
	return "A_MS/ACM", waveFormat(t)
}

// bitmapInfo is a BITMAPINFOHEADER.
func bitmapInfo(t *Track, fourcc string) []byte {
	le := binary.LittleEndian
	b := le.AppendUint32(nil, 40)
	b = le.AppendUint32(b, uint32(t.Width))
	b = le.AppendUint32(b, uint32(t.Height))
	b = append(b, 1, 0, 24, 0)
	b = append(b, fourcc...)
	b = le.AppendUint32(b, uint32(3*t.Width*t.Height))
	return append(b, make([]byte, 16)...)
}

// waveTags are format tags of WAVEFORMATEX.
var waveTags = map[Codec]uint16{ALaw: WAVALaw, MuLaw: WAVMuLa, G722: 0x028f, G726: 0x0045, AMR: 0x0057, AMRWB: 0x0058}

// waveFormat is a WAVEFORMATEX.
func waveFormat(t *Track) []byte {
	le := binary.LittleEndian
	channels := max(1, t.Channels)
	rate := t.SampleRate * channels * t.Bits / 8
	if t.Bits == 0 {
		rate = t.Bitrate / 8
	}
	b := le.AppendUint16(nil, waveTags[t.Codec])
	b = le.AppendUint16(b, uint16(channels))
	b = le.AppendUint32(b, uint32(t.SampleRate))
	b = le.AppendUint32(b, uint32(rate))
	b = le.AppendUint16(b, uint16(max(1, channels*t.Bits/8)))
	b = le.AppendUint16(b, uint16(t.Bits))
	return le.AppendUint16(b, 0)
}
