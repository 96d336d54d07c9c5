package invitations

import (
	"context"
	"log/slog"
)

func (c *call) logSuccess(ctx context.Context) {
	c.log(ctx, slog.LevelDebug, slog.String("decision", "done"))
}

func (c *call) logFailure(ctx context.Context, next decision) {
	what := "give up"
	switch {
	case next.retry:
		what = "retry"
	case c.isCreate() && c.wasLost() && c.config.retry.MaxAttempts > 1:
		what = "look up"
	}
	c.log(ctx, slog.LevelWarn, slog.String("decision", what),
		slog.String("reason", next.reason), slog.Duration("wait", next.wait))
}

// log logs an attempt. It takes nothing from the request, and from the response only the status and
// the trace id.
func (c *call) log(ctx context.Context, level slog.Level, decision ...slog.Attr) {
	if c.config.logger == nil || c.attempts == 0 {
		return
	}
	attrs := make([]slog.Attr, 0, 9)
	attrs = append(attrs, slog.String("op", c.op))
	if c.parent != nil {
		attrs = append(attrs, slog.String("for", c.parent.op))
	}
	attrs = append(attrs,
		slog.Int("attempt", c.attempts),
		slog.Int("status", c.response.StatusCode),
		slog.Duration("duration", c.took),
		slog.String("clerk_trace_id", redact(c.response.TraceID, maxCode)),
	)
	c.config.logger.LogAttrs(ctx, level, "clerk invitations", append(attrs, decision...)...)
}
