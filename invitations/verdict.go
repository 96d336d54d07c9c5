package invitations

import (
	"context"
	"crypto/tls"
	"errors"
	"time"
)

// A verdict says whether to go on after a failure, and why.
type verdict struct {
	again  bool
	reason string
	wait   time.Duration
	asked  bool // whether the server asked for the wait
	paid   bool // whether the attempt is paid for from the budget
}

// judge decides whether to go on after a failure.
func (c *call) judge(ctx context.Context, failure *Error) verdict {
	policy := c.config.retry
	var untrusted *tls.CertificateVerificationError
	switch {
	case failure.fate == final:
		return verdict{reason: "the answer is final"}
	case ctx.Err() != nil:
		return verdict{reason: "the caller has given up"}
	case errors.As(failure, &untrusted):
		return verdict{reason: "the server's certificate is not trusted"}
	case c.failed >= policy.MaxAttempts:
		return verdict{reason: "no attempt is left"}
	}

	again := verdict{again: true, reason: failure.nature(), wait: policy.interval(c.failed)}
	if failure.RetryAfter > 0 {
		again.wait, again.asked = failure.RetryAfter, true
	}
	deadline, limited := ctx.Deadline()
	switch {
	case again.asked && again.wait > policy.MaxRetryAfter:
		return verdict{reason: "the server asks for a longer wait than is allowed", wait: again.wait}
	case c.isOverdue(again.wait):
		return verdict{reason: "no time is left"}
	case limited && again.wait >= time.Until(deadline):
		return verdict{reason: "the wait would outlast the caller's deadline", wait: again.wait}
	case again.asked && policy.waitsLong():
		return again
	case !c.config.server.budget.spend():
		return verdict{reason: "too many requests to this server fail"}
	}
	again.paid = true
	return again
}

// isOverdue reports whether, after a wait, no time is left for another attempt. Waits that the server
// asks for count unless the policy allows for longer ones than for the whole.
func (c *call) isOverdue(wait time.Duration) bool {
	if c.config.retry.waitsLong() {
		wait = 0
	}
	return wait > c.timeLeft()
}

// timeLeft returns for how long further attempts may begin; it is negative once none may.
func (c *call) timeLeft() time.Duration {
	left := c.config.retry.MaxElapsedTime - time.Since(c.started)
	if c.config.retry.waitsLong() {
		left += c.asked
	}
	return left
}

// nature says in a few words why a failure is one that may pass.
func (e *Error) nature() string {
	switch {
	case e.StatusCode == 0 && e.fate == untouched:
		return "nothing was sent"
	case e.StatusCode == 0:
		return "there was no answer"
	case errors.Is(e, ErrRateLimited):
		return "too many requests"
	case errors.Is(e, ErrServer):
		return "the server is in trouble"
	}
	return "the answer cannot be read"
}
