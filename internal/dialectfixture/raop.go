package dialectfixture

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"time"

	"rtspect/internal/capturebuilder"
)

// The AirPlay audio session: the client sends packets of 352 samples to the audio port of the speaker. The control ports
// carry synchronization and a retransmission, the timing ports clock requests.
const (
	RAOPURL           = "rtsp://10.9.3.2/3413821438"
	RAOPPackets       = 60 // of audio, before and after FLUSH; one of them is lost and retransmitted
	RAOPLost          = 20 // index of the lost packet
	RAOPFirstSeq      = 65500
	RAOPSSRC          = 0x3a5f00d1
	raopAudio         = 53561 // ports of the speaker
	raopControl       = 63379
	raopTiming        = 50607
	raopClientAudio   = 6000
	raopClientControl = 6001
	raopClientTiming  = 6002
)

func raopSDP() string {
	return capturebuilder.Lines("v=0", "o=iTunes 3413821438 0 IN IP4 10.9.3.2", "s=iTunes", "c=IN IP4 10.9.3.1", "t=0 0", "m=audio 0 RTP/AVP 96",
		"a=rtpmap:96 AppleLossless", "a=fmtp:96 352 0 16 40 10 14 2 255 0 0 44100", "a=rsaaeskey:redacted", "a=aesiv:redacted",
		"a=min-latency:11025")
}

// RAOP returns an AirPlay audio session.
func RAOP() []byte {
	t := capturebuilder.New(time.Date(2012, 5, 4, 20, 15, 0, 0, time.UTC))
	client, server := addr("10.9.3.2:51022"), addr("10.9.3.1:5000")
	c := &talk{
		Conn: t.Connect(client, server), server: []string{"Audio-Jack-Status: connected; type=analog", "Server: AirTunes/105.1"},
		client: []string{
			"User-Agent: iTunes/10.6 (Macintosh; Intel Mac OS X 10.7.3)", "Client-Instance: 56B29BB6CB904862",
			"DACP-ID: 56B29BB6CB904862", "Active-Remote: 1986535575",
		},
	}
	a := airplay{t: t, client: client, server: server, rtp: capturebuilder.RTP{Type: 96, Seq: RAOPFirstSeq, Timestamp: 1146549156, SSRC: RAOPSSRC}}
	const session = "Session: 1"
	c.clientRequest("OPTIONS *", with("Apple-Challenge: AAAAAAAAAAAAAAAAAAAAAA=="),
		with("Public: ANNOUNCE, SETUP, RECORD, PAUSE, FLUSH, TEARDOWN, OPTIONS, GET_PARAMETER, SET_PARAMETER",
			"Apple-Response: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="))
	c.clientRequest("ANNOUNCE "+RAOPURL, with("Content-Type: application/sdp").carrying(raopSDP()), with())
	transport := "Transport: RTP/AVP/UDP;unicast;interleaved=0-1;mode=record;control_port="
	c.clientRequest("SETUP "+RAOPURL, with(fmt.Sprintf("%s%d;timing_port=%d", transport, raopClientControl, raopClientTiming)),
		with(session, fmt.Sprintf("%s%d;timing_port=%d;server_port=%d", transport, raopControl, raopTiming, raopAudio)))
	a.timing()
	c.clientRequest("RECORD "+RAOPURL, with(session, "Range: npt=0-", a.info()), with(session, "Audio-Latency: 2205"))
	c.clientRequest("SET_PARAMETER "+RAOPURL, with(session, "Content-Type: text/parameters").carrying("volume: -11.123877\r\n"), with(session))
	a.play(0, RAOPPackets/2)
	c.clientRequest("FLUSH "+RAOPURL, with(session, a.info()), with(session, a.info()))
	c.clientRequest("SET_PARAMETER "+RAOPURL, with(session, "Content-Type: text/parameters").carrying("volume: -144.000000\r\n"), with(session))
	a.rtp.Timestamp += 44100
	a.play(RAOPPackets/2, RAOPPackets)
	a.timing()
	c.clientRequest("TEARDOWN "+RAOPURL, with(session), with(session, "Connection: close"))
	c.Close(false)
	return t.PCAP()
}

// airplay is the state of the media.
type airplay struct {
	t              *capturebuilder.Builder
	client, server netip.AddrPort
	rtp            capturebuilder.RTP
}

func (a *airplay) info() string {
	return fmt.Sprintf("RTP-Info: seq=%d;rtptime=%d", a.rtp.Seq, a.rtp.Timestamp)
}

// play sends a synchronization packet and the audio packets from one index up to another.
func (a *airplay) play(from, to int) {
	a.sync(from == 0)
	for i := from; i < to; i++ {
		a.rtp.Marker = i == from
		packet := a.rtp.Packet(capturebuilder.Noise(uint64(7000+i), 300))
		if i == RAOPLost {
			a.resend(packet)
		} else {
			a.t.UDP(on(a.client, raopClientAudio), on(a.server, raopAudio), packet)
		}
		a.rtp.Seq++
		a.rtp.Timestamp += 352
		a.t.Wait(7782 * time.Microsecond)
	}
}

// sync sends on the control port which sample to play at which time: like RTP with payload type 84, without an SSRC.
func (a *airplay) sync(first bool) {
	b := []byte{0x80, 0xd4, 0, 7}
	if first {
		b[0] = 0x90
	}
	b = binary.BigEndian.AppendUint32(b, a.rtp.Timestamp-11025)
	b = append(b, ntp(a.t.Now())...)
	b = binary.BigEndian.AppendUint32(b, a.rtp.Timestamp)
	a.t.UDP(on(a.client, raopClientControl), on(a.server, raopControl), b)
}

// resend sends the retransmission request of the speaker (type 85) and the packet in a packet of type 86.
func (a *airplay) resend(packet []byte) {
	ask := binary.BigEndian.AppendUint16([]byte{0x80, 0xd5, 0, 1}, a.rtp.Seq)
	a.t.UDP(on(a.server, raopControl), on(a.client, raopClientControl), append(ask, 0, 1))
	a.t.UDP(on(a.client, raopClientControl), on(a.server, raopControl), append([]byte{0x80, 0xd6, 0, 1}, packet...))
}

// timing sends the timing request of the speaker (type 82) and the response (type 83).
func (a *airplay) timing() {
	asked := ntp(a.t.Now())
	ask := append(append([]byte{0x80, 0xd2, 0, 7, 0, 0, 0, 0}, make([]byte, 16)...), asked...)
	a.t.UDP(on(a.server, raopTiming), on(a.client, raopClientTiming), ask)
	responded := ntp(a.t.Now())
	response := append([]byte{0x80, 0xd3, 0, 7, 0, 0, 0, 0}, append(append(asked, responded...), responded...)...)
	a.t.UDP(on(a.client, raopClientTiming), on(a.server, raopTiming), response)
}
