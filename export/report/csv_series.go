package report

import (
	"bufio"
	"strconv"

	"rtspect/export/safe"
	"rtspect/rtpflow"
)

// csvSeries writes a row for each bin of each stream's series, so that a spreadsheet or a plotting tool
// can take it as it is. Bins without packets have their row too.
type csvSeries struct {
	*csvStreams
}

func newCSVSeries(out *bufio.Writer, o Options) *csvSeries {
	return &csvSeries{newCSVStreams(out, o)}
}

var csvSeriesColumns = []string{"capture", "session", "media", "ssrc", "direction", "source", "destination", "channel", "time", "width_s",
	"packets", "payload_bytes", "bitrate_bps", "lost", "frames", "jitter_ms", "min_delay_ms", "max_delay_ms"}

func (c *csvSeries) begin() {
	if !c.begun {
		c.begun = true
		c.out.Write(csvSeriesColumns) // the error stays in the csv.Writer
	}
}

func (c *csvSeries) report(r *rtpflow.Report) error {
	c.begin()
	for row := range rows(r) {
		if row.stream.Series == nil {
			continue
		}
		if err := c.stream(row); err != nil {
			return err
		}
	}
	c.out.Flush()
	return c.out.Error()
}

// stream writes the bins of one stream.
func (c *csvSeries) stream(r row) error {
	session, media := "", ""
	if r.session != nil {
		session, media = r.session.ID, strconv.Itoa(r.media.Index)
	}
	st, s := r.stream, r.stream.Series
	_, channel := carriedBy(st.Connection, st.Channel)
	frames := false
	for i := range s.Bins {
		frames = frames || s.Bins[i].Frames > 0
	}
	c.cells = append(c.cells[:0], safe.Cell(r.capture), session, media, ssrcText(st.SSRC), directionText(st.Direction),
		endpoint(st.Source), endpoint(st.Destination), integer(channel))
	whose := len(c.cells)
	width := short(float32(float64(s.Width) / 1e9)).String()
	for i := range s.Bins {
		b := &s.Bins[i]
		c.cells = append(c.cells[:whose], timestamp(s.Start+int64(i)*s.Width), width, strconv.FormatUint(uint64(b.Packets), 10),
			strconv.FormatUint(b.Bytes, 10), strconv.FormatFloat(float64(b.Bytes)*8e9/float64(s.Width), 'f', -1, 64), strconv.FormatUint(uint64(b.Lost), 10), "")
		if frames {
			c.cells[len(c.cells)-1] = strconv.FormatUint(uint64(b.Frames), 10)
		}
		jitter, low, high := timingOf(b)
		for _, x := range []*short{jitter, low, high} {
			cell := ""
			if x != nil {
				cell = x.String()
			}
			c.cells = append(c.cells, cell)
		}
		if err := c.out.Write(c.cells); err != nil {
			return err
		}
	}
	return nil
}

func (c *csvSeries) end() error {
	c.begin()
	c.out.Flush()
	return c.out.Error()
}
