package capture

var greCases = []frameCase{
	{"GRE, IPv4", linkRaw, ip4(47, layers("0000 0800", ip4(17, udpHello))), udp4Hello + " GRE"},
	{"GRE, checksum, key and sequence", linkRaw, ip4(47, layers("b000 86dd 00000000 00000001 00000002", ip6(17, udpHello))), udp6Hello + " GRE"},
	{"GRE, Ethernet", linkRaw, ip4(47, layers("2000 6558 00000100", eth(0x0800), ip4(17, udpHello))), udp4Hello + " GRE"},
	{"GRE, MPLS", linkRaw, ip4(47, layers("0000 8847 00011140", ip4(17, udpHello))), udp4Hello + " MPLS GRE"},
	{"GRE over IPv6", linkRaw, ip6(47, layers("0000 0800", ip4(17, udpHello))), udp4Hello + " GRE"},
	{"PPTP", linkRaw, ip4(47, layers("3081 880b 0025 0001 00000001 00000001", "ff03 0021", ip4(17, udpHello))), udp4Hello + " PPP GRE"},
	{"PPTP, acknowledgment alone", linkRaw, ip4(47, layers("2081 880b 0000 0001 00000001")), "not IP"},
	{"ERSPAN I", linkRaw, ip4(47, layers("0000 88be", eth(0x0800), ip4(17, udpHello))), udp4Hello + " GRE"},
	{"ERSPAN II", linkRaw, ip4(47, layers("1000 88be 00000001", "1001 0001 00000000", eth(0x0800), ip4(17, udpHello))), udp4Hello + " GRE"},
	{"ERSPAN III", linkRaw, ip4(47, layers("1000 22eb 00000001", "2001 0001 00000000 0000 0000", eth(0x0800), ip4(17, udpHello))), udp4Hello + " GRE"},
	{"ERSPAN III with subheader", linkRaw, ip4(47, layers("1000 22eb 00000001", "2001 0001 00000000 0000 0001 0000000000000000", eth(0x0800), ip4(17, udpHello))), udp4Hello + " GRE"},
	{"ERSPAN III, IP", linkRaw, ip4(47, layers("1000 22eb 00000001", "2001 0001 00000000 0000 0800", ip4(17, udpHello))), udp4Hello + " GRE"},
	{"GRE, keepalive", linkRaw, ip4(47, layers("0000 0000")), "not IP"},
	{"GRE with routing", linkRaw, ip4(47, layers("4000 0800 00000000", ip4(17, udpHello))), ReasonTunnel},
	{"GRE, version 2", linkRaw, ip4(47, layers("0002 0800", ip4(17, udpHello))), ReasonTunnel},
	{"GRE truncated", linkRaw, ip4(47, layers("2000 0800")), ReasonTunnel},
}
