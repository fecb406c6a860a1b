package sdpview

import (
	"strconv"
	"strings"
)

// readBandwidth parses the value of a b= line (RFC 8866, 5.8; RFC 3556; RFC 3890): type:number.
func (p *parser) readBandwidth(value string) {
	typ, text, ok := strings.Cut(value, ":")
	typ, text = strings.TrimSpace(typ), strings.TrimSpace(text)
	n, err := strconv.ParseUint(text, 10, 63)
	if !ok || typ == "" || err != nil {
		p.violation(ViolationBandwidth, "b="+value)
		return
	}
	list := &p.s.Bandwidth
	if p.m != nil {
		list = &p.m.Bandwidth
	}
	if len(*list) >= MaxAttributes {
		p.tooMany("b=" + value)
		return
	}
	*list = append(*list, Bandwidth{typ, int64(n)})
}
