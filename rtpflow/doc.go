//home: rtpflow

// Package rtpflow turns what a capture holds into a Report. It observes first: one pass over the
// packets collects what the signalling said (exchanges, descriptions, transports agreed) and what
// media was seen (one source per SSRC, direction and flow or channel, measured as it goes by). When
// the input ends it associates: a pure function gives each source to the media whose claim fits
// best, so that neither the order of packets nor NAT, a missing port or a late start needs a path
// of its own. It knows nothing of output formats.
package rtpflow
