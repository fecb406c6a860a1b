package capture

import "strconv"

// linkDecoder decodes a frame, or the rest of one. wire is the length of b on the wire.
type linkDecoder func(d *decoder, p *Packet, b []byte, wire int)

// linkInfo is what is known about a link type: its DLT_ name without the prefix, and its decoder.
type linkInfo struct {
	name   string
	decode linkDecoder // nil if the link type is not supported
}

// linkTypes contains the link types by their number in the LINKTYPE_ registry, a row each. The rows without a decoder
// are common types that reports should name. The table is filled by init because decoders of nested link types refer to
// it.
var linkTypes [maxLinkType + 1]linkInfo

const maxLinkType = 283

func init() {
	linkTypes = [...]linkInfo{
		0:   {"NULL", (*decoder).loopback},
		1:   {"EN10MB", (*decoder).ethernet},
		9:   {"PPP", (*decoder).pppFrame},
		12:  {"RAW", (*decoder).ip}, // DLT_RAW as some systems write it, unmapped
		14:  {"RAW", (*decoder).ip}, // likewise on OpenBSD
		50:  {"PPP_SERIAL", (*decoder).pppFrame},
		51:  {"PPP_ETHER", (*decoder).pppoe},
		100: {"ATM_RFC1483", (*decoder).llc},
		101: {"RAW", (*decoder).ip},
		104: {"C_HDLC", (*decoder).ciscoHDLC},
		105: {"IEEE802_11", (*decoder).wifiFrame},
		107: {"FRELAY", (*decoder).frameRelay},
		108: {"LOOP", (*decoder).loopback},
		109: {"ENC", skip(12, (*decoder).ip)},
		113: {"LINUX_SLL", (*decoder).sll},
		119: {"PRISM_HEADER", (*decoder).prism},
		127: {"IEEE802_11_RADIO", (*decoder).radiotap},
		163: {"IEEE802_11_RADIO_AVS", (*decoder).avs},
		192: {"PPI", (*decoder).ppi},
		204: {"PPP_WITH_DIR", skip(1, (*decoder).pppFrame)},
		219: {"MPLS", (*decoder).mpls},
		228: {"IPV4", (*decoder).ip},
		229: {"IPV6", (*decoder).ip},
		239: {"NFLOG", (*decoder).nflog},
		240: {"NETANALYZER", skip(4, (*decoder).ethernet)},
		276: {"LINUX_SLL2", (*decoder).sll2},

		6:   {name: "IEEE802"},
		7:   {name: "ARCNET"},
		8:   {name: "SLIP"},
		10:  {name: "FDDI"},
		117: {name: "PFLOG"},
		122: {name: "IP_OVER_FC"},
		138: {name: "APPLE_IP_OVER_IEEE1394"},
		143: {name: "DOCSIS"},
		177: {name: "LINUX_LAPD"},
		187: {name: "BLUETOOTH_HCI_H4"},
		189: {name: "USB_LINUX"},
		195: {name: "IEEE802_15_4_WITHFCS"},
		201: {name: "BLUETOOTH_HCI_H4_WITH_PHDR"},
		220: {name: "USB_LINUX_MMAPPED"},
		227: {name: "CAN_SOCKETCAN"},
		230: {name: "IEEE802_15_4_NOFCS"},
		249: {name: "USBPCAP"},
		251: {name: "BLUETOOTH_LE_LL"},
		252: {name: "WIRESHARK_UPPER_PDU"},
		253: {name: "NETLINK"},
		254: {name: "BLUETOOTH_LINUX_MONITOR"},
		256: {name: "BLUETOOTH_LE_LL_WITH_PHDR"},
		265: {name: "USB_DARWIN"},
		272: {name: "NORDIC_BLE"},
		283: {name: "IEEE802_15_4_TAP"},
	}
}

// Link types that other code refers to.
const (
	linkEthernet LinkType = 1
	linkPPI      LinkType = 192
)

// info returns the row of a link type, which is empty for an unknown one.
func (l LinkType) info() linkInfo {
	if int(l) < len(linkTypes) {
		return linkTypes[l]
	}
	return linkInfo{}
}

// Name returns the name that capture tools show: EN10MB, LINUX_SLL2, RAW, USER0…, or LINKTYPE_n for an unknown link
// type.
func (l LinkType) Name() string {
	if s := l.info().name; s != "" {
		return s
	}
	if l >= 147 && l <= 162 {
		return "USER" + strconv.Itoa(int(l)-147)
	}
	return "LINKTYPE_" + strconv.Itoa(int(l))
}

// Supported reports whether packets of this link type are decoded.
func (l LinkType) Supported() bool { return l.info().decode != nil }
