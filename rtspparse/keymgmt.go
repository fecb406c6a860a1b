package rtspparse

import (
	"encoding/base64"
	"strings"
)

// KeyMgmt is one item of a KeyMgmt field (RFC 4567, 4.1, 5.2).
type KeyMgmt struct {
	Protocol string // "mikey"
	URI      string
	Data     []byte // decoded; nil where it is no base64
	Params   []Param
}

// ParseKeyMgmt reads the value of a KeyMgmt field.
func ParseKeyMgmt(value string) (keys []KeyMgmt, faults []Fault) {
	items, faults := ParseList(value)
	for _, item := range items {
		ps, f := parseParams(item, ';', "keymgmt")
		faults = append(faults, f...)
		k := KeyMgmt{Protocol: ps.value("prot"), URI: ps.value("uri"), Params: ps}
		data, err := base64.StdEncoding.DecodeString(strings.TrimSpace(ps.value("data")))
		if err != nil || len(data) == 0 || k.Protocol == "" {
			faults = addFault(faults, "keymgmt-invalid", k.Protocol)
		}
		if err == nil && len(data) > 0 {
			k.Data = data
		}
		keys = append(keys, k)
	}
	if len(keys) == 0 {
		faults = addFault(faults, "keymgmt-invalid", "")
	}
	return keys, faults
}
