package capture

var tzspCases = []frameCase{
	{"TZSP, Ethernet", linkRaw, ip4(17, udp(37008, layers("01 00 0001 01", eth(0x0800), ip4(17, udpHello)))), udp4Hello + " other"},
	{"TZSP with tags, 802.11", linkRaw, ip4(17, udp(37008, layers("01 00 0012 00 0a 01 c8 01", wifiData, snapIPv4, ip4(17, udpHello)))), udp4Hello + " other"},
	{"TZSP, keepalive", linkRaw, ip4(17, udp(37008, layers("01 04 0000 01"))), "UDP 10.0.0.1:5000>10.0.0.2:37008 \x01\x04\x00\x00\x01"},
	{"TZSP, no end tag", linkRaw, ip4(17, udp(37008, layers("01 00 0001 0a ff"))), "UDP 10.0.0.1:5000>10.0.0.2:37008 \x01\x00\x00\x01\n\xff"},
}
