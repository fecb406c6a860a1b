package dialectfixture

import (
	"encoding/binary"
	"fmt"
	"time"

	"rtspect/internal/capturebuilder"
)

// The ONVIF replay session: two PLAY requests over one connection, both for intra frames only, the second from another
// position. A frame is sent in three RTP packets.
const (
	ONVIFURL     = "rtsp://10.9.2.1/replay/recording-1"
	ONVIFSession = "4F3A9B21"
	ONVIFSSRC    = 0x0a0b0c0d
	ONVIFFrames  = 8 // of each PLAY
)

var (
	sps = []byte{0x67, 0x42, 0x00, 0x1e, 0x95, 0xa8, 0x28, 0x0f, 0x64}
	pps = []byte{0x68, 0xce, 0x3c, 0x80}
)

func onvifSDP() string {
	return capturebuilder.Lines("v=0", "o=- 1 1 IN IP4 10.9.2.1", "s=Recording", "c=IN IP4 0.0.0.0", "t=0 0", "a=control:*",
		"a=range:clock=20260101T100000Z-20260101T110000Z", "m=video 0 RTP/AVP 98", "a=rtpmap:98 H264/90000",
		"a=fmtp:98 packetization-mode=1;profile-level-id=42001E;sprop-parameter-sets=Z0IAHpWoKA9k,aM48gA==",
		"a=control:trackID=1", "a=recvonly")
}

// ONVIFReplay returns a replay session as in the ONVIF Streaming Specification, 6.
func ONVIFReplay() []byte {
	t := capturebuilder.New(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	c := &talk{
		Conn: t.Connect(addr("10.9.2.2:50412"), addr("10.9.2.1:554")), client: []string{"User-Agent: replay-client/1.0"},
		server: []string{"Server: recorder/2.1"},
	}
	const require, session = "Require: onvif-replay", "Session: " + ONVIFSession
	c.clientRequest("DESCRIBE "+ONVIFURL, with("Accept: application/sdp", require),
		with("Content-Type: application/sdp", "Content-Base: "+ONVIFURL+"/").carrying(onvifSDP()))
	c.clientRequest("SETUP "+ONVIFURL+"/trackID=1", with(require, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1"),
		with(session+";timeout=60", fmt.Sprintf("Transport: RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=%08X", ONVIFSSRC)))
	r := replay{rtp: capturebuilder.RTP{Type: 98, Seq: 4000, Timestamp: 900000, SSRC: ONVIFSSRC, Profile: 0xabac}}
	for _, from := range []string{"20260101T100000Z", "20260101T103000Z"} {
		at, _ := time.Parse("20060102T150405Z", from)
		r.rtp.Timestamp += 90000 * 100
		c.clientRequest("PLAY "+ONVIFURL+"/", with(require, session, "Range: clock="+from+"-", "Rate-Control: no", "Frames: intra", "Immediate: yes"),
			with(session, "Range: clock="+from+"-", "Rate-Control: no",
				fmt.Sprintf("RTP-Info: url=%s/trackID=1;seq=%d;rtptime=%d", ONVIFURL, r.rtp.Seq, r.rtp.Timestamp)))
		r.cseq = byte(c.clientCSeq)
		for i := range ONVIFFrames {
			r.frame(c, at.Add(time.Duration(i)*time.Second), i)
			t.Wait(10 * time.Millisecond)
		}
	}
	c.clientRequest("TEARDOWN "+ONVIFURL+"/", with(require, session), with(session))
	c.Close(true)
	return t.PCAP()
}

// replay is the state of the stream.
type replay struct {
	rtp  capturebuilder.RTP
	cseq byte // of the PLAY request, in the extension
	idr  int
}

// frame sends one intra frame that was recorded at a time: parameter sets, then the slice. Only the first packet of a
// frame has the header extension.
func (r *replay) frame(c *talk, at time.Time, i int) {
	flags := byte(0x80) // C: clean point, where decoding can start
	if i == 0 {
		flags |= 0x20 // D: discontinuity
	}
	if i == ONVIFFrames-1 {
		flags |= 0x40 // E: end of a contiguous recording
	}
	r.idr++
	slice := append([]byte{0x65, 0x88, 0x80}, capturebuilder.Noise(uint64(6000+r.idr), 1000)...)
	for k, nal := range [][]byte{sps, pps, slice} {
		r.rtp.Marker, r.rtp.Extension = k == 2, nil
		if k == 0 {
			r.rtp.Extension = append(ntp(at), flags, r.cseq, 0, 0)
		}
		c.Server(capturebuilder.Interleaved(0, r.rtp.Packet(nal)))
		r.rtp.Seq++
	}
	r.rtp.Timestamp += 90000
}

// ntp returns a time as a 64-bit NTP timestamp.
func ntp(t time.Time) []byte {
	const from1900 = 2208988800
	fraction := uint64(t.Nanosecond()) << 32 / uint64(time.Second)
	return binary.BigEndian.AppendUint64(nil, uint64(t.Unix()+from1900)<<32|fraction)
}
