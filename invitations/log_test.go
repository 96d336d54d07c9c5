package invitations_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// withLog returns an option that logs everything to out.
func withLog(out *bytes.Buffer) invitations.Option {
	return invitations.WithLogger(slog.New(slog.NewJSONHandler(out, &slog.HandlerOptions{Level: slog.LevelDebug})))
}

// A logLine is what is logged for an attempt.
type logLine struct {
	Time                                  time.Time
	Level, Msg, Op, For, Decision, Reason string
	Code, Error                           string
	Attempt, Status                       int
	Duration, Wait                        time.Duration
	ClerkTraceID                          string `json:"clerk_trace_id"`
}

func logLines(t *testing.T, out *bytes.Buffer) (lines []logLine) {
	t.Helper()
	for text := range strings.Lines(out.String()) {
		var line logLine
		require.NoError(t, json.Unmarshal([]byte(text), &line))
		assert.Equal(t, "clerk invitations", line.Msg)
		lines = append(lines, line)
	}
	return lines
}

func TestOneLineIsLoggedForEachAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		server, client := newInProcess(withLog(&out), invitations.WithTimeout(2*time.Second))
		server.Inject(
			invitationstest.RateLimited(4*time.Second).On(invitationstest.OpCreate),
			invitationstest.Stall().AfterWork().On(invitationstest.OpCreate),
		)
		begun := time.Now()
		_, err := client.Create(t.Context(), invitations.CreateParams{
			EmailAddress: "ada@example.com", RedirectURL: "https://app.example.com/welcome", PublicMetadata: map[string]string{"a": "metadatum"},
		})
		require.NoError(t, err)

		lines := logLines(t, &out)
		require.Len(t, lines, 4)
		assert.True(t, lines[0].Time.Equal(begun), "the line is written before the wait")
		assert.True(t, lines[1].Time.Equal(begun.Add(2*time.Second+lines[0].Wait)))
		assert.Positive(t, lines[1].Wait)
		assert.Greater(t, lines[0].Wait, 4*time.Second)
		lines[0].Wait, lines[1].Wait = 0, 0 // they are random
		for i := range lines {
			assert.Equal(t, lines[i].Status != 0, lines[i].ClerkTraceID != "")
			assert.Equal(t, lines[i].Level == "WARN", strings.HasPrefix(lines[i].Error, "invitations: Create: "))
			lines[i].Time, lines[i].Msg, lines[i].ClerkTraceID, lines[i].Error = time.Time{}, "", "", ""
		}
		assert.Equal(t, []logLine{
			{Level: "WARN", Op: "Create", Attempt: 1, Status: 429, Code: "too_many_requests", Decision: "retry", Reason: "the server did not act on the request"},
			{Level: "WARN", Op: "Create", Attempt: 2, Duration: 2 * time.Second, Decision: "retry", Reason: "the response was lost, or the server failed"},
			{Level: "WARN", Op: "Create", Attempt: 3, Status: 400, Code: "duplicate_record", Decision: "look up", Reason: "the response is final"},
			{Level: "DEBUG", Op: "List", For: "Create", Attempt: 1, Status: 200, Decision: "done"},
		}, lines)
		for _, secret := range []string{"ada", "@", server.SecretKey, "ticket", "metadatum", "welcome"} {
			assert.NotContains(t, out.String(), secret)
		}
	})
}
