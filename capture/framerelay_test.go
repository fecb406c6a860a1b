package capture

var frameRelayCases = []frameCase{
	{"frame relay", linkFrameRelay, layers("1841 03 cc", ip4(17, udpHello)), udp4Hello},
	{"frame relay, IPv6", linkFrameRelay, layers("1841 03 8e", ip6(17, udpHello)), udp6Hello},
	{"frame relay, padding", linkFrameRelay, layers("1841 03 00 cc", ip4(17, udpHello)), udp4Hello},
	{"frame relay, four bytes of address", linkFrameRelay, layers("18404041 03 cc", ip4(17, udpHello)), udp4Hello},
	{"frame relay, SNAP", linkFrameRelay, layers("1841 03 00 80 000000 0800", ip4(17, udpHello)), udp4Hello},
	{"frame relay, bridged", linkFrameRelay, layers("1841 03 00 80 0080c2 0007", eth(0x0800), ip4(17, udpHello)), udp4Hello},
	{"frame relay, Cisco", linkFrameRelay, layers("1841 0800", ip4(17, udpHello)), udp4Hello},
	{"frame relay, management", linkFrameRelay, layers("0001 03 08 00 7d"), "not IP"},
	{"frame relay, endless address", linkFrameRelay, layers("00 00 00 00 00 00 00"), ReasonLinkHeader},
	{"frame relay truncated", linkFrameRelay, layers("1841 03"), ReasonLinkHeader},
	{"ATM, RFC 1483", linkATM, layers("aaaa03 000000 0800", ip4(17, udpHello)), udp4Hello},
}
