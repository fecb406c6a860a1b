package sdpview

import (
	"strconv"
	"strings"
)

// readConnection reads the value of a c= line (RFC 8866, 5.7): nettype addrtype address, the
// address of IPv4 multicast with "/ttl" or "/ttl/count", of IPv6 multicast with "/count".
func (p *parser) readConnection(value string) Connection {
	var c Connection
	f := strings.Fields(value)
	if len(f) < 3 {
		// "c=IN " comes from cameras that leave it to the Transport header.
		p.fault(FaultConnection, "c="+value)
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
		p.fault(FaultConnection, "c="+value)
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
			p.fault(FaultConnection, "c="+value)
		case bits == 8:
			c.TTL = int(n)
		default:
			c.Count = int(n)
		}
	}
	return c
}
