package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rtspect/export/report"
	"rtspect/export/safe"
)

// secretWord starts every secret of the canary capture; a number and a Z follow.
const secretWord = "S3KR1T"

// canaryCommand is a command line that must disclose nothing. CAPTURE, DIR and FILE stand for a capture with canaries, a
// new directory and a new file.
type canaryCommand struct {
	line string
	fail bool // the exit code is not 0
}

// canaryCommands are all commands with all outputs. TestCanariesCoverAllCommands fails for a command that is not here.
func canaryCommands() []canaryCommand {
	list := []canaryCommand{
		{line: "report --all CAPTURE"},
		{line: "report --all --width 4000 --color always CAPTURE"},
		{line: "report -f json --series --wireshark-stats CAPTURE"},
		{line: "report -f csv --series CAPTURE"},
		{line: "report -f json -o FILE CAPTURE"},
		{line: "report --join CAPTURE"},
		{line: "export -d DIR --times CAPTURE"},
		{line: "export -d DIR --damaged keep --mux mkv CAPTURE"},
		{line: "export -d DIR --mux mp4 CAPTURE"},
		{line: "export -d DIR --mux-only --mux ts CAPTURE"},
		{line: "export -d DIR --session HOSTILE --codec HOSTILE CAPTURE", fail: true},
		{line: "export -d DIR --ssrc HOSTILE CAPTURE", fail: true},
		{line: "report --threshold HOSTILE CAPTURE", fail: true},
		{line: "report -f HOSTILE CAPTURE", fail: true},
		{line: "report HOSTILE", fail: true},
		{line: "HOSTILE", fail: true},
		{line: "explain HOSTILE", fail: true},
		{line: "findings"},
		{line: "schema"},
		{line: "version"},
		{line: "explain 401 Authorization"},
	}
	for _, f := range report.Formats() {
		list = append(list, canaryCommand{line: "report -f " + string(f) + " CAPTURE"}, canaryCommand{line: "streams -f " + string(f) + " CAPTURE"},
			canaryCommand{line: "sessions -f " + string(f) + " CAPTURE"})
	}
	for _, name := range report.Tables {
		list = append(list, canaryCommand{line: "report -f csv --table " + name + " CAPTURE"})
	}
	for _, name := range []string{"session", "stream", "severity", "only", "time", "width", "table", "thresholds"} {
		list = append(list, canaryCommand{line: "report --" + name + " HOSTILE CAPTURE", fail: true})
	}
	return list
}

// TestNoOutputContainsCanaries runs every command on captures with secrets and hostile characters in every field, and
// searches standard output, standard error and all files that were written.
func TestNoOutputContainsCanaries(t *testing.T) {
	dir := t.TempDir()
	p := plantCanaries()
	made := map[string]bool{}
	captures := map[string][]byte{"secrets.pcap": p.secrets.capture(), "secrets.pcapng": p.secrets.pcapng(), "hostile.pcap": p.hostile.capture(), "hostile.pcapng": p.hostile.pcapng()}
	for _, name := range []string{"secrets.pcap", "secrets.pcapng", "hostile.pcap", "hostile.pcapng"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, captures[name], 0o666); err != nil {
			t.Fatal(err)
		}
		for i, c := range canaryCommands() {
			if strings.HasSuffix(name, "ng") && c.fail {
				continue
			}
			r := runCanary(t, filepath.Join(dir, fmt.Sprintf("%s.%d", name, i)), c, path)
			made[fmt.Sprintf("%s.%d", name, i)] = true
			for where, b := range r {
				checkCanaries(t, name+": "+c.line+": "+where, b)
			}
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if captures[e.Name()] == nil && !made[e.Name()] {
			t.Errorf("wrote %s outside the directory of the output", e.Name())
		}
	}
}

// runCanary runs a command and returns its outputs by name.
func runCanary(t *testing.T, dir string, c canaryCommand, capture string) map[string][]byte {
	t.Helper()
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	hostile := "rtsp://u:" + secretWord + "999Z@h/?token=" + secretWord + "998Z\x1b[2J\u202e\u009b"
	var args []string
	for a := range strings.FieldsSeq(c.line) {
		switch a {
		case "CAPTURE":
			a = capture
		case "DIR":
			a = filepath.Join(dir, "export")
		case "FILE":
			a = filepath.Join(dir, "output")
		case "HOSTILE":
			a = hostile
		}
		args = append(args, a)
	}
	cmd := exec.Command("rtspect", args...) // TestMain makes it
	cmd.Dir = dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); (err != nil) != c.fail {
		t.Errorf("%s: %v: %s", c.line, err, stderr.Bytes())
	}
	outputs := map[string][]byte{"standard output": stdout.Bytes(), "standard error": stderr.Bytes()}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name := strings.TrimPrefix(path, dir)
		if filepath.Dir(name) != "/export" && name != "/output" {
			t.Errorf("%s: wrote %s", c.line, name)
		}
		outputs[name], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return outputs
}

// mediaFiles are the extensions of files that contain media, and no text but what the muxers write.
var mediaFiles = []string{".h264", ".mkv", ".mp4", ".ts", ".opus", ".wav", ".rtpdump", ".bin"}

// secretIn returns the surroundings of a secret in an output, as it is, encoded or escaped; "" for none.
func secretIn(b []byte) string {
	forms := []string{secretWord, strings.ToLower(secretWord)}
	for shift := range 3 { // base64 of the word at each position
		e := base64.RawStdEncoding.EncodeToString([]byte("xxx"[:shift] + secretWord + "1"))
		forms = append(forms, e[[]int{0, 2, 3}[shift]:(shift+len(secretWord))*8/6])
	}
	texts := []string{string(b)}
	if u := decodePercent(string(b)); u != texts[0] {
		texts = append(texts, u)
	}
	var value any
	if json.Unmarshal(b, &value) == nil {
		texts = append(texts, fmt.Sprint(value))
	}
	for _, text := range texts {
		for _, f := range forms {
			if i := strings.Index(text, f); i >= 0 {
				return text[max(0, i-100):min(len(text), i+40)]
			}
		}
	}
	return ""
}

var percentEscape = regexp.MustCompile("%[0-9A-Fa-f]{2}")

func decodePercent(s string) string {
	return percentEscape.ReplaceAllStringFunc(s, func(e string) string {
		b, _ := hex.DecodeString(e[1:])
		return string(b)
	})
}

// checkCanaries searches an output for secrets and for characters that should have been escaped.
func checkCanaries(t *testing.T, where string, b []byte) {
	t.Helper()
	if found := secretIn(b); found != "" {
		t.Errorf("%s: secret: %q", where, found)
	}
	if slices.Contains(mediaFiles, filepath.Ext(where)) {
		return
	}
	visible := strings.NewReplacer("\n", "", "\x1b[", "").Replace(string(b)) // line ends and colors are the program's
	if !strings.Contains(where, "color always") {
		visible = strings.ReplaceAll(string(b), "\n", "")
	}
	if i := strings.IndexFunc(visible, safe.Hazard); i >= 0 {
		t.Errorf("%s: unsafe character: %q", where, visible[max(0, i-100):min(len(visible), i+20)])
	}
}

// TestCanariesCoverAllCommands fails for a command or format that TestNoOutputContainsCanaries does not run.
func TestCanariesCoverAllCommands(t *testing.T) {
	run := map[string]bool{}
	for _, c := range canaryCommands() {
		run[strings.Fields(c.line)[0]] = true
	}
	for _, c := range newRoot().Commands() {
		if name := c.Name(); !run[name] && name != "help" && name != "completion" {
			t.Errorf("the command %s is not run on canaries", name)
		}
	}
}

// TestCanariesAreFound checks that the search finds what it should.
func TestCanariesAreFound(t *testing.T) {
	s := secretWord + "123Z"
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	for _, text := range []string{s, "%53%33KR1T", encode("admin:" + s), encode("user:" + s), encode("users:" + s), `{"a":"\u0053\u0033KR1T"}`} {
		if secretIn([]byte(text)) == "" {
			t.Errorf("%q is not found", text)
		}
	}
}
