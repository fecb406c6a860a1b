//home: rtpflow/findings/catalog

package rtpflow

// framesKinds are what can go wrong with pictures, audio frames and transport streams.
var framesKinds = []Kind{
	{"picture-damaged", SevWarning, "Pictures are damaged or missing", "RTP packets that carried parts of them were lost.", "See the loss itself; a shorter keyframe interval, retransmission or FEC makes its effect shorter.", ""},
	{"picture-freeze", SevWarning, "No whole picture came for a while", "Packets of every picture were lost, or the sender or the network stopped.", "Look at loss, stalls and TCP findings of the same time.", ""},
	{"keyframe-missing", SevWarning, "No keyframe came", "The encoder's keyframe interval is longer than the stream lasted, or keyframes were lost; nobody asked for one.", "A receiver shows nothing or grey; shorten the keyframe interval or let the server begin with a keyframe.", ""},
	{"keyframe-late", SevWarning, "The first picture came late", "The server does not begin with a keyframe, or its beginning was lost.", "Viewers wait as long; shorten the keyframe interval or let the server begin with a keyframe.", ""},
	{"keyframe-interval", SevNote, "Keyframes are far apart", "The encoder is set so, or it makes keyframes on demand only.", "Who joins, seeks or loses a packet waits as long for a whole picture.", ""},
	{"marker-faults", SevNote, "Marker bits are not where the payload format wants them", "A sender that does not keep to the payload format.", "Receivers that rely on the marker bit show pictures late or cut.", "RFC 3551, 4.1"},
	{"timestamp-repeated", SevNote, "Pictures share a timestamp", "The sender does not count time, or lost its clock.", "Players show such pictures at once or drop them.", "RFC 3550, 5.1"},
	{"resolution-change", SevNote, "The parameters of the pictures change midway", "The encoder was set anew or its source changed.", "Receivers that rely on the parameter sets of the SDP fail; see that they take those in band.", ""},
	{"parameter-sets-missing", SevWarning, "Parameter sets are neither in the SDP nor in band", "The server leaves them out, or sends them only before the capture began.", "No decoder can begin.", "RFC 6184, 8.2.1"},
	{"parameter-sets-differ", SevWarning, "The parameter sets of the SDP are not those of the stream", "The SDP is older than the encoder's settings.", "Decoders that are set up by the SDP show rubbish or nothing until the sets in band come.", "RFC 6184, 8.2.1"},
	{"profile-mismatch", SevWarning, "The stream exceeds the profile or level that the SDP announces", "The SDP is made up or old.", "Receivers choose their decoder by the SDP and may fail.", "RFC 6184, 8.1"},
	{"packetization-mode-mismatch", SevWarning, "The stream uses payload structures that its packetization mode excludes", "The SDP lacks packetization-mode=1.", "Strict receivers drop such packets.", "RFC 6184, 6.1"},
	{"frame-rate-mismatch", SevNote, "The frame rate is not the one of the SDP", "The SDP is made up or old, or the encoder drops frames.", "", "RFC 8866, 6.11"},
	{"ptime-mismatch", SevNote, "Audio packets are not as long as agreed", "The sender ignores a=ptime or a=maxptime.", "Receivers with buffers of that size fail.", "RFC 8866, 6.4"},
	{"ts-continuity", SevWarning, "Continuity counters of the transport stream break", "Transport packets were lost before they were put into RTP, or with RTP packets.", "Where no RTP packet is lost, look at the path to the sender.", "ISO/IEC 13818-1, 2.4.3.3"},
	{"ts-damaged", SevWarning, "Transport packets are marked as erroneous or out of step", "A demodulator could not repair them, or the payload is cut.", "Look at reception before the sender.", "ISO/IEC 13818-1, 2.4.3.3"},
	{"ts-scrambled", SevNote, "The transport stream is scrambled", "Conditional access.", "", "ISO/IEC 13818-1, 2.4.3.3"},
	{"ts-pcr-interval", SevNote, "Clock references of the transport stream are far apart", "The multiplexer sends them too seldom.", "Receivers lose their clock; 100 ms are allowed, 40 ms usual.", "ETSI TR 101 290, 5.2.2"},
	{"ts-pcr-jitter", SevNote, "Clock references come at other times than they say", "Sending in bursts, or jitter on the way.", "Receivers need larger buffers.", "ETSI TR 101 290, 5.2.2"},
}
