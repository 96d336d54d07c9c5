package invitations

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/redact"
)

// The operations, as errors and logs name them.
const (
	opCreate     = "Create"
	opCreateBulk = "CreateBulk"
	opList       = "List"
	opRevoke     = "Revoke"
	opDelete     = "Delete"

	opAll       = "All"
	opCreateAll = "CreateAll"
	opGet       = "Get"
)

// A call is one use of one operation: the configuration for it, and how far it has got.
type call struct {
	op     string
	parent *call // the call that this one is a part of, or nil
	config *config
	once   bool // whether a request must not be repeated that may have been carried out

	started  time.Time
	waited   time.Duration // how much of the time since was spent in waits that the server asked for
	attempts int           // how many requests were sent

	// Of the requests whose response was lost: when the first was sent, and whether one of them had
	// no response that says that the server failed.
	lostAt     time.Time
	noResponse bool

	response Response // the last one
	took     time.Duration
}

// newCall checks what every call is given. Invalid is what is wrong with its arguments, or nil.
func (c *Client) newCall(ctx context.Context, op string, opts []Option, invalid *ArgumentError) (*call, error) {
	switch {
	case c == nil || c.config == nil:
		return nil, &ArgumentError{Op: op, Field: "Client", Reason: "was not made by New"}
	case ctx == nil:
		return nil, &ArgumentError{Op: op, Field: "ctx", Reason: "is nil"}
	}
	cfg, err := c.config.with(op, opts)
	if err != nil {
		return nil, err
	}
	if cfg.response != nil {
		*cfg.response = Response{}
	}
	if invalid != nil {
		return nil, invalid.in(op, "")
	}
	return &call{op: op, config: cfg, started: time.Now()}, nil
}

// step returns a call within c that has its own time.
func (c *call) step(op string) *call {
	return &call{op: op, parent: c, config: c.config, started: time.Now()}
}

// lookupLimit is how many of the newest invitations that match an address or id a lookup lists.
const lookupLimit = 100

// lookup returns a call within c that lists, shares c's time and does not report its response.
func (c *call) lookup() *call {
	cfg := *c.config
	cfg.response = nil
	return &call{op: opList, parent: c, config: &cfg, started: c.started, waited: c.waited}
}

// do sends a request until it succeeds or a retry does not help. The error is an *Error.
func do[T any](ctx context.Context, c *call, send request, decode func([]byte) (T, error)) (T, error) {
	defer c.report()
	for {
		result, failure := attempt(ctx, c, send, decode)
		if failure == nil {
			c.log(ctx, slog.LevelDebug, "done")
			return result, nil
		}
		next := c.decide(ctx, failure)
		c.logFailure(ctx, next)
		if !next.retry {
			return result, failure
		}
		if err := sleep(ctx, next.wait); err != nil {
			failure.endedBy(err)
			return result, failure
		}
		if failure.RetryAfter > 0 {
			c.waited += next.wait
		}
	}
}

// attempt sends a request once and records in c what came of it.
func attempt[T any](ctx context.Context, c *call, send request, decode func([]byte) (T, error)) (T, *Error) {
	if ctx.Err() != nil {
		var zero T
		return zero, &Error{Op: c.op, err: contextCause(ctx), outcome: notSent}
	}
	limit := c.config.timeout
	if c.isCreate() {
		limit = min(limit, c.timeLeft(ctx))
	}
	attemptCtx, cancel := context.WithTimeoutCause(ctx, limit, errTimeout)
	defer cancel()
	c.attempts++
	sent := time.Now()
	result, response, failure := exchange(attemptCtx, c.config, c.op, send, decode)
	c.response, c.took = response, time.Since(sent)
	if failure != nil && failure.outcome == ambiguous {
		if c.lostAt.IsZero() {
			c.lostAt = sent
		}
		c.noResponse = c.noResponse || failure.StatusCode < 300
	}
	return result, failure
}

// wasLost reports whether the response to a request was lost.
func (c *call) wasLost() bool { return !c.lostAt.IsZero() }

func (c *call) isCreate() bool { return c.op == opCreate || c.op == opCreateBulk }

// A decision says whether a failed request is retried, after which wait, and why.
type decision struct {
	retry  bool
	wait   time.Duration
	reason string
}

// decide decides whether a request that has failed is retried.
func (c *call) decide(ctx context.Context, failure *Error) decision {
	policy := c.config.retry
	wait, elapsed := policy.interval(c.attempts), time.Since(c.started)-c.waited
	if failure.RetryAfter > 0 {
		wait = failure.RetryAfter
	} else {
		elapsed += wait
	}
	_, untrusted := errors.AsType[*tls.CertificateVerificationError](failure)
	switch {
	case failure.outcome == rejected:
		return decision{reason: "the response is final"}
	case ctx.Err() != nil:
		return decision{reason: "the context has ended"}
	case untrusted, errors.Is(failure, errTooLarge):
		return decision{reason: "a retry would fail in the same way"}
	case failure.outcome == ambiguous && c.once:
		return decision{reason: "a retry could send a second email"}
	case c.attempts >= policy.MaxAttempts:
		return decision{reason: "no attempt is left"}
	case failure.RetryAfter > policy.MaxRetryAfter:
		return decision{wait: wait, reason: "the server asks for a longer wait than MaxRetryAfter"}
	case elapsed > policy.MaxElapsedTime:
		return decision{reason: "MaxElapsedTime is over"}
	case wait >= c.timeLeft(ctx):
		return decision{wait: wait, reason: "the wait would outlast the deadline of the context"}
	}
	if failure.outcome == ambiguous {
		return decision{retry: true, wait: wait, reason: "the response was lost, or the server failed"}
	}
	return decision{retry: true, wait: wait, reason: "the server did not act on the request"}
}

// timeLeft returns how long the requests of c may take until the deadline of ctx. A create leaves a
// third of it for finding out what became of it.
func (c *call) timeLeft(ctx context.Context) time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return noLimit
	}
	left := time.Until(deadline)
	if c.isCreate() {
		left = left / 3 * 2
	}
	return left
}

func (c *call) logFailure(ctx context.Context, next decision) {
	what := "give up"
	switch {
	case next.retry:
		what = "retry"
	case c.isCreate() && c.wasLost() && c.config.retry.MaxAttempts > 1:
		what = "look up"
	}
	c.log(ctx, slog.LevelWarn, what, slog.String("reason", next.reason), slog.Duration("wait", next.wait))
}

// log logs the last attempt, if there was one: nothing of the request, and of the response only the
// status and the trace id.
func (c *call) log(ctx context.Context, level slog.Level, what string, more ...slog.Attr) {
	if c.config.logger == nil || c.attempts == 0 {
		return
	}
	attrs := []slog.Attr{
		slog.String("op", c.op),
		slog.Int("attempt", c.attempts),
		slog.Int("status", c.response.StatusCode),
		slog.Duration("duration", c.took),
		slog.String("clerk_trace_id", redact.Text(c.response.TraceID, maxCode)),
		slog.String("decision", what),
	}
	if c.parent != nil {
		attrs = append(attrs, slog.String("for", c.parent.op))
	}
	c.config.logger.LogAttrs(ctx, level, "clerk invitations", append(attrs, more...)...)
}

// report stores the last response where WithResponse asks for it.
func (c *call) report() {
	if c.config.response != nil {
		*c.config.response = c.response
		c.config.response.Attempts = c.attempts
	}
}

// optional returns a pointer to v, or nil for the zero value, which is not sent.
func optional[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
