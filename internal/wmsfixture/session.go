package wmsfixture

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/netip"
	"time"

	"rtspect/internal/capturebuilder"
)

// The properties of the session.
const (
	URL        = "rtsp://wms.example/clips/0001.wmv"
	SessionID  = "13856065358275910855"
	AudioSSRC  = 0x5d3a1c01
	RTXSSRC    = 0x5d3a1c02
	VideoSSRC  = 0x5d3a1c03
	FirstAudio = 26951 // sequence numbers
	FirstVideo = 65530 // so that they wrap
	// RTPPackets is the number of packets of each stream: one contains two data packets of audio, and one data packet of
	// video is sent in two.
	AudioRTPPackets = audioPackets - 1
	VideoRTPPackets = videoPackets + 1
	// PacketPairs frames are sent on channel 0x50.
	PacketPairs = 3
)

var (
	client = netip.MustParseAddrPort("10.9.0.2:49731")
	server = netip.MustParseAddrPort("10.9.0.1:554")
	start  = time.Date(2003, 11, 18, 15, 57, 5, 0, time.UTC)
)

const (
	player    = "User-Agent: WMPlayer/9.0.0.2980 guid/3300AD50-2C39-46C0-AE0A-000000000001"
	software  = "Server: WMServer/9.0.0.3372"
	supported = "Supported: com.microsoft.wm.srvppair, com.microsoft.wm.sswitch, com.microsoft.wm.eosmsg, "
	asks      = supported + "com.microsoft.wm.predstrm, com.microsoft.wm.startupprofile"
	offers    = supported + "com.microsoft.wm.fastcache, com.microsoft.wm.packetpairssrc, com.microsoft.wm.locid"
	date      = "Date: Tue, 18 Nov 2003 15:57:05 GMT"
	genID     = "X-Playlist-Gen-Id: 27006"
	sessionID = "Session: " + SessionID
)

// talk is the conversation. It numbers the requests of the client.
type talk struct {
	*capturebuilder.Conn
	cseq int
}

// request writes a request of the client and the response.
func (t *talk) request(request, body string, headers []string, response []string, responseBody string) {
	t.cseq++
	cseq := fmt.Sprintf("CSeq: %d", t.cseq)
	lines := append([]string{
		request + " RTSP/1.0", player, "Accept-Charset: UTF-8, *;q=0.1",
		"X-Accept-Authentication: NTLM, Digest, Basic", "Accept-Language: en-GB, *;q=0.1", cseq,
	}, headers...)
	t.Client(capturebuilder.Message(body, lines...))
	lines = append([]string{"RTSP/1.0 200 OK", date, cseq, software, offers}, response...)
	t.Server(capturebuilder.Message(responseBody, lines...))
}

// SDP returns the description in the order that servers use: session attributes follow t=, and the presentation is
// described twice, as a list and as an ASF header.
func SDP() string {
	contentDescription := "8,language,31,0,,5,title,31,22,Made-up clip %E2%98%82," +
		"6,author,31,6,Nobody,9,copyright,31,0,," +
		"44,WMS_CONTENT_DESCRIPTION_SERVER_BRANDING_INFO,31,12,WMServer/9.0," +
		"51,WMS_CONTENT_DESCRIPTION_PLAYLIST_ENTRY_START_OFFSET,3,4,3100," +
		"47,WMS_CONTENT_DESCRIPTION_PLAYLIST_ENTRY_DURATION,3,4,2000," +
		"42,WMS_CONTENT_DESCRIPTION_PLAYLIST_ENTRY_URL,31,14,0001.wmv%0D%0A"
	return capturebuilder.Lines("v=0", "o=- 200311171721060249 200311171721060249 IN IP4 127.0.0.1", "s=<No Title>",
		"c=IN IP4 0.0.0.0", "b=AS:1091", "a=maxps:13632", "t=0 0", "a=control:"+URL+"/",
		"a=etag:{9D7121C3-1A1B-8ED6-6675-CB15D19D1FB7}", "a=range:npt=3.100-5.100", "a=recvonly",
		"a=pgmpu:data:application/x-wms-contentdesc,"+contentDescription,
		"a=pgmpu:data:application/vnd.ms.wms-hdr.asfv1;base64,"+base64.StdEncoding.EncodeToString(ASFHeader()),
		"m=audio 0 RTP/AVP 96", "b=AS:35", "b=RS:0", "b=RR:0", "a=rtpmap:96 x-asf-pf/1000", "a=control:audio", "a=stream:1",
		"m=application 0 RTP/AVP 96", "b=RS:0", "b=RR:0", "a=rtpmap:96 x-wms-rtx/1000", "a=control:rtx", "a=stream:65536",
		"m=video 0 RTP/AVP 96", "b=AS:471", "b=RS:0", "b=RR:0", "a=rtpmap:96 x-asf-pf/1000", "a=control:stream=2", "a=stream:2")
}

// LogConnect is the body in which the client reports about itself.
const LogConnect = "<XML><Summary>0.0.0.0 2003-11-18 15:57:06 - - 0 - 200 {3300AD50-2C39-46C0-AE0A-000000000001} 9.0.0.2980 en-GB</Summary>" +
	"<c-ip>0.0.0.0</c-ip><date>2003-11-18</date><time>15:57:06</time><c-dns>-</c-dns><cs-uri-stem>-</cs-uri-stem>" +
	"<c-starttime>0</c-starttime><x-duration>-</x-duration><c-rate>-</c-rate><c-status>200</c-status>" +
	"<c-playerid>{3300AD50-2C39-46C0-AE0A-000000000001}</c-playerid><c-playerversion>9.0.0.2980</c-playerversion>" +
	"<c-playerlanguage>en-GB</c-playerlanguage><cs(User-Agent)>WMPlayer/9.0.0.2980 &amp; friends</cs(User-Agent)>" +
	"<cs(Referer)>-</cs(Referer)><c-os>Windows_XP</c-os><c-osversion>5.1.0.2600</c-osversion><c-cpu>Pentium</c-cpu>" +
	"<protocol>RTSP</protocol><transport>TCP</transport></XML>"

// PCAP returns the complete session over one TCP connection.
func PCAP() []byte {
	t := capturebuilder.New(start)
	c := &talk{Conn: t.Connect(client, server)}
	c.request("DESCRIBE "+URL, "", []string{"Accept: application/sdp", asks}, []string{
		"Content-Type: application/sdp", "Vary: Accept", genID, "X-Broadcast-Id: 0",
		"Last-Modified: Tue, 18 Jun 2002 21:05:39 GMT",
		"Cache-Control: x-wms-content-size=23180160, max-age=86399, must-revalidate, proxy-revalidate",
		`Etag: "23180160"`,
	}, SDP())
	c.request("GET_PARAMETER "+URL, "type: high-entropy-packetpair variable size\r\n",
		[]string{"Content-Type: application/x-rtsp-packetpair;charset=UTF-8"},
		[]string{"Content-Type: application/x-rtsp-packetpair;charset=UTF-8"}, "")
	for i, n := range [PacketPairs]int{520, 1460, 1460} {
		c.Server(capturebuilder.Interleaved(0x50, capturebuilder.Noise(uint64(i), n)))
	}
	setUp(c)
	c.request("SET_PARAMETER "+URL, LogConnect,
		[]string{sessionID, "Content-Type: application/x-wms-Logconnectstats;charset=UTF-8"}, []string{sessionID}, "")
	c.request("PLAY "+URL+"/", "", []string{
		sessionID, "Range: npt=0.000-", "Bandwidth: 1091000", "Speed: 1.294",
		"X-Playlist-Seek-Id: 27006", genID,
	}, []string{sessionID, "Range: npt=3.100-5.100", "Speed: 1.294", fmt.Sprintf(
		"RTP-Info: url=%[1]s/audio;seq=%[2]d;rtptime=0, url=%[1]s/stream=2;seq=%[3]d;rtptime=0", URL, FirstAudio, FirstVideo)}, "")
	stream(t, c)
	end(c)
	return t.PCAP()
}

// setUp sets up audio, retransmission and video, each on its own channels.
func setUp(c *talk) {
	for i, m := range []struct {
		control string
		ssrc    uint32
	}{{"audio", AudioSSRC}, {"rtx", RTXSSRC}, {"stream=2", VideoSSRC}} {
		transport := fmt.Sprintf("Transport: RTP/AVP/TCP;unicast;interleaved=%d-%d;ssrc=%08x;mode=PLAY", 2*i, 2*i+1, m.ssrc)
		headers := []string{genID, "Blocksize: 13632", transport}
		if i > 0 {
			headers = append(headers, sessionID)
		}
		c.request("SETUP "+URL+"/"+m.control, "", headers, []string{sessionID + ";timeout=60", transport, "Blocksize: 13632"}, "")
	}
}

// end writes the end-of-stream notice of the server, the response of the client, and the TEARDOWN.
func end(c *talk) {
	c.Server(capturebuilder.Message("Session: "+SessionID+"\r\nEOF: true\r\n", "SET_PARAMETER "+URL+" RTSP/1.0",
		"Content-Type: application/x-wms-extension-cmd", `X-Notice: 2101 "End-of-Stream Reached"`,
		fmt.Sprintf("RTP-Info: url=%[1]s/audio;seq=%[2]d, url=%[1]s/stream=2;seq=%[3]d", URL, FirstAudio+AudioRTPPackets,
			(FirstVideo+VideoRTPPackets)&0xffff), genID, date, "CSeq: 1", "User-Agent: WMServer/9.0.0.3372"))
	c.Client(capturebuilder.Message("", "RTSP/1.0 200 OK", "CSeq: 1", sessionID, player))
	c.request("TEARDOWN "+URL+"/", "", []string{sessionID}, []string{sessionID}, "")
	c.Close(true)
}

// payload returns a data packet with its RTP payload format header and the optional fields that the flags indicate. The
// length includes the header.
func payload(flags byte, p Packet, number uint32) []byte {
	head := []byte{flags, 0, 0, 0}
	if flags&0x20 != 0 {
		head = binary.BigEndian.AppendUint32(head, 5) // relative timestamp, ms
	}
	if flags&0x10 != 0 {
		head = binary.BigEndian.AppendUint32(head, 200) // duration, ms
	}
	if flags&0x08 != 0 {
		head = binary.BigEndian.AppendUint32(head, number)
	}
	length := uint32(len(head) + len(p.Data))
	head[1], head[2], head[3] = byte(length>>16), byte(length>>8), byte(length)
	return append(head, p.Data...)
}
