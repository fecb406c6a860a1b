//home: rtpflow/findings/catalog

package rtpflow

// ruleKinds are departures from what the header fields promise, and what servers say on their own.
var ruleKinds = []Kind{
	{"session-missing", SevNote, "A Session header is missing", "A client that relies on one connection for one session, or a faulty server.", "Servers with several sessions on a connection answer 454.", "RFC 2326, 12.37"},
	{"session-id-changed", SevWarning, "A server gave a session another name", "A server that makes a session for each SETUP, or a load balancer in between.", "Check which name the client goes on with; requests under the other are refused with 454.", "RFC 2326, 12.37"},
	{"teardown-repeated", SevNote, "TEARDOWN was sent again", "The client ends stream by stream what the first TEARDOWN ended as a whole, or repeats it when closing.", "Harmless; servers answer 454.", "RFC 2326, 10.7"},
	{"cseq-mismatch", SevWarning, "An answer has another CSeq than its request", "A faulty server or proxy.", "Clients that pair by CSeq wait for an answer that never comes.", "RFC 2326, 12.17"},
	{"rate-refused", SevNote, "Scale or Speed were not granted as asked", "The server, or the medium, has not the rate asked for.", "Clients must go by the answer's value.", "RFC 2326, 12.34"},
	{"range-changed", SevNote, "PLAY begins elsewhere than asked", "Servers begin at the key frame before; far from there the medium has few of them, or the server cannot seek.", "Compare Range of request and answer.", "RFC 2326, 12.29"},
	{"transport-fallback", SevNote, "The client gave up UDP for TCP", "RTP over UDP did not reach the client within its time: a firewall, NAT or a closed port on the way.", "Open the path for UDP, or let clients ask for TCP at once; each try costs seconds.", "RFC 2326, 10.12"},
	{"blocksize-exceeded", SevNote, "Packets are larger than the client asked for", "The server does not know Blocksize, or takes it for what it is: a wish. Its own medium may need larger packets.", "Where large packets are lost or fragmented, set the packet size at the server.", "RFC 2326, 12.7"},
	{"bandwidth-short", SevWarning, "The media takes more bandwidth than the client says it has", "The server does not choose by the client's Bandwidth, or has nothing smaller.", "Expect loss or stalls; offer a smaller stream.", "RFC 2326, 12.6"},
	{"conference-changed", SevWarning, "The conference of a session was changed", "A client that takes one session into two conferences; servers refuse that.", "Open a session for each conference.", "RFC 2326, 12.9"},
	{"wms-playlist-changed", SevNote, "The client names another entry of the playlist than the server", "The server's playlist went on between the description and the request.", "The client has to ask for the description anew.", "[MS-RTSP]"},
	{"server-redirect", SevNote, "The server sent the client elsewhere", "Load balancing, maintenance, or the end of a programme (REDIRECT).", "Check that the client went on at Location.", "RFC 2326, 10.10"},
	{"play-notify", SevNote, "The server told of a change in what is played", "The end of the stream, other properties, or another scale (PLAY_NOTIFY).", "Check that the client understood it.", "RFC 7826, 13.5"},
	{"description-changed", SevNote, "The server announced another description", "Media were added, removed or changed during the session (ANNOUNCE).", "Check that the client set up what is new.", "RFC 2326, 10.3"},
	{"wms-end-of-stream", SevNote, "A Windows Media server announced the end of the streams", "All was sent (SET_PARAMETER with X-Notice 2101).", "Packets missing before it are lost at the very end, where no later number shows it.", "[MS-RTSP], 2.2.7.3"},
	{"wms-log", SevNote, "A Windows Media client's log tells of trouble", "Loss, or a path too slow for the streams chosen: the client's own counts (Logplaystats).", "Compare with the loss measured here: what is lost behind the capture point shows in the log alone.", "[MS-RTSP], 2.2.7.12"},
	{"authenticated", SevNote, "The client proved who it is", "The server asked for credentials and accepted them.", "", "RFC 2326, D.1.2"},
}
