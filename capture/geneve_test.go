package capture

var geneveCases = []frameCase{
	{"Geneve, Ethernet", linkRaw, ip4(17, udp(6081, layers("0000 6558 00000100", eth(0x0800), ip4(17, udpHello)))), udp4Hello + " Geneve"},
	{"Geneve, options, IPv4", linkRaw, ip4(17, udp(6081, layers("0280 0800 00000100 0102 8001 00000000", ip4(17, udpHello)))), udp4Hello + " Geneve"},
	{"Geneve, IPv6", linkRaw, ip4(17, udp(6081, layers("0000 86dd 00000100", ip6(17, udpHello)))), udp6Hello + " Geneve"},
	{"Geneve, options beyond the packet", linkRaw, ip4(17, udp(6081, layers("3f00 0800 00000100 4f"))), "UDP 10.0.0.1:5000>10.0.0.2:6081 ?\x00\x08\x00\x00\x00\x01\x00O"},
}
