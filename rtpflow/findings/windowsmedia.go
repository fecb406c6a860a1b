package findings

import (
	"fmt"
	"strconv"
	"strings"

	"rtspect/rtpflow"
	"rtspect/rtpflow/findings/catalog"
)

// windowsMediaFindings are those about the server's end-of-stream notice and the client's log of what it played.
func (d *sessionDetector) windowsMediaFindings() {
	w := d.s.WindowsMedia
	if w == nil {
		return
	}
	for _, e := range d.s.Exchanges {
		if e.Request == nil || e.Sender != rtpflow.Server || e.RequestFrame != w.EndOfStream {
			continue
		}
		f := d.addExchange(catalog.WMSEndOfStream, e, "The server announced that it has sent the last packet of all streams (X-Notice 2101)%s.", noticeRefused(e))
		d.lostEnd(f, e.Request.Headers.Get("RTP-Info"))
	}
	if w.PlayLogAt == nil {
		return
	}
	number := func(name string) (int64, bool) {
		n, err := strconv.ParseInt(w.LogValue(name), 10, 64)
		return n, err == nil
	}
	var parts []string
	lost := int64(0)
	for _, x := range []struct{ name, text string }{
		{"c-pkts-lost-client", "packets lost at the client"},
		{"c-pkts-lost-net", "packets lost by the network"},
		{"c-pkts-lost-cont-net", "consecutive packets lost at most"},
		{"c-buffercount", "pauses to rebuffer"},
	} {
		if n, ok := number(x.name); ok && n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, x.text))
			if x.name == "c-pkts-lost-net" {
				lost = n
			}
		}
	}
	if len(parts) == 0 {
		return
	}
	var text strings.Builder
	text.WriteString(strings.Join(parts, ", "))
	for _, x := range []struct{ name, text string }{
		{"c-pkts-recovered-ECC", "%d recovered by error correction"}, {"c-pkts-recovered-resent", "%d by retransmission"}, {"c-quality", "quality %d %%"},
	} {
		if n, ok := number(x.name); ok {
			text.WriteString("; " + fmt.Sprintf(x.text, n))
		}
	}
	d.addExchange(catalog.WMSLog, w.PlayLogAt, "The client's play log reports %s.", text.String()).counts(lost)
}
