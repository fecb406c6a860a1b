// Package depacket takes the media out of RTP packets: one payload format a file. A depacketizer is
// given the packets of one stream in sequence order, each saying what was lost before it, and gives
// units (access units, frames, documents) that say whether loss touched them. Nothing is guessed: what
// a unit holds are bytes that the sender packetized, and what the format itself makes of them.
//
// Depacketizers do no I/O and keep no packet: of a Packet they copy what they need.
package depacket
