package analyze_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
	"rtspect/rtpflow/analyze"
	"rtspect/rtpflow/replay"
)

// capture writes what is on the wire as a capture (raw IPv4).
func (w *wire) capture() *capture.Capture {
	le, be := binary.LittleEndian, binary.BigEndian
	b := []byte{0x4d, 0x3c, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 101, 0, 0, 0} // nanoseconds
	for _, p := range w.packets {
		var head []byte
		proto := byte(17)
		switch p.Proto {
		case capture.TCP:
			proto = 6
			head = be.AppendUint16(be.AppendUint16(nil, p.Src.Port), p.Dst.Port)
			head = be.AppendUint32(be.AppendUint32(head, p.Seq), p.Ack)
			head = append(head, 0x50, p.Flags, byte(p.Window>>8), byte(p.Window), 0, 0, 0, 0)
		case capture.UDP:
			head = be.AppendUint16(be.AppendUint16(nil, p.Src.Port), p.Dst.Port)
			head = be.AppendUint16(head, uint16(8+p.PayloadLen))
			head = append(head, 0, 0)
		default:
			w.Fatal("no such packets in captures")
		}
		size := 20 + len(head) + p.PayloadLen
		ip := []byte{0x45, 0, byte(size >> 8), byte(size), byte(p.IPID >> 8), byte(p.IPID), 0x40, 0, 64, proto, 0, 0}
		ip = append(append(ip, p.Src.Addr[12:]...), p.Dst.Addr[12:]...)
		b = le.AppendUint32(le.AppendUint32(b, uint32(p.Time/second)), uint32(p.Time%second))
		b = le.AppendUint32(le.AppendUint32(b, uint32(20+len(head)+len(p.Payload))), uint32(size))
		b = append(append(append(b, ip...), head...), p.Payload...)
	}
	c, err := capture.OpenReader("wire", bytes.NewReader(b))
	if err != nil {
		w.Fatal(err)
	}
	return c
}

// replayed is what a second pass found of a stream.
type replayed struct{ packets, duplicates, bytes, markers, foreign int64 }

// add counts a packet; foreign are those that cannot be the stream's.
func (x *replayed) add(st *rtpflow.Stream, p *replay.RTPPacket, size int) {
	if st.PayloadTypes[p.PayloadType] == 0 && st.ForeignTypes[p.PayloadType] > 0 {
		return // counted apart
	}
	x.packets++
	x.bytes += int64(size)
	if p.Duplicate {
		x.duplicates++
	}
	if p.Marker {
		x.markers++
	}
	if st.PayloadTypes[p.PayloadType] == 0 || p.Time < st.Start || p.Time > st.End {
		x.foreign++
	}
}

// replay analyzes the wire as a capture and hands out its packets in a second pass.
func (w *wire) replay() (*rtpflow.Report, map[*rtpflow.Stream]*replayed) {
	r, err := analyze.Analyze(w.capture(), analyze.Options{})
	if err != nil {
		w.Fatal(err)
	}
	got := map[*rtpflow.Stream]*replayed{}
	err = replay.Replay(w.capture(), r, replay.Listener{RTP: func(st *rtpflow.Stream, p *replay.RTPPacket) bool {
		x := got[st]
		if x == nil {
			x = &replayed{}
			got[st] = x
		}
		x.add(st, p, len(p.Payload))
		for i, b := range p.Payload {
			if b != byte(i) {
				w.Fatalf("stream %08x, frame %d: payload %x", st.SSRC, p.Frame.Number(), p.Payload)
			}
		}
		return true
	}})
	if err != nil {
		w.Fatal(err)
	}
	return r, got
}

// checkReplay checks that the second pass found all packets of every stream in the report.
func checkReplay(t *testing.T, r *rtpflow.Report, got map[*rtpflow.Stream]*replayed) {
	t.Helper()
	list := r.Unassociated.Streams
	for _, s := range r.Sessions {
		for _, m := range s.Media {
			list = append(list, m.Streams...)
		}
	}
	bad := 0
	for _, st := range list {
		want := replayed{st.Packets, st.Duplicates, st.PayloadBytes, st.Markers, 0}
		if x := got[st]; x == nil || *x != want {
			if bad++; bad < 5 {
				t.Errorf("stream %08x: replayed %+v, reported %+v", st.SSRC, x, want)
			}
		}
	}
	if bad > 0 {
		t.Errorf("%d of %d streams", bad, len(list))
	}
	if len(got) > len(list) {
		t.Errorf("%d streams replayed, %d in the report", len(got), len(list))
	}
}

// A second pass finds the packets that the first one counted: over UDP, interleaved, and of no session.
func TestReplay(t *testing.T) {
	r, got := busy(t).replay()
	checkReplay(t, r, got)
	if len(got) != 4 {
		t.Errorf("%d streams", len(got))
	}
}

// The first packet of a stream on probation is handed out too, whole.
func TestReplayOfProbation(t *testing.T) {
	w := newWire(t)
	w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 10)
	r, got := w.replay()
	checkReplay(t, r, got)
}

// The second pass of a capture with many streams gives each stream its own packets.
func TestReplayOfManyStreams(t *testing.T) {
	w := newWire(t)
	list := make([]*media, 400)
	for i := range list {
		list[i] = video(uint32(1000+i), uint16(i))
		list[i].gap = 50_000
	}
	for range 20 {
		for i, m := range list {
			w.flow(hostS, uint16(10000+2*i), hostC, uint16(20000+2*i)).stream(m, 1)
		}
	}
	r, got := w.replay()
	checkReplay(t, r, got)
}

// A false return ends the pass.
func TestReplayEnds(t *testing.T) {
	w := newWire(t)
	w.watch()
	w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 10)
	r, err := analyze.Analyze(w.capture(), analyze.Options{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	err = replay.Replay(w.capture(), r, replay.Listener{RTP: func(*rtpflow.Stream, *replay.RTPPacket) bool { n++; return n < 3 }})
	if err != nil || n != 3 {
		t.Errorf("%d packets, %v", n, err)
	}
}

// Packets that are not RTP are handed out as they are: RAW/RAW/UDP.
func TestReplayRaw(t *testing.T) {
	w := newWire(t)
	d := w.connect(hostC)
	d.setup(0, "RAW/RAW/UDP;unicast;client_port=6000", ";server_port=5000", "A")
	d.play("")
	ts := bytes.Repeat(append([]byte{0x47}, make([]byte, 187)...), 7)
	for i := range 10 {
		ts := ts
		if i == 5 { // looks like RTP
			ts = append([]byte{0x80, 96}, make([]byte, len(ts)-2)...)
		}
		w.flow(hostS, 5000, hostC, 6000).send(ts)
	}
	r, err := analyze.Analyze(w.capture(), analyze.Options{})
	if err != nil {
		t.Fatal(err)
	}
	raw := r.Sessions[0].Media[0].Raw
	if raw == nil || raw.Packets != 10 || raw.Bytes != int64(10*len(ts)) || raw.Format != "MP2T" {
		t.Fatalf("%+v", raw)
	}
	n := 0
	err = replay.Replay(w.capture(), r, replay.Listener{Raw: func(m *rtpflow.Media, b []byte, _ int64, _ capture.Frame) bool {
		if m != r.Sessions[0].Media[0] || len(b) != len(ts) || n != 5 && !bytes.Equal(b, ts) {
			t.Errorf("%d bytes for %v", len(b), m)
		}
		n++
		return true
	}})
	if err != nil || n != 10 {
		t.Errorf("%d datagrams, %v", n, err)
	}
}

// Streams of one SSRC between the same ports, of two sessions one after the other, stay apart: the second one begins with
// its first packet, even where that precedes the response to its SETUP.
func TestReplayOfReusedPorts(t *testing.T) {
	w := newWire(t)
	w.inTurn(second/2, video(1, 100), video(1, 110))
	r, got := w.replay()
	checkReplay(t, r, got)
	if len(got) != 2 {
		t.Errorf("%d streams", len(got))
	}

	w = newWire(t)
	d := w.watch()
	f := w.flow(hostS, 5000, hostC, 6000)
	f.stream(video(1, 0), 5)
	d.teardown()
	d.close(fromClient)
	w.wait(10 * second)
	d = w.connect(hostC)
	d.describe(twoMedia)
	d.ask(0, udpPorts(6000))
	v := video(1, 0)
	f.stream(v, 3)
	d.answer(udpPorts(6000), serverPorts(5000), "B")
	f.stream(v, 3)
	r, got = w.replay()
	checkReplay(t, r, got)
}

// Duplicates are the same ones in both passes, also after the sequence has restarted.
func TestReplayOfRestart(t *testing.T) {
	w := newWire(t)
	w.watch()
	f, v := w.flow(hostS, 5000, hostC, 6000), video(1, 100)
	f.stream(v, 10)
	v.seq = 40000
	for range 10 {
		f.stream(v, 1)
		w.again(1000)
	}
	r, got := w.replay()
	checkReplay(t, r, got)
	if st := r.Sessions[0].Media[0].Streams[0]; st.Duplicates < 8 {
		t.Errorf("%d duplicates", st.Duplicates)
	}
}

// A capture that lacks packets of the report is not the one of the report.
func TestReplayOfOtherCapture(t *testing.T) {
	w := newWire(t)
	w.watch()
	w.flow(hostS, 5000, hostC, 6000).stream(video(1, 0), 10)
	r, err := analyze.Analyze(w.capture(), analyze.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w.packets = w.packets[:len(w.packets)-1]
	err = replay.Replay(w.capture(), r, replay.Listener{RTP: func(*rtpflow.Stream, *replay.RTPPacket) bool { return true }})
	if !errors.Is(err, replay.ErrOtherCapture) {
		t.Errorf("%v", err)
	}
}

// The second pass over real captures finds exactly the packets that the report counts.
func TestReplayOfRealCaptures(t *testing.T) {
	files, _ := filepath.Glob("../../testdata/captures/*.pcap*")
	more, _ := filepath.Glob(filepath.Join(os.Getenv("RTSPECT_CAPTURES"), "*", "*.pcap*"))
	streams := 0
	for _, file := range append(files, more...) {
		c, err := capture.Open(file)
		if err != nil {
			continue // of a link type that is not supported
		}
		r, err := analyze.Analyze(c, analyze.Options{})
		c.Close()
		if err != nil {
			continue
		}
		if c, err = capture.Open(file); err != nil {
			t.Fatal(err)
		}
		got, raw := map[*rtpflow.Stream]*replayed{}, map[*rtpflow.Media]int64{}
		err = replay.Replay(c, r, replay.Listener{
			RTP: func(st *rtpflow.Stream, p *replay.RTPPacket) bool {
				if got[st] == nil {
					got[st] = &replayed{}
				}
				got[st].add(st, p, p.PayloadLen)
				return true
			},
			Raw: func(m *rtpflow.Media, _ []byte, _ int64, _ capture.Frame) bool { raw[m]++; return true },
		})
		c.Close()
		if err != nil {
			t.Errorf("%s: %v", file, err)
		}
		checkReplay(t, r, got)
		for _, s := range r.Sessions {
			for _, m := range s.Media {
				if m.Raw != nil && raw[m] != m.Raw.Packets {
					t.Errorf("%s: %d of %d packets that are not RTP", file, raw[m], m.Raw.Packets)
				}
			}
		}
		if streams += len(got); t.Failed() {
			t.Fatal(file)
		}
	}
	if streams < 5 {
		t.Errorf("%d streams", streams)
	}
}
