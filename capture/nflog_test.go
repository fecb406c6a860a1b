package capture

var nflogCases = []frameCase{
	{"NFLOG", linkNFLog, layers("02000000 0800 0100 0800 0000 2500 0900", ip4(17, udpHello), "000000"), udp4Hello},
	{"NFLOG, big-endian", linkNFLog, layers("02000000 0008 0001 0008 0000 0025 0009", ip4(17, udpHello), "000000"), udp4Hello},
	{"NFLOG, IPv6", linkNFLog, layers("0a000000 3900 0900", ip6(17, udpHello)), udp6Hello},
	{"NFLOG, no packet", linkNFLog, layers("02000000 0800 0100 0800 0000"), ReasonLinkHeader},
	{"NFLOG, length of 0", linkNFLog, layers("02000000 0000 0100 0800 0000"), ReasonLinkHeader},
	{"NFLOG, length too large", linkNFLog, layers("02000000 ff00 0100 0800 0000"), ReasonLinkHeader},
}
