package container

import (
	"encoding/binary"
	"math"
)

// Matroska times are in units of mkvTick nanoseconds: fine enough for A/V sync, coarse enough for clusters of some seconds
// (a block's time has 16 bits, relative to its cluster's).
const mkvTick = 100_000

// Bounds of a cluster: seconds, bytes, blocks.
const (
	clusterSeconds = 2
	clusterBytes   = 4 << 20
	clusterBlocks  = 4096
)

// maxCues bounds the entries of the index. Where there would be more, every second one is removed.
const maxCues = 1 << 14

// Matroska writes a file (RFC 9559). Its clusters are measured first, so that sizes and the index are known when the header
// is written.
type Matroska struct {
	Tracks []Track
	// Start is the wall clock at time 0, in nanoseconds since 1970; 0 if it is unknown.
	Start int64
	// Program is named as the writing application.
	Program string

	cues        []cue
	cueInterval float64 // least number of seconds between two entries of the index
	indexed     int     // track of the index
	cluster     []block
	bytes       int
	scratch     []byte
}

type cue struct {
	time int64
	at   int64 // from the beginning of the first cluster
}

// block is a sample with its time in ticks of the file.
type block struct {
	track, size int
	time        int64
	key         bool
}

// Write writes the file; samples is called twice, for the same samples.
func (m *Matroska) Write(out Output, samples func() Samples) {
	m.cues, m.cueInterval, m.indexed = nil, 0.5, firstVideo(m.Tracks)
	m.scratch = make([]byte, 0, 64)
	var counted counter
	m.clusters(&counted, samples(), m.cue)
	media := counted.take()
	head, cues := m.head(media)
	out.Write(head)
	m.clusters(out, samples(), func(*block, int64) {})
	out.Write(cues)
}

// head is everything before the first cluster. The positions in the seek head depend on its size: they are always written
// in 8 bytes.
func (m *Matroska) head(media int64) (head, cues []byte) {
	info, tracks := m.info(), m.tracks()
	seekSize := len(seekHead(0, 0, 0))
	start := int64(seekSize + len(info) + len(tracks))
	cues = m.appendCues(nil, start)
	seek := seekHead(int64(seekSize), int64(seekSize+len(info)), start+media)
	var b []byte
	b = appendUint(b, ebmlVersion, 1)
	b = appendUint(b, ebmlReadVersion, 1)
	b = appendUint(b, ebmlMaxID, 4)
	b = appendUint(b, ebmlMaxSize, 8)
	b = appendText(b, ebmlDocType, "matroska")
	b = appendUint(b, ebmlDocVersion, 4)
	b = appendUint(b, ebmlDocRead, 2)
	head = appendElement(nil, ebmlHeader, b)
	head = appendSize8(appendID(head, mkvSegment), start+media+int64(len(cues)))
	head = append(head, seek...)
	head = append(head, info...)
	return append(head, tracks...), cues
}

func seekHead(info, tracks, cues int64) []byte {
	var b []byte
	for _, s := range [...]struct {
		id uint32
		at int64
	}{{mkvInfo, info}, {mkvTracks, tracks}, {mkvCues, cues}} {
		e := appendElement(nil, mkvSeekID, appendID(nil, s.id))
		e = appendElement(e, mkvSeekPosition, binary.BigEndian.AppendUint64(nil, uint64(s.at)))
		b = appendElement(b, mkvSeek, e)
	}
	return appendElement(nil, mkvSeekHead, b)
}

func (m *Matroska) info() []byte {
	end := 0.0
	for _, t := range m.Tracks {
		end = max(end, seconds(t.End, t.Timescale))
	}
	b := appendUint(nil, mkvScale, mkvTick)
	b = appendFloat(b, mkvDuration, end*1e9/mkvTick)
	if m.Start != 0 { // nanoseconds since 2001
		b = appendSize(appendID(b, mkvDate), 8)
		b = binary.BigEndian.AppendUint64(b, uint64(m.Start-978307200e9))
	}
	b = appendText(b, mkvMuxingApp, vendor)
	b = appendText(b, mkvWritingApp, m.Program)
	return appendElement(nil, mkvInfo, b)
}

func (m *Matroska) appendCues(dst []byte, start int64) []byte {
	var b []byte
	for _, c := range m.cues {
		p := appendUint(nil, mkvCueTrack, uint64(m.indexed+1))
		p = appendUint(p, mkvCuePosition, uint64(start+c.at))
		e := appendUint(nil, mkvCueTime, uint64(max(0, c.time)))
		b = appendElement(b, mkvCuePoint, appendElement(e, mkvCueTrackPos, p))
	}
	if len(b) == 0 {
		return dst
	}
	return appendElement(dst, mkvCues, b)
}

// cue takes a block for the index.
func (m *Matroska) cue(b *block, at int64) {
	if !b.key || b.track != m.indexed {
		return
	}
	if n := len(m.cues); n > 0 && float64(b.time-m.cues[n-1].time) < m.cueInterval*1e9/mkvTick {
		return
	}
	m.cues = append(m.cues, cue{b.time, at})
	if len(m.cues) == maxCues {
		for i := range maxCues / 2 {
			m.cues[i] = m.cues[2*i]
		}
		m.cues = m.cues[:maxCues/2]
		m.cueInterval *= 2
	}
}

// clusters writes the samples, and calls each for every block with the position of its cluster.
func (m *Matroska) clusters(out Output, samples Samples, each func(*block, int64)) {
	at := int64(0)
	m.cluster, m.bytes = m.cluster[:0], 0
	for {
		s, ok := samples.Next()
		if !ok {
			break
		}
		t := &m.Tracks[s.Track]
		b := block{s.Track, s.Size, int64(math.Round(seconds(s.PTS, t.Timescale) * 1e9 / mkvTick)), s.Key}
		if m.full(&b) {
			at += m.flush(out, at, each)
		}
		m.cluster = append(m.cluster, b)
		m.bytes += b.size
	}
	m.flush(out, at, each)
}

// full reports whether a block has to begin another cluster. Video keyframes do where the cluster is not too short, so that
// players can begin there.
func (m *Matroska) full(b *block) bool {
	if len(m.cluster) == 0 {
		return false
	}
	passed := b.time - m.cluster[0].time
	const second = 1e9 / mkvTick
	return len(m.cluster) == clusterBlocks || m.bytes+b.size > clusterBytes || passed > clusterSeconds*second || passed < -second ||
		b.key && b.track == m.indexed && m.Tracks[b.track].Video && passed > second/2
}

// flush writes the cluster and returns its size. The time of a cluster is that of its earliest block.
func (m *Matroska) flush(out Output, at int64, each func(*block, int64)) (size int64) {
	if len(m.cluster) == 0 {
		return 0
	}
	base := m.cluster[0].time
	for i := range m.cluster {
		base = min(base, m.cluster[i].time)
	}
	time := appendUint(nil, mkvTimestamp, uint64(max(0, base)))
	content := int64(len(time))
	for i := range m.cluster {
		b := &m.cluster[i]
		content += int64(len(b.appendHead(m.scratch[:0], base)) + b.size)
	}
	m.scratch = appendSize(appendID(m.scratch[:0], mkvCluster), content)
	size = int64(len(m.scratch)) + content
	out.Write(append(m.scratch, time...))
	for i := range m.cluster {
		b := &m.cluster[i]
		each(b, at)
		out.Write(b.appendHead(m.scratch[:0], base))
		out.Copy(b.track, b.size)
	}
	m.cluster, m.bytes = m.cluster[:0], 0
	return size
}

// appendHead appends what comes before the data of a SimpleBlock (RFC 9559, 10.2).
func (b *block) appendHead(dst []byte, base int64) []byte {
	flags := byte(0)
	if b.key {
		flags = 0x80
	}
	dst = appendSize(appendID(dst, mkvSimpleBlock), int64(4+b.size))
	dst = append(dst, 0x80|byte(b.track+1))
	dst = binary.BigEndian.AppendUint16(dst, uint16(int16(b.time-base)))
	return append(dst, flags)
}
