package csv

import (
	"bufio"
	"encoding/csv"
	"iter"
	"strconv"

	"rtspect/capture"
	"rtspect/export/report/view"
	"rtspect/export/safe"
	"rtspect/rtpflow"
)

// field is a column of a table whose rows are made from T.
type field[T any] struct {
	name  string
	value func(*table, T) string
}

// list writes a row for each T of a report.
type list[T any] struct {
	table
	fields []field[T]
	rows   func(*rtpflow.Report) iter.Seq[T]
}

func newList[T any](out *bufio.Writer, o view.Options, fields []field[T], rows func(*rtpflow.Report) iter.Seq[T]) view.Writer {
	l := &list[T]{table{Masker: view.NewMasker(o), out: csv.NewWriter(out)}, fields, rows}
	for _, f := range fields {
		l.names = append(l.names, f.name)
	}
	return l
}

// Write writes the rows of a report.
func (l *list[T]) Write(r *rtpflow.Report) error {
	l.begin()
	for row := range l.rows(r) {
		l.cells = l.cells[:0]
		for _, f := range l.fields {
			l.cells = append(l.cells, f.value(&l.table, row))
		}
		if err := l.out.Write(l.cells); err != nil {
			return err
		}
	}
	return l.flush()
}

// sessionRow is a session with the name of its capture.
type sessionRow struct {
	capture string
	*rtpflow.Session
}

func sessionRows(r *rtpflow.Report) iter.Seq[sessionRow] {
	return func(yield func(sessionRow) bool) {
		for _, s := range r.Sessions {
			if !yield(sessionRow{view.FileName(r, s.FirstFrame), s}) {
				return
			}
		}
	}
}

func sessionFields() []field[sessionRow] {
	plain := func(name string, value func(*rtpflow.Session) string) field[sessionRow] {
		return field[sessionRow]{name, func(_ *table, s sessionRow) string { return value(s.Session) }}
	}
	sent := func(name string, value func(*rtpflow.Session) string) field[sessionRow] {
		return field[sessionRow]{name, func(t *table, s sessionRow) string { return t.cell(value(s.Session)) }}
	}
	total := func(name string, value func(view.Totals) string) field[sessionRow] {
		return plain(name, func(s *rtpflow.Session) string { return value(view.SessionTotals(s)) })
	}
	count := func(name string, severity rtpflow.Severity) field[sessionRow] {
		return plain(name, func(s *rtpflow.Session) string { return strconv.Itoa(view.Severities(s.Findings)[severity]) })
	}
	return []field[sessionRow]{
		{"capture", func(_ *table, s sessionRow) string { return safe.Cell(s.capture) }},
		plain("session", func(s *rtpflow.Session) string { return s.ID }),
		plain("client", func(s *rtpflow.Session) string { return s.Client.String() }),
		plain("server", func(s *rtpflow.Session) string { return view.Endpoint(s.Server) }),
		sent("url", func(s *rtpflow.Session) string { return s.URL }),
		plain("mode", func(s *rtpflow.Session) string { return s.Mode }),
		sent("user_agent", func(s *rtpflow.Session) string { return s.UserAgent }),
		sent("server_agent", func(s *rtpflow.Session) string { return s.ServerAgent }),
		plain("start", func(s *rtpflow.Session) string { return view.Timestamp(s.Start) }),
		plain("end", func(s *rtpflow.Session) string { return view.Timestamp(s.End) }),
		plain("duration_s", func(s *rtpflow.Session) string { return decimal(view.Seconds(s.End - s.Start)) }),
		plain("first_frame", func(s *rtpflow.Session) string { return frame(s.FirstFrame) }),
		plain("ended_by", func(s *rtpflow.Session) string { return s.EndedBy }),
		plain("exchanges", func(s *rtpflow.Session) string { return strconv.Itoa(len(s.Exchanges)) }),
		plain("media", func(s *rtpflow.Session) string { return strconv.Itoa(len(s.Media)) }),
		total("packets", func(x view.Totals) string { return strconv.FormatInt(x.Packets, 10) }),
		total("expected", func(x view.Totals) string { return strconv.FormatInt(x.Expected, 10) }),
		total("lost", func(x view.Totals) string { return strconv.FormatInt(x.Lost, 10) }),
		total("loss_pct", func(x view.Totals) string { return decimal(view.LossPercent(x.Lost, x.Expected)) }),
		count("errors", rtpflow.SevError),
		count("warnings", rtpflow.SevWarning),
		count("notes", rtpflow.SevNote),
	}
}

// exchangeRow is an exchange with its session.
type exchangeRow struct {
	session sessionRow
	*rtpflow.Exchange
}

func exchangeRows(r *rtpflow.Report) iter.Seq[exchangeRow] {
	return func(yield func(exchangeRow) bool) {
		for s := range sessionRows(r) {
			for _, e := range s.Exchanges {
				if !yield(exchangeRow{s, e}) {
					return
				}
			}
		}
	}
}

func exchangeFields() []field[exchangeRow] {
	plain := func(name string, value func(exchangeRow) string) field[exchangeRow] {
		return field[exchangeRow]{name, func(_ *table, e exchangeRow) string { return value(e) }}
	}
	moment := func(frame capture.Frame, ns int64) string {
		if frame == 0 {
			return ""
		}
		return view.Timestamp(ns)
	}
	return []field[exchangeRow]{
		plain("capture", func(e exchangeRow) string { return safe.Cell(e.session.capture) }),
		plain("session", func(e exchangeRow) string { return e.session.ID }),
		plain("connection", func(e exchangeRow) string {
			if e.Connection == nil {
				return ""
			}
			return e.Connection.ID
		}),
		plain("sender", func(e exchangeRow) string { return view.Side(e.Sender) }),
		plain("cseq", func(e exchangeRow) string { return integer(e.CSeq) }),
		{"method", func(t *table, e exchangeRow) string { return t.cell(e.Method) }},
		{"url", func(t *table, e exchangeRow) string { return t.cell(e.URL) }},
		plain("request_frame", func(e exchangeRow) string { return frame(e.RequestFrame) }),
		plain("request_time", func(e exchangeRow) string { return moment(e.RequestFrame, e.RequestTime) }),
		plain("status", func(e exchangeRow) string { return integer(view.Positive(e.Status())) }),
		{"reason", func(t *table, e exchangeRow) string {
			if e.Response == nil {
				return ""
			}
			return t.cell(e.Response.Reason)
		}},
		plain("response_frame", func(e exchangeRow) string { return frame(e.ResponseFrame) }),
		plain("response_time", func(e exchangeRow) string { return moment(e.ResponseFrame, e.ResponseTime) }),
		plain("latency_ms", func(e exchangeRow) string {
			if ns, known := e.Latency(); known {
				return decimal(view.Milliseconds(ns))
			}
			return ""
		}),
	}
}

// findingRow is a finding with the names of its capture and session.
type findingRow struct {
	capture, session string
	*rtpflow.Finding
}

func findingRows(r *rtpflow.Report) iter.Seq[findingRow] {
	return func(yield func(findingRow) bool) {
		for i := range r.Findings {
			f := &r.Findings[i]
			var first capture.Frame
			if len(f.Frames) > 0 {
				first = f.Frames[0]
			}
			if !yield(findingRow{view.FileName(r, first), "", f}) {
				return
			}
		}
		for s := range sessionRows(r) {
			for i := range s.Findings {
				if !yield(findingRow{s.capture, s.ID, &s.Findings[i]}) {
					return
				}
			}
		}
	}
}

func findingFields() []field[findingRow] {
	plain := func(name string, value func(findingRow) string) field[findingRow] {
		return field[findingRow]{name, func(_ *table, f findingRow) string { return value(f) }}
	}
	return []field[findingRow]{
		plain("capture", func(f findingRow) string { return safe.Cell(f.capture) }),
		plain("id", func(f findingRow) string { return strconv.Itoa(f.ID) }),
		plain("code", func(f findingRow) string { return safe.Cell(f.Code) }),
		plain("severity", func(f findingRow) string { return f.Severity.String() }),
		plain("session", func(f findingRow) string { return f.session }),
		plain("media", func(f findingRow) string { return integer(f.MediaIndex()) }),
		plain("ssrc", func(f findingRow) string { return view.OptionalSSRC(f.SSRC()) }),
		plain("time", func(f findingRow) string { return view.OptionalTimestamp(f.Time) }),
		plain("until", func(f findingRow) string { return view.OptionalTimestamp(f.Until) }),
		plain("first_frame", func(f findingRow) string {
			if len(f.Frames) == 0 {
				return ""
			}
			return frame(f.Frames[0])
		}),
		plain("frame_count", func(f findingRow) string { return strconv.FormatInt(f.FrameCount, 10) }),
		plain("count", func(f findingRow) string { return strconv.FormatInt(f.Count, 10) }),
		plain("value", func(f findingRow) string { return decimal(view.OptionalNumber(f.Value)) }),
		plain("limit", func(f findingRow) string { return decimal(view.OptionalNumber(f.Limit)) }),
		plain("unit", func(f findingRow) string { return string(f.Unit) }),
		plain("cause", func(f findingRow) string { return integer(view.Positive(f.Cause)) }),
		{"summary", func(t *table, f findingRow) string { return safe.Cell(t.Text(f.Summary, view.MaxSummary)) }},
		{"display_filter", func(t *table, f findingRow) string { return safe.Cell(t.Text(f.DisplayFilter, view.MaxSummary)) }},
		plain("reference", func(f findingRow) string { return f.Reference }),
	}
}
