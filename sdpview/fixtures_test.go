package sdpview

import "strings"

// text joins lines to a description with CR LF line ends.
func text(lines ...string) string { return strings.Join(lines, "\r\n") + "\r\n" }

// fixtures are descriptions in the style of real servers. They also seed the fuzz target.
var fixtures = map[string]string{
	"gst-rtsp-server": text("v=0", "o=- 1188340656180883 1 IN IP4 10.0.0.1", "s=Session streamed with GStreamer", "i=rtsp-server", "t=0 0",
		"a=tool:GStreamer", "a=type:broadcast", "a=control:*", "a=range:npt=now-",
		"m=video 0 RTP/AVPF 96 97", "c=IN IP4 224.3.0.1/1", "b=AS:400", "a=rtpmap:96 H264/90000", "a=framerate:25",
		"a=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z0LAFNoFB+wEQAAAAwBAAAAMg8UKqA==,aM48gA==;profile-level-id=42c014",
		"a=control:stream=0", "a=ts-refclk:local", "a=mediaclk:sender", "a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96;rtx-time=1000",
		"a=ssrc:1469180888 cname:user1@host", "m=audio 0 RTP/AVP 0", "c=IN IP4 0.0.0.0", "b=AS:64", "a=rtpmap:0 PCMU/8000", "a=control:stream=1"),
	"live555": text("v=0", "o=- 1795250047548021 1 IN IP4 10.0.0.1", "s=MPEG-1 or 2 Program Stream, streamed by the LIVE555 Media Server",
		"i=v.mpg", "t=0 0", "a=tool:LIVE555 Streaming Media v2026.06.24", "a=type:broadcast", "a=control:*", "a=range:npt=0-5.780",
		"a=x-qt-text-nam:MPEG", "m=video 0 RTP/AVP 32", "c=IN IP4 0.0.0.0", "b=AS:500", "a=control:track1",
		"m=audio 0 RTP/AVP 14", "c=IN IP4 0.0.0.0", "b=AS:128", "a=control:track2"),
	"ffmpeg": text("v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=No Name", "c=IN IP4 10.0.0.1", "t=0 0", "a=tool:libavformat 61.7.100",
		"m=video 0 RTP/AVP 96", "b=AS:436", "a=rtpmap:96 H265/90000",
		"a=fmtp:96 sprop-vps=QAEMAf//AWAAAAMAkA==; sprop-sps=QgEBAWAAAAMAkA==; sprop-pps=RAHAc8GJ", "a=control:streamid=0",
		"m=audio 0 RTP/AVP 97", "b=AS:32", "a=rtpmap:97 AAL2-G726-32/8000", "a=control:streamid=1"),
	"vlc": text("v=0", "o=- 17198077285952934576 17198077285952934576 IN IP4 host", "s=Unnamed", "i=N/A", "c=IN IP4 0.0.0.0", "t=0 0",
		"a=tool:vlc 3.0.24", "a=recvonly", "a=type:broadcast", "a=charset:UTF-8", "a=control:rtsp://10.0.0.1:8554/av",
		"m=audio 0 RTP/AVP 96", "b=RR:0", "a=rtpmap:96 mpeg4-generic/48000/2",
		"a=fmtp:96 streamtype=5; profile-level-id=15; mode=AAC-hbr; config=1190; SizeLength=13; IndexLength=3; IndexDeltaLength=3; Profile=1;",
		"a=control:rtsp://10.0.0.1:8554/av/trackID=0"),
	// Windows Media: attributes before t=, which a strict parser rejects.
	"windows-media": text("v=0", "o=- 200502131511370090 200502131511370090 IN IP4 10.0.0.1", "s=<No Title>", "c=IN IP4 0.0.0.0", "b=AS:58",
		"a=maxps:1444", "t=0 0", "a=control:rtsp://10.0.0.1/s.wmv/", "a=etag:{E5E59F90-4A63-5F55-6C21-6A0B8C77F2D0}", "a=range:npt=3.000-33.000",
		"a=type:notseekable notstridable", "a=recvonly", "a=pgmpu:data:application/vnd.ms.wms-hdr.asfv1;base64,MCaydY5mzxGm2QCqAGLObA==",
		"m=audio 0 RTP/AVP 96", "b=AS:18", "b=X-AV:16", "b=RS:0", "b=RR:0", "a=rtpmap:96 x-asf-pf/1000", "a=control:audio", "a=stream:1",
		"m=application 0 RTP/AVP 97", "b=RS:0", "a=rtpmap:97 x-wms-rtx/1000", "a=control:rtx", "a=stream:65536"),
	"onvif-camera": text("v=0", "o=- 2273421142 2273421142 IN IP4 0.0.0.0", "s=Media Server", "c=IN IP4 0.0.0.0", "t=0 0", "a=control:*",
		"a=range:npt=now-", "m=video 0 RTP/AVP 96", "a=control:trackID=0", "a=framerate:15.000000", "a=rtpmap:96 H264/90000",
		"a=fmtp:96 packetization-mode=1;profile-level-id=64002A;sprop-parameter-sets=Z2QAKqwsaoHgCJ+WbgoCCoAAAAMAgAAAD0IA,aO4xshsA", "a=recvonly",
		"m=audio 0 RTP/AVP 8", "a=control:trackID=1", "a=rtpmap:8 PCMA/8000", "a=recvonly",
		"m=application 0 RTP/AVP 107", "a=control:trackID=4", "a=rtpmap:107 vnd.onvif.metadata/90000", "a=fmtp:107 DecoderTag=h3c-v3 RTCP=0", "a=recvonly",
		"m=audio 0 RTP/AVP 0 8", "a=control:trackID=5", "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000", "a=sendonly"),
	"satip": text("v=0", "o=- 5678901234 7890123456 IN IP4 10.0.0.1", "s=SatIPServer:1 4", "t=0 0", "m=video 0 RTP/AVP 33", "c=IN IP4 0.0.0.0",
		"a=control:stream=1", "a=fmtp:33 ver=1.0;src=1;tuner=1,240,1,7,12402,v,dvbs,,,,27500,34;pids=0,16,56", "a=sendonly"),
	// A camera that leaves addresses to the Transport header: "c=IN " and "o=- 1001 1 IN".
	"bare-in": text("v=0", "o=- 1001 1 IN", "s=VCP IPC Realtime stream", "m=video 0 RTP/AVP 105", "c=IN", "a=control:rtsp://10.0.0.1/media/video1/video",
		"a=rtpmap:105 H264/90000", "a=fmtp:105 profile-level-id=640032; packetization-mode=1; sprop-parameter-sets=Z2QAMqw7UBQAWtCA=,aOqPLA==", "a=recvonly"),
	"raw-udp": text("v=0", "o=- 1 1 IN IP4 10.0.0.1", "s=x", "c=IN IP4 0.0.0.0", "t=0 0", "m=video 0 RAW/RAW/UDP 33", "a=control:trackID=1"),
}
