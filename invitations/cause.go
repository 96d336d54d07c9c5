package invitations

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"
)

// withTimeout limits one attempt; 0 sets no limit.
func withTimeout(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	if limit == 0 {
		return ctx, func() {}
	}
	return context.WithTimeoutCause(ctx, limit, &timeoutError{limit})
}

// A timeoutError tells an attempt that took too long from a caller whose own deadline has passed.
type timeoutError struct{ limit time.Duration }

func (e *timeoutError) Error() string { return fmt.Sprintf("no answer within %v", e.limit) }
func (e *timeoutError) Unwrap() error { return context.DeadlineExceeded }

// Timeout makes it a timeout to those who ask as they would a net.Error.
func (e *timeoutError) Timeout() bool { return true }

// cause returns why an exchange under ctx failed. It takes off *url.Error, whose text has the
// request's URL and in it, where an address was looked up, the address.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return contextCause(ctx)
	}
	if outermost, ok := err.(*url.Error); ok { //nolint:errorlint // only http.Client's own, not one within
		return outermost.Err
	}
	return err
}

// contextCause returns ctx's cause in a form in which errors.Is also finds ctx.Err().
func contextCause(ctx context.Context) error {
	why := context.Cause(ctx)
	if errors.Is(why, ctx.Err()) {
		return why
	}
	return fmt.Errorf("%w: %w", ctx.Err(), why)
}
