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
	kind := uint64(1)
	if !t.Video {
		kind = 2
	}
	b := appendUint(nil, mkvTrackNumber, uint64(i+1))
	b = appendUint(b, mkvTrackUID, uint64(i+1))
	b = appendUint(b, mkvTrackType, kind)
	b = appendUint(b, mkvLacing, 0)
	b = appendText(b, mkvLanguage, "und")
	b = appendText(b, mkvCodecID, t.Matroska.ID)
	if private := mkvPrivate(t); len(private) > 0 {
		b = appendElement(b, mkvCodecPrivate, private)
	}
	if t.Matroska.PreRoll > 0 {
		b = appendUint(b, mkvCodecDelay, 0)
		b = appendUint(b, mkvSeekPreRoll, t.Matroska.PreRoll)
	}
	if t.Video {
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

// mkvPrivate is the private data of the codec.
func mkvPrivate(t *Track) []byte {
	switch c := &t.Matroska; {
	case c.FourCC != "":
		return bitmapInfo(t, c.FourCC)
	case c.Tag != 0:
		return waveFormat(t)
	case c.Private:
		return t.Private
	}
	return nil
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

// waveFormat is a WAVEFORMATEX.
func waveFormat(t *Track) []byte {
	le := binary.LittleEndian
	channels := max(1, t.Channels)
	rate := t.SampleRate * channels * t.Bits / 8
	if t.Bits == 0 {
		rate = t.Bitrate / 8
	}
	b := le.AppendUint16(nil, t.Matroska.Tag)
	b = le.AppendUint16(b, uint16(channels))
	b = le.AppendUint32(b, uint32(t.SampleRate))
	b = le.AppendUint32(b, uint32(rate))
	b = le.AppendUint16(b, uint16(max(1, channels*t.Bits/8)))
	b = le.AppendUint16(b, uint16(t.Bits))
	return le.AppendUint16(b, 0)
}
