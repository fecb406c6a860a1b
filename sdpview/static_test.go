package sdpview

import "testing"

func TestStatic(t *testing.T) {
	// RFC 3551, tables 4 and 5.
	want := map[uint8]string{
		0: "PCMU/8000/1", 3: "GSM/8000/1", 4: "G723/8000/1", 5: "DVI4/8000/1", 6: "DVI4/16000/1", 7: "LPC/8000/1", 8: "PCMA/8000/1",
		9: "G722/8000/1", 10: "L16/44100/2", 11: "L16/44100/1", 12: "QCELP/8000/1", 13: "CN/8000/1", 14: "MPA/90000", 15: "G728/8000/1",
		16: "DVI4/11025/1", 17: "DVI4/22050/1", 18: "G729/8000/1", 25: "CELB/90000", 26: "JPEG/90000", 28: "NV/90000", 31: "H261/90000",
		32: "MPV/90000", 33: "MP2T/90000", 34: "H263/90000",
	}
	for pt := range 256 {
		f, ok := Static(uint8(pt))
		text := ""
		if ok {
			text = showFormat(f)
		}
		if text != want[uint8(pt)] || ok != (text != "") || ok && (!f.Static || f.PayloadType != uint8(pt)) {
			t.Errorf("%d: %q, want %q (%+v)", pt, text, want[uint8(pt)], f)
		}
	}
}
