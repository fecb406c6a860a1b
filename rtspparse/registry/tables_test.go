package registry

import (
	"sort"
	"strings"
	"testing"
)

func TestMethods(t *testing.T) {
	v1, v2 := 0, 0
	for _, m := range Methods {
		if m.V1 {
			v1++
		}
		if m.V2 {
			v2++
		}
		if !strings.HasPrefix(m.Section, "RFC ") || !strings.HasSuffix(m.Meaning, ".") || !m.FromClient && !m.FromServer {
			t.Errorf("%+v", m)
		}
	}
	if v1 != 11 || v2 != 10 {
		t.Errorf("%d methods of version 1.0, %d of 2.0", v1, v2)
	}
	for name, want := range map[string]string{"OPTIONS": "both required", "SETUP": "client required", "REDIRECT": "server optional", "DESCRIBE": "client recommended", "ANNOUNCE": "both optional", "SET_PARAMETER": "both optional"} {
		m, ok := MethodByName(name)
		from := map[[2]bool]string{{true, true}: "both", {true, false}: "client", {false, true}: "server"}[[2]bool{m.FromClient, m.FromServer}]
		if got := from + " " + m.Requirement.String(); !ok || got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if _, ok := MethodByName("options"); ok {
		t.Error("methods must be case-sensitive")
	}
}

func TestStatuses(t *testing.T) {
	if !sort.SliceIsSorted(Statuses[:], func(i, j int) bool { return Statuses[i].Code < Statuses[j].Code }) {
		t.Error("not sorted")
	}
	v1, v2 := 0, 0
	for _, s := range Statuses {
		if s.V1 {
			v1++
		}
		if s.V2 {
			v2++
		}
		for _, m := range s.Methods {
			if _, ok := MethodByName(m); !ok {
				t.Errorf("%d: method %s", s.Code, m)
			}
		}
		if !strings.HasPrefix(s.Section, "RFC ") && s.Section != draft2326bis || !strings.HasSuffix(s.Meaning, ".") || s.Reason == "" {
			t.Errorf("%+v", s)
		}
		if got, ok := StatusByCode(s.Code); !ok || got.Reason != s.Reason {
			t.Errorf("%d is not found", s.Code)
		}
	}
	// Codes that implementations use: RFC 2326 and the drafts after it.
	for _, code := range []int{
		100, 200, 201, 250, 300, 301, 302, 303, 304, 305, 350, 351, 400, 401, 402, 403, 404, 405, 406, 407, 408, 410, 411, 412, 413, 414, 415,
		451, 452, 453, 454, 455, 456, 457, 458, 459, 460, 461, 462, 500, 501, 502, 503, 504, 505, 551,
	} {
		if _, ok := StatusByCode(code); !ok {
			t.Errorf("%d is not known", code)
		}
	}
	if v1 != 44 || v2 != 48 {
		t.Errorf("%d codes of RFC 2326, %d of RFC 7826", v1, v2)
	}
	for code, want := range map[int]string{454: "Session Not Found", 461: "Unsupported Transport", 551: "Option Not Supported", 250: "Low on Storage Space"} {
		if s, _ := StatusByCode(code); s.Reason != want {
			t.Errorf("%d: %s", code, s.Reason)
		}
	}
	for _, code := range []int{0, 99, 299, 418, 999} {
		if _, ok := StatusByCode(code); ok {
			t.Errorf("%d is not a status code", code)
		}
	}
	s, _ := StatusByCode(457)
	if !s.Allowed("PLAY") || s.Allowed("SETUP") {
		t.Error("457 is only for PLAY and PAUSE")
	}
}

func TestFields(t *testing.T) {
	v1, v2 := 0, 0
	seen := map[string]bool{}
	for _, f := range Fields {
		if f.V1 != "" {
			v1++
		}
		if f.V2 != "" {
			v2++
		}
		for _, s := range []string{"1" + f.V1, "2" + f.V2} {
			if len(s) > 1 && seen[s] {
				t.Errorf("%s: section %s twice", f.Name, s[1:])
			}
			seen[s] = true
		}
		if !f.Request && !f.Response || f.Methods == "" || f.V1 == "" && f.V2 == "" && f.Other == "" || !strings.HasSuffix(f.Meaning(), ".") {
			t.Errorf("%+v", f)
		}
	}
	if v1 != 44 || v2 != 58 {
		t.Errorf("%d fields of RFC 2326, %d of RFC 7826", v1, v2)
	}
	for name, want := range map[string]Field{
		"transport": {Name: "Transport", Request: true, Response: true, Methods: "SETUP", V1: "12.39", V2: "18.54"},
		"PUBLIC":    {Name: "Public", Response: true, Methods: "all", V1: "12.28", V2: "18.39"},
		"CSeq":      {Name: "CSeq", Request: true, Response: true, Methods: "all", V1: "12.17", V2: "18.20"},
	} {
		got, ok := FieldByName(name)
		got.meaning = ""
		if !ok || got != want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
