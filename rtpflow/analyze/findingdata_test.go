package analyze_test

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"rtspect/rtpflow"
	"rtspect/rtpflow/findings"
	"rtspect/rtpflow/findings/catalog"
)

// allFindings are those of a report, in the order of their IDs.
func allFindings(r *rtpflow.Report) []rtpflow.Finding {
	list := append([]rtpflow.Finding(nil), r.Findings...)
	for _, s := range r.Sessions {
		list = append(list, s.Findings...)
	}
	return list
}

// Findings are a function of the report: the same report gives the same findings, and they are those that it has.
func TestFindingsAreAFunctionOfTheReport(t *testing.T) {
	thresholds := catalog.DefaultThresholds()
	files, _ := filepath.Glob("../../testdata/captures/*.pcap*")
	for _, file := range files {
		r := analyzeFile(t, file)
		if got := findings.Findings(r, &thresholds); !reflect.DeepEqual(got, allFindings(r)) && len(got) > 0 {
			t.Errorf("%s: %d findings of the report, %d in it", filepath.Base(file), len(got), len(allFindings(r)))
		}
	}
}

// numbers are those in a sentence, with their digits behind the point.
var numbers = regexp.MustCompile(`\d+(\.\d+)?`)

// mentions reports whether a sentence has a number: rounded, without its sign, or in a larger or smaller unit.
func mentions(sentence string, value float64) bool {
	value = max(value, -value)
	for _, n := range numbers.FindAllString(sentence, -1) {
		x, _ := strconv.ParseFloat(n, 64)
		_, decimals, _ := strings.Cut(n, ".")
		for _, scale := range []float64{1, 1e3, 1e-3, 1.0 / 60, 1.0 / 3600, 1.0 / 86400} {
			if strconv.FormatFloat(value*scale, 'f', len(decimals), 64) == n || value == x {
				return true
			}
		}
	}
	return false
}

// What a finding measures, counts and is about agrees with its sentence and its session.
func TestDataOfFindings(t *testing.T) {
	files, _ := filepath.Glob("../../testdata/captures/*.pcap*")
	if dir := os.Getenv("RTSPECT_CAPTURES"); dir != "" {
		made, _ := filepath.Glob(filepath.Join(dir, "made", "*.pcap*"))
		files = append(files, made...)
	}
	measured := 0
	for _, file := range files {
		r := analyzeFile(t, file)
		all := allFindings(r)
		for i, f := range all {
			where := filepath.Base(file) + ": " + f.Code
			if f.ID != i+1 || f.Cause < 0 || f.Cause > len(all) || f.Cause == f.ID {
				t.Errorf("%s: ID %d, cause %d of %d findings", where, f.ID, f.Cause, len(all))
			}
			if f.FrameCount < int64(len(f.Frames)) || len(f.Frames) > 20 {
				t.Errorf("%s: %d of %d frames", where, len(f.Frames), f.FrameCount)
			}
			if f.Limit != nil && f.Value == nil || f.Unit != "" && f.Value == nil {
				t.Errorf("%s: a limit or unit without a value", where)
			}
			if f.Value == nil {
				continue
			}
			// A share and the number of missing frames are said in other numbers.
			if measured++; f.Code != "picture-damaged" && !mentions(f.Summary, *f.Value) {
				t.Errorf("%s: %v %s is not in %q", where, *f.Value, f.Unit, f.Summary)
			}
		}
		for _, f := range r.Findings {
			if f.Subject.Session != nil {
				t.Errorf("%s: a finding of %s is not in its session", f.Code, f.Subject.Session.ID)
			}
		}
		for _, s := range r.Sessions {
			for _, f := range s.Findings {
				if f.Subject.Session != s {
					t.Errorf("%s in %s is about %s", f.Code, s.ID, f.Subject.String())
				}
			}
		}
	}
	if measured < 10 {
		t.Errorf("%d findings with a value", measured)
	}
}

// Damage in the capture explains missing packets, and these damaged video frames.
func TestCauses(t *testing.T) {
	r := analyzeFile(t, captureFile("i20_tcp_capture_gaps"))
	all := allFindings(r)
	causes := map[string]string{}
	for _, f := range all {
		if f.Cause > 0 {
			causes[f.Code] = all[f.Cause-1].Code
		}
	}
	want := map[string]string{"rtp-not-captured": "capture-gap", "picture-damaged": "rtp-not-captured", "junk-bytes": "capture-gap"}
	if !reflect.DeepEqual(causes, want) {
		t.Errorf("%v, want %v", causes, want)
	}
}
