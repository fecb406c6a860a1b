package sdpview

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rtspect/internal/cputime"
)

// has returns the number of violations with a code.
func has(s *Session, code string) int {
	n := 0
	for _, f := range s.Violations {
		if f.Code == code {
			n++
		}
	}
	return n
}

func TestManyMedia(t *testing.T) {
	var b strings.Builder
	b.WriteString(head)
	for i := range 20000 {
		fmt.Fprintf(&b, "m=video 0 RTP/AVP 96\r\na=control:t%d\r\n", i)
	}
	s := Parse([]byte(b.String()))
	if len(s.Media) != MaxMedia || !s.Truncated || has(s, ViolationManyMedia) != 1 || s.ConformanceError != "" {
		t.Errorf("%d media, truncated %v, violations %v", len(s.Media), s.Truncated, s.Violations)
	}
	last := s.Media[MaxMedia-1]
	if last.Control != "t255" || len(last.Attributes) != 1 {
		t.Errorf("the last section includes lines that follow it: %+v", last)
	}
}

func TestManyAttributes(t *testing.T) {
	lines := strings.Repeat("a=x:y\r\n", 20000)
	s := Parse([]byte(head + lines + "m=video 0 RTP/AVP 26\r\n" + lines + "m=audio 0 RTP/AVP 0\r\na=control:z\r\n"))
	if len(s.Attributes) != MaxAttributes || len(s.Media[0].Attributes) != MaxAttributes || s.Media[1].Control != "z" {
		t.Errorf("%d and %d attributes", len(s.Attributes), len(s.Media[0].Attributes))
	}
	if !s.Truncated || has(s, ViolationManyAttr) != 1 {
		t.Errorf("truncated %v, violations %v", s.Truncated, s.Violations)
	}
}

func TestLongLines(t *testing.T) {
	s := Parse([]byte("v=0\r\ns=" + strings.Repeat("A", 1<<20) + "\r\nm=video 0 RTP/AVP 96\r\na=fmtp:96 sprop-parameter-sets=" +
		strings.Repeat("Z", 1<<20) + "\r\na=control:trackID=0\r\n"))
	if len(s.Name) != MaxLine-2 || s.Media[0].Control != "trackID=0" || len(s.Media[0].Formats[0].Param("sprop-parameter-sets")) == 0 {
		t.Errorf("name of %d bytes, control %q", len(s.Name), s.Media[0].Control)
	}
	if !s.Truncated || has(s, ViolationLongLine) != 2 {
		t.Errorf("truncated %v, violations %v", s.Truncated, s.Violations)
	}
}

func TestManyFaults(t *testing.T) {
	s := Parse([]byte(strings.Repeat("nonsense that is longer than what a fault keeps of it, by some bytes, if counted to the end\r\n", 5000)))
	if len(s.Violations) != maxSameViolation+1 || s.ViolationsDropped != 5000-maxSameViolation {
		t.Errorf("%d violations, %d more", len(s.Violations), s.ViolationsDropped)
	}
	if d := s.Violations[0].Detail; len(d) != maxDetail || !strings.HasPrefix(d, "nonsense") {
		t.Errorf("detail %q", d)
	}
}

// TestKeys damages lines with key material in every way that is reported. No violation may quote a key.
func TestKeys(t *testing.T) {
	const secret = "SeCrEt"
	in := "k=clear:" + secret + " \r\nm=video 0 RTP/SAVP 96\r\n a = crypto : 1 AES_CM_128_HMAC_SHA1_80 inline:" + secret + "\r\n" +
		"a=key-mgmt mikey " + secret + " \r\na=KEY-MGMT:mikey " + secret + " \r\nK = " + secret + "\r\na crypto:1 " + secret +
		"\r\nK clear " + secret + "\r\n" + strings.Repeat("a=crypto:1 "+secret+"\r\n", MaxAttributes)
	s := Parse([]byte(in))
	for _, f := range s.Violations {
		if strings.Contains(f.Detail, secret) {
			t.Errorf("%+v", f)
		}
	}
	if strings.Contains(s.ConformanceError, secret) || s.ConformanceError != Parse([]byte(in)).ConformanceError {
		t.Errorf("conformance: %q", s.ConformanceError)
	}
	if has(s, ViolationManyAttr) != 1 || has(s, ViolationBadLine) != 2 {
		t.Errorf("violations: %v", codes(s))
	}
}

// TestHostileSizes uses input that takes quadratic time or memory in a careless implementation.
func TestHostileSizes(t *testing.T) {
	const mib = 1 << 20
	media := head + "m=video 0 RTP/AVP 96\r\n"
	cases := map[string]string{
		"spaces after a pair":   media + "a=fmtp:96 a=b" + strings.Repeat(" ", MaxLine) + "\r\n",
		"words after a pair":    media + strings.Repeat("a=fmtp:96 a=b"+strings.Repeat(" x", 30000)+"\r\n", 30),
		"words before a pair":   media + strings.Repeat("a=fmtp:96 "+strings.Repeat("x ", 30000)+"a=b\r\n", 30),
		"pairs":                 media + strings.Repeat("a=fmtp:96 "+strings.Repeat("a=b ", 15000)+"\r\n", 30),
		"semicolons":            media + strings.Repeat("a=fmtp:96 "+strings.Repeat("a;", 30000)+"\r\n", 30),
		"fmtp again and again":  media + strings.Repeat("a=fmtp:96 "+strings.Repeat("x", 1000)+"\r\n", 2000),
		"payload types":         head + strings.Repeat("m=video 0 RTP/AVP"+strings.Repeat(" 96", 20000)+"\r\n", 30),
		"empty lines":           strings.Repeat("\r\n", mib),
		"carriage returns":      strings.Repeat("\r", mib) + "x",
		"controls":              media + strings.Repeat("a=control:x\r\n", mib/13),
		"slashes":               head + "c=IN IP4 " + strings.Repeat("/", MaxLine) + "\r\n",
		"slashes in an rtpmap":  media + "a=rtpmap:96 " + strings.Repeat("/", MaxLine) + "\r\n",
		"one line and no end":   "v=0" + strings.Repeat("=", 4*mib),
		"lines of two bytes":    strings.Repeat("a=\n", mib),
		"sections of one line":  strings.Repeat("m=\n", mib),
		"attributes of nothing": strings.Repeat("a=:\n", mib),
	}
	for name, in := range cases {
		t.Run(name, func(t *testing.T) {
			start := cputime.Used()
			s := Parse([]byte(in))
			if d := cputime.Used() - start; d > 3*time.Second {
				t.Errorf("took %v for %d bytes", d, len(in))
			}
			if len(s.Violations) == 0 {
				t.Error("no violation")
			}
		})
	}
}
