package invitations

import (
	"context"
	"math/rand/v2"
	"time"
)

// A RetryPolicy says when and how often a call that failed is tried again. A zero field means its
// default; so the zero value is the default policy. Set it with [WithRetry]; [WithoutRetry] turns
// it off.
//
// Only what may pass is tried again: a request that reached no server, an answer that was lost, 429
// and 5xx. A create is never repeated in a way that could mail a person twice; see [Client.Create].
//
// Beside the policy, all calls of a client share a budget of 500 attempts after the first for each
// server, which each good answer refills by one. Once it is spent, as in a long outage, calls end
// after one attempt. Where MaxRetryAfter is longer than MaxElapsedTime, attempts that the server asks
// to wait for cost nothing of it.
type RetryPolicy struct {
	// MaxAttempts is how often a request is sent at most, the first time included. Default 5.
	MaxAttempts int

	// InitialInterval is the longest wait before the second attempt. Each further one may be
	// Multiplier times as long, up to MaxInterval. The wait is drawn evenly from between nothing and
	// that, so that clients that failed together do not return together.
	// Defaults 500 ms, 1.5 and 5 s.
	InitialInterval time.Duration
	Multiplier      float64
	MaxInterval     time.Duration

	// MaxElapsedTime is how long after the first attempt another one may begin. Default 30 s.
	MaxElapsedTime time.Duration

	// MaxRetryAfter is the longest wait asked for by the server (Retry-After) that is obeyed. After a
	// request for a longer one the call returns at once. Clerk can ask for close to an hour.
	// Where it is longer than MaxElapsedTime, time waited because the server asked for it does not
	// count as elapsed. Default 10 s.
	MaxRetryAfter time.Duration
}

const (
	defaultMaxAttempts     = 5
	defaultInitialInterval = 500 * time.Millisecond
	defaultMultiplier      = 1.5
	defaultMaxInterval     = 5 * time.Second
	defaultMaxElapsedTime  = 30 * time.Second
	defaultMaxRetryAfter   = 10 * time.Second
)

// withDefaults returns p with its zero fields set, or why it cannot be a policy.
func (p RetryPolicy) withDefaults() (RetryPolicy, *ArgumentError) {
	const option = "WithRetry"
	switch {
	case p.MaxAttempts < 0, p.InitialInterval < 0, p.MaxInterval < 0, p.MaxElapsedTime < 0, p.MaxRetryAfter < 0:
		return p, refuse(option, "holds a negative value")
	case p.Multiplier != 0 && !(p.Multiplier >= 1):
		return p, refuse(option, "has a Multiplier below 1")
	}
	setDefault(&p.MaxAttempts, defaultMaxAttempts)
	setDefault(&p.InitialInterval, defaultInitialInterval)
	setDefault(&p.Multiplier, defaultMultiplier)
	setDefault(&p.MaxInterval, max(defaultMaxInterval, p.InitialInterval))
	setDefault(&p.MaxElapsedTime, defaultMaxElapsedTime)
	setDefault(&p.MaxRetryAfter, defaultMaxRetryAfter)
	return p, nil
}

// waitsLong reports whether the server may ask for a wait that is longer than all else may take.
func (p RetryPolicy) waitsLong() bool { return p.MaxRetryAfter > p.MaxElapsedTime }

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// interval returns how long to wait after the given number of attempts: full jitter.
func (p RetryPolicy) interval(attempts int) time.Duration {
	ceiling := float64(p.InitialInterval)
	for range attempts - 1 {
		if ceiling *= p.Multiplier; ceiling >= float64(p.MaxInterval) {
			break
		}
	}
	return time.Duration(rand.Float64() * min(ceiling, float64(p.MaxInterval))) //nolint:gosec // a wait is no secret
}

// sleep waits, but no longer than ctx lasts.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return contextCause(ctx)
	}
}
