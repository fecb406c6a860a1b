package capture

import "testing"

func TestLinkTypeNames(t *testing.T) {
	for l, want := range map[LinkType]string{
		0: "NULL", 1: "EN10MB", 12: "RAW", 14: "RAW", 101: "RAW", 108: "LOOP", 113: "LINUX_SLL", 127: "IEEE802_11_RADIO",
		147: "USER0", 162: "USER15", 163: "IEEE802_11_RADIO_AVS", 276: "LINUX_SLL2", 65535: "LINKTYPE_65535",
	} {
		if got := l.Name(); got != want {
			t.Errorf("%d: %s, want %s", l, got, want)
		}
	}
}

// Exactly the supported link types are decoded, and each has a name.
func TestLinkTypeSupported(t *testing.T) {
	for l := range LinkType(1000) {
		d := &decoder{files: []*File{{}}}
		d.decode(&Packet{Link: l, Raw: make([]byte, 64), OrigLen: 64, Frame: 1})
		if decoded := d.files[0].Undecoded[ReasonLinkType] == 0; decoded != l.Supported() {
			t.Errorf("%d (%s): decoded %v, supported %v", l, l.Name(), decoded, l.Supported())
		}
		if l.Supported() && l.info().name == "" {
			t.Errorf("%d has no name", l)
		}
	}
}
