package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// outputs is everything that one build says about one capture, by the name of the run.
type outputs map[string]*output

// output is the outcome of one run of the program.
type output struct {
	Exit   int
	Hung   bool              `json:",omitempty"`
	Stderr string            `json:",omitempty"`
	Stdout []byte            `json:",omitempty"`
	Files  map[string]string `json:",omitempty"` // exported files: SHA-256 by name, without the manifest
}

const manifest = "manifest.json"

// runs are the runs of the program for each capture. An export's output is its manifest.
var runs = []struct {
	name   string
	kind   kind
	export bool
	args   []string
}{
	{"json", reportJSON, false, []string{"report", "--format", "json"}},
	{"json with series", reportJSON, false, []string{"report", "--format", "json", "--series", "--wireshark-stats"}},
	{"streams csv", table, false, []string{"streams", "--format", "csv", "--wireshark-stats"}},
	{"series csv", table, false, []string{"report", "--format", "csv", "--series"}},
	{"text", text, false, []string{"report", "--format", "text", "--all", "--width", "100", "--color", "never"}},
	{"export mp4", manifestJSON, true, []string{"export", "--times", "--mux", "mp4"}},
	{"export mkv, damaged kept", manifestJSON, true, []string{"export", "--damaged", "keep", "--mux", "mkv"}},
	{"export ts, clean", manifestJSON, true, []string{"export", "--damaged", "clean", "--mux", "ts"}},
}

// kind says how an output is compared.
type kind int

const (
	reportJSON kind = iota
	manifestJSON
	table
	text
)

// side is one of the two builds: a program, or the outputs of one that were kept.
type side interface {
	outputs(ctx context.Context, in input) (outputs, error)
	schema(ctx context.Context) ([]byte, error)
}

func openSide(ctx context.Context, path, scratch string, o *options) (side, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return kept(path), nil
	}
	path, err = filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if out, err := exec.CommandContext(ctx, path, "version").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%s version: %w: %s", path, err, out)
	}
	return &program{path, scratch, o.limit, o.noExport}, nil
}

type program struct {
	path, scratch string
	limit         time.Duration
	noExport      bool
}

func (p *program) schema(ctx context.Context) ([]byte, error) {
	return exec.CommandContext(ctx, p.path, "schema").Output()
}

func (p *program) outputs(ctx context.Context, in input) (outputs, error) {
	all := outputs{}
	for _, r := range runs {
		if r.export && p.noExport {
			continue
		}
		args := append([]string{}, r.args...)
		if len(in.files) > 1 {
			args = append(args, "--join")
		}
		var err error
		if r.export {
			all[r.name], err = p.export(ctx, append(args, in.files...))
		} else {
			all[r.name], err = p.run(ctx, append(args, in.files...))
		}
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// run runs the program on one processor: the other captures have the rest.
func (p *program) run(ctx context.Context, args []string) (*output, error) {
	limited, cancel := context.WithTimeout(ctx, p.limit)
	defer cancel()
	cmd := exec.CommandContext(limited, p.path, args...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1", "TZ=UTC")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	out := &output{Stdout: stdout.Bytes(), Stderr: stderr.String(), Hung: limited.Err() != nil}
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		out.Exit = exit.ExitCode()
	} else if err != nil {
		return nil, err
	}
	return out, nil
}

// export exports into a directory that it removes after it has the digests of the files.
func (p *program) export(ctx context.Context, args []string) (*output, error) {
	dir, err := os.MkdirTemp(p.scratch, "export-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	out, err := p.run(ctx, append(args, "-d", dir))
	if err != nil {
		return nil, err
	}
	out.Files = map[string]string{}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if name == manifest {
			out.Stdout, err = os.ReadFile(path)
			return err
		}
		out.Files[name], err = digest(path)
		return err
	})
	return out, err
}

func digest(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// kept is a directory with the outputs of a build: a compressed file for each capture, and the schema.
type kept string

const schemaFile = "schema.json"

func (k kept) schema(context.Context) ([]byte, error) {
	return os.ReadFile(filepath.Join(string(k), schemaFile))
}

func (k kept) outputs(_ context.Context, in input) (outputs, error) {
	f, err := os.Open(keptFile(string(k), in))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var all outputs
	return all, json.NewDecoder(z).Decode(&all)
}

func keptFile(dir string, in input) string {
	sum := sha256.Sum256([]byte(in.name))
	return filepath.Join(dir, fmt.Sprintf("%s-%x.json.gz", filepath.Base(in.name), sum[:6]))
}

func keepSchema(dir string, schema []byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, schemaFile), schema, 0o644)
}

func keepOutputs(dir string, in input, all outputs) error {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := json.NewEncoder(z).Encode(all); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(keptFile(dir, in), b.Bytes(), 0o644)
}
