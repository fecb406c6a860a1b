package frames

import "slices"

const (
	// leastPause is the shortest time (ns) between two complete video frames that is remembered.
	leastPause = 200_000_000
	// maxPauses limits the pauses that are remembered; the shortest are dropped.
	maxPauses = 64
)

// Pause is a time without a complete video frame.
type Pause struct {
	From, To           int64 // arrival of the last packet of the complete frames before and after
	FromFrame, ToFrame int64 // first packets of these
	// Damaged counts the frames in between, all of them damaged.
	Damaged int64
}

// completions measures the times between complete video frames.
type completions struct {
	end, frame int64
	has        bool
	pauses     []Pause
	dropped    int64
	between    int64
}

func (c *completions) add(u *unit) {
	if d := u.end - c.end; c.has && d >= leastPause {
		c.keep(Pause{c.end, u.end, c.frame, u.frame, c.between})
	}
	c.has, c.end, c.frame, c.between = true, max(u.end, c.end), u.frame, 0
}

func (c *completions) keep(p Pause) {
	if len(c.pauses) < maxPauses {
		c.pauses = append(c.pauses, p)
		return
	}
	c.dropped++
	i := 0
	for j := range c.pauses {
		if c.pauses[j].To-c.pauses[j].From < c.pauses[i].To-c.pauses[i].From {
			i = j
		}
	}
	if x := c.pauses[i]; p.To-p.From > x.To-x.From {
		c.pauses = append(slices.Delete(c.pauses, i, i+1), p)
	}
}

func (c *completions) restart() { c.has = false }
