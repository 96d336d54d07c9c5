package invitations

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// A RetryPolicy says when a failed request is retried. Zero fields keep what was set before.
//
// A request is retried if it did not reach the server, if its response was lost or cannot be read, and
// after status 429 and 5xx, but not a create with IgnoreExisting that may have been carried out. The wait
// is random, up to InitialInterval after the first attempt; this limit grows by Multiplier with each
// attempt, up to MaxInterval. A wait that the server asks for (Retry-After) is added.
type RetryPolicy struct {
	MaxAttempts     int           // how often a request is sent at most; the default is 5
	InitialInterval time.Duration // the default is 500 ms
	Multiplier      float64       // at least 1; the default is 1.5
	MaxInterval     time.Duration // the default is 5 s
	// MaxElapsedTime is how long after the call began another attempt may begin, without the waits that the
	// server asked for. The default is 30 s.
	MaxElapsedTime time.Duration
	// MaxRetryAfter is the longest wait that the server can ask for. If it asks for a longer one, such as
	// Clerk's hour, the call fails at once. The default is 10 s.
	MaxRetryAfter time.Duration
}

// check returns what is wrong with p, or "".
func (p RetryPolicy) check() (reason string) {
	switch {
	case p.MaxAttempts < 0, p.InitialInterval < 0, p.MaxInterval < 0, p.MaxElapsedTime < 0, p.MaxRetryAfter < 0:
		return "contains a negative value"
	case p.Multiplier != 0 && !(p.Multiplier >= 1):
		return "has a Multiplier below 1"
	}
	return ""
}

// over returns p with the fields of base where its own are zero.
func (p RetryPolicy) over(base RetryPolicy) RetryPolicy {
	return RetryPolicy{
		MaxAttempts:     cmp.Or(p.MaxAttempts, base.MaxAttempts),
		InitialInterval: cmp.Or(p.InitialInterval, base.InitialInterval),
		Multiplier:      cmp.Or(p.Multiplier, base.Multiplier),
		MaxInterval:     cmp.Or(p.MaxInterval, max(base.MaxInterval, p.InitialInterval)),
		MaxElapsedTime:  cmp.Or(p.MaxElapsedTime, base.MaxElapsedTime),
		MaxRetryAfter:   cmp.Or(p.MaxRetryAfter, base.MaxRetryAfter),
	}
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

// A decision is whether a failed request is retried, after which wait, and why.
type decision struct {
	retry  bool
	wait   time.Duration
	reason string
}

// decide returns whether a request that may be repeated is retried. Elapsed is the time since the call
// began, without the waits that the server asked for; left is the time until its last attempt has to end.
func (p RetryPolicy) decide(failure *Error, attempts int, elapsed, left time.Duration) decision {
	interval := p.interval(attempts)
	wait := failure.RetryAfter + interval
	_, untrusted := errors.AsType[*tls.CertificateVerificationError](failure)
	switch {
	case untrusted, errors.Is(failure, errTooLarge):
		return decision{reason: "a retry would fail in the same way"}
	case failure.RetryAfter > p.MaxRetryAfter:
		return decision{reason: fmt.Sprintf("Clerk asks to wait %v, longer than MaxRetryAfter (%v)", failure.RetryAfter, p.MaxRetryAfter)}
	case attempts >= p.MaxAttempts:
		return decision{reason: fmt.Sprintf("no attempt is left after %d in %v", attempts, elapsed.Round(100*time.Millisecond))}
	case elapsed+interval > p.MaxElapsedTime:
		return decision{reason: fmt.Sprintf("a retry would begin after MaxElapsedTime (%v)", p.MaxElapsedTime)}
	case wait >= left && (failure.Op == opCreate || failure.Op == opCreateBulk):
		return decision{reason: fmt.Sprintf("a retry after %v would leave no time for the lookup", wait.Round(time.Millisecond))}
	case wait >= left:
		return decision{reason: fmt.Sprintf("a retry after %v would begin after the deadline of the context", wait.Round(time.Millisecond))}
	case failure.wasLost():
		return decision{true, wait, "the response was lost, or the server failed"}
	}
	return decision{true, wait, "the server did not act on the request"}
}

// sleep waits, and returns false if ctx ends first.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}
