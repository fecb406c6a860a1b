package payload

import (
	"fmt"
	"testing"
)

// adts is an ADTS frame of AAC LC, 16000 Hz, mono, with so many bytes of data.
func adts(n int, data string) string {
	size := n + 7
	return fmt.Sprintf("fff160%02x%02x%02xfc", 0x40|size>>11, size>>3&0xff, size&7<<5|0x1f) + data
}

// Senders that put ADTS frames into RTP: in place of AU headers, whatever the description says, or behind them.
func TestADTS(t *testing.T) {
	hbr := NewAUHeaders(func(name string) string { return map[string]string{"mode": "AAC-hbr"}[name] })
	plain := NewAUHeaders(func(string) string { return "" })
	for _, c := range []struct {
		name    string
		h       AUHeaders
		payload string
		framed  bool
		adts    bool
		want    []string
	}{
		{"no AU headers", plain, adts(3, "210049"), true, true, []string{"210049"}},
		{"no AU headers though the mode has some", hbr, adts(3, "210049"), true, true, []string{"210049"}},
		{"two frames", plain, adts(3, "210049") + adts(2, "2100"), true, true, []string{"210049", "2100"}},
		{"an empty frame", plain, adts(0, "") + adts(2, "2100"), true, true, []string{"", "2100"}},
		{"behind AU headers", hbr, "0010 0050" + adts(3, "210049"), false, true, []string{"210049"}},
		{"an access unit", hbr, "0010 0018 210049", false, false, []string{"210049"}},
		{"a frame longer than the payload", plain, adts(9, "210049"), false, false, []string{adts(9, "210049")}},
		{"an access unit of no size", hbr, "0020 0000 0018 210049", false, false, []string{"", "210049"}},
	} {
		var r MPEG4Generic
		var got []string
		wrapped := false
		b := unhex(t, c.payload)
		for r.Read(&c.h, b, len(b)); r.Next(); {
			got = append(got, fmt.Sprintf("%x", r.Data))
			wrapped = wrapped || r.ADTS.Size > 0
			if r.ADTS.Size > 0 && (r.ADTS.Config.SampleRate != 16000 || r.ADTS.Config.Channels != 1 || r.ADTS.Config.ObjectType != 2) {
				t.Errorf("%s: %+v", c.name, r.ADTS.Config)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) || r.Framed != c.framed || wrapped != c.adts {
			t.Errorf("%s: %q, without AU headers %v, ADTS %v; want %q, %v, %v", c.name, got, r.Framed, wrapped, c.want, c.framed, c.adts)
		}
	}
}
