package rtspparse

import "strconv"

// ParseList reads a value that is a list with commas: Public, Allow, Require, Proxy-Require,
// Supported, Unsupported, Accept-Ranges, Content-Encoding, Content-Language and the like
// (RFC 2326, 12). The items keep their case and parameters.
func ParseList(value string) (items []string, faults []Fault) {
	for more := space(value) != ""; more; {
		var item string
		item, value, more = cut(value, ',')
		switch {
		case item == "":
			faults = addFault(faults, "list-empty-item", item)
		case len(items) == maxParams:
			return items, addFault(faults, "list-limit", "limit of "+strconv.Itoa(maxParams)+" list items exceeded")
		default:
			items = append(items, item)
		}
	}
	return items, faults
}

// List joins the items of all fields of a name.
func (h Headers) List(name string) (items []string, faults []Fault) {
	for _, v := range h.Values(name) {
		list, f := ParseList(v)
		for _, f := range f {
			faults = addFault(faults, f.Code, f.Detail)
		}
		if len(items)+len(list) > maxParams {
			return append(items, list[:maxParams-len(items)]...), addFault(faults, "list-limit", "limit of "+strconv.Itoa(maxParams)+" list items exceeded")
		}
		items = append(items, list...)
	}
	return items, faults
}
