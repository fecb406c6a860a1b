package capture

import "strconv"

// The link types that are decoded, by their number in the LINKTYPE_ registry and their DLT_ name.
const (
	linkNull        LinkType = 0
	linkEthernet    LinkType = 1
	linkPPP         LinkType = 9
	linkRawBSD      LinkType = 12 // DLT_RAW where a system wrote it unmapped
	linkRawOpenBSD  LinkType = 14
	linkPPPHDLC     LinkType = 50
	linkPPPoE       LinkType = 51
	linkATM         LinkType = 100
	linkRaw         LinkType = 101
	linkCiscoHDLC   LinkType = 104
	linkWiFi        LinkType = 105
	linkFrameRelay  LinkType = 107
	linkLoop        LinkType = 108
	linkEnc         LinkType = 109
	linkSLL         LinkType = 113
	linkPrism       LinkType = 119
	linkRadiotap    LinkType = 127
	linkAVS         LinkType = 163
	linkPPI         LinkType = 192
	linkPPPWithDir  LinkType = 204
	linkMPLS        LinkType = 219
	linkIPv4        LinkType = 228
	linkIPv6        LinkType = 229
	linkNFLog       LinkType = 239
	linkNetanalyzer LinkType = 240
	linkSLL2        LinkType = 276
)

// linkNames are the DLT_ names, without that prefix; of types that are not decoded, those that an
// analyst is likely to meet and should see named.
var linkNames = map[LinkType]string{
	linkNull:        "NULL",
	linkEthernet:    "EN10MB",
	linkPPP:         "PPP",
	linkRawBSD:      "RAW",
	linkRawOpenBSD:  "RAW",
	linkPPPHDLC:     "PPP_SERIAL",
	linkPPPoE:       "PPP_ETHER",
	linkATM:         "ATM_RFC1483",
	linkRaw:         "RAW",
	linkCiscoHDLC:   "C_HDLC",
	linkWiFi:        "IEEE802_11",
	linkFrameRelay:  "FRELAY",
	linkLoop:        "LOOP",
	linkEnc:         "ENC",
	linkSLL:         "LINUX_SLL",
	linkPrism:       "PRISM_HEADER",
	linkRadiotap:    "IEEE802_11_RADIO",
	linkAVS:         "IEEE802_11_RADIO_AVS",
	linkPPI:         "PPI",
	linkPPPWithDir:  "PPP_WITH_DIR",
	linkMPLS:        "MPLS",
	linkIPv4:        "IPV4",
	linkIPv6:        "IPV6",
	linkNFLog:       "NFLOG",
	linkNetanalyzer: "NETANALYZER",
	linkSLL2:        "LINUX_SLL2",

	6:   "IEEE802",
	7:   "ARCNET",
	8:   "SLIP",
	10:  "FDDI",
	117: "PFLOG",
	122: "IP_OVER_FC",
	138: "APPLE_IP_OVER_IEEE1394",
	143: "DOCSIS",
	177: "LINUX_LAPD",
	187: "BLUETOOTH_HCI_H4",
	189: "USB_LINUX",
	195: "IEEE802_15_4_WITHFCS",
	201: "BLUETOOTH_HCI_H4_WITH_PHDR",
	220: "USB_LINUX_MMAPPED",
	227: "CAN_SOCKETCAN",
	230: "IEEE802_15_4_NOFCS",
	249: "USBPCAP",
	251: "BLUETOOTH_LE_LL",
	252: "WIRESHARK_UPPER_PDU",
	253: "NETLINK",
	254: "BLUETOOTH_LINUX_MONITOR",
	256: "BLUETOOTH_LE_LL_WITH_PHDR",
	265: "USB_DARWIN",
	272: "NORDIC_BLE",
	283: "IEEE802_15_4_TAP",
}

// Name gives the name that capture tools show: EN10MB, LINUX_SLL2, RAW, USER0…; LINKTYPE_n where
// there is none.
func (l LinkType) Name() string {
	if s, ok := linkNames[l]; ok {
		return s
	}
	if l >= 147 && l <= 162 {
		return "USER" + strconv.Itoa(int(l)-147)
	}
	return "LINKTYPE_" + strconv.Itoa(int(l))
}

// Supported reports whether packets of this link type are decoded.
func (l LinkType) Supported() bool {
	switch l {
	case linkNull, linkEthernet, linkPPP, linkRawBSD, linkRawOpenBSD, linkPPPHDLC, linkPPPoE, linkATM,
		linkRaw, linkCiscoHDLC, linkWiFi, linkFrameRelay, linkLoop, linkEnc, linkSLL, linkPrism,
		linkRadiotap, linkAVS, linkPPI, linkPPPWithDir, linkMPLS, linkIPv4, linkIPv6, linkNFLog,
		linkNetanalyzer, linkSLL2:
		return true
	}
	return false
}
