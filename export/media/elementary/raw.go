package elementary

import (
	"rtspect/codec"
	"rtspect/export/media/manifest"
	"rtspect/export/media/store"
	"rtspect/rtpflow"
)

// tsPacket is the size of a packet of a transport stream.
const tsPacket = 188

// Raw is what arrived on the ports of a media without RTP: a transport stream in bare datagrams, or what nothing
// identifies.
type Raw struct {
	Session  *rtpflow.Session
	Media    *rtpflow.Media
	Name     string // of the file
	Encoding string // "MP2T" or ""
	Packets  int64
	File     *store.File

	misaligned  int64
	first, last int64
}

// NewRaw prepares the file of a media.
func NewRaw(env *Env, s *rtpflow.Session, m *rtpflow.Media, name string) *Raw {
	r := &Raw{Session: s, Media: m, Encoding: m.Raw.Format, File: env.Store.Create(), Name: name + ".raw"}
	if r.IsTransportStream() {
		r.Name = name + "." + codec.Of(r.Encoding).File.Extension
	}
	return r
}

// IsTransportStream reports whether the datagrams are a transport stream.
func (r *Raw) IsTransportStream() bool { return codec.Of(r.Encoding).TS.Whole }

// Push takes the next datagram.
func (r *Raw) Push(b []byte, time int64) {
	if r.IsTransportStream() && (len(b) == 0 || b[0] != 0x47 || len(b)%tsPacket != 0) {
		r.misaligned++
		return
	}
	if r.Packets == 0 {
		r.first = time
	}
	r.Packets++
	r.last = max(r.last, time)
	r.File.Write(b)
}

// Entry is the manifest entry of the file.
func (r *Raw) Entry() manifest.FileEntry {
	e := manifest.FileEntry{
		Encoding: r.Encoding, EncodingFrom: "content", Packets: r.Packets, Cut: r.misaligned, Frames: r.Packets,
		Bytes: r.File.Bytes(), SHA256: r.File.SHA256(),
	}
	place(&e, r.Session, r.Media)
	if r.Packets == 0 {
		e.Reason = "no packets"
	}
	return e
}

// Span is when the first and the last datagram arrived, as manifests have it.
func (r *Raw) Span() (start, end string) {
	return manifest.TimeText(r.first), manifest.TimeText(r.last)
}
