package main

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"rtspect/capture"
	"rtspect/export/media"
	"rtspect/rtpflow"
)

// exportOptions are the flags of the export command.
type exportOptions struct {
	dir, damaged, from, to         string
	sessions, media, ssrcs, codecs []string
	mux                            string
	force, times, join, quiet      bool
	muxOnly                        bool
}

func newExport() *cobra.Command {
	var o exportOptions
	cmd := &cobra.Command{
		Use:   "export CAPTURE... -d DIR",
		Short: "Writes the media of captures as files that players open",
		Long: `export writes every medium of every session as a file that players and analysers open, bit for bit what
the sender packetized, and DIR/manifest.json, which lists the files with what was lost and damaged and
their SHA-256. Files get their names only when they are complete; those that are there are kept unless
--force is given. Of several captures each has a folder of its own in DIR, numbered in their order.

Units that loss has touched are dropped, kept up to the first hole (--damaged keep), or dropped with all
that follows up to the next whole keyframe (--damaged clean, which also begins at a keyframe). What no
description explains is guessed by its content, unless --codec names it.

With --mux each session becomes one file too, in which picture and sound are in sync by the sender
reports (else RTP-Info, else arrival). What the container cannot hold is left out; standard error and the
manifest say why.`,
		Example: `  rtspect export camera.pcap -d media
  rtspect export camera.pcap -d media --mux mp4
  rtspect export camera.pcap -d media --session s1 --media video --times
  rtspect export midway.pcap -d media --codec 96=H265/90000`,
		RunE: func(_ *cobra.Command, args []string) error { return o.run(args) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVarP(&o.dir, "dir", "d", "", "write into the folder `DIR`")
	f.BoolVar(&o.force, "force", false, "replace files that are there already")
	f.StringVar(&o.damaged, "damaged", "drop", "what to do with damaged units: drop, keep or clean")
	f.BoolVar(&o.times, "times", false, "write a table of times beside each file")
	f.StringVar(&o.mux, "mux", "", "write each session as a `CONTAINER` too (mp4, mkv or ts), picture and sound in sync")
	f.BoolVar(&o.muxOnly, "mux-only", false, "write that file in place of the elementary streams")
	f.StringSliceVar(&o.sessions, "session", nil, "only sessions with these `IDs` (s1, or unassociated)")
	f.StringSliceVar(&o.media, "media", nil, "only these media, by index or type (0, video)")
	f.StringSliceVar(&o.ssrcs, "ssrc", nil, "only these `SSRCs` (0x2a49edd8)")
	f.StringArrayVar(&o.codecs, "codec", nil, "only this encoding (H264); or `PT=ENC/RATE`, to name what no description explains")
	f.StringVar(&o.from, "from", "", "only what was captured from this `TIME` on: seconds after the start, or RFC 3339")
	f.StringVar(&o.to, "to", "", "only what was captured up to this `TIME`")
	f.BoolVar(&o.join, "join", false, "read all captures in the order of time as one")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "show neither progress nor the files written")
	cmd.RegisterFlagCompletionFunc("damaged", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return []string{"drop", "keep", "clean"}, cobra.ShellCompDirectiveNoFileComp
	})
	cmd.RegisterFlagCompletionFunc("mux", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return media.Containers, cobra.ShellCompDirectiveNoFileComp
	})
	cmd.MarkFlagDirname("dir")
	return cmd
}

// run exports what the arguments name, one capture after the other.
func (o *exportOptions) run(args []string) error {
	m, err := o.options()
	if err != nil {
		return err
	}
	inputs, code, err := resolveInputs(args, o.join, "rtspect export")
	if err != nil {
		return err
	}
	cleaner := catchSignals()
	defer cleaner.clean()
	progress := newProgress(o.quiet)
	for i, in := range inputs {
		m := m
		if len(inputs) > 1 {
			m.Dir = filepath.Join(o.dir, strconv.Itoa(i+1))
		}
		e := exporting{in: in, options: m, flags: o, progress: progress, cleaner: cleaner}
		err, c := e.run()
		progress.clear()
		if err != nil {
			printError(err)
			code = max(code, c)
		}
	}
	if code != exitDone {
		return reportedError{code}
	}
	return nil
}

// options reads the flags.
func (o *exportOptions) options() (media.Options, error) {
	m := media.Options{Dir: o.dir, Force: o.force, Times: o.times, Sessions: o.sessions, Media: o.media, Program: version()}
	if o.dir == "" {
		return m, errors.New("no folder named to write into (-d DIR)")
	}
	var err error
	if m.Damaged, err = media.ParsePolicy(o.damaged); err != nil {
		return m, err
	}
	if m.Mux, err = media.ParseContainer(o.mux); err != nil {
		return m, err
	}
	if m.MuxOnly = o.muxOnly; m.MuxOnly && m.Mux == "" {
		return m, errors.New("--mux-only needs --mux")
	}
	for _, s := range o.ssrcs {
		n, err := strconv.ParseUint(s, 0, 32)
		if err != nil {
			n, err = strconv.ParseUint(strings.TrimPrefix(s, "0x"), 16, 32)
		}
		if err != nil {
			return m, fmt.Errorf("%s is no SSRC (as 0x2a49edd8)", strconv.Quote(s))
		}
		m.SSRCs = append(m.SSRCs, uint32(n))
	}
	for _, c := range o.codecs {
		if !strings.Contains(c, "=") {
			m.Codecs = append(m.Codecs, strings.Split(c, ",")...)
			continue
		}
		if err := m.NameFormat(c); err != nil {
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
	cleaner  *cleaner
	spool    *spool // of a pipe
}

func (e *exporting) run() (err error, code int) {
	defer func() {
		if p := recover(); p != nil {
			err, code = internalError(e.in.String(), p, debug.Stack()), exitInternal
		}
	}()
	r, err := e.analyze()
	if e.options.Sums != nil {
		defer e.options.Sums.Stop()
	}
	if e.spool != nil {
		defer e.spool.close(e.cleaner)
	}
	if err != nil {
		return err, exitUnusable
	}
	if err := e.bounds(r); err != nil {
		return err, exitUnusable
	}
	e.options.Temporary = e.cleaner.set
	if err := e.export(r); err != nil {
		return err, exitUnusable
	}
	return nil, exitDone
}

// export writes the files, names them on standard output and tells of them on standard error.
func (e *exporting) export(r *rtpflow.Report) error {
	var unsaid error // the first that kept a line from being written
	if !e.flags.quiet {
		e.options.Written = func(path string, bytes int64) {
			e.progress.clear()
			if _, err := fmt.Printf("%s %d\n", path, bytes); unsaid == nil {
				unsaid = err
			}
		}
	}
	e.options.Told = func(text string) {
		e.progress.clear()
		printError(errors.New(text))
	}
	m, err := media.Export(e.open, r, e.options)
	if err != nil {
		return err
	}
	e.progress.clear()
	if !e.flags.quiet {
		printDamage(e.in, r)
		for _, text := range m.Remarks() {
			printError(errors.New(text))
		}
	}
	if unsaid != nil && !errors.Is(unsaid, syscall.EPIPE) {
		return fmt.Errorf("standard output: %w", unsaid)
	}
	return nil
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
		e.cleaner.set(e.spool.to.Name())
		e.options.Stored = []string{e.spool.to.Name()}
		c, err = capture.OpenReader(e.in[0], e.spool)
	} else {
		e.options.Sums = media.StartSums(e.in)
		c, err = e.open()
	}
	if err != nil {
		return nil, err
	}
	defer c.Close()
	r, err = rtpflow.Analyze(c, rtpflow.Options{})
	if err == nil && piped {
		err = e.spool.rest()
	}
	return r, err
}

// open opens the input from its beginning, once more if it is a pipe.
func (e *exporting) open() (*capture.Capture, error) {
	if e.spool != nil {
		return e.spool.open()
	}
	c, err := e.progress.open(e.in)
	return c.Capture, err
}

// piped reports whether the input can be read once only: standard input, or a pipe that has a name.
func (e *exporting) piped() (bool, error) {
	for _, name := range e.in {
		info, err := os.Stat(name)
		if name != "-" && (err != nil || info.Mode().IsRegular()) {
			continue
		}
		if len(e.in) > 1 {
			return false, fmt.Errorf("%s: cannot be joined: it is no file, and is read twice", strconv.Quote(name))
		}
		return true, nil
	}
	return false, nil
}

// bounds reads the time range, which may count from the start of the capture.
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
		err = fmt.Errorf("the time range ends (--to %s) before it begins (--from %s)", strconv.Quote(e.flags.to), strconv.Quote(e.flags.from))
	}
	return err
}

// cleaner removes what an interrupted export has put together so far.
type cleaner struct {
	sync.Mutex
	paths map[string]bool
}

// catchSignals takes the signals that end the program over from the handler that knows of one file only.
func catchSignals() *cleaner {
	c := &cleaner{paths: map[string]bool{}}
	ending := []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}
	signal.Reset(ending...)
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, ending...)
	go func() {
		s := <-caught
		// The export goes on writing meanwhile: a file may come into the folder while it is emptied.
		for range 20 {
			c.clean()
			time.Sleep(time.Millisecond)
		}
		code := 128
		if n, ok := s.(syscall.Signal); ok {
			code += int(n)
		}
		os.Exit(code)
	}()
	return c
}

// set names a folder or file to remove; "" that the folders named are gone.
func (c *cleaner) set(path string) {
	c.Lock()
	defer c.Unlock()
	if path != "" {
		c.paths[path] = true
	}
}

func (c *cleaner) remove(path string) {
	os.Remove(path)
	c.Lock()
	defer c.Unlock()
	delete(c.paths, path)
}

func (c *cleaner) clean() {
	c.Lock()
	defer c.Unlock()
	for p := range c.paths {
		os.RemoveAll(p)
	}
}
