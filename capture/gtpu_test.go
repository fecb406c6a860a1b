package capture

var gtpuCases = []frameCase{
	{"GTP-U", linkRaw, ip4(17, udp(2152, layers("30 ff 0021 00000001", ip4(17, udpHello)))), udp4Hello + " GTP-U"},
	{"GTP-U with sequence", linkRaw, ip4(17, udp(2152, layers("32 ff 0025 00000001 0001 00 00", ip4(17, udpHello)))), udp4Hello + " GTP-U"},
	{"GTP-U with an extension header", linkRaw, ip4(17, udp(2152, layers("34 ff 0029 00000001 0000 00 85 01 10 09 00", ip6(17, udpHello)))), udp6Hello + " GTP-U"},
	{"GTP-U echo", linkRaw, ip4(17, udp(2152, layers("32 01 0004 00000000 0001 00 00"))), "UDP 10.0.0.1:5000>10.0.0.2:2152 2\x01\x00\x04\x00\x00\x00\x00\x00\x01\x00\x00"},
	{"GTP-U, extension of length 0", linkRaw, ip4(17, udp(2152, layers("34 ff 0008 00000001 0000 00 85 00 10 09 00"))), "UDP 10.0.0.1:5000>10.0.0.2:2152 4\xff\x00\x08\x00\x00\x00\x01\x00\x00\x00\x85\x00\x10\x09\x00"},
}
