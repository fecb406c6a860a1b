package view

import (
	"maps"
	"slices"
	"strings"

	"rtspect/capture"
	"rtspect/rtpflow"
)

const hexDigits = "0123456789abcdef"

// SSRC writes a synchronization source as 0x and eight hexadecimal digits.
func SSRC(ssrc uint32) string {
	b := [10]byte{0: '0', 1: 'x'}
	for i := range 8 {
		b[2+i] = hexDigits[ssrc>>(28-4*i)&15]
	}
	return string(b[:])
}

// OptionalSSRC is SSRC, or "" for nil.
func OptionalSSRC(ssrc *uint32) string {
	if ssrc == nil {
		return ""
	}
	return SSRC(*ssrc)
}

// Endpoint writes address and port; "" for an address that is not known.
func Endpoint(e capture.Endpoint) string {
	if e.Addr == (capture.Addr{}) {
		return ""
	}
	return e.String()
}

// Direction names a direction; "" where it is not known which end is the server.
func Direction(d rtpflow.Direction) string {
	switch d {
	case rtpflow.ServerToClient:
		return "server-to-client"
	case rtpflow.ClientToServer:
		return "client-to-server"
	}
	return ""
}

// Sender names the side that sends in a direction; "" where it is not known.
func Sender(d rtpflow.Direction) string {
	sender, _, _ := strings.Cut(Direction(d), "-")
	return sender
}

// Side names a side of a connection.
func Side(s rtpflow.Side) string {
	if s == rtpflow.Server {
		return "server"
	}
	return "client"
}

// Interleaved returns the connection ID and the channel of interleaved media; "" and nil for other media.
func Interleaved(c *rtpflow.Connection, channel uint8) (id string, number *int) {
	if c == nil {
		return "", nil
	}
	n := int(channel)
	return c.ID, &n
}

// PayloadTypes returns the payload types of packet counts by type, in ascending order.
func PayloadTypes(packets map[uint8]int64) []uint8 { return slices.Sorted(maps.Keys(packets)) }
