//home: rtpflow/analyze
package rtpflow

import "slices"

// heldEvery is how often (ns of capture time) connections with bytes behind a hole are looked at when they have no
// packets of their own: the signalling of media over UDP falls silent with PLAY, and what it agreed on is wanted soon.
const heldEvery = 100e6

// hold has a connection looked at again as time goes on.
func (a *Analyzer) hold(c *tcpConn) {
	if !c.decided || !c.parsed() {
		return
	}
	c.held = true
	a.held = append(a.held, c)
	if a.heldTill == 0 {
		a.heldTill = a.now + heldEvery
		a.setAlarm()
	}
}

// releaseHeld lets connections give up holes that are old enough.
func (a *Analyzer) releaseHeld() {
	a.held = slices.DeleteFunc(a.held, func(c *tcpConn) bool {
		if c.stream != nil {
			c.stream.Advance(a.now)
			a.drain(c)
		}
		c.held = c.stream != nil && c.stream.Waits()
		return !c.held
	})
	a.heldTill = 0
	if len(a.held) > 0 {
		a.heldTill = a.now + heldEvery
	}
}

// wake does what waited for its time.
func (a *Analyzer) wake() {
	if a.earlyTill != 0 && a.now > a.earlyTill {
		a.releaseOld()
	}
	if a.heldTill != 0 && a.now > a.heldTill {
		a.releaseHeld()
	}
	a.setAlarm()
}

// setAlarm finds when wake is to be called.
func (a *Analyzer) setAlarm() {
	a.alarm = a.earlyTill
	if a.alarm == 0 || a.heldTill != 0 && a.heldTill < a.alarm {
		a.alarm = a.heldTill
	}
}
