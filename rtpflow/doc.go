// Package rtpflow is the model of what the RTSP, RTP and RTCP packets of a capture show: a Report with its connections,
// sessions, media and streams. It is plain data that the outputs and the findings read.
//
// The packages below fill it in, one for each stage. Package demux splits packets into flows and connections, signalling
// follows the RTSP exchanges, observe measures RTP, rtcpstats RTCP, and repairstats the repair of losses. When the capture
// ends, associate pairs the transports that were agreed on with the flows that were observed, and assemble builds the
// Report. Timeline and findings read it. Package analyze drives the stages.
package rtpflow
