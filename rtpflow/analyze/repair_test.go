package analyze_test

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// packet is an RTP packet with a given payload.
func packet(pt uint8, seq uint16, ts, ssrc uint32, payload ...byte) []byte {
	return append(rtp{pt: pt, seq: seq, ts: ts, ssrc: ssrc}.bytes(), payload...)
}

// resent is the payload of a retransmission (RFC 4588, 4).
func resent(osn uint16) []byte { return binary.BigEndian.AppendUint16(nil, osn) }

// parity is the payload of an ULPFEC packet with 2 protected bytes: a mask of 16 numbers from base on.
func parity(base, mask uint16) []byte {
	b := binary.BigEndian.AppendUint16([]byte{0, 0x60}, base)
	b = append(b, 0, 0, 0, 0, 0, 16, 0, 2)
	return append(binary.BigEndian.AppendUint16(b, mask), 0xaa, 0xbb)
}

// matrix is the payload of a parity packet of SMPTE 2022-1.
func matrix(base uint16, row bool, offset, count byte) []byte {
	b := binary.BigEndian.AppendUint16(nil, base)
	b = append(b, 0, 0, 0xa1, 0, 0, 0, 0, 0, 0, 0, 0, offset, count, 0)
	if row {
		b[12] = 0x40
	}
	return b
}

// flex03 is the header of FlexFEC's draft-03: a mask of 15 numbers.
func flex03(ssrc uint32, base, mask uint16) []byte {
	b := append([]byte{0, 0x60, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0}, binary.BigEndian.AppendUint32(nil, ssrc)...)
	return binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(b, base), 0x8000|mask)
}

// video sends the packets of SSRC 1 from first to last, except the lost ones; then has what is sent after some of them.
func (f flow) video(first, last int, lost []int, then map[int]func()) {
	for n := first; n <= last; n++ {
		if !slices.Contains(lost, n) {
			f.send(packet(96, uint16(n), uint32(n)*1800, 1, byte(n), 2, 3))
			f.wait(19 * ms)
		}
		if do := then[n]; do != nil {
			do()
		}
	}
}

// repairsOf describes the repairs of a report, one per line.
func repairsOf(r *rtpflow.Report) string {
	var lines []string
	tell := func(list []*rtpflow.Stream) {
		for _, st := range list {
			if x := st.Repaired; x != nil {
				for _, by := range x.By {
					line := fmt.Sprintf("%x lost %d left %d: %s %s by %x, %d: %d %d %d %d %d", st.SSRC, st.Lost, x.Residual, by.Kind, by.From, by.By.SSRC, by.Packets,
						by.Recovered, by.Useless, by.Repeated, by.Failed, by.Outside)
					if by.By.Repair == by {
						line += " alone"
					}
					lines = append(lines, line)
				}
			} else if st.Repair != nil && st.Repair.Of == nil {
				lines = append(lines, fmt.Sprintf("%x is %s of nothing", st.SSRC, st.Repair.Kind))
			}
		}
	}
	for _, s := range r.Sessions {
		for _, m := range s.Media {
			tell(m.Streams)
		}
	}
	tell(r.Unassociated.Streams)
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// sdpOf is a session description with the given media sections.
func sdpOf(session string, media ...string) string {
	text := "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=av\r\nt=0 0\r\n" + strings.ReplaceAll(session, "|", "\r\n")
	for i, m := range media {
		text += strings.ReplaceAll(m, "|", "\r\n") + fmt.Sprintf("\r\na=control:track%d\r\n", i)
	}
	return text
}

// playing starts a session of a description, with the media on the client's ports 6000, 6002, …
func (w *wire) playing(sdp string, media int) {
	d := w.connect(hostC)
	d.describe(sdp)
	for i := range media {
		d.setup(i, udpPorts(6000+2*i), serverPorts(5000+2*i), "A")
	}
	d.play("")
}

const h264 = "m=video 0 RTP/AVP 96 97 98|a=rtpmap:96 H264/90000|"

// Each line of want: SSRC, lost, left; kind, how it is known, SSRC, packets: recovered, useless, repeated, failed,
// outside.
var repairCases = []struct {
	name, want string
	talk       func(w *wire, f flow)
}{
	{"RTX on its own SSRC", "1 lost 4 left 1: rtx sdp by 2, 6: 3 1 1 0 0 alone", func(w *wire, f flow) {
		w.playing(sdpOf("", h264+"a=rtpmap:97 rtx/90000|a=fmtp:97 apt=96"), 1)
		seq := uint16(900)
		resend := func(osn uint16) func() {
			return func() {
				f.send(packet(97, seq, uint32(osn)*1800, 2, resent(osn)...))
				seq++
			}
		}
		f.video(65530, 65575, []int{65533, 65536, 65540, 65550}, map[int]func(){
			65535: resend(65533), 65538: resend(0), 65542: resend(4), 65543: resend(4), 65560: resend(2),
			65570: func() { // a bandwidth probe: nothing but padding
				f.send(rtp{pt: 97, seq: seq, ts: 65570 * 1800, ssrc: 2, padding: 200}.bytes())
			},
		})
	}},
	{"RTX on other ports, under the same SSRC (RFC 4588, 5.3)", "1 lost 1 left 0: rtx sdp by 1, 2: 1 0 1 0 0 alone", func(w *wire, f flow) {
		w.playing(sdpOf("a=group:FID 1 2|", "m=video 0 RTP/AVP 96|a=rtpmap:96 H264/90000|a=mid:1", "m=video 0 RTP/AVPF 97|a=rtpmap:97 rtx/90000|a=fmtp:97 apt=96|a=mid:2"), 2)
		second := w.flow(hostS, 5002, hostC, 6002)
		resend := func(seq uint16) func() {
			return func() { second.send(packet(97, seq, 110*1800, 1, resent(110)...)) }
		}
		f.video(100, 130, []int{110}, map[int]func(){114: resend(1), 116: resend(2)})
	}},
	{"RTX that is not described", "1 lost 5 left 0: rtx content by 2, 5: 5 0 0 0 0 alone", func(w *wire, f flow) {
		seq := uint16(900)
		then := map[int]func(){}
		lost := []int{110, 120, 130, 140, 150}
		for _, n := range lost {
			then[n+3] = func() {
				f.send(packet(97, seq, uint32(n)*1800, 2, resent(uint16(n))...))
				seq++
			}
		}
		f.video(100, 170, lost, then)
	}},
	{"another media whose payload begins with small numbers", "", func(w *wire, f flow) {
		seq := uint16(900)
		then := map[int]func(){}
		for n := 101; n < 160; n++ {
			then[n] = func() {
				f.send(packet(97, seq, uint32(n)*1800, 2, 0, 110, 1))
				seq++
			}
		}
		f.video(100, 170, []int{110}, then)
	}},
	{"RTX whose source is missing", "2 is rtx of nothing", func(w *wire, f flow) {
		w.playing(sdpOf("", h264+"a=rtpmap:97 rtx/90000|a=fmtp:97 apt=96"), 1)
		for n := range uint16(5) {
			f.send(packet(97, n, 1000, 2, resent(n)...))
		}
	}},
	{"Windows Media's x-wms-rtx", "1 lost 1 left 0: rtx sdp by 9, 2: 1 0 1 0 0 alone", func(w *wire, f flow) {
		w.playing(sdpOf("", "m=video 0 RTP/AVP 96|a=rtpmap:96 x-asf-pf/1000", "m=application 0 RTP/AVP 96|a=rtpmap:96 x-wms-rtx/1000"), 2)
		second := w.flow(hostS, 5002, hostC, 6002)
		resend := func(seq uint16) func() {
			return func() { second.send(packet(96, seq, 110*1800, 9, resent(110)...)) }
		}
		f.video(100, 130, []int{110}, map[int]func(){114: resend(1), 116: resend(2)})
	}},
	{"RIST", "10 lost 2 left 1: rist content by 11, 2: 1 0 1 0 0 alone", func(w *wire, f flow) {
		for n := uint16(100); n < 140; n++ {
			if n == 120 || n == 127 {
				continue
			}
			f.send(packet(33, n, uint32(n)*1800, 0x10, 1))
			if n == 123 || n == 128 { // the number before it, so that nothing confirms the jump
				f.send(packet(33, 120, 120*1800, 0x11, 1))
			}
		}
	}},
	{"RIST that begins by repeating packets that had arrived", "10 lost 4 left 1: rist content by 11, 6: 3 2 1 0 0 alone", func(w *wire, f flow) {
		for n := uint16(100); n < 140; n++ {
			if n != 103 && n != 120 && n != 125 && n != 130 {
				f.send(packet(33, n, uint32(n)*1800, 0x10, 1))
			}
			resend := map[uint16]uint16{109: 106, 110: 107, 122: 120, 127: 125, 128: 125, 132: 130}[n]
			if resend != 0 {
				f.send(packet(33, resend, uint32(resend)*1800, 0x11, 1))
			}
		}
	}},
	{"two streams whose SSRCs differ in the lowest bit are not RIST", "", func(w *wire, f flow) {
		for n := uint16(100); n < 140; n++ {
			if n != 110 {
				f.send(packet(33, n, uint32(n)*1800, 0x10, 1))
			}
			if n != 130 {
				f.send(packet(33, n, uint32(n)*1800, 0x11, 1))
			}
		}
	}},
	{"RED: the packet before, and the one before that", "1 lost 4 left 1: red sdp by 1, 27: 3 42 2 0 1", func(w *wire, f flow) {
		w.playing(sdpOf("", "m=audio 0 RTP/AVP 98 111|a=rtpmap:98 red/48000/2|a=fmtp:98 111/111/111|a=rtpmap:111 opus/48000/2"), 1)
		for n := uint16(100); n < 131; n++ {
			switch n {
			// 25 packets have two redundant blocks. Those of the first cannot be placed because no step is known; one of
			// the second belongs to 99, before the stream. 105 is in 106 and again in 107, 110 in 112, 111 in 112 and 113.
			case 105, 110, 111, 120:
				continue
			case 121, 122: // 120 would have been in these
				f.send(packet(98, n, uint32(n)*960, 1, 111, 7))
				continue
			}
			f.send(packet(98, n, uint32(n)*960, 1, 0x80|111, 1920>>6, 1920<<2&0xff, 1, 0x80|111, 960>>6, 960<<2&0xff, 1, 111, 5, 6, 7))
		}
	}},
	{"ULPFEC in RED (RFC 5109, 14.2)", "1 lost 2 left 1: ulpfec sdp by 1, 2: 1 1 0 0 0\n1 lost 2 left 1: red sdp by 1, 22: 0 0 0 0 0", func(w *wire, f flow) {
		w.playing(sdpOf("", "m=video 0 RTP/AVP 96 97 98|a=rtpmap:96 VP8/90000|a=rtpmap:97 red/90000|a=rtpmap:98 ulpfec/90000"), 1)
		for n := uint16(100); n < 124; n++ {
			switch n {
			case 105, 117:
			case 108: // 100 … 107
				f.send(packet(97, n, uint32(n)*1800, 1, append([]byte{98}, parity(100, 0xff00)...)...))
			case 115: // 110 … 113
				f.send(packet(97, n, uint32(n)*1800, 1, append([]byte{98}, parity(110, 0xf000)...)...))
			default:
				f.send(packet(97, n, uint32(n)*1800, 1, 96, 1, 2))
			}
		}
	}},
	{"ULPFEC as a second type of the source, not described", "1 lost 3 left 2: ulpfec content by 1, 4: 1 2 0 1 0", func(w *wire, f flow) {
		for n := uint16(100); n < 120; n++ {
			switch {
			case n == 107 || n == 116 || n == 117:
			case n%5 == 4:
				f.send(packet(122, n, uint32(n)*1800, 1, parity(n-4, 0xf000)...))
			default:
				f.send(packet(96, n, uint32(n)*1800, 1, 1, 2))
			}
		}
	}},
	{"ULPFEC on its own SSRC", "1 lost 3 left 2: ulpfec sdp by 2, 3: 1 1 0 1 0 alone", func(w *wire, f flow) {
		w.playing(sdpOf("", h264+"a=rtpmap:97 ulpfec/90000|a=ssrc-group:FEC-FR 1 2"), 1)
		protect := func(seq, base uint16) func() {
			return func() { f.send(packet(97, seq, 1, 2, parity(base, 0xf000)...)) }
		}
		f.video(100, 115, []int{102, 108, 110}, map[int]func(){103: protect(1, 100), 107: protect(2, 104), 111: protect(3, 108)})
	}},
	{"FlexFEC draft-03, not described", "1 lost 1 left 0: flexfec-03 content by 2, 4: 1 3 0 0 0 alone", func(w *wire, f flow) {
		protect := func(seq, base uint16) func() {
			return func() { f.send(packet(118, seq, 1, 2, flex03(1, base, 0x7800)...)) }
		}
		f.video(100, 120, []int{102}, map[int]func(){103: protect(1, 100), 107: protect(2, 104), 111: protect(3, 108), 115: protect(4, 112)})
	}},
	{"FlexFEC (RFC 8627) of rows, its source in the CSRC list", "1 lost 3 left 2: flexfec content by 2, 3: 1 1 0 1 0 alone", func(w *wire, f flow) {
		protect := func(seq, base uint16) func() {
			return func() {
				b := rtp{pt: 118, seq: seq, ssrc: 2, csrc: []uint32{1}}.bytes()
				f.send(append(b, 0x40, 0x60, 0, 0, 0, 0, 0, 0, byte(base>>8), byte(base), 4, 0))
			}
		}
		f.video(100, 125, []int{102, 109, 110}, map[int]func(){103: protect(1, 100), 107: protect(2, 104), 113: protect(3, 108)})
	}},
	{"SMPTE 2022-1: columns two ports above, rows four", "1 lost 3 left 0: smpte-2022-1 content by 0, 3: 2 1 0 0 0 alone\n1 lost 3 left 0: smpte-2022-1 content by 0, 3: 1 2 0 0 0 alone", func(w *wire, f flow) {
		columns, rows := w.flow(hostS, 5002, hostC, 6002), w.flow(hostS, 5004, hostC, 6004)
		then := map[int]func(){}
		for i := range uint16(3) {
			then[100+int(3*i)+2] = func() { rows.send(packet(96, 50+i, 0, 0, matrix(100+3*i, true, 1, 3)...)) }
			then[109+int(i)] = func() { columns.send(packet(96, 70+i, 0, 0, matrix(100+i, false, 3, 3)...)) }
		}
		f.video(99, 120, []int{100, 101, 103}, then)
	}},
	{"two multicast groups carry the same packets (SMPTE 2022-7)", "1 lost 2 left 1: duplicate content by 1, 29: 1 28 0 0 0\n1 lost 1 left 1: duplicate content by 1, 28: 0 28 0 0 0", func(w *wire, f flow) {
		a, b := w.flow(hostS, 5000, hostG, 7000), w.flow(hostT, 5000, capture.AddrFrom(netip.AddrFrom4([4]byte{239, 1, 1, 2})), 7000)
		for n := uint16(100); n < 130; n++ {
			if n != 110 && n != 120 {
				a.send(packet(96, n, uint32(n)*1800, 1, 1))
			}
			if n != 120 {
				b.send(packet(96, n, uint32(n)*1800, 1, 1))
			}
		}
	}},
	{"two media carry the same packets by the description (RFC 7104)", "1 lost 1 left 0: duplicate sdp by 1, 20: 1 19 0 0 0\n1 lost 0 left 0: duplicate sdp by 1, 19: 0 19 0 0 0", func(w *wire, f flow) {
		const m = "m=video 0 RTP/AVP 96|a=rtpmap:96 H264/90000|a=mid:"
		w.playing(sdpOf("a=group:DUP one two|", m+"one", m+"two"), 2)
		b := w.flow(hostS, 5002, hostC, 6002)
		for n := uint16(100); n < 120; n++ {
			if n != 110 {
				f.send(packet(96, n, uint32(n)*1800, 1, 1))
			}
			b.send(packet(96, n, uint32(n)*1800, 1, 1))
		}
	}},
	{"one source sent to two clients is not redundancy", "", func(w *wire, f flow) {
		b := w.flow(hostS, 5000, hostD, 6000)
		for n := uint16(100); n < 120; n++ {
			f.send(packet(96, n, uint32(n)*1800, 1, 1))
			b.send(packet(96, n, uint32(n)*1800, 1, 1))
		}
	}},
	{"a relay is not redundancy", "", func(w *wire, f flow) {
		b := w.flow(hostC, 5000, hostD, 6000)
		for n := uint16(100); n < 120; n++ {
			f.send(packet(96, n, uint32(n)*1800, 1, 1))
			b.send(packet(96, n, uint32(n)*1800, 1, 1))
		}
	}},
}

func TestRepairs(t *testing.T) {
	for _, c := range repairCases {
		t.Run(c.name, func(t *testing.T) {
			w := newWire(t)
			c.talk(w, w.flow(hostS, 5000, hostC, 6000))
			r := w.report()
			invariants(t, r)
			want := strings.Split(strings.TrimSpace(c.want), "\n")
			slices.Sort(want)
			if got := repairsOf(r); got != strings.Join(want, "\n") {
				t.Errorf("got\n%s\nwant\n%s\n%s", got, c.want, placed(r))
			}
		})
	}
}
