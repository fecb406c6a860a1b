package rtspparse

// Fault is one departure from the grammar that was tolerated. Codes of messages:
//
//	bare-lf, bare-cr, empty-line-before, no-empty-line           line ends
//	blank-folded-line, fold-without-field, folded-field-limit    folded lines
//	space-before-colon, field-without-colon, field-name-empty,
//	field-name-invalid, nul-byte, control-byte                   header lines
//	start-line-limit, header-limit, header-fields-limit          sizes
//	reason-missing, status-invalid, version-invalid,
//	version-missing, method-invalid, url-with-space,
//	http-instead-of-rtsp                                         start lines
//	cseq-missing, cseq-empty, cseq-invalid, cseq-conflict        CSeq
//	content-length-missing, -invalid, -conflict, -duplicate,
//	-limit, -too-large, -beyond-end, body-limit                  bodies
//	cut-by-gap, body-cut-by-gap, cut-by-end                      what the capture or connection cut
//
// The codes of header values begin with the header's name.
type Fault struct {
	Code string // stable, kebab-case
	// Detail is the offending text, cut to 80 bytes and not escaped; "" where it could hold a secret.
	Detail string
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
