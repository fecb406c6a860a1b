package json

import (
	"rtspect/export/report/view"
	"rtspect/rtpflow"
	"rtspect/rtspparse"
)

// exchangeJSON is a request with its response, or one of them alone.
type exchangeJSON struct {
	Connection      string      `json:"connection,omitempty"`
	Sender          string      `json:"sender"`
	CSeq            *int64      `json:"cseq,omitempty"`
	Method          string      `json:"method,omitempty"`
	URL             string      `json:"url,omitempty"`
	RequestFrame    int64       `json:"request_frame,omitempty"`
	TruncatedFrame  int64       `json:"truncated_request_frame,omitempty"`
	RequestFile     *int        `json:"request_file,omitempty"`
	RequestTime     string      `json:"request_time,omitempty"`
	RequestHeaders  [][2]string `json:"request_headers,omitempty"`
	Status          *int        `json:"status,omitempty"`
	Reason          string      `json:"reason,omitempty"`
	ResponseFrame   int64       `json:"response_frame,omitempty"`
	ResponseFile    *int        `json:"response_file,omitempty"`
	ResponseTime    string      `json:"response_time,omitempty"`
	ResponseHeaders [][2]string `json:"response_headers,omitempty"`
	Latency         *float64    `json:"latency_ms,omitempty"`
	HeadersLeftOut  int         `json:"headers_left_out,omitempty"`
}

func (c *converter) exchange(e *rtpflow.Exchange) exchangeJSON {
	j := exchangeJSON{
		Sender: view.Side(e.Sender), CSeq: e.CSeq,
		Method: c.Text(e.Method, view.MaxName), URL: c.Text(e.URL, view.MaxURL),
	}
	if e.Connection != nil {
		j.Connection = e.Connection.ID
	}
	if m := e.Request; m != nil {
		j.RequestFrame, j.RequestFile, j.RequestTime = e.RequestFrame.Number(), c.file(e.RequestFrame), view.Timestamp(e.RequestTime)
		if m.StartLineTruncated() { // its last byte is not in the capture
			j.RequestFrame, j.TruncatedFrame = 0, j.RequestFrame
		}
		j.RequestHeaders = c.headers(m.Headers)
		j.HeadersLeftOut += max(0, len(m.Headers)-view.MaxHeaders)
	}
	if m := e.Response; m != nil {
		j.Status, j.Reason = view.Positive(m.Status), c.Text(m.Reason, view.MaxName)
		j.ResponseFrame, j.ResponseFile, j.ResponseTime = e.ResponseFrame.Number(), c.file(e.ResponseFrame), view.Timestamp(e.ResponseTime)
		j.ResponseHeaders = c.headers(m.Headers)
		j.HeadersLeftOut += max(0, len(m.Headers)-view.MaxHeaders)
	}
	if ns, ok := e.Latency(); ok {
		j.Latency = view.Milliseconds(ns)
	}
	return j
}

func (c *converter) headers(h rtspparse.Headers) [][2]string {
	out := make([][2]string, 0, min(len(h), view.MaxHeaders))
	for _, f := range h[:min(len(h), view.MaxHeaders)] {
		out = append(out, [2]string{c.Text(f.Name, view.MaxName), c.Header(f.Name, f.Value)})
	}
	return out
}
