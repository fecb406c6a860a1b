package rtcp

import (
	"encoding/binary"
	"strconv"
)

// The SDES items of RFC 3550, 6.5. SDESEnd ends a chunk.
const (
	SDESEnd   = 0
	SDESCNAME = 1
	SDESName  = 2
	SDESEmail = 3
	SDESPhone = 4
	SDESLoc   = 5
	SDESTool  = 6
	SDESNote  = 7
	SDESPriv  = 8
)

// sdesNames are the registered items; those after PRIV are of RFC 6776, 8843, 8849, 8852 and 8861.
var sdesNames = [...]string{"END", "CNAME", "NAME", "EMAIL", "PHONE", "LOC", "TOOL", "NOTE", "PRIV", "H323-CADDR", "APSI", "RGRP",
	"RtpStreamId", "RepairedRtpStreamId", "CCID", "MID"}

// ItemName is the name of an SDES item, or its number.
func ItemName(item uint8) string {
	if int(item) < len(sdesNames) {
		return sdesNames[item]
	}
	return strconv.Itoa(int(item))
}

// Items walks the items of a source description (RFC 3550, 6.5).
type Items struct {
	SSRC uint32 // of the chunk
	Item uint8  // SDESEnd at the end of each chunk, also of one without items
	Text []byte

	b      []byte // from the next item or chunk on
	at     int    // bytes of the chunk consumed
	chunks int    // still to come
	open   bool
	fault  Fault
}

// Items begins to walk an SDES packet.
func (p *Packet) Items() Items {
	if p.Type != SDES {
		return Items{}
	}
	return Items{b: p.Body, chunks: int(p.Count)}
}

// Fault says, when Next has returned false, whether a chunk did not fit.
func (it *Items) Fault() Fault { return it.fault }

// Next goes to the next item; false at the end, or where the next does not fit the packet.
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
	it.fault, it.chunks, it.open = TooShort, 0, false
	return false
}

// Private splits the text of a PRIV item into prefix and value (RFC 3550, 6.5.8).
func Private(text []byte) (prefix, value []byte, ok bool) {
	if len(text) == 0 || 1+int(text[0]) > len(text) {
		return nil, nil, false
	}
	n := 1 + int(text[0])
	return text[1:n], text[n:], true
}
