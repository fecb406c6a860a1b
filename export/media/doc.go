// Package media exports the media of a capture as files that players and analyzers open: the elementary streams, bit for
// bit as the sender packetized them, and optionally a file per session with all of them in sync. It reads the capture a
// second time with the finished report and plans what becomes of each stream; package elementary brings the packets into
// order (reorder), rebuilds access units (depacket) and stores them in a file format (container), package mux joins them,
// package store keeps the files, package manifest says what was lost and damaged. Damage is marked in the manifest and
// dropped or kept, never hidden.
//
// Nothing grows with the capture: each stream has a small window for packets out of order and a small buffer for what is
// to be written, and few files are open at a time.
package media
