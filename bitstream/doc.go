// Package bitstream parses codec headers as far as analysis and containers need them: frame sizes, sample and
// frame rates, profiles, bit depths and frame types. It has no knowledge of packets or captures. Its functions
// accept any input: for truncated or invalid data they return zero values or ok false.
package bitstream
