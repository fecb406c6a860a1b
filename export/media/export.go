package media

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"rtspect/capture"
	"rtspect/depacket"
	"rtspect/rtpflow"
)

// maxFiles bounds the files of one export.
const maxFiles = 20000

// exporter is an export under way.
type exporter struct {
	Options
	report  *rtpflow.Report
	store   *store
	pool    depacket.Pool // for units
	queue   depacket.Pool // for packets out of order
	list    []*stream
	byName  map[string]bool
	of      map[*rtpflow.Stream]*stream
	raws    []*rawFile
	raw     map[*rtpflow.Media]*rawFile
	muxed   []*muxFile
	scratch muxScratch
	// last is the stream of the packet before.
	last     *stream
	lastSrc  *rtpflow.Stream
	entries  int // of damage and loss, in all manifests
	manifest Manifest
	omitted  int64
}

// Export writes the media of a report into a folder. open opens the capture that the report is of,
// once more from its beginning; it may be called several times. An error says that the capture could
// not be read or the files not be written; nothing of them is then left behind, unless they had their
// final names already.
func Export(open func() (*capture.Capture, error), r *rtpflow.Report, o Options) (m *Manifest, err error) {
	x := &exporter{Options: o, report: r, byName: map[string]bool{}, of: map[*rtpflow.Stream]*stream{}, raw: map[*rtpflow.Media]*rawFile{}}
	x.queue.Limit = 24 << 20
	guesses, err := x.guess(open)
	if err != nil {
		return nil, err
	}
	files := x.countStreams()
	if o.Mux != "" {
		files *= 3 // what is muxed is spooled
	}
	if x.store, err = newStore(o.Dir, files); err != nil {
		return nil, err
	}
	if o.Temporary != nil {
		o.Temporary(x.store.tmp.Path)
		defer o.Temporary("")
	}
	defer x.store.discard()
	x.plan(guesses)
	x.planMux()
	if err := x.refuseExisting(); err != nil {
		return nil, err
	}
	x.startSums()
	defer x.Sums.Stop()
	if err := x.replay(open); err != nil {
		return nil, err
	}
	if err := x.finish(); err != nil {
		return nil, err
	}
	return &x.manifest, nil
}

func (x *exporter) countStreams() int {
	n := len(x.report.Unassociated.Streams)
	for _, s := range x.report.Sessions {
		for _, m := range s.Media {
			n += len(m.Streams)
		}
	}
	return n
}

// replay is the second pass.
func (x *exporter) replay(open func() (*capture.Capture, error)) error {
	if len(x.list) == 0 && len(x.raws) == 0 {
		return nil
	}
	c, err := open()
	if err != nil {
		return err
	}
	defer c.Close()
	err = rtpflow.Replay(c, x.report, rtpflow.Listener{RTP: x.packet, Raw: x.rawPacket})
	return errors.Join(x.store.err, err)
}

func (x *exporter) packet(src *rtpflow.Stream, p *rtpflow.RTPPacket) bool {
	s := x.last
	if src != x.lastSrc {
		s = x.of[src]
		x.last, x.lastSrc = s, src
	}
	if s != nil && x.inTime(p.Time) {
		s.packet(p)
	}
	return x.store.err == nil
}

func (x *exporter) inTime(t int64) bool {
	return (x.From == 0 || t >= x.From) && (x.To == 0 || t <= x.To)
}

// finish completes the files, gives them their names and writes the manifest.
func (x *exporter) finish() error {
	for _, s := range x.list {
		if s.repairs == nil || len(s.all) > 0 {
			s.finish()
		}
	}
	for _, f := range x.muxed {
		if err := f.write(); err != nil {
			return err
		}
	}
	if err := x.store.finish(); err != nil {
		return err
	}
	m := &x.manifest
	m.Schema, m.Program, m.Damaged, m.dir = "rtspect.export/1", x.Program, x.Damaged.String(), x.Dir
	m.Files = []FileEntry{}
	if x.From != 0 {
		m.From = timeText(x.From)
	}
	if x.To != 0 {
		m.To = timeText(x.To)
	}
	if x.omitted > 0 {
		m.Notes = append(m.Notes, strconv.FormatInt(x.omitted, 10)+" streams beyond the limit of "+strconv.Itoa(maxFiles)+" files were left out")
	}
	if x.pool.Refused > 0 {
		m.Notes = append(m.Notes, strconv.FormatInt(x.pool.Refused, 10)+" units were cut: they were too large")
	}
	for _, s := range x.list {
		if len(s.all) == 0 {
			m.NotWritten = append(m.NotWritten, s.entry())
		}
		for _, t := range s.all {
			if err := x.publish(t); err != nil {
				return err
			}
		}
	}
	for _, r := range x.raws {
		if err := r.publish(x); err != nil {
			return err
		}
	}
	for _, f := range x.muxed {
		if err := f.publish(); err != nil {
			return err
		}
	}
	if note := x.emptyNote(); note != "" {
		m.Notes = append(m.Notes, note)
	}
	x.captures()
	return x.publishManifest()
}

func (x *exporter) publish(t *track) error {
	if x.MuxOnly && t.reason == "" {
		t.reason = onlyMuxed
	}
	e := t.entry()
	if t == t.s.main {
		e.Notes = append(e.Notes, t.s.skippedNotes()...)
	}
	if t.reason != "" {
		e.Bytes, e.SHA256 = 0, ""
		x.manifest.NotWritten = append(x.manifest.NotWritten, e)
		return nil
	}
	e.File = t.name + "." + t.codec.extension
	if err := x.store.publish(t.file.path, e.File, x.Force); err != nil {
		return err
	}
	if t.times != nil && t.times.file.bytes > 0 {
		e.Times = t.name + timesSuffix
		if err := x.store.publish(t.times.file.path, e.Times, x.Force); err != nil {
			return err
		}
	}
	x.manifest.Files = append(x.manifest.Files, e)
	if x.Written != nil {
		x.Written(filepath.Join(x.Dir, e.File), e.Bytes)
	}
	return nil
}

func (x *exporter) publishManifest() error {
	b, err := x.manifest.json()
	if err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	path := x.store.tmp.Part(len(x.store.files))
	if err := os.WriteFile(path, b, 0o666); err != nil {
		return writeError(x.Dir, err)
	}
	x.store.made = false
	return x.store.publish(path, ManifestName, x.Force)
}

// refuseExisting looks for files that are there already before any work is done.
func (x *exporter) refuseExisting() error {
	if x.Force {
		return nil
	}
	names := append(x.muxNames(), ManifestName)
	streams, raws := x.list, x.raws
	if x.MuxOnly {
		streams, raws = nil, nil
	}
	for _, s := range streams {
		for _, t := range s.all {
			names = append(names, t.name+"."+t.codec.extension)
			if t.times != nil {
				names = append(names, t.name+timesSuffix)
			}
		}
	}
	for _, r := range raws {
		names = append(names, r.name)
	}
	for _, n := range names {
		path := filepath.Join(x.Dir, n)
		if _, err := os.Lstat(path); err == nil {
			return existsError(path)
		}
	}
	return nil
}

// startSums begins with the sums of the captures, unless that was done before.
func (x *exporter) startSums() {
	if x.Sums != nil {
		return
	}
	names := make([]string, len(x.report.Captures))
	for i := range names {
		names[i] = x.stored(i)
	}
	x.Sums = StartSums(names)
}

// stored names the file in which a capture can be read again.
func (x *exporter) stored(i int) string {
	if i < len(x.Stored) {
		return x.Stored[i]
	}
	return x.report.Captures[i].Name
}

func (x *exporter) captures() {
	for i, f := range x.report.Captures {
		size := f.Size
		if size == 0 {
			size = f.Bytes
		}
		x.manifest.Captures = append(x.manifest.Captures, CaptureEntry{File: f.Name, Bytes: size, SHA256: x.Sums.Sum(x.stored(i)), CutShort: f.CutShort, Snapped: f.Snapped})
	}
}
