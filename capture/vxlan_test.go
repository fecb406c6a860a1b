package capture

var vxlanCases = []frameCase{
	{"VXLAN", linkRaw, ip4(17, udp(4789, layers("08000000 00000100", eth(0x0800), ip4(17, udpHello)))), udp4Hello + " VXLAN"},
	{"VXLAN, old port, IPv6", linkRaw, ip4(17, udp(8472, layers("08000000 00000100", eth(0x86dd), ip6(17, udpHello)))), udp6Hello + " VXLAN"},
	{"VXLAN with group policy", linkRaw, ip4(17, udp(4789, layers("88000123 00000100", eth(0x0800), ip4(17, udpHello)))), udp4Hello + " VXLAN"},
	{"VXLAN, ARP", linkRaw, ip4(17, udp(4789, layers("08000000 00000100", eth(0x0806), make([]byte, 28)))), "not IP"},
	{"VXLAN in VXLAN", linkRaw, ip4(17, udp(4789, layers("08000000 00000100", eth(0x0800), ip4(17, udp(4789, layers("08000000 00000200", eth(0x0800), ip4(17, udpHello))))))), udp4Hello + " VXLAN"},
	{"VXLAN, no such EtherType", linkRaw, ip4(17, udp(4789, layers("08000000 00000100 4865 6c6c 6f20"))), "UDP 10.0.0.1:5000>10.0.0.2:4789 \x08\x00\x00\x00\x00\x00\x01\x00Hello "},
}
