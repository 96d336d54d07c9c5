package invitationstest

import (
	"sync"
	"time"
)

// clock is the handler's time: a source, moved by an offset or stopped.
type clock struct {
	source func() time.Time

	mu      sync.Mutex
	offset  time.Duration
	stopped bool
	at      time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return c.at
	}
	return c.source().Add(c.offset)
}

// Now returns the handler's time: that of every invitation, of every email, of the rate limits and of
// the Date header of every answer.
func (h *Handler) Now() time.Time {
	return h.clock.now()
}

// Advance moves the clock by d, backwards where d is negative. Invitations expire by it and rate
// limits recover. It does not hurry the real time that a [Delay] takes.
func (h *Handler) Advance(d time.Duration) {
	h.clock.mu.Lock()
	defer h.clock.mu.Unlock()
	if h.clock.stopped {
		h.clock.at = h.clock.at.Add(d)
		return
	}
	h.clock.offset += d
}

// SetTime sets the clock to t and stops it there: from now on only SetTime and [Handler.Advance]
// move it.
func (h *Handler) SetTime(t time.Time) {
	h.clock.mu.Lock()
	defer h.clock.mu.Unlock()
	h.clock.stopped, h.clock.at = true, t
}
