package media

import (
	"fmt"
	"strings"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// rawFile is what came on a media's ports without RTP: a transport stream in bare datagrams.
type rawFile struct {
	session     *rtpflow.Session
	media       *rtpflow.Media
	name        string
	file        *file
	encoding    string
	packets     int64
	cut         int64
	first, last int64
}

// addRaw plans the file of a media that was agreed to come without RTP, or whose datagrams are a
// transport stream.
func (x *exporter) addRaw(s *rtpflow.Session, m *rtpflow.Media) {
	if m.Raw == nil || len(x.SSRCs) > 0 || m.Raw.Format != "MP2T" && !strings.HasPrefix(strings.ToUpper(m.Transport.Profile), "RAW/") {
		return
	}
	r := &rawFile{session: s, media: m, encoding: m.Raw.Format, file: x.store.create()}
	extension := ".ts"
	if r.encoding != "MP2T" {
		extension = ".raw"
	}
	if !x.choosesCodec(r.encoding) {
		return
	}
	r.name = x.free(fmt.Sprintf("%s-m%d-raw", s.ID, m.Index)) + extension
	x.raws = append(x.raws, r)
	x.raw[m] = r
}

func (x *exporter) rawPacket(m *rtpflow.Media, b []byte, time int64, _ capture.Frame) bool {
	r := x.raw[m]
	if r == nil || !x.inTime(time) {
		return x.store.err == nil
	}
	if r.encoding == "MP2T" && (len(b) == 0 || b[0] != 0x47 || len(b)%188 != 0) {
		r.cut++
		return x.store.err == nil
	}
	if r.packets == 0 {
		r.first = time
	}
	r.packets++
	r.last = max(r.last, time)
	r.file.Write(b)
	return x.store.err == nil
}

func (r *rawFile) publish(x *exporter) error {
	e := FileEntry{Encoding: r.encoding, EncodingFrom: "content", Packets: r.packets, Cut: r.cut, Frames: r.packets, Bytes: r.file.bytes, SHA256: r.file.sum}
	e.place(r.session, r.media)
	if r.packets == 0 {
		e.Reason = "no packets"
		x.manifest.NotWritten = append(x.manifest.NotWritten, e)
		return nil
	}
	if x.MuxOnly {
		e.Reason, e.Bytes, e.SHA256 = onlyMuxed, 0, ""
		x.manifest.NotWritten = append(x.manifest.NotWritten, e)
		return nil
	}
	e.File, e.Start, e.End = r.name, timeText(r.first), timeText(r.last)
	if err := x.store.publish(r.file.path, r.name, x.Force); err != nil {
		return err
	}
	x.manifest.Files = append(x.manifest.Files, e)
	if x.Written != nil {
		x.Written(x.Dir+"/"+r.name, e.Bytes)
	}
	return nil
}
