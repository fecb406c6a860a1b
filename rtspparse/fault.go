package rtspparse

// Fault is one departure from the grammar that was tolerated.
type Fault struct {
	Code   string // stable kebab-case: "bare-lf", "space-before-colon", "content-length-invalid", …
	Detail string // the offending text, cut to 80 bytes; not escaped
}

// maxDetail bounds the text that a Fault quotes, in bytes.
const maxDetail = 80

// fault makes a Fault that quotes a bounded piece of text.
func fault(code, text string) Fault {
	if len(text) > maxDetail {
		text = text[:maxDetail]
	}
	return Fault{code, text}
}

// addFault notes a departure, once for each code: the first occurrence tells enough, and a hostile
// message must not grow a list.
func (m *Message) addFault(code, text string) {
	m.Faults = addFault(m.Faults, code, text)
}

func addFault(faults []Fault, code, text string) []Fault {
	for i := range faults {
		if faults[i].Code == code {
			return faults
		}
	}
	return append(faults, fault(code, text))
}
