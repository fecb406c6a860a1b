package media

import (
	"fmt"
	"path/filepath"
	"strconv"

	"rtspect/capture"
	"rtspect/export/media/elementary"
	"rtspect/export/media/manifest"
	"rtspect/export/media/store"
	"rtspect/rtpflow"
)

// maxFiles bounds the files of one export.
const maxFiles = 20000

// Export writes the media of a report into a directory. open opens the capture that the report is of, once more from its
// beginning; it may be called several times. An error says that the capture could not be read or the files not be written.
// Nothing of them is then left behind.
func Export(open func() (*capture.Capture, error), r *rtpflow.Report, o Options) (*manifest.Manifest, error) {
	return export(secondPass{open, r}, r, o)
}

func export(passes Passes, r *rtpflow.Report, o Options) (*manifest.Manifest, error) {
	guesses, err := guess(passes, r, &o)
	if err != nil {
		return nil, err
	}
	files := countStreams(r)
	if o.Mux != "" {
		files *= 3 // what is muxed is spooled
	}
	st, err := store.New(o.Dir, files)
	if err != nil {
		return nil, err
	}
	defer st.Discard()
	p := newPlan(r, &o, st, guesses)
	if err := p.check(); err != nil {
		return nil, err
	}
	if err := p.checkInputs(); err != nil {
		return nil, err
	}
	if !o.Force {
		if err := st.Missing(p.names()); err != nil {
			return nil, err
		}
	}
	if o.Digests == nil {
		o.Digests = store.StartDigests(o.storedNames(r))
	}
	defer o.Digests.Stop()
	if err := p.run(passes); err != nil {
		return nil, err
	}
	if err := p.checkDigests(); err != nil {
		return nil, err
	}
	var m *manifest.Manifest
	err = st.PublishAll(func() (err error) {
		m, err = p.publish()
		return err
	})
	return m, err
}

func countStreams(r *rtpflow.Report) int {
	n := len(r.Unassociated.Streams)
	for _, s := range r.Sessions {
		for _, m := range s.Media {
			n += len(m.Streams)
		}
	}
	return n
}

// run makes the second pass and completes the files.
func (p *plan) run(passes Passes) error {
	if len(p.streams) > 0 || len(p.raws) > 0 {
		err := passes.Run(p.packet, p.datagram)
		if e := p.store.Err(); e != nil {
			return e
		}
		if err != nil {
			return err
		}
	}
	for _, s := range p.streams {
		s.Finish()
	}
	for _, f := range p.muxed {
		if err := f.Write(); err != nil {
			return err
		}
	}
	return p.store.Finish()
}

func (p *plan) packet(src *rtpflow.Stream, x *elementary.Packet) bool {
	if src != p.lastSource { // one often follows another
		p.last, p.lastSource = p.of[src], src
	}
	if p.last != nil && p.options.inTime(x.Time) {
		p.last.Push(x)
	}
	return p.store.Err() == nil
}

func (p *plan) datagram(m *rtpflow.Media, b []byte, time int64) bool {
	if r := p.rawOf[m]; r != nil && p.options.inTime(time) {
		r.Push(b, time)
	}
	return p.store.Err() == nil
}

// publish gives the files their names and writes the manifest.
func (p *plan) publish() (*manifest.Manifest, error) {
	o := p.options
	m := &manifest.Manifest{Schema: manifest.Schema, Program: o.Program, Damaged: o.Damaged.String(), Dir: o.Dir, Files: []manifest.FileEntry{}}
	if o.From != 0 {
		m.From = manifest.TimeText(o.From)
	}
	if o.To != 0 {
		m.To = manifest.TimeText(o.To)
	}
	if p.omitted > 0 {
		m.Notes = append(m.Notes, strconv.FormatInt(p.omitted, 10)+" streams beyond the limit of "+strconv.Itoa(maxFiles)+" files were left out")
	}
	if n := p.env.Units.Refused; n > 0 {
		m.Notes = append(m.Notes, strconv.FormatInt(n, 10)+" units were truncated: they were too large")
	}
	for _, publish := range []func(*manifest.Manifest) error{p.publishStreams, p.publishRaws, p.publishMuxed} {
		if err := publish(m); err != nil {
			return nil, err
		}
	}
	if note := emptyNote(p.report, m); note != "" {
		m.Notes = append(m.Notes, note)
	}
	m.Captures = p.captures()
	b, err := m.JSON()
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	return m, p.store.PublishBytes(b, manifest.Name, o.Force)
}

// written gives a file its name and announces it.
func (p *plan) written(f *store.File, name string) error {
	if err := p.store.Publish(f, name, p.options.Force); err != nil {
		return err
	}
	if p.options.Written != nil {
		p.options.Written(filepath.Join(p.options.Dir, name), f.Bytes())
	}
	return nil
}

func (p *plan) publishStreams(m *manifest.Manifest) error {
	for _, s := range p.streams {
		if len(s.Tracks()) == 0 {
			m.NotWritten = append(m.NotWritten, s.Entry())
		}
		for _, t := range s.Tracks() {
			if err := p.publishTrack(m, t); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *plan) publishTrack(m *manifest.Manifest, t *elementary.Track) error {
	if p.options.MuxOnly && t.Reason == "" {
		t.Reason = manifest.OnlyMuxed
	}
	e := t.Entry()
	if t.Reason != "" {
		e.Bytes, e.SHA256 = 0, ""
		m.NotWritten = append(m.NotWritten, e)
		return nil
	}
	if f := t.TimesFile(); f != nil {
		e.Times = t.TimesName()
		if err := p.store.Publish(f, e.Times, p.options.Force); err != nil {
			return err
		}
	}
	e.File = t.FileName()
	m.Files = append(m.Files, e)
	return p.written(t.File(), e.File)
}

func (p *plan) publishRaws(m *manifest.Manifest) error {
	for _, r := range p.raws {
		e := r.Entry()
		if p.options.MuxOnly && e.Reason == "" {
			e.Reason, e.Bytes, e.SHA256 = manifest.OnlyMuxed, 0, ""
		}
		if e.Reason != "" {
			m.NotWritten = append(m.NotWritten, e)
			continue
		}
		e.File = r.Name
		e.Start, e.End = r.Span()
		m.Files = append(m.Files, e)
		if err := p.written(r.File, r.Name); err != nil {
			return err
		}
	}
	return nil
}

func (p *plan) publishMuxed(m *manifest.Manifest) error {
	for _, f := range p.muxed {
		if p.options.LeftOut != nil {
			for _, text := range f.LeftOut() {
				p.options.LeftOut(text)
			}
		}
		e := f.Entry()
		m.Muxed = append(m.Muxed, e)
		if e.File == "" {
			continue
		}
		if err := p.written(f.Output(), e.File); err != nil {
			return err
		}
	}
	return nil
}

func (p *plan) captures() (list []manifest.CaptureEntry) {
	for i, f := range p.report.Captures {
		size := f.Size
		if size == 0 {
			size = f.Bytes
		}
		list = append(list, manifest.CaptureEntry{
			File: f.Name, Bytes: size, SHA256: p.options.Digests.SHA256(p.options.stored(p.report, i)),
			CutShort: f.Truncated, Snapped: f.TruncatedBySnaplen,
		})
	}
	return list
}
