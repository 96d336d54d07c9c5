package invitations

import (
	"context"
	"log/slog"
	"time"
)

// What is logged of an attempt is chosen value by value: nothing of a request, and of an answer the
// status and the trace id.

func (c *call) logSuccess(ctx context.Context, took time.Duration) {
	if c.config.logger == nil {
		return
	}
	c.log(ctx, slog.LevelInfo, took, slog.String("decision", "done"))
}

func (c *call) logFailure(ctx context.Context, failure *Error, v verdict) {
	if c.config.logger == nil {
		return
	}
	decision := "give up"
	if v.again {
		decision = "retry"
	}
	c.log(ctx, slog.LevelWarn, failure.took, slog.String("decision", decision),
		slog.String("reason", v.reason), slog.Duration("wait", v.wait))
}

func (c *call) log(ctx context.Context, level slog.Level, took time.Duration, decision ...slog.Attr) {
	attrs := make([]slog.Attr, 0, 10)
	attrs = append(attrs, slog.String("op", c.op))
	if c.parent != nil {
		attrs = append(attrs, slog.String("for", c.parent.op))
	}
	attrs = append(attrs,
		slog.Int("attempt", c.sent),
		slog.Int("status", c.answer.StatusCode),
		slog.Duration("duration", took),
		slog.String("trace_id", safeText(c.answer.TraceID, maxTextCode)),
	)
	c.config.logger.LogAttrs(ctx, level, "clerk invitations", append(attrs, decision...)...)
}
