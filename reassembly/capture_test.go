package reassembly

import (
	"encoding/binary"
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rtspect/capture"
)

// truth contains the values that an independent reader found in a capture, as far as they concern this package.
type truth struct {
	Impairment struct {
		Ranges  [][2]int64
		Removed int64 `json:"bytes_removed"`
	}
	Wire struct {
		Connections []struct {
			Client, Server    string
			SYN               bool
			FINClient         bool  `json:"fin_client"`
			FINServer         bool  `json:"fin_server"`
			RSTClient         bool  `json:"rst_client"`
			RSTServer         bool  `json:"rst_server"`
			BytesClient       int64 `json:"bytes_client"`
			BytesServer       int64 `json:"bytes_server"`
			RetransmitsClient int64 `json:"retrans_bytes_client"`
			RetransmitsServer int64 `json:"retrans_bytes_server"`
			GapsServer        int64 `json:"gaps_server"`
		}
	}
}

// TestCaptures compares with recorded sessions. RTSPECT_CAPTURES is the directory that contains them (or a directory
// "made" in it).
func TestCaptures(t *testing.T) {
	dir := os.Getenv("RTSPECT_CAPTURES")
	if dir == "" {
		t.Skip("RTSPECT_CAPTURES is not set")
	}
	if _, err := os.Stat(filepath.Join(dir, "made")); err == nil {
		dir = filepath.Join(dir, "made")
	}
	names := []string{
		"c02_gst_ffmpeg_tcp", "c05_gst_rtspsrc_http", "c17_gst_ffmpeg_tcp_tso", "i12_tcp_real_loss", "i20_tcp_capture_gaps",
		"i23_tcp_overlap", "i24_midstream_tcp", "i34_snap96_tcp", "i37_oneway_server_tcp", "i41_no_handshake",
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			raw, err := os.ReadFile(filepath.Join(dir, name+".truth.json"))
			if err != nil {
				t.Skip("not in this collection: ", err)
			}
			var want truth
			if err := json.Unmarshal(raw, &want); err != nil {
				t.Fatal(err)
			}
			file, err := os.ReadFile(filepath.Join(dir, name+".pcap"))
			if err != nil {
				t.Fatal(err)
			}
			checkCapture(t, name, reassemble(file), &want)
		})
	}
}

// stream is a connection and its gaps.
type stream struct {
	*Conn
	gaps [2][][2]int64
}

func (s *stream) drain() {
	var ch Chunk
	for s.Next(&ch) {
		if ch.Gap > 0 {
			s.gaps[ch.Dir] = append(s.gaps[ch.Dir], [2]int64{ch.Offset, ch.Offset + ch.Gap})
		}
	}
}

// reassemble reads a little-endian pcap file with IPv4 over Ethernet and returns the connections in order of
// appearance, by client endpoint.
func reassemble(file []byte) map[string]*stream {
	conns := make(map[string]*stream)
	b := new(Budget)
	n := int64(0)
	for file = file[24:]; len(file) >= 16; {
		n++
		sec, usec := binary.LittleEndian.Uint32(file), binary.LittleEndian.Uint32(file[4:])
		size := binary.LittleEndian.Uint32(file[8:])
		if uint32(len(file)-16) < size {
			break
		}
		frame := file[16 : 16+size]
		file = file[16+size:]
		p := tcpPacket(frame)
		if p == nil {
			continue
		}
		p.Frame, p.Time = capture.MakeFrame(0, n), int64(sec)*1e9+int64(usec)*1e3
		key, back := p.Src.String()+p.Dst.String(), p.Dst.String()+p.Src.String()
		s := conns[key]
		if s == nil {
			s = conns[back]
		}
		if s == nil {
			s = &stream{Conn: NewConn(p, b)}
			conns[key] = s
		}
		if s.Push(p) {
			s.drain()
		}
	}
	out := make(map[string]*stream)
	for _, s := range conns {
		s.Close()
		s.drain()
		client, _ := s.Endpoints()
		out[client.String()] = s
	}
	return out
}

// tcpPacket decodes one frame; nil if it is not TCP.
func tcpPacket(b []byte) *capture.Packet {
	if len(b) < 54 || b[12] != 8 || b[13] != 0 || b[23] != 6 {
		return nil
	}
	ip := b[14:]
	total := int(binary.BigEndian.Uint16(ip[2:]))
	head := int(ip[0]&15) * 4
	seg := ip[head:]
	off := int(seg[12]>>4) * 4
	p := &capture.Packet{
		IPID: binary.BigEndian.Uint16(ip[4:]), Seq: binary.BigEndian.Uint32(seg[4:]), Ack: binary.BigEndian.Uint32(seg[8:]),
		Flags: seg[13], Window: binary.BigEndian.Uint16(seg[14:]), TCPOptions: seg[20:off], PayloadLen: total - head - off,
	}
	p.Src = capture.Endpoint{Addr: capture.AddrFrom(netip.AddrFrom4([4]byte{ip[12], ip[13], ip[14], ip[15]})), Port: binary.BigEndian.Uint16(seg)}
	p.Dst = capture.Endpoint{Addr: capture.AddrFrom(netip.AddrFrom4([4]byte{ip[16], ip[17], ip[18], ip[19]})), Port: binary.BigEndian.Uint16(seg[2:])}
	p.Payload = seg[off:min(off+p.PayloadLen, len(seg))]
	return p
}

func checkCapture(t *testing.T, name string, conns map[string]*stream, want *truth) {
	for _, w := range want.Wire.Connections {
		s := conns[w.Client]
		if s == nil {
			t.Errorf("no connection of %s", w.Client)
			continue
		}
		u, d := s.Stats(up), s.Stats(down)
		type facts struct {
			Bytes, Retransmitted [2]int64
			FIN, RST             [2]bool
			Gaps                 int64
			SYN                  bool
		}
		got := facts{
			Bytes:         [2]int64{u.Bytes, d.Bytes},
			Retransmitted: [2]int64{u.RetransmittedBytes + u.DuplicateBytes, d.RetransmittedBytes + d.DuplicateBytes},
			FIN:           [2]bool{u.FIN != 0, d.FIN != 0}, RST: [2]bool{u.RST != 0, d.RST != 0}, SYN: s.half[up].synSeen || s.half[down].synSeen,
		}
		for i, g := range s.gaps[down] { // the independent reader reports no gap at the end
			if i+1 < len(s.gaps[down]) || g[1] < d.Bytes+d.GapBytes {
				got.Gaps++
			}
		}
		expect := facts{
			Bytes: [2]int64{w.BytesClient, w.BytesServer}, Retransmitted: [2]int64{w.RetransmitsClient, w.RetransmitsServer},
			FIN: [2]bool{w.FINClient, w.FINServer}, RST: [2]bool{w.RSTClient, w.RSTServer}, Gaps: w.GapsServer, SYN: w.SYN,
		}
		if diff := cmp.Diff(expect, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s\nup   %+v\ndown %+v", w.Client, diff, *u, *d)
		}
		if name == "i20_tcp_capture_gaps" {
			if diff := cmp.Diff(want.Impairment.Ranges, s.gaps[down]); diff != "" || d.NotCapturedBytes != want.Impairment.Removed {
				t.Errorf("gaps (-want +got):\n%s\n%+v", diff, *d)
			}
		}
		// Twelve segments were lost; three of them were retransmitted before the segment that follows them.
		if name == "i12_tcp_real_loss" && (d.Recovered != 9 || d.OutOfOrder != 0) {
			t.Errorf("%d segments recovered, want 9: %+v", d.Recovered, *d)
		}
		if name == "i23_tcp_overlap" && (d.DuplicateSegments != 10 || d.Recovered != 0) {
			t.Errorf("%d duplicates, want 10: %+v", d.DuplicateSegments, *d)
		}
		if u.ConflictBytes+d.ConflictBytes+u.StrayFlags+d.StrayFlags+u.StraySegments+d.StraySegments != 0 {
			t.Errorf("conflicts or strays in a healthy connection: %+v %+v", *u, *d)
		}
	}
}
