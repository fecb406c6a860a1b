package report

import (
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"rtspect/capture"
	"rtspect/rtpflow"
)

// timestamp is RFC 3339 in UTC with nine decimals. Every int64 of nanoseconds since 1970 lies in a
// year of four digits.
func timestamp(ns int64) string {
	t := time.Unix(0, ns).UTC()
	year, month, day := t.Date()
	hour, minute, sec := t.Clock()
	b := [30]byte{4: '-', 7: '-', 10: 'T', 13: ':', 16: ':', 19: '.', 29: 'Z'}
	digits(b[0:4], year)
	digits(b[5:7], int(month))
	digits(b[8:10], day)
	digits(b[11:13], hour)
	digits(b[14:16], minute)
	digits(b[17:19], sec)
	digits(b[20:29], t.Nanosecond())
	return string(b[:])
}

// digits fills b with the decimal digits of n.
func digits(b []byte, n int) {
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
}

// number rounds to six decimals, so that the last bits of a float neither fill reports nor differ
// between machines. What is no number, or too large for one, is nil: JSON knows neither.
func number(x float64) *float64 {
	if math.IsNaN(x) || math.Abs(x) > 1e18 {
		return nil
	}
	if math.Abs(x) < 1e12 {
		x = math.Round(x*1e6) / 1e6
	}
	if x == 0 {
		x = 0 // not -0
	}
	return &x
}

func numberOf(p *float64) *float64 {
	if p == nil {
		return nil
	}
	return number(*p)
}

// seconds and millis turn nanoseconds into the numbers of *_s and *_ms.
func seconds(ns int64) *float64 { return number(float64(ns) / 1e9) }
func millis(ns int64) *float64  { return number(float64(ns) / 1e6) }

// millisOf is millis of what may not be known.
func millisOf(ns *int64) *float64 {
	if ns == nil {
		return nil
	}
	return millis(*ns)
}

// positive is nil for 0: a value that was not known.
func positive(n int) *int {
	if n <= 0 {
		return nil
	}
	return &n
}

const hexDigits = "0123456789abcdef"

// ssrcText is an SSRC as the contract writes it: 0x and eight digits.
func ssrcText(ssrc uint32) string {
	b := [10]byte{0: '0', 1: 'x'}
	for i := range 8 {
		b[2+i] = hexDigits[ssrc>>(28-4*i)&15]
	}
	return string(b[:])
}

// ssrcOf is "" for nil.
func ssrcOf(ssrc *uint32) string {
	if ssrc == nil {
		return ""
	}
	return ssrcText(*ssrc)
}

// endpoint is "" where the address is not known.
func endpoint(e capture.Endpoint) string {
	if e.Addr == (capture.Addr{}) {
		return ""
	}
	return e.String()
}

// directionText is "" where nothing tells who is server and who is client.
func directionText(d rtpflow.Direction) string {
	switch d {
	case rtpflow.ServerToClient:
		return "server-to-client"
	case rtpflow.ClientToServer:
		return "client-to-server"
	}
	return ""
}

// senderText is who sends in a direction, "" where nothing tells.
func senderText(d rtpflow.Direction) string {
	sender, _, _ := strings.Cut(directionText(d), "-")
	return sender
}

func sideText(s rtpflow.Side) string {
	if s == rtpflow.Server {
		return "server"
	}
	return "client"
}

// began is the earliest packet time of a report, to which relative times refer, as Wireshark's do.
func began(r *rtpflow.Report) (ns int64, known bool) {
	for _, f := range r.Captures {
		if f.HasTime && (!known || f.Start < ns) {
			ns, known = f.Start, true
		}
	}
	return ns, known
}

// sortedTypes lists payload types in order.
func sortedTypes(m map[uint8]int64) []uint8 { return slices.Sorted(maps.Keys(m)) }
