package rtspparse

// Violation is a tolerated departure from the grammar. Codes of messages:
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
//	cut-by-gap, body-cut-by-gap, cut-by-end                      incomplete captures
//
// The codes of header values start with the name of the header.
type Violation struct {
	Code string // stable, in kebab case
	// Detail is the text concerned, up to 80 bytes and not escaped. It is empty if the text may contain a
	// secret.
	Detail string
}

// maxDetail limits the text that a Violation quotes, in bytes.
const maxDetail = 80

// newViolation returns a Violation that quotes at most maxDetail bytes of text.
func newViolation(code, text string) Violation {
	if len(text) > maxDetail {
		text = text[:maxDetail]
	}
	return Violation{code, text}
}

// addViolation records a violation, once per code: the first occurrence is sufficient, and a hostile message
// must not cause a long list.
func (m *Message) addViolation(code, text string) {
	m.Violations = addViolation(m.Violations, code, text)
}

func addViolation(faults []Violation, code, text string) []Violation {
	for i := range faults {
		if faults[i].Code == code {
			return faults
		}
	}
	return append(faults, newViolation(code, text))
}
