package media

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	codectable "rtspect/codec"
	"rtspect/rtpflow"
	"rtspect/sdpview"
)

// Policy is what is done with units that loss has touched.
type Policy uint8

// The policies.
const (
	// Drop leaves damaged units out, so that decoders are not misled; parameter sets in them that
	// are whole stay.
	Drop Policy = iota
	// Keep stores what is there of them, up to the first hole.
	Keep
	// Clean leaves out, at the beginning and after any loss, all units up to the next keyframe that is
	// whole, where units rely on those before.
	Clean
)

// ParsePolicy reads "drop", "keep" or "clean".
func ParsePolicy(s string) (Policy, error) {
	for i, name := range policyNames {
		if s == name {
			return Policy(i), nil
		}
	}
	return 0, fmt.Errorf("unknown way with damaged units %s (drop, keep or clean)", strconv.Quote(s))
}

var policyNames = [...]string{"drop", "keep", "clean"}

// String is the policy's name.
func (p Policy) String() string { return policyNames[p] }

// Options chooses what is exported, and how. Empty choices mean everything.
type Options struct {
	Dir     string
	Force   bool // replace files that are there
	Damaged Policy
	Times   bool // a table of times beside each file
	// Mux is the container ("mp4", "mkv", "ts") of a file for each session with all of its media, ""
	// for none; MuxOnly says that it comes in place of elementary streams, not beside them.
	Mux     string
	MuxOnly bool

	Sessions []string // "s1", "unassociated"
	Media    []string // index ("0") or type ("video")
	SSRCs    []uint32
	Codecs   []string                 // encodings
	Formats  map[uint8]sdpview.Format // by payload type, where no description explains it
	// From and To bound the capture time, in nanoseconds since 1970; 0 for none.
	From, To int64

	// Stored are the files in which the captures can be read again, where not by their own names (a
	// pipe that was spooled).
	Stored []string
	// Sums are those of the captures, or of the files in which they are stored, begun when they were read
	// the first time; nil to begin now. Export stops them.
	Sums *Sums
	// Program is named in the manifest.
	Program string
	// Temporary is told the folder in which files are put together, so that an interrupted
	// program can remove it; "" when it is gone.
	Temporary func(path string)
	// Told is told what a muxed file does not hold, and why; the text may hold names from the capture.
	Told func(text string)
	// Written is told of each file that is complete.
	Written func(path string, bytes int64)
}

// ParseFormat reads a format named on the command line: PT=ENCODING/RATE or PT=ENCODING/RATE/CHANNELS,
// with parameters after a semicolon as an fmtp line has them.
func ParseFormat(s string) (sdpview.Format, error) {
	number, rest, ok := strings.Cut(s, "=")
	pt, err := strconv.ParseUint(strings.TrimSpace(number), 10, 7)
	rest, params, _ := strings.Cut(rest, ";")
	parts := strings.Split(rest, "/")
	if !ok || err != nil || parts[0] == "" || strings.ContainsAny(rest, "\r\n \t") {
		return sdpview.Format{}, fmt.Errorf("%s is no payload type with an encoding (as 96=H264/90000)", strconv.Quote(s))
	}
	text := "v=0\r\nm=application 0 RTP/AVP " + strconv.Itoa(int(pt)) + "\r\na=rtpmap:" + strconv.Itoa(int(pt)) + " " + rest + "\r\n"
	if params != "" {
		text += "a=fmtp:" + strconv.Itoa(int(pt)) + " " + strings.NewReplacer("\r", "", "\n", "").Replace(params) + "\r\n"
	}
	f := codectable.ParseSDP([]byte(text)).Media[0].Format(uint8(pt))
	if f == nil || f.ClockRate == 0 {
		return sdpview.Format{}, fmt.Errorf("%s names no clock rate (as 96=H264/90000)", strconv.Quote(s))
	}
	return *f, nil
}

// NameFormat adds a format as ParseFormat reads it.
func (o *Options) NameFormat(s string) error {
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

// ParseTime reads a bound of the time range: seconds or a duration (90, 1m30s) after start, or an
// instant (RFC 3339).
func ParseTime(s string, start int64) (int64, error) {
	if n, err := strconv.ParseFloat(s, 64); err == nil && n >= 0 && n < 1e9 {
		return start + int64(n*1e9), nil
	}
	if d, err := time.ParseDuration(s); err == nil && d >= 0 {
		return start + int64(d), nil
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return 0, fmt.Errorf("%s is no time (seconds after the start of the capture, 1m30s, or 2026-01-31T12:00:00Z)", strconv.Quote(s))
	}
	return t.UnixNano(), nil
}

// chooses reports whether a medium of a session is wanted; s and m are nil for what no signalling
// explains.
func (o *Options) chooses(s *rtpflow.Session, m *rtpflow.Media) bool {
	id := "unassociated"
	if s != nil {
		id = s.ID
	}
	if len(o.Sessions) > 0 && !containsFold(o.Sessions, id) && (s == nil || s.Session == "" || !contains(o.Sessions, s.Session)) {
		return false
	}
	if len(o.Media) == 0 {
		return true
	}
	return m != nil && (contains(o.Media, strconv.Itoa(m.Index)) || containsFold(o.Media, m.Type))
}

// choosesStream reports whether a stream of a chosen medium is wanted.
func (o *Options) choosesStream(st *rtpflow.Stream) bool {
	for _, ssrc := range o.SSRCs {
		if ssrc == st.SSRC {
			return true
		}
	}
	return len(o.SSRCs) == 0
}

func (o *Options) choosesCodec(encoding string) bool {
	return len(o.Codecs) == 0 || containsFold(o.Codecs, encoding)
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func containsFold(list []string, s string) bool {
	for _, x := range list {
		if strings.EqualFold(x, s) {
			return true
		}
	}
	return false
}
