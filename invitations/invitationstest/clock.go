package invitationstest

import "time"

// A clock is the real time moved by an offset, or a time at which it was stopped.
type clock struct {
	offset  time.Duration
	stopped bool
	at      time.Time
}

// now is in whole milliseconds, as the API has it.
func (c *clock) now() time.Time {
	now := time.Now().Add(c.offset)
	if c.stopped {
		now = c.at
	}
	return now.Truncate(time.Millisecond)
}

// Now returns the handler's time: that of invitations, of emails, of the rate limits and of the Date
// header.
func (h *Handler) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.clock.now()
}

// Advance moves the clock by d, which may be negative. Invitations expire by it, and rate limits
// recover. It does not change how long a [Delay] takes.
func (h *Handler) Advance(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clock.at = h.clock.at.Add(d)
	h.clock.offset += d
}

// SetTime stops the clock at t. From then on only SetTime and [Handler.Advance] move it. A rate limit of
// [WithRateLimits] that is reached then stays reached until one of them is called, however long a client
// waits.
func (h *Handler) SetTime(t time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clock.stopped, h.clock.at = true, t
}
