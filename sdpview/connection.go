package sdpview

import (
	"strconv"
	"strings"
)

// readConnection parses the value of a c= line (RFC 8866, 5.7): nettype addrtype address. An IPv4 multicast
// address is followed by "/ttl" or "/ttl/count", an IPv6 multicast address by "/count".
func (p *parser) readConnection(value string) Connection {
	var c Connection
	f := strings.Fields(value)
	if len(f) < 3 {
		// Some cameras send "c=IN " and leave the address to the Transport header.
		p.violation(ViolationConnection, "c="+value)
		return c
	}
	parts := strings.Split(f[2], "/")
	c.Address = parts[0]
	numbers := parts[1:]
	v6 := strings.EqualFold(f[1], "IP6") || strings.Contains(c.Address, ":")
	limit := 2
	if v6 {
		limit = 1
	}
	if len(numbers) > limit || len(f) > 3 || c.Address == "" {
		p.violation(ViolationConnection, "c="+value)
		numbers = numbers[:min(len(numbers), limit)]
	}
	for i, s := range numbers {
		bits := 16
		if i == 0 && !v6 {
			bits = 8
		}
		n, err := strconv.ParseUint(s, 10, bits)
		switch {
		case err != nil:
			p.violation(ViolationConnection, "c="+value)
		case bits == 8:
			c.TTL = int(n)
		default:
			c.Count = int(n)
		}
	}
	return c
}
