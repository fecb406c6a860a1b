package demux

import "slices"

// waitInterval is how often (ns of capture time) connections with bytes behind a gap are looked at when they have
// no packets: the signalling of media over UDP is silent after PLAY, and what it has negotiated is
// needed soon.
const waitInterval = 100e6

// wait has a connection looked at again as time goes on.
func (t *TCP) wait(c *TCPConn) {
	if !c.decided || !c.parsed() {
		return
	}
	c.waits = true
	t.waiting = append(t.waiting, c)
	if t.due == 0 {
		t.due = t.now + waitInterval
	}
}

// Due is the capture time after which Advance has something to do, 0 for never.
func (t *TCP) Due() int64 { return t.due }

// Waiting reports whether signalling may be waiting behind a gap.
func (t *TCP) Waiting() bool { return len(t.waiting) > 0 }

// Advance lets connections give up gaps that are old enough at a capture time.
func (t *TCP) Advance(now int64) {
	t.now = now
	t.waiting = slices.DeleteFunc(t.waiting, func(c *TCPConn) bool {
		if c.stream != nil {
			c.stream.Advance(now)
			t.drain(c)
		}
		c.waits = c.stream != nil && c.stream.HasPending()
		return !c.waits
	})
	t.due = 0
	if len(t.waiting) > 0 {
		t.due = now + waitInterval
	}
}
