package capture

var (
	wifiData = layers("0801 0000 020202020202 020202020203 020202020204 1000") // data to the access point
	snapIPv4 = layers("aaaa03 000000 0800")
	wifiQoS  = layers("8802 0000 020202020202 020202020203 020202020204 1000 0000")
)

var wifiCases = []frameCase{
	{"802.11 data", linkWiFi, layers(wifiData, snapIPv4, ip4(17, udpHello)), udp4Hello},
	{"802.11 data, check sequence", linkWiFi, layers(wifiData, snapIPv4, ip4(17, udpHello), "01020304"), udp4Hello},
	{"802.11 QoS", linkWiFi, layers(wifiQoS, snapIPv4, ip4(17, udpHello)), udp4Hello},
	{"802.11 QoS, HT control", linkWiFi, layers("8882 0000 020202020202 020202020203 020202020204 1000 0000 00000000", snapIPv4, ip4(17, udpHello)), udp4Hello},
	{"802.11 with four addresses", linkWiFi, layers("0803 0000 020202020202 020202020203 020202020204 1000 020202020205", snapIPv4, ip4(17, udpHello)), udp4Hello},
	{"802.11 bundle", linkWiFi, layers("8802 0000 020202020202 020202020203 020202020204 1000 8000", "020202020202 020202020203 0029", snapIPv4, ip4(17, udpHello)), udp4Hello},
	{"802.11 beacon", linkWiFi, layers("8000 0000 020202020202 020202020203 020202020204 1000", make([]byte, 20)), "not IP"},
	{"802.11 null", linkWiFi, layers("4801 0000 020202020202 020202020203 020202020204 1000"), "not IP"},
	{"802.11 encrypted", linkWiFi, layers("0841 0000 020202020202 020202020203 020202020204 1000 0011223344556677", make([]byte, 40)), ReasonEncrypted},
	{"802.11 decrypted, flag left", linkWiFi, layers("0841 0000 020202020202 020202020203 020202020204 1000", snapIPv4, ip4(17, udpHello)), udp4Hello},
	{"802.11 decrypted, vector left", linkWiFi, layers("0841 0000 020202020202 020202020203 020202020204 1000 0011223344556677", snapIPv4, ip4(17, udpHello)), udp4Hello},
	{"802.11 fragment", linkWiFi, layers("0805 0000 020202020202 020202020203 020202020204 1000", snapIPv4, ip4(17, udpHello)), ReasonWiFiPart},
	{"802.11 later fragment", linkWiFi, layers("0801 0000 020202020202 020202020203 020202020204 1100", snapIPv4, ip4(17, udpHello)), ReasonWiFiPart},
	{"802.11 truncated", linkWiFi, layers("0801 0000 0202"), ReasonLinkHeader},

	{"radiotap", linkRadiotap, layers("00 00 0800 00000000", wifiData, snapIPv4, ip4(17, udpHello)), udp4Hello},
	{"radiotap, time and flags, data padded", linkRadiotap, layers("00 00 1400 03000000 0000000000000000 20 000000", wifiQoS, "0000", snapIPv4, ip4(17, udpHello)), udp4Hello},
	{"radiotap, two words", linkRadiotap, layers("00 00 1000 02000080 02000000 10 000000", wifiData, snapIPv4, ip4(17, udpHello), "01020304"), udp4Hello},
	{"radiotap, impossible length", linkRadiotap, layers("00 00 0300 00000000", wifiData), ReasonLinkHeader},
	{"radiotap, length too large", linkRadiotap, layers("00 00 ff00 00000000", wifiData), ReasonLinkHeader},
	{"Prism", linkPrism, layers("44000000 10000000 0000000000000000", wifiData, snapIPv4, ip4(17, udpHello)), udp4Hello},
	{"Prism, big-endian", linkPrism, layers("00000044 00000010 0000000000000000", wifiData, snapIPv4, ip4(17, udpHello)), udp4Hello},
	{"Prism that is AVS", linkPrism, layers("80211001 00000010 0000000000000000", wifiData, snapIPv4, ip4(17, udpHello)), udp4Hello},
	{"AVS", linkAVS, layers("80211001 00000010 0000000000000000", wifiData, snapIPv4, ip4(17, udpHello)), udp4Hello},
	{"AVS, impossible length", linkAVS, layers("80211001 00000000 0000000000000000", wifiData), ReasonLinkHeader},
	{"PPI, 802.11", linkPPI, layers("00 00 0800 69000000", wifiData, snapIPv4, ip4(17, udpHello)), udp4Hello},
	{"PPI, Ethernet, a field", linkPPI, layers("00 00 1000 01000000 0000 0400 00000000", eth(0x0800), ip4(17, udpHello)), udp4Hello},
	{"PPI in itself", linkPPI, layers("00 00 0800 c0000000 00 00 0800 01000000"), ReasonLinkHeader},
	{"PPI, unknown link type", linkPPI, layers("00 00 0800 93000000 0000"), "not IP"},
}
