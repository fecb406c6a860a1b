package media

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"rtspect/capture"
	"rtspect/export/media/manifest"
	"rtspect/rtpflow"
)

// unassociated is the name of the streams without a session in a selection.
const unassociated = "unassociated"

// selecting reports whether the options select a part of the streams.
func (o *Options) selecting() bool {
	return len(o.Sessions)+len(o.Media)+len(o.SSRCs)+len(o.Codecs) > 0
}

// isSession reports whether a name selects a session: its ID or the value of its Session header.
func isSession(s *rtpflow.Session, name string) bool {
	return strings.EqualFold(name, s.ID) || s.Session != "" && name == s.Session
}

// check returns an error if a selection names a session that does not exist, or selects nothing.
func (p *plan) check() error {
	for _, name := range p.options.Sessions {
		known := strings.EqualFold(name, unassociated) ||
			slices.ContainsFunc(p.report.Sessions, func(s *rtpflow.Session) bool { return isSession(s, name) })
		if !known {
			return fmt.Errorf("no session %s in the capture (%s)", strconv.Quote(name), describeStreams(p.report))
		}
	}
	if !p.options.selecting() || len(p.raws) > 0 {
		return nil
	}
	for _, s := range p.streams {
		if len(s.Tracks()) > 0 || len(p.options.Codecs) == 0 {
			return nil
		}
	}
	return fmt.Errorf("nothing to export: no streams selected (%s)", describeStreams(p.report))
}

// checkInputs returns an error if a file of the export would replace a capture that it is made from.
func (p *plan) checkInputs() error {
	for _, name := range p.names() {
		path := filepath.Join(p.options.Dir, name)
		info, err := os.Stat(path)
		if err != nil {
			continue
		}
		for _, f := range p.report.Captures {
			if in, err := os.Stat(f.Name); err == nil && os.SameFile(in, info) {
				return fmt.Errorf("%s: the output is the same file as an input", strconv.Quote(path))
			}
		}
	}
	return nil
}

// checkDigests returns an error if the digest of a capture is that of another file, or of other contents.
func (p *plan) checkDigests() error {
	for i, f := range p.report.Captures {
		before, after := p.options.Digests.Files(p.options.stored(p.report, i))
		if !f.Is(before) || !f.Is(after) {
			return fmt.Errorf("%s: %w", strconv.Quote(f.Name), capture.ErrChanged)
		}
	}
	return nil
}

// emptyNote is why an export has no file, "" where it has some or each stream has a reason.
func emptyNote(r *rtpflow.Report, m *manifest.Manifest) string {
	for i := range m.NotWritten {
		if m.NotWritten[i].Reason != manifest.NotSelected {
			return ""
		}
	}
	if len(m.Files) > 0 {
		return ""
	}
	if n, _ := countMedia(r); n == 0 {
		return "no files: no media in the capture"
	}
	return "no files: no streams selected (" + describeStreams(r) + ")"
}

// maxNamed is how many sessions an error names.
const maxNamed = 8

// describeStreams says how many streams a capture has, and in which sessions.
func describeStreams(r *rtpflow.Report) string {
	streams, sessions := countMedia(r)
	if streams == 0 {
		return "no media in the capture"
	}
	text := strconv.Itoa(streams) + " in the capture"
	switch n := len(sessions); {
	case n == 1 && sessions[0] == unassociated:
		return text + ", unassociated"
	case n == 1:
		return text + ", session " + sessions[0]
	case n > maxNamed:
		return text + ", sessions " + strings.Join(sessions[:maxNamed], ", ") + " and " + strconv.Itoa(n-maxNamed) + " more"
	}
	return text + ", sessions " + strings.Join(sessions, ", ")
}

// countMedia counts the streams of a report, and lists the sessions that have some.
func countMedia(r *rtpflow.Report) (streams int, sessions []string) {
	for _, s := range r.Sessions {
		before := streams
		for _, m := range s.Media {
			streams += len(m.Streams)
			if m.Raw != nil {
				streams++
			}
		}
		if streams > before {
			sessions = append(sessions, s.ID)
		}
	}
	if n := len(r.Unassociated.Streams); n > 0 {
		streams += n
		sessions = append(sessions, unassociated)
	}
	return streams, sessions
}
