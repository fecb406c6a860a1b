package dialectfixture

import (
	"encoding/binary"
	"strings"
	"time"

	"rtspect/internal/capturebuilder"
)

// The RealMedia session: RDT over UDP, from RealServerPort to RealClientPort, one stream.
const (
	RealURL        = "rtsp://10.9.1.1:554/clips/talk.rm"
	RealSession    = "31437-2"
	RealClientPort = 6970
	RealServerPort = 30468
	RealPackets    = 20 // of data
)

// realSDP uses the attribute syntax of RealNetworks, name:type;value.
func realSDP() string {
	return capturebuilder.Lines("v=0", "o=- 1265013399 1265013399 IN IP4 10.9.1.1", "s=Made-up talk", "i=Nobody", "c=IN IP4 0.0.0.0", "t=0 0",
		"a=SdpplinVersion:1610641560", "a=StreamCount:integer;1", `a=Title:buffer;"TWFkZS11cCB0YWxr"`, "a=range:npt=0-2.000000",
		"m=audio 0 RTP/AVP 101", "b=AS:20", "a=control:streamid=0", "a=range:npt=0-2.000000", "a=length:npt=2.000000",
		"a=rtpmap:101 x-pn-realaudio", `a=mimetype:string;"audio/x-pn-realaudio"`, "a=AvgBitRate:integer;20672",
		"a=MaxBitRate:integer;20672", "a=AvgPacketSize:integer;288", "a=Preroll:integer;4608", "a=ASMRuleBook:string;"+
			`"Marker=0,AverageBandwidth=20672,Priority=9,timestampdelivery=true;Marker=1,AverageBandwidth=0,Priority=5,timestampdelivery=true;"`)
}

// RealMedia returns a session of a RealNetworks player and server.
func RealMedia() []byte {
	t := capturebuilder.New(time.Date(2010, 2, 1, 8, 36, 39, 0, time.UTC))
	client, server := addr("10.9.1.2:1371"), addr("10.9.1.1:554")
	c := &talk{Conn: t.Connect(client, server), server: []string{"Date: Mon, 01 Feb 2010 08:36:39 GMT"}}
	agent := "User-Agent: RealMedia Player (HelixDNAClient)/10.0.0.0 (win32)"
	id := "ClientID: WinNT_5.1_10.0.0.0_play32_RN01_EN_686"
	session := "Session: " + RealSession
	c.clientRequest("OPTIONS rtsp://10.9.1.1:554", with(agent, "ClientChallenge: 00112233445566778899aabbccddeeff", id,
		"PlayerStarttime: [01/02/2010:16:36:34 -08:00]", "CompanyID: progressive-networks", "GUID: 00000000-0000-0000-0000-000000000000",
		"Pragma: initiate-session", "RegionData: 0"),
		with("Server: Helix Server Version 11.1 (win32) (RealServer compatible)",
			"Public: OPTIONS, DESCRIBE, ANNOUNCE, PLAY, SETUP, GET_PARAMETER, SET_PARAMETER, TEARDOWN",
			"RealChallenge1: ffeeddccbbaa99887766554433221100", "StatsMask: 3"))
	c.clientRequest("DESCRIBE "+RealURL, with(agent, "Accept: application/sdp", "Bandwidth: 10485800", id, "Language: en-US", "RegionData: 0",
		"Require: com.real.retain-entity-for-setup", "SupportsMaximumASMBandwidth: 1", "GUID: 00000000-0000-0000-0000-000000000000"),
		with("Content-Type: application/sdp", "Content-base: "+RealURL+"/", "Vary: User-Agent, ClientID",
			"ETag: 94022-2", "Last-Modified: Mon, 01 Feb 2010 08:00:00 GMT").carrying(realSDP()))
	c.clientRequest("SETUP "+RealURL+"/streamid=0", with(agent, "If-Match: 94022-2", "RealChallenge2: "+strings.Repeat("0", 32)+"01d0a8e3, sd=00000000",
		"Transport: x-real-rdt/udp;client_port=6970;mode=play,x-pn-tng/udp;client_port=6970;mode=play,rtp/avp;unicast;client_port=6970-6971;mode=play"),
		with(session+";timeout=80", "RealChallenge3: "+strings.Repeat("0", 40)+",sdr=00000000", "RDTFeatureLevel: 2",
			"Transport: x-real-rdt/udp;client_port=6970;server_port=30468"))
	c.clientRequest("SET_PARAMETER "+RealURL, with(agent, session, "Subscribe: stream=0;rule=0,stream=0;rule=1"), with(session))
	c.clientRequest("PLAY "+RealURL, with(agent, session, "Range: npt=0-2.000000"),
		with(session, "RTP-Info: url="+RealURL+"/streamid=0;seq=0;rtptime=0"))
	from, to := on(server, RealServerPort), on(client, RealClientPort)
	for i := range RealPackets {
		t.UDP(from, to, rdt(i))
		t.Wait(100 * time.Millisecond)
		if i == RealPackets/2 {
			t.UDP(to, from, rdtReport(i))
		}
	}
	t.UDP(from, to, []byte{0x80, 0xff, 0x06, 0, 0, 0, 0, 0, RealPackets, 0, 0}) // end of stream
	c.clientRequest("SET_PARAMETER *", with(agent, session, "Ping: Pong"), with(session))
	c.clientRequest("TEARDOWN "+RealURL, with(agent, session), with(session))
	c.Close(true)
	return t.PCAP()
}

// rdt returns a data packet of stream 0: flags, sequence number, length, rule and flags, timestamp in milliseconds, data.
// The first half of the packets contain their length, which the first flag indicates; the others are as long as their
// datagram.
func rdt(i int) []byte {
	media := capturebuilder.Noise(uint64(5000+i), 288)
	rule := byte(0)
	if i%2 == 1 {
		rule = 1 // not a keyframe
	}
	b := []byte{0, 0, byte(i)}
	if i < RealPackets/2 {
		b[0] = 0x80
		b = binary.BigEndian.AppendUint16(b, uint16(10+len(media)))
	}
	b = append(b, rule)
	b = binary.BigEndian.AppendUint32(b, uint32(i*100))
	return append(b, media...)
}

// rdtReport returns a reception report of the client, which is a control packet.
func rdtReport(upTo int) []byte {
	return []byte{0x80, 0xff, 0x02, 0, 9, 0, byte(upTo), 0, 0}
}
