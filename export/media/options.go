package media

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"rtspect/codec"
	"rtspect/export/media/container"
	"rtspect/export/media/elementary"
	"rtspect/export/media/store"
	"rtspect/rtpflow"
	"rtspect/sdpview"
)

// Policy is what is done with units that loss touched.
type Policy = elementary.Policy

// The policies; see elementary.
const (
	Drop  = elementary.Drop
	Keep  = elementary.Keep
	Clean = elementary.Clean
)

// Policies are the names of the policies.
var Policies = elementary.Policies

// ParsePolicy reads the name of a policy.
func ParsePolicy(s string) (Policy, error) { return elementary.ParsePolicy(s) }

// Digests are the SHA-256 of captures; see store.
type Digests = store.Digests

// StartDigests begins to compute the digests of files, one after another.
func StartDigests(names []string) *Digests { return store.StartDigests(names) }

// Options selects what is exported, and how. Empty selections mean everything.
type Options struct {
	Dir     string
	Force   bool // overwrite existing files
	Damaged Policy
	Times   bool // a table of times beside each file
	// CloseGaps has WAV files without silence where media is missing.
	CloseGaps bool
	// Mux is the container ("mp4", "mkv", "ts") of a file per session with all of its media, "" for none; MuxOnly says
	// that it replaces the elementary streams.
	Mux     string
	MuxOnly bool

	Sessions []string // "s1", "unassociated"
	Media    []string // index ("0") or type ("video")
	SSRCs    []uint32
	Codecs   []string                 // encodings
	Formats  map[uint8]sdpview.Format // by payload type, where no description explains it
	// From and To bound the capture time, in nanoseconds since 1970; 0 for none.
	From, To int64

	// Stored are the files from which the captures can be read again, where not by their own names (a pipe that was
	// spooled).
	Stored []string
	// Digests are those of the captures, or of the files in which they are stored, started when they were read the first
	// time; nil to start now. Export stops them.
	Digests *Digests
	// Program is named in the manifest.
	Program string
	// LeftOut is called with what a muxed file does not have, and why. The text may contain names from the capture.
	LeftOut func(text string)
	// Written is called for each file that is complete. It must not block: an interrupt of the program waits for it.
	Written func(path string, bytes int64)
}

// Containers are the formats of muxed files.
var Containers = []string{container.FormatMP4, container.FormatMatroska, container.FormatTS}

// ParseContainer reads the name of a container; "" is none.
func ParseContainer(s string) (string, error) {
	if s == "" || slices.Contains(Containers, s) {
		return s, nil
	}
	return "", fmt.Errorf("unknown container %q (mp4, mkv or ts)", s)
}

// ParseFormat reads a format on the command line: PT=ENCODING/RATE or PT=ENCODING/RATE/CHANNELS, with parameters after a
// semicolon as in an fmtp line.
func ParseFormat(s string) (sdpview.Format, error) {
	number, rest, ok := strings.Cut(s, "=")
	pt, err := strconv.ParseUint(strings.TrimSpace(number), 10, 7)
	rest, params, _ := strings.Cut(rest, ";")
	parts := strings.Split(rest, "/")
	if !ok || err != nil || parts[0] == "" || strings.ContainsAny(rest, "\r\n \t") {
		return sdpview.Format{}, fmt.Errorf("invalid format %s (example: 96=H264/90000)", strconv.Quote(s))
	}
	text := "v=0\r\nm=application 0 RTP/AVP " + strconv.Itoa(int(pt)) + "\r\na=rtpmap:" + strconv.Itoa(int(pt)) + " " + rest + "\r\n"
	if params != "" {
		text += "a=fmtp:" + strconv.Itoa(int(pt)) + " " + strings.NewReplacer("\r", "", "\n", "").Replace(params) + "\r\n"
	}
	f := codec.ParseSDP([]byte(text)).Media[0].Format(uint8(pt))
	if f == nil || f.ClockRate == 0 {
		return sdpview.Format{}, fmt.Errorf("missing clock rate in %s (example: 96=H264/90000)", strconv.Quote(s))
	}
	return *f, nil
}

// AddFormat adds a format as ParseFormat reads it.
func (o *Options) AddFormat(s string) error {
	f, err := ParseFormat(s)
	if err != nil {
		return err
	}
	if o.Formats == nil {
		o.Formats = map[uint8]sdpview.Format{}
	}
	o.Formats[f.PayloadType] = f
	return nil
}

// ParseTime reads a bound of the time range: seconds or a duration (90, 1m30s) after start, or an instant (RFC 3339).
func ParseTime(s string, start int64) (int64, error) {
	if n, err := strconv.ParseFloat(s, 64); err == nil && n >= 0 && n < 1e9 {
		return start + int64(n*1e9), nil
	}
	if d, err := time.ParseDuration(s); err == nil && d >= 0 {
		return start + int64(d), nil
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return 0, fmt.Errorf("invalid time %s (seconds from the start of the capture, 1m30s, or 2026-01-31T12:00:00Z)", strconv.Quote(s))
	}
	return t.UnixNano(), nil
}

func (o *Options) inTime(t int64) bool {
	return (o.From == 0 || t >= o.From) && (o.To == 0 || t <= o.To)
}

// selects reports whether a media of a session is selected; both are nil for what no signalling explains.
func (o *Options) selects(s *rtpflow.Session, m *rtpflow.Media) bool {
	if len(o.Sessions) > 0 && !slices.ContainsFunc(o.Sessions, func(name string) bool {
		if s == nil {
			return strings.EqualFold(name, unassociated)
		}
		return isSession(s, name)
	}) {
		return false
	}
	if len(o.Media) == 0 {
		return true
	}
	return m != nil && (slices.Contains(o.Media, strconv.Itoa(m.Index)) || containsFold(o.Media, m.Type))
}

// selectsStream reports whether a stream of a selected media is selected.
func (o *Options) selectsStream(st *rtpflow.Stream) bool {
	return len(o.SSRCs) == 0 || slices.Contains(o.SSRCs, st.SSRC)
}

func (o *Options) selectsCodec(encoding string) bool {
	return len(o.Codecs) == 0 || containsFold(o.Codecs, encoding)
}

func containsFold(list []string, s string) bool {
	return slices.ContainsFunc(list, func(x string) bool { return strings.EqualFold(x, s) })
}

// stored names the file from which a capture can be read again.
func (o *Options) stored(r *rtpflow.Report, i int) string {
	if i < len(o.Stored) {
		return o.Stored[i]
	}
	return r.Captures[i].Name
}

func (o *Options) storedNames(r *rtpflow.Report) []string {
	names := make([]string, len(r.Captures))
	for i := range names {
		names[i] = o.stored(r, i)
	}
	return names
}
