package invitations

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/redact"
)

// A call is one use of one operation: the configuration for it, and how far it has got.
type call struct {
	op       string
	parent   *call // the call that this one is a part of, or nil
	config   *config
	once     bool // whether a request must not be repeated that may have been carried out
	started  time.Time
	waited   time.Duration // how much of the time since was spent in waits that the server asked for
	requests requests
	response *Response // the last one, which the steps of a call share
}

// requests is what is known of the requests that a call has sent.
type requests struct {
	sent    int
	lostAt  time.Time // when the first whose response was lost was sent
	running bool      // whether one of those may still be running
}

// add adds a request that has failed.
func (r *requests) add(sentAt time.Time, failure *Error) {
	if !failure.wasLost() {
		return
	}
	if r.lostAt.IsZero() {
		r.lostAt = sentAt
	}
	r.running = r.running || failure.outcome == unknown
}

// wasLost reports whether the response to a request was lost.
func (r *requests) wasLost() bool { return !r.lostAt.IsZero() }

// newCall checks what every call is given. Invalid is what is wrong with its arguments, or nil.
func (c *Client) newCall(ctx context.Context, op string, opts []Option, invalid *ArgumentError) (*call, error) {
	switch {
	case c == nil || c.config == nil:
		return nil, &ArgumentError{Op: op, Field: "Client", Reason: "was not made by New"}
	case ctx == nil:
		return nil, &ArgumentError{Op: op, Field: "ctx", Reason: "is nil"}
	}
	cfg, err := c.config.with(op, opts)
	if cfg.response != nil {
		*cfg.response = Response{}
	}
	switch {
	case err != nil:
		return nil, err
	case cfg.response != nil && (op == opAll || op == opCreateAll):
		return nil, &ArgumentError{Op: op, Field: "WithResponse", Reason: "is for a call of one operation"}
	case invalid != nil:
		return nil, invalid.in(op, "")
	}
	return &call{op: op, config: cfg, started: time.Now(), response: new(Response)}, nil
}

// step returns a call within c that has its own time.
func (c *call) step(op string) *call {
	return &call{op: op, parent: c, config: c.config, started: time.Now(), response: c.response}
}

// lookupLimit is how many of the newest invitations that match an address or id a lookup lists.
const lookupLimit = 100

// lookup returns a call within c that lists, shares c's time and has a response of its own.
func (c *call) lookup() *call {
	return &call{op: opList, parent: c, config: c.config, started: c.started, waited: c.waited, response: new(Response)}
}

// report stores the last response where WithResponse asks for it.
func (c *call) report() {
	if c.config.response != nil {
		*c.config.response = *c.response
	}
}

// do sends a request until it succeeds or a retry does not help. The error is an *Error.
func do[T any](ctx context.Context, c *call, send request, decode func([]byte) (T, error)) (T, error) {
	ctx, cancel := c.contextOfAttempts(ctx)
	defer cancel()
	for {
		sent := time.Now()
		result, failure := attempt(ctx, c, send, decode)
		took := time.Since(sent)
		if failure == nil {
			c.log(ctx, took, nil, decision{})
			return result, nil
		}
		c.requests.add(sent, failure)
		next := c.decide(ctx, failure)
		c.log(ctx, took, failure, next)
		if !next.retry {
			return result, failure
		}
		if !sleep(ctx, next.wait) {
			failure.endedBy(ctx)
			return result, failure
		}
		c.waited += failure.RetryAfter
	}
}

// attempt sends a request once.
func attempt[T any](ctx context.Context, c *call, send request, decode func([]byte) (T, error)) (T, *Error) {
	if ctx.Err() != nil {
		var zero T
		return zero, &Error{Op: c.op, err: contextCause(ctx), outcome: notDone}
	}
	limit := c.config.timeout
	ctx, cancel := context.WithTimeoutCause(ctx, limit, timeout{limit, "WithTimeout"})
	defer cancel()
	c.requests.sent++
	result, response, failure := exchange(ctx, c.config, c.op, send, decode)
	response.Attempts = c.requests.sent
	*c.response = response
	return result, failure
}

// contextOfAttempts returns the context of the attempts of c. Those of a create share two thirds of the
// time until the deadline of ctx, so that there is time left to look up what they have done.
func (c *call) contextOfAttempts(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok || !c.reconciles() {
		return ctx, func() {}
	}
	share := time.Until(deadline) / 3 * 2
	return context.WithTimeoutCause(ctx, share, timeout{share, "two thirds of the time until the deadline of the context"})
}

// A timeout is the cause of an attempt that took too long.
type timeout struct {
	after time.Duration
	from  string // what has set it
}

// Error distinguishes an attempt that took too long from a context whose deadline has passed.
func (t timeout) Error() string {
	return fmt.Sprintf("no complete response within %v (%s)", t.after, t.from)
}

// Unwrap returns [context.DeadlineExceeded].
func (t timeout) Unwrap() error { return context.DeadlineExceeded }

// found returns sentinel as the error of what c found out by itself, with the status and the trace id of
// the response that showed it.
func (c *call) found(sentinel error) *Error {
	return &Error{Op: c.op, StatusCode: c.response.StatusCode, TraceID: c.response.TraceID, err: sentinel}
}

// reconciles reports whether the client finds out what a lost request of c has done.
func (c *call) reconciles() bool {
	return (c.op == opCreate || c.op == opCreateBulk) && c.config.retry.MaxAttempts > 1
}

// decide returns whether a request that has failed is retried.
func (c *call) decide(ctx context.Context, failure *Error) decision {
	switch {
	case failure.outcome == rejected:
		return decision{reason: "the response is final"}
	case ctx.Err() != nil:
		failure.endedBy(ctx)
		return decision{reason: "no time is left"}
	}
	next := decision{reason: "a retry could send a second email"}
	if !c.once || !failure.wasLost() {
		elapsed, left := time.Since(c.started)-c.waited, noLimit
		if deadline, ok := ctx.Deadline(); ok {
			left = time.Until(deadline)
		}
		next = c.config.retry.decide(failure, c.requests.sent, elapsed, left)
	}
	if !next.retry {
		failure.reason = next.reason
	}
	return next
}

// log logs the last attempt, if there was one: nothing of the request, and of the response only the
// status, the trace id and the text of the error. A rejection is no more than the caller gets as an error.
func (c *call) log(ctx context.Context, took time.Duration, failure *Error, next decision) {
	if c.config.logger == nil || c.requests.sent == 0 {
		return
	}
	level, what := slog.LevelWarn, "give up"
	switch {
	case failure == nil:
		level, what = slog.LevelDebug, "done"
	case next.retry:
		what = "retry"
	case c.reconciles() && c.requests.wasLost():
		what = "look up"
	case failure.outcome == rejected && failure.StatusCode >= http.StatusBadRequest:
		level, what = slog.LevelDebug, "rejected"
	}
	attrs := []slog.Attr{
		slog.String("op", c.op),
		slog.Int("attempt", c.requests.sent),
		slog.Int("status", c.response.StatusCode),
		slog.Duration("duration", took),
		slog.String("clerk_trace_id", redact.Text(c.response.TraceID, maxCode)),
		slog.String("decision", what),
	}
	if c.parent != nil {
		attrs = append(attrs, slog.String("for", c.parent.op))
	}
	if failure != nil {
		attrs = append(attrs, slog.String("reason", next.reason), slog.Duration("wait", next.wait))
		if len(failure.Details) > 0 {
			attrs = append(attrs, slog.String("code", redact.Text(failure.Details[0].Code, maxCode)))
		}
		attrs = append(attrs, slog.String("error", failure.Error()))
	}
	c.config.logger.LogAttrs(ctx, level, "clerk invitations", attrs...)
}

// optional returns a pointer to v, or nil for the zero value, which is not sent.
func optional[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
