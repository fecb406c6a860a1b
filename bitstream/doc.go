// Package bitstream reads the headers of codecs' bit streams as far as an analysis or a container needs them: sizes, rates,
// profiles, depths, kinds of picture. It knows nothing of packets or captures. Its functions take any bytes: what is
// too short or nonsense gives a zero value or ok false.
package bitstream
