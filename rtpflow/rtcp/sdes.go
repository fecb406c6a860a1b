package rtcp

import (
	"encoding/binary"
	"strconv"
)

// SDES items (RFC 3550, 6.5). SDESEnd terminates a chunk.
const (
	SDESEnd   = 0
	SDESCNAME = 1
)

// sdesNames are the registered items, by number. Those after PRIV are defined in RFC 6776, 8843, 8849, 8852 and
// 8861.
var sdesNames = [...]string{
	"END", "CNAME", "NAME", "EMAIL", "PHONE", "LOC", "TOOL", "NOTE", "PRIV", "H323-CADDR", "APSI", "RGRP",
	"RtpStreamId", "RepairedRtpStreamId", "CCID", "MID",
}

// ItemName returns the name of an SDES item, or its number if it is not registered.
func ItemName(item uint8) string {
	if int(item) < len(sdesNames) {
		return sdesNames[item]
	}
	return strconv.Itoa(int(item))
}

// Items iterates over the items of a source description (RFC 3550, 6.5).
type Items struct {
	SSRC uint32 // of the chunk
	Item uint8  // SDESEnd at the end of each chunk, even if the chunk has no items
	Text []byte

	b      []byte // from the next item or chunk on
	at     int    // bytes of the chunk already parsed
	chunks int    // chunks that remain
	open   bool
	err    ParseError
}

// Items returns an iterator over the items of an SDES packet.
func (p *Packet) Items() Items {
	if p.Type != SDES {
		return Items{}
	}
	return Items{b: p.Body, chunks: int(p.Count)}
}

// Err returns, after Next has returned false, whether a chunk exceeded the packet.
func (it *Items) Err() ParseError { return it.err }

// Next advances to the next item. It returns false at the end, or if the next item exceeds the packet.
func (it *Items) Next() bool {
	if !it.open {
		if it.chunks == 0 {
			return false
		}
		if len(it.b) < 4 {
			return it.bad()
		}
		it.SSRC = binary.BigEndian.Uint32(it.b)
		it.chunks, it.open, it.at = it.chunks-1, true, 4
	}
	b := it.b[it.at:]
	if len(b) == 0 {
		return it.bad()
	}
	if b[0] == SDESEnd { // padded to the next 32-bit boundary
		it.Item, it.Text, it.open = SDESEnd, nil, false
		it.b = it.b[min((it.at+4)&^3, len(it.b)):]
		return true
	}
	if len(b) < 2 || len(b) < 2+int(b[1]) {
		return it.bad()
	}
	it.Item, it.Text = b[0], b[2:2+int(b[1])]
	it.at += 2 + int(b[1])
	return true
}

func (it *Items) bad() bool {
	it.err, it.chunks, it.open = TooShort, 0, false
	return false
}
