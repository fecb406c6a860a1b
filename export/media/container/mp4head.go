package container

// head is what precedes the fragments: brands, the movie without samples, the index.
func (m *MP4) head() []byte {
	b := box(nil, "ftyp", func(b []byte) []byte {
		b = append(b, "iso6"...)
		b = be32(b, 1)
		return append(b, "iso6iso5mp41dash"...)
	})
	b = box(b, "moov", func(b []byte) []byte {
		b = fullBox(b, "mvhd", 1, 0, m.movieHeader)
		for i := range m.Tracks {
			b = m.trak(b, i)
		}
		return box(b, "mvex", func(b []byte) []byte {
			b = fullBox(b, "mehd", 1, 0, func(b []byte) []byte { return be64(b, m.length()) })
			for i := range m.Tracks {
				b = fullBox(b, "trex", 0, 0, func(b []byte) []byte { return be32(b, uint32(i+1), 1, 0, 0, 0) })
			}
			return b
		})
	})
	if len(m.index) == 0 || len(m.index) > maxFragments {
		return b
	}
	return fullBox(b, "sidx", 1, 0, m.segmentIndex)
}

// length is how long the presentation is, in units of mp4Scale.
func (m *MP4) length() (n int64) {
	for i, t := range m.Tracks {
		n = max(n, int64(seconds(t.End-m.Shift[i], t.Timescale)*mp4Scale+0.5))
	}
	return n
}

func (m *MP4) movieHeader(b []byte) []byte {
	b = zeros(b, 16) // creation and modification time
	b = be32(b, mp4Scale)
	b = be64(b, 0)
	b = be32(b, 0x10000)
	b = be16(b, 0x100)
	b = zeros(b, 10)
	b = appendMatrix(b)
	b = zeros(b, 24)
	return be32(b, uint32(len(m.Tracks)+1))
}

// appendMatrix appends the unity matrix.
func appendMatrix(b []byte) []byte {
	return be32(b, 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
}

func (m *MP4) trak(b []byte, i int) []byte {
	t := &m.Tracks[i]
	return box(b, "trak", func(b []byte) []byte {
		b = fullBox(b, "tkhd", 1, 3, func(b []byte) []byte {
			b = zeros(b, 16)
			b = be32(b, uint32(i+1), 0)
			b = be64(b, 0)
			b = zeros(b, 8)
			if t.Video {
				b = be16(b, 0, 0, 0, 0)
			} else {
				b = be16(b, 0, 1, 0x100, 0)
			}
			b = appendMatrix(b)
			return be32(b, uint32(t.Width)<<16, uint32(t.Height)<<16)
		})
		if m.Shift[i] > 0 {
			b = box(b, "edts", func(b []byte) []byte {
				return fullBox(b, "elst", 1, 0, func(b []byte) []byte {
					b = be32(b, 1)
					b = be64(b, 0) // to the end of the fragments
					b = be64(b, m.Shift[i])
					return be32(b, 0x10000)
				})
			})
		}
		return box(b, "mdia", func(b []byte) []byte { return t.mdia(b) })
	})
}

func (t *Track) mdia(b []byte) []byte {
	b = fullBox(b, "mdhd", 1, 0, func(b []byte) []byte {
		b = zeros(b, 16)
		b = be32(b, uint32(t.Timescale))
		b = be64(b, 0)
		return be16(b, 0x55c4, 0) // und
	})
	kind, name, header, version, content := "vide", "VideoHandler", "vmhd", uint32(1), 8
	if !t.Video {
		kind, name, header, version, content = "soun", "SoundHandler", "smhd", 0, 4
	}
	b = fullBox(b, "hdlr", 0, 0, func(b []byte) []byte {
		b = append(be32(b, 0), kind...)
		b = append(zeros(b, 12), name...)
		return append(b, 0)
	})
	return box(b, "minf", func(b []byte) []byte {
		b = fullBox(b, header, 0, version, func(b []byte) []byte { return zeros(b, content) })
		b = box(b, "dinf", func(b []byte) []byte {
			return fullBox(b, "dref", 0, 0, func(b []byte) []byte {
				return fullBox(be32(b, 1), "url ", 0, 1, nothing)
			})
		})
		return box(b, "stbl", func(b []byte) []byte {
			b = fullBox(b, "stsd", 0, 0, func(b []byte) []byte { return t.sampleEntry(be32(b, 1)) })
			for _, name := range [...]string{"stts", "stsc", "stco"} {
				b = fullBox(b, name, 0, 0, func(b []byte) []byte { return be32(b, 0) })
			}
			return fullBox(b, "stsz", 0, 0, func(b []byte) []byte { return be32(b, 0, 0) })
		})
	})
}

// segmentIndex is the content of sidx (8.16.3).
func (m *MP4) segmentIndex(b []byte) []byte {
	t := &m.Tracks[m.indexed]
	b = be32(b, uint32(m.indexed+1), uint32(t.Timescale))
	b = be64(b, max(0, m.index[0].shown-m.Shift[m.indexed])) // by the edit list
	b = be64(b, 0)
	b = be16(b, 0, len(m.index))
	for i, f := range m.index {
		duration := f.duration
		if i+1 < len(m.index) && m.index[i+1].time > f.time { // of a fragment without such samples too
			duration = m.index[i+1].time - f.time
		}
		sap := uint32(0)
		if f.key {
			sap = 0x90000000
		}
		b = be32(b, uint32(f.size), uint32(duration), sap)
	}
	return b
}
