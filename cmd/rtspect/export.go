package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"rtspect/capture"
	"rtspect/export/media"
	"rtspect/export/safe"
	"rtspect/rtpflow"
	"rtspect/rtpflow/analyze"
)

// exportOptions are the flags of the export command.
type exportOptions struct {
	dir, damaged, from, to         string
	sessions, media, ssrcs, codecs []string
	mux                            string
	force, times, join, quiet      bool
	muxOnly, fill                  bool
}

func newExport() *cobra.Command {
	var o exportOptions
	cmd := &cobra.Command{
		Use:   "export CAPTURE... -d DIR",
		Short: "Extract media to playable files",
		Long: `Write the media of each session to files that players and analyzers open, bit for bit as the sender
packetized it, and DIR/manifest.json, which lists the files with what was lost and damaged and their
SHA-256. Files get their names only when they are complete; existing files are kept unless --force is
given. With several captures, each has a directory in DIR, numbered in their order.

Access units affected by loss are dropped, kept up to the first gap (--damaged keep), or dropped with all
that follows until the next complete keyframe (--damaged clean, which also starts at a keyframe). If the
description does not give the encoding, it is guessed from the payloads, unless --codec sets it.

With --mux each session is also written to one file with A/V sync by the sender reports (else RTP-Info,
else arrival). What the container cannot carry is left out; standard error and the manifest say why.`,
		Example: `  rtspect export camera.pcap -d media
  rtspect export camera.pcap -d media --mux mp4
  rtspect export camera.pcap -d media --session s1 --media video --times
  rtspect export midstream.pcap -d media --codec 96=H265/90000`,
		RunE: func(_ *cobra.Command, args []string) error { return o.run(args) },
	}
	o.addFlags(cmd)
	return cmd
}

func (o *exportOptions) addFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.dir, "dir", "d", "", "write to the directory `DIR`")
	f.BoolVar(&o.force, "force", false, "overwrite existing files")
	f.StringVar(&o.damaged, "damaged", media.Drop.String(), "what to do with damaged access units: drop, keep or clean")
	f.BoolVar(&o.times, "times", false, "write a table of times beside each file")
	f.BoolVar(&o.fill, "fill", true, "fill gaps in WAV files with silence; --fill=false closes them up")
	f.StringVar(&o.mux, "mux", "", "also mux each session to a `CONTAINER` (mp4, mkv or ts) with A/V sync")
	f.BoolVar(&o.muxOnly, "mux-only", false, "mux only; no elementary streams")
	f.StringSliceVar(&o.sessions, "session", nil, "only sessions with these `IDs` (s1, or unassociated)")
	f.StringSliceVar(&o.media, "media", nil, "only these media, by index or type (0, video)")
	f.StringSliceVar(&o.ssrcs, "ssrc", nil, "only these `SSRCs` (0x2a49edd8)")
	f.StringArrayVar(&o.codecs, "codec", nil, "only this encoding (H264), or `PT=ENC/RATE` to force the format of a dynamic payload type")
	f.StringVar(&o.from, "from", "", "only packets captured from this `TIME` on: seconds from the start, or RFC 3339")
	f.StringVar(&o.to, "to", "", "only packets captured up to this `TIME`")
	f.BoolVar(&o.join, "join", false, "read all captures in the order of time as one")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print neither progress nor file names")
	choices := func(list []string) cobra.CompletionFunc {
		return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return list, cobra.ShellCompDirectiveNoFileComp
		}
	}
	cmd.RegisterFlagCompletionFunc("damaged", choices(media.Policies))
	cmd.RegisterFlagCompletionFunc("mux", choices(media.Containers))
	cmd.MarkFlagDirname("dir")
}

// run exports the captures that the arguments name, one after another.
func (o *exportOptions) run(args []string) error {
	m, err := o.options()
	if err != nil {
		return err
	}
	inputs, code, err := resolveInputs(args, o.join, "rtspect export")
	if err != nil {
		return err
	}
	progress := newProgress(o.quiet)
	for i, in := range inputs {
		m := m
		if len(inputs) > 1 {
			m.Dir = filepath.Join(o.dir, strconv.Itoa(i+1))
		}
		e := exporting{in: in, options: m, flags: o, progress: progress}
		c, err := e.run()
		progress.clear()
		code = max(code, c)
		if err != nil && !errors.Is(err, syscall.EPIPE) {
			printError(err)
		}
	}
	if code != exitDone {
		return reportedError{code}
	}
	return nil
}

// options reads the flags.
func (o *exportOptions) options() (media.Options, error) {
	m := media.Options{Dir: o.dir, Force: o.force, Times: o.times, CloseGaps: !o.fill, Sessions: o.sessions, Media: o.media, Program: version()}
	if o.dir == "" {
		return m, errors.New("output directory required (-d DIR)")
	}
	var err error
	if m.Damaged, err = media.ParsePolicy(o.damaged); err != nil {
		return m, err
	}
	if m.Mux, err = media.ParseContainer(o.mux); err != nil {
		return m, err
	}
	if m.MuxOnly = o.muxOnly; m.MuxOnly && m.Mux == "" {
		return m, errors.New("--mux-only requires --mux")
	}
	for _, s := range o.ssrcs {
		n, err := strconv.ParseUint(s, 0, 32)
		if err != nil {
			n, err = strconv.ParseUint(strings.TrimPrefix(s, "0x"), 16, 32)
		}
		if err != nil {
			return m, fmt.Errorf("invalid SSRC %s (example: 0x2a49edd8)", strconv.Quote(s))
		}
		m.SSRCs = append(m.SSRCs, uint32(n))
	}
	for _, c := range o.codecs {
		if !strings.Contains(c, "=") {
			m.Codecs = append(m.Codecs, strings.Split(c, ",")...)
			continue
		}
		if err := m.AddFormat(c); err != nil {
			return m, err
		}
	}
	for _, t := range []string{o.from, o.to} {
		if t != "" {
			if _, err := media.ParseTime(t, 0); err != nil {
				return m, err
			}
		}
	}
	return m, nil
}

// exporting is the export of one input.
type exporting struct {
	in       input
	options  media.Options
	flags    *exportOptions
	progress *progress
	spool    *spool          // of a pipe
	files    []*capture.File // as the first pass read them
	failure  error           // a failure of reading that ended the first pass
}

// run exports the input, and returns the exit code with the error.
func (e *exporting) run() (code int, err error) {
	defer func() {
		if p := recover(); p != nil {
			code, err = exitInternal, internalError(e.in.String(), p, debug.Stack())
		}
	}()
	r, err := e.analyze()
	if e.options.Digests != nil {
		defer e.options.Digests.Stop()
	}
	if e.spool != nil {
		defer e.spool.close()
	}
	if err == nil {
		err = e.bounds(r)
	}
	if err == nil {
		err = e.export(r)
	}
	if err != nil {
		return exitUnusable, err
	}
	if e.failure != nil {
		return exitUnusable, nil // it is printed
	}
	return exitDone, nil
}

// export writes the files, their names to standard output and warnings to standard error.
func (e *exporting) export(r *rtpflow.Report) error {
	var written, leftOut []string // printed at the end: an interrupt waits for Written
	e.options.Written = func(path string, bytes int64) {
		written = append(written, fmt.Sprintf("%s %d\n", safe.Line(path), bytes))
	}
	e.options.LeftOut = func(text string) { leftOut = append(leftOut, text) }
	m, err := media.Export(e.open, r, e.options)
	e.progress.clear()
	if err != nil {
		return err
	}
	for _, text := range leftOut {
		printError(errors.New(text))
	}
	if !e.flags.quiet {
		stdout.optional = true
		_, err = stdout.WriteString(strings.Join(written, ""))
		if e.failure == nil {
			printDamage(e.in, r)
		}
		for _, text := range m.Warnings() {
			printError(errors.New(text))
		}
	}
	return (&output{}).withPath(err)
}

// analyze reads the input for the first time.
func (e *exporting) analyze() (r *rtpflow.Report, err error) {
	defer func() {
		if e.spool != nil && e.spool.failed != nil {
			err = e.spool.failed
		}
	}()
	piped, err := e.piped()
	if err != nil {
		return nil, err
	}
	var c *capture.Capture
	if piped {
		if e.spool, err = newSpool(e.in, e.options.Dir); err != nil {
			return nil, err
		}
		e.options.Stored = []string{e.spool.to.Name()}
		c, err = capture.OpenReader(e.in[0], e.spool)
	} else {
		e.options.Digests = media.StartDigests(e.in)
		c, err = e.open()
	}
	if err != nil {
		return nil, err
	}
	defer c.Close()
	r, err = analyze.Analyze(c, analyze.Options{})
	if r == nil {
		return nil, err
	}
	if e.files, e.failure = c.Files(), err; err != nil {
		e.progress.clear()
		printError(err)
	}
	if !piped {
		return r, nil
	}
	if err := e.spool.rest(); e.failure == nil {
		return r, err
	}
	return r, nil
}

// open opens the input from its beginning, a pipe from its spool.
func (e *exporting) open() (*capture.Capture, error) {
	if e.spool != nil {
		return e.spool.open()
	}
	c, err := e.progress.open(e.in)
	if err != nil {
		return nil, err
	}
	if e.files != nil {
		if err := c.Repeats(e.files); err != nil {
			c.Close()
			return nil, err
		}
	}
	return c.Capture, nil
}

// piped reports whether the input can be read only once: standard input or a named pipe.
func (e *exporting) piped() (bool, error) {
	for _, name := range e.in {
		info, err := os.Stat(name)
		if name != "-" && (err != nil || info.Mode().IsRegular()) {
			continue
		}
		if len(e.in) > 1 {
			return false, fmt.Errorf("%s: cannot join non-regular files: export reads input twice", strconv.Quote(name))
		}
		return true, nil
	}
	return false, nil
}

// bounds reads the time range, which may be relative to the start of the capture.
func (e *exporting) bounds(r *rtpflow.Report) error {
	start, known := int64(0), false
	for _, f := range r.Captures {
		if f.HasTime && (!known || f.Start < start) {
			start, known = f.Start, true
		}
	}
	var err error
	if e.flags.from != "" {
		if e.options.From, err = media.ParseTime(e.flags.from, start); err != nil {
			return err
		}
	}
	if e.flags.to != "" {
		e.options.To, err = media.ParseTime(e.flags.to, start)
	}
	if err == nil && e.options.To != 0 && e.options.To < e.options.From {
		err = fmt.Errorf("--to %s is before --from %s", strconv.Quote(e.flags.to), strconv.Quote(e.flags.from))
	}
	return err
}
