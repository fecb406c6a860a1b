// Package media writes every medium of every session of a capture as a file that players and
// analysers open: the elementary stream, bit for bit as the sender packetized it. It reads the capture
// a second time with the finished report, brings the packets of each stream into order, takes the units
// out of them (package depacket) and stores them (package container). What loss touched is marked in
// the manifest and dropped or kept, never hidden.
//
// Nothing grows with the capture: each stream has a small window for packets out of order and a small
// buffer for what is to be written; few files are open at a time.
package media
