package dialectfixture

import (
	"time"

	"rtspect/internal/capturebuilder"
)

// The Wi-Fi Display session: the sink connects to port 7236 of the source, and both send requests. The source sends an
// MPEG transport stream over RTP to the sink.
const (
	WFDURL        = "rtsp://10.9.4.1/wfd1.0/streamid=0"
	WFDSession    = "6B8B4567"
	WFDSinkPort   = 1028
	WFDSourcePort = 19000
	WFDPackets    = 24 // of RTP, with seven transport packets each
	WFDSSRC       = 0x77666431
	WFDFirstSeq   = 100
)

// WiFiDisplay returns a session as in the Wi-Fi Display Technical Specification, 6.4: messages M1 to M8 and M16.
func WiFiDisplay() []byte {
	t := capturebuilder.New(time.Date(2014, 9, 1, 18, 0, 0, 0, time.UTC))
	sink, source := addr("10.9.4.2:41230"), addr("10.9.4.1:7236")
	c := &talk{Conn: t.Connect(sink, source)}
	const (
		require = "Require: org.wfa.wfd1.0"
		public  = "Public: org.wfa.wfd1.0, "
		local   = "rtsp://localhost/wfd1.0"
		text    = "Content-Type: text/parameters"
		session = "Session: " + WFDSession
	)
	c.serverRequest("OPTIONS *", with(require), with(public+"GET_PARAMETER, SET_PARAMETER"))
	c.clientRequest("OPTIONS *", with(require), with(public+"SETUP, TEARDOWN, PLAY, PAUSE, GET_PARAMETER, SET_PARAMETER"))
	c.serverRequest("GET_PARAMETER "+local, with(text).carrying(capturebuilder.Lines("wfd_video_formats", "wfd_audio_codecs", "wfd_content_protection",
		"wfd_client_rtp_ports")), with(text).carrying(capturebuilder.Lines(
		"wfd_video_formats: 00 00 02 10 0001ffff 1fffffff 00000fff 00 0000 0000 00 none none",
		"wfd_audio_codecs: LPCM 00000003 00, AAC 00000001 00", "wfd_content_protection: none",
		"wfd_client_rtp_ports: RTP/AVP/UDP;unicast 1028 0 mode=play")))
	c.serverRequest("SET_PARAMETER "+local, with(text).carrying(capturebuilder.Lines(
		"wfd_video_formats: 00 00 02 10 00000080 00000000 00000000 00 0000 0000 00 none none", "wfd_audio_codecs: AAC 00000001 00",
		"wfd_presentation_URL: "+WFDURL+" none", "wfd_client_rtp_ports: RTP/AVP/UDP;unicast 1028 0 mode=play")), with())
	c.serverRequest("SET_PARAMETER "+local, with(text).carrying("wfd_trigger_method: SETUP\r\n"), with())
	c.clientRequest("SETUP "+WFDURL, with("Transport: RTP/AVP/UDP;unicast;client_port=1028"),
		with(session+";timeout=30", "Transport: RTP/AVP/UDP;unicast;client_port=1028;server_port=19000"))
	c.clientRequest("PLAY "+WFDURL, with(session), with(session, "Range: npt=now-"))
	ts := transportStream{}
	rtp := capturebuilder.RTP{Type: 33, Seq: WFDFirstSeq, Timestamp: 4000000000, SSRC: WFDSSRC}
	for i := range WFDPackets {
		rtp.Marker = i%6 == 5 // the last packet of a video frame
		t.UDP(on(source, WFDSourcePort), on(sink, WFDSinkPort), rtp.Packet(ts.seven(i%6 == 0)))
		rtp.Seq++
		if rtp.Marker {
			rtp.Timestamp += 3000
			t.Wait(30 * time.Millisecond)
		}
		if i == WFDPackets/2 {
			c.serverRequest("GET_PARAMETER "+local, with(session), with())
		}
	}
	c.serverRequest("SET_PARAMETER "+local, with(text).carrying("wfd_trigger_method: TEARDOWN\r\n"), with())
	c.clientRequest("TEARDOWN "+WFDURL, with(session), with(session))
	c.Close(true)
	return t.PCAP()
}
