package container

import (
	"slices"

	"github.com/Eyevinn/mp4ff/bits"
	"github.com/Eyevinn/mp4ff/mp4"
)

// encode appends a box. Boxes contain nothing from a capture that could make them invalid: an error is one of this package.
func encode(dst []byte, b mp4.Box) []byte {
	start := len(dst)
	dst = slices.Grow(dst, int(b.Size()))[:start+int(b.Size())]
	if err := b.EncodeSW(bits.NewFixedSliceWriterFromSlice(dst[start:])); err != nil {
		panic(err)
	}
	return dst
}

// head is what precedes the fragments: brands, the movie without samples, the index.
func (m *MP4) head() []byte {
	b := encode(nil, mp4.NewFtyp("iso6", 1, []string{"iso6", "iso5", "mp41", "dash"}))
	moov := mp4.NewMoovBox()
	mvhd := mp4.CreateMvhd()
	mvhd.Version, mvhd.Timescale, mvhd.NextTrackID = 1, mp4Scale, uint32(len(m.Tracks)+1)
	mvhd.CreationTime, mvhd.ModificationTime = 0, 0
	moov.AddChild(mvhd)
	mvex := mp4.NewMvexBox()
	mvex.AddChild(&mp4.MehdBox{Version: 1, FragmentDuration: m.length()})
	for i := range m.Tracks {
		moov.AddChild(m.trak(i))
		mvex.AddChild(mp4.CreateTrex(uint32(i + 1)))
	}
	moov.AddChild(mvex)
	b = encode(b, moov)
	if len(m.index) == 0 || len(m.index) > maxFragments {
		return b
	}
	return encode(b, m.segmentIndex())
}

// length is how long the presentation is, in units of mp4Scale.
func (m *MP4) length() (n int64) {
	for i, t := range m.Tracks {
		n = max(n, int64(seconds(t.End-m.Shift[i], t.Timescale)*mp4Scale+0.5))
	}
	return n
}

func (m *MP4) trak(i int) *mp4.TrakBox {
	t := &m.Tracks[i]
	trak := mp4.NewTrakBox()
	tkhd := mp4.CreateTkhd()
	tkhd.Version, tkhd.Flags, tkhd.TrackID, tkhd.CreationTime, tkhd.ModificationTime = 1, 3, uint32(i+1), 0, 0
	tkhd.Width, tkhd.Height = mp4.Fixed32(t.Width<<16), mp4.Fixed32(t.Height<<16)
	if !t.Video {
		tkhd.Volume, tkhd.AlternateGroup = 0x100, 1
	}
	trak.AddChild(tkhd)
	if m.Shift[i] > 0 {
		edts := &mp4.EdtsBox{}
		edts.AddChild(&mp4.ElstBox{Version: 1, Entries: []mp4.ElstEntry{{MediaTime: m.Shift[i], MediaRateInteger: 1}}})
		trak.AddChild(edts)
	}
	trak.AddChild(t.mdia())
	return trak
}

func (t *Track) mdia() *mp4.MdiaBox {
	mdia := mp4.NewMdiaBox()
	mdhd := &mp4.MdhdBox{Version: 1, Timescale: uint32(t.Timescale)}
	mdhd.SetLanguage("und")
	mdia.AddChild(mdhd)
	minf := mp4.NewMinfBox()
	if t.Video {
		mdia.AddChild(&mp4.HdlrBox{HandlerType: "vide", Name: "VideoHandler"})
		minf.AddChild(mp4.CreateVmhd())
	} else {
		mdia.AddChild(&mp4.HdlrBox{HandlerType: "soun", Name: "SoundHandler"})
		minf.AddChild(mp4.CreateSmhd())
	}
	dinf := &mp4.DinfBox{}
	dinf.AddChild(mp4.CreateDref())
	minf.AddChild(dinf)
	stbl := mp4.NewStblBox()
	stsd := mp4.NewStsdBox()
	stsd.AddChild(t.sampleEntry())
	stbl.AddChild(stsd)
	stbl.AddChild(&mp4.SttsBox{})
	stbl.AddChild(&mp4.StscBox{})
	stbl.AddChild(&mp4.StcoBox{})
	stbl.AddChild(&mp4.StszBox{})
	minf.AddChild(stbl)
	mdia.AddChild(minf)
	return mdia
}

// segmentIndex is the index (8.16.3).
func (m *MP4) segmentIndex() *mp4.SidxBox {
	t := &m.Tracks[m.indexed]
	sidx := &mp4.SidxBox{Version: 1, ReferenceID: uint32(m.indexed + 1), Timescale: uint32(t.Timescale)}
	sidx.EarliestPresentationTime = uint64(max(0, m.index[0].shown-m.Shift[m.indexed])) // by the edit list
	for i, f := range m.index {
		duration := f.duration
		if i+1 < len(m.index) && m.index[i+1].time > f.time { // of a fragment without such samples too
			duration = m.index[i+1].time - f.time
		}
		ref := mp4.SidxRef{ReferencedSize: uint32(f.size), SubSegmentDuration: uint32(duration)}
		if f.key {
			ref.StartsWithSAP, ref.SAPType = 1, 1
		}
		sidx.SidxRefs = append(sidx.SidxRefs, ref)
	}
	return sidx
}
