package capture

var mplsCases = []frameCase{
	{"MPLS, one label", linkEthernet, layers(eth(0x8847), "00011140", ip4(17, udpHello)), udp4Hello + " MPLS"},
	{"MPLS, three labels, IPv6", linkEthernet, layers(eth(0x8848), "00011040 00012040 00013140", ip6(17, udpHello)), udp6Hello + " MPLS"},
	{"MPLS, pseudowire with control word", linkEthernet, layers(eth(0x8847), "00011140 00000000", eth(0x0800), ip4(17, udpHello)), udp4Hello + " MPLS"},
	{"MPLS, pseudowire without", linkEthernet, layers(eth(0x8847), "00011140", eth(0x0800), ip4(17, udpHello)), udp4Hello + " MPLS"},
	{"MPLS, pseudowire with a VLAN tag", linkEthernet, layers(eth(0x8847), "00011140 00000000", eth(0x8100), "0005 0800", ip4(17, udpHello)), udp4Hello + " VLAN MPLS"},
	{"MPLS, something else", linkEthernet, layers(eth(0x8847), "00011140 deadbeef"), "not IP"},
	{"MPLS, no bottom", linkEthernet, layers(eth(0x8847), "00011040 00012040"), ReasonLinkHeader},
	{"MPLS, nothing below", linkEthernet, layers(eth(0x8847), "00011140"), ReasonLinkHeader},
	{"MPLS as link type", linkMPLS, layers("00011140", ip4(17, udpHello)), udp4Hello + " MPLS"},
}
