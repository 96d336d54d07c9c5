package invitations

import (
	"log/slog"
	"time"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/internal/redact"
)

// An attemptLog is what is logged of an attempt: nothing of the request, and of the response only the
// status and the trace id.
type attemptLog struct {
	op, partOf       string
	attempt          int
	response         Response
	took             time.Duration
	decision, reason string
	wait             time.Duration
}

func (l attemptLog) attrs() []slog.Attr {
	attrs := []slog.Attr{
		slog.String("op", l.op),
		slog.Int("attempt", l.attempt),
		slog.Int("status", l.response.StatusCode),
		slog.Duration("duration", l.took),
		slog.String("clerk_trace_id", redact.Text(l.response.TraceID, maxCode)),
		slog.String("decision", l.decision),
	}
	if l.partOf != "" {
		attrs = append(attrs, slog.String("for", l.partOf))
	}
	if l.reason != "" {
		attrs = append(attrs, slog.String("reason", l.reason), slog.Duration("wait", l.wait))
	}
	return attrs
}
