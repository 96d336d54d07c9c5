package invitations_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
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
			lines[i].Time, lines[i].Msg, lines[i].ClerkTraceID = time.Time{}, "", ""
		}
		assert.Equal(t, []logLine{
			{Level: "WARN", Op: "Create", Attempt: 1, Status: 429, Decision: "retry", Reason: "the server did not act on the request"},
			{Level: "WARN", Op: "Create", Attempt: 2, Duration: 2 * time.Second, Decision: "retry", Reason: "the response was lost, or the server failed"},
			{Level: "WARN", Op: "Create", Attempt: 3, Status: 400, Decision: "look up", Reason: "the response is final"},
			{Level: "DEBUG", Op: "List", For: "Create", Attempt: 1, Status: 200, Decision: "done"},
		}, lines)
		for _, secret := range []string{"ada", "example.com", server.SecretKey, "ticket", "metadatum", "welcome"} {
			assert.NotContains(t, out.String(), secret)
		}
	})
}

func TestReasonOfADecisionIsLogged(t *testing.T) {
	t.Parallel()
	for want, test := range map[string]struct {
		fault  invitationstest.Fault
		policy invitations.RetryPolicy
		within time.Duration
	}{
		"no attempt is left after 1 in 0s":                              {invitationstest.Status(503), invitations.RetryPolicy{MaxAttempts: 1}, 0},
		`a retry would begin after MaxElapsedTime \(1ns\)`:              {invitationstest.Stall(), invitations.RetryPolicy{MaxElapsedTime: time.Nanosecond}, 0},
		`Clerk asks to wait 1m0s, longer than MaxRetryAfter \(10s\)`:    {invitationstest.RateLimited(time.Minute), invitations.RetryPolicy{}, 0},
		"a wait of 1[.0-9]*s would outlast the deadline of the context": {invitationstest.RateLimited(time.Second), invitations.RetryPolicy{}, time.Second},
		"the context has ended":                                         {invitationstest.Stall(), invitations.RetryPolicy{}, time.Second},
		"the response is final":                                         {invitationstest.Status(403), invitations.RetryPolicy{}, 0},
		"a retry would fail in the same way":                            {invitationstest.Respond(200, "", strings.Repeat(" ", maxBody+1)), invitations.RetryPolicy{}, 0},
		"the server did not act on the request":                         {invitationstest.RateLimited(0), invitations.RetryPolicy{}, 0},
		"the response was lost, or the server failed":                   {invitationstest.HTML(200), invitations.RetryPolicy{}, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			server, client := newInProcess(withLog(&out), invitations.WithRetry(test.policy))
			server.Inject(test.fault.Always())
			ctx, cancel := t.Context(), context.CancelFunc(func() {})
			if test.within > 0 {
				ctx, cancel = context.WithTimeout(ctx, test.within)
			}
			defer cancel()
			_, err := client.List(ctx, invitations.ListParams{})
			require.Error(t, err)
			assert.Regexp(t, "^"+want+"$", logLines(t, &out)[0].Reason)
		})
	}
}

func TestReasonNotToRepeatACreateIsLogged(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		server, client := newInProcess(withLog(&out))
		server.Inject(invitationstest.Cut().AfterWork())
		_, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com", IgnoreExisting: true})
		require.NoError(t, err)
		assert.Equal(t, "a retry could send a second email", logLines(t, &out)[0].Reason)

		out.Reset()
		_, err = client.Create(t.Context(), ada, invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: 2}),
			invitations.WithHTTPClient(&http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
				return nil, errConnectionRefused
			})}))
		require.ErrorIs(t, err, errConnectionRefused)
		assert.Equal(t, "the server did not act on the request", logLines(t, &out)[0].Reason)
	})
}

func TestHostileTraceIDIsNotLogged(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	stub := newStub(t, respondWith(200, "[]", "X-Clerk-Trace-Id", "ada@example.com https://clerk.example/ticket"))
	_, err := stub.client(t, withLog(&out)).List(t.Context(), invitations.ListParams{})
	require.NoError(t, err)
	assert.Equal(t, "[redacted] [redacted]", logLines(t, &out)[0].ClerkTraceID)
}
