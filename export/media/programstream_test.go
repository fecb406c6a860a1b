package media

import (
	"bytes"
	"testing"

	"rtspect/sdpview"
)

// A program stream (MP2P, PS of GB/T 28181) is the payloads one after another.
func TestExportProgramStream(t *testing.T) {
	for _, encoding := range []string{"MP2P", "PS"} {
		var c testCapture
		var want []byte
		for i := range 20 {
			b := append([]byte{0, 0, 1, 0xba}, bytes.Repeat([]byte{byte(i)}, 60)...)
			c.add(rtp{port: 5000, ssrc: 1, seq: uint16(i), stamp: uint32(3600 * i), pt: 96, data: b})
			want = append(want, b...)
		}
		dir := t.TempDir()
		m, err := c.export(t, Options{Dir: dir, Formats: map[uint8]sdpview.Format{96: {PayloadType: 96, Encoding: encoding, ClockRate: 90000}}})
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Files) != 1 || m.Files[0].File != "unassociated-00000001.mpg" || !bytes.Equal(read(t, dir, m.Files[0].File), want) {
			t.Errorf("%s: %+v", encoding, m.Files)
		}
	}
}
