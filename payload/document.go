package payload

import "bytes"

// BeginsKLV reports whether b begins with a universal label (SMPTE ST 298), as a unit of KLV metadata does (RFC
// 6597).
func BeginsKLV(b []byte) bool { return len(b) >= 4 && string(b[:4]) == "\x06\x0e\x2b\x34" }

// BeginsXML reports whether b begins with a tag, with or without a byte order mark and white space before it.
func BeginsXML(b []byte) bool {
	b = bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), " \n\r\t")
	return len(b) > 0 && b[0] == '<'
}

// BeginsGzip reports whether b begins with the magic number of gzip.
func BeginsGzip(b []byte) bool { return len(b) >= 2 && b[0] == 0x1f && b[1] == 0x8b }
