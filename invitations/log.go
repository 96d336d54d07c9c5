package invitations

import (
	"context"
	"log/slog"
)

// What is logged of an attempt is chosen value by value: nothing of a request, and of an answer the
// status and the trace id.

func (c *call) logSuccess(ctx context.Context) {
	c.log(ctx, slog.LevelInfo, slog.String("decision", "done"))
}

// logSettled logs a failure that shows that an attempt before it has succeeded.
func (c *call) logSettled(ctx context.Context) {
	c.log(ctx, slog.LevelInfo, slog.String("decision", "done"), slog.String("reason", "an earlier attempt has done it"))
}

func (c *call) logFailure(ctx context.Context, v verdict) {
	decision := "give up"
	switch {
	case c.lost && isCreation(c.op) && c.config.retry.MaxAttempts > 1:
		decision = "look up"
	case v.again:
		decision = "retry"
	}
	c.log(ctx, slog.LevelWarn, slog.String("decision", decision),
		slog.String("reason", v.reason), slog.Duration("wait", v.wait))
}

func (c *call) log(ctx context.Context, level slog.Level, decision ...slog.Attr) {
	if c.config.logger == nil || c.sent == 0 {
		return
	}
	attrs := make([]slog.Attr, 0, 10)
	attrs = append(attrs, slog.String("op", c.op))
	if c.parent != nil {
		attrs = append(attrs, slog.String("for", c.parent.op))
	}
	attrs = append(attrs,
		slog.Int("attempt", c.sent),
		slog.Int("status", c.answer.StatusCode),
		slog.Duration("duration", c.took),
		slog.String("trace_id", safeText(c.answer.TraceID, maxTextCode)),
	)
	c.config.logger.LogAttrs(ctx, level, "clerk invitations", append(attrs, decision...)...)
}
