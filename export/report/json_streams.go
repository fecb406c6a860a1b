package report

import "rtspect/rtpflow"

// streamRowJSON is a stream by itself: STREAM with the capture, session and media it belongs to.
type streamRowJSON struct {
	Capture string `json:"capture,omitempty"`
	Session string `json:"session,omitempty"`
	Media   *int   `json:"media,omitempty"`
	Type    string `json:"type,omitempty"`
	streamJSON
}

// jsonStreams writes the streams of reports as one array, or as one object a line.
type jsonStreams struct {
	*jsonOut
	array bool
	begun bool
}

func (j *jsonStreams) report(r *rtpflow.Report) error {
	c := j.converter(r)
	j.begin()
	for row := range rows(r) {
		v := streamRowJSON{Capture: row.capture, streamJSON: c.stream(row.stream)}
		if row.session != nil {
			v.Session = row.session.ID
		}
		if row.media != nil {
			v.Media, v.Type = &row.media.Index, c.text(row.media.Type, maxName)
		}
		if j.array {
			j.next()
		}
		if err := j.value(v); err != nil {
			return err
		}
		if !j.array {
			if err := j.out.WriteByte('\n'); err != nil {
				return err
			}
		}
	}
	return nil
}

func (j *jsonStreams) begin() {
	if j.array && !j.begun {
		j.begun = true
		j.open('[')
	}
}

func (j *jsonStreams) end() error {
	if !j.array {
		return nil
	}
	j.begin()
	j.close(']')
	return j.out.WriteByte('\n')
}
