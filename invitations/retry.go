package invitations

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// A RetryPolicy says when a failed request is retried. Zero fields mean defaults.
//
// A request is retried if it did not reach the server, if its response was lost or cannot be read, and
// after status 429 and 5xx. A create is never retried in a way that could send a second email; see
// [Client.Create]. The deadline of its context limits a call as a whole.
type RetryPolicy struct {
	// MaxAttempts is how often a request is sent at most. The default is 5.
	MaxAttempts int
	// The wait after an attempt is random, from 0 to InitialInterval, which grows by Multiplier with
	// each attempt up to MaxInterval. The defaults are 500 ms, 1.5 and 5 s.
	InitialInterval time.Duration
	Multiplier      float64
	MaxInterval     time.Duration
	// MaxElapsedTime is how long after the first attempt another may begin, not counting waits that
	// the server asked for. The default is 30 s.
	MaxElapsedTime time.Duration
	// MaxRetryAfter is the longest wait that the server can ask for (Retry-After). If it asks for a
	// longer one, such as Clerk's hour, the call fails at once. The default is 10 s.
	MaxRetryAfter time.Duration
}

// withDefaults returns p with its zero fields set, or what is wrong with p.
func (p RetryPolicy) withDefaults() (complete RetryPolicy, reason string) {
	switch {
	case p.MaxAttempts < 0, p.InitialInterval < 0, p.MaxInterval < 0, p.MaxElapsedTime < 0, p.MaxRetryAfter < 0:
		return p, "contains a negative value"
	case p.Multiplier != 0 && !(p.Multiplier >= 1):
		return p, "has a Multiplier below 1"
	}
	p.MaxAttempts = cmp.Or(p.MaxAttempts, 5)
	p.InitialInterval = cmp.Or(p.InitialInterval, 500*time.Millisecond)
	p.Multiplier = cmp.Or(p.Multiplier, 1.5)
	p.MaxInterval = cmp.Or(p.MaxInterval, max(5*time.Second, p.InitialInterval))
	p.MaxElapsedTime = cmp.Or(p.MaxElapsedTime, 30*time.Second)
	p.MaxRetryAfter = cmp.Or(p.MaxRetryAfter, 10*time.Second)
	return p, ""
}

// interval returns a random wait after the given number of attempts.
func (p RetryPolicy) interval(attempts int) time.Duration {
	longest := float64(p.InitialInterval)
	for range attempts - 1 {
		if longest *= p.Multiplier; longest >= float64(p.MaxInterval) {
			break
		}
	}
	return time.Duration(rand.Float64() * min(longest, float64(p.MaxInterval))) //nolint:gosec // a wait is no secret
}

// sleep waits, but no longer than ctx lasts.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	if ctx.Err() != nil {
		return contextCause(ctx)
	}
	return nil
}

// contextCause returns the cause of ctx in a form in which errors.Is also finds ctx.Err().
func contextCause(ctx context.Context) error {
	why := context.Cause(ctx)
	if errors.Is(why, ctx.Err()) {
		return why
	}
	return fmt.Errorf("%w: %w", ctx.Err(), why)
}
