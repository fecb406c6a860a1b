package analyze_test

import "testing"

// Where client and server are one host, a filter names its address once.
func TestFilterOnOneHost(t *testing.T) {
	w := newWire(t)
	d := w.connectTo(hostS, at(hostS, rtspPort))
	d.describe(twoMedia)
	d.setup(0, udpPorts(6000), serverPorts(5000), "A")
	d.rst(fromServer)
	for _, f := range w.report().Sessions[0].Findings {
		if f.Code == "connection-reset" {
			if want := "ip.addr == 10.0.0.1 && tcp.port == 40001 && tcp.port == 554 && tcp.flags.reset == 1"; f.DisplayFilter != want {
				t.Errorf("%s, want %s", f.DisplayFilter, want)
			}
			return
		}
	}
	t.Error("no reset is told")
}
