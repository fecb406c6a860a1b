package payload

import (
	"encoding/base64"
	"strings"
)

// maxParameterSets bounds the parameter sets of one attribute of a description.
const maxParameterSets = 64

// Described are the parameter sets of a description.
type Described struct {
	Sets [][]byte // NAL units
	// Foreign counts NAL units that are no parameter sets; they are not in Sets.
	Foreign int
	// ByteStream says that some are behind start codes, where the payload format has none.
	ByteStream bool
}

// DescribedH264 reads sprop-parameter-sets (RFC 6184, 8.1).
func DescribedH264(param func(string) string) (d Described) {
	d.read(param("sprop-parameter-sets"), func(b []byte) bool {
		switch b[0] & 0x9f {
		case 7, 8, 13, 15:
			return true
		}
		return false
	})
	return d
}

// DescribedH265 reads sprop-vps, sprop-sps and sprop-pps (RFC 7798, 7.1).
func DescribedH265(param func(string) string) (d Described) {
	for i, name := range []string{"sprop-vps", "sprop-sps", "sprop-pps"} {
		d.read(param(name), func(b []byte) bool { return b[0]&0x80 == 0 && int(b[0]>>1) == 32+i })
	}
	return d
}

// read reads NAL units in Base64, separated by commas. What is not Base64 is left out.
func (d *Described) read(s string, isSet func([]byte) bool) {
	for text := range strings.SplitSeq(s, ",") {
		text = strings.TrimRight(strings.TrimSpace(text), "=")
		b, err := base64.RawStdEncoding.DecodeString(text)
		if err != nil {
			continue
		}
		var units byteStream
		if !units.leading(b, 0, isHeader) {
			units.joined = b
		}
		for len(units.joined) > 0 {
			d.add(units.behind(isHeader), isSet)
			units.ByteStream = units.ByteStream || units.joined != nil
		}
		d.ByteStream = d.ByteStream || units.ByteStream
	}
}

func isHeader(b []byte) bool { return len(b) > 0 }

func (d *Described) add(nal []byte, isSet func([]byte) bool) {
	switch {
	case len(nal) == 0:
	case !isSet(nal):
		d.Foreign++
	case len(d.Sets) < maxParameterSets:
		d.Sets = append(d.Sets, nal)
	}
}
