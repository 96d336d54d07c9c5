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

func TestEachAttemptIsLogged(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		server, client := newInProcess(t, invitations.WithLogger(slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))), invitations.WithTimeout(2*time.Second))
		server.Inject(
			invitationstest.RateLimited(4*time.Second).On(invitationstest.Create),
			invitationstest.Stall().AfterWork().On(invitationstest.Create),
		)
		_, err := client.Create(t.Context(), invitations.CreateParams{
			EmailAddress: "ada@example.com", RedirectURL: "https://app.example.com/welcome", PublicMetadata: map[string]string{"a": "metadatum"},
		})
		require.NoError(t, err)
		_, err = client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com"})
		require.ErrorIs(t, err, invitations.ErrAlreadyInvited)

		type line struct {
			Level, Msg, Op, For, Decision, Reason string
			Attempt, Status                       int
			Duration, Wait                        time.Duration
			TraceID                               string `json:"clerk_trace_id"`
		}
		var lines []line
		for text := range strings.Lines(out.String()) {
			var l line
			require.NoError(t, json.Unmarshal([]byte(text), &l))
			if l.Status != 0 {
				assert.NotEmpty(t, l.TraceID)
				l.TraceID = ""
			}
			if l.Reason == "the response was lost, or the server failed" { // the one wait that is drawn
				assert.Less(t, l.Wait, 750*time.Millisecond)
				l.Wait = 0
			}
			lines = append(lines, l)
		}
		const msg = "clerk invitations"
		assert.Equal(t, []line{
			{Level: "WARN", Msg: msg, Op: "Create", Attempt: 1, Status: 429, Decision: "retry", Reason: "the server did not act on the request", Wait: 4 * time.Second},
			{Level: "WARN", Msg: msg, Op: "Create", Attempt: 2, Duration: 2 * time.Second, Decision: "retry", Reason: "the response was lost, or the server failed"},
			{Level: "WARN", Msg: msg, Op: "Create", Attempt: 3, Status: 400, Decision: "look up", Reason: "the response is final"},
			{Level: "DEBUG", Msg: msg, Op: "List", For: "Create", Attempt: 1, Status: 200, Decision: "done"},
			{Level: "WARN", Msg: msg, Op: "Create", Attempt: 1, Status: 400, Decision: "give up", Reason: "the response is final"},
		}, lines)
		for _, secret := range []string{"ada", "example.com", server.SecretKey, "ticket", "metadatum", "welcome"} {
			assert.NotContains(t, out.String(), secret)
		}
	})
}

func TestReasonToGiveUpIsLogged(t *testing.T) {
	t.Parallel()
	for want, test := range map[string]struct {
		fault  invitationstest.Fault
		policy invitations.RetryPolicy
	}{
		"no attempt is left":                                   {invitationstest.Status(503), invitations.RetryPolicy{MaxAttempts: 1}},
		"MaxElapsedTime is over":                               {invitationstest.Stall(), invitations.RetryPolicy{MaxElapsedTime: time.Nanosecond}},
		"the server asks for a longer wait than MaxRetryAfter": {invitationstest.RateLimited(time.Minute), invitations.RetryPolicy{}},
		"the response is final":                                {invitationstest.Status(403), invitations.RetryPolicy{}},
	} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			server, client := newInProcess(t, invitations.WithLogger(slog.New(slog.NewTextHandler(&out, nil))))
			server.Inject(test.fault.Always())
			_, err := client.List(t.Context(), invitations.ListParams{}, invitations.WithRetry(test.policy))
			require.Error(t, err)
			assert.Contains(t, out.String(), `reason="`+want+`"`)
		})
	}
}

func TestHostileTraceIDIsNotLogged(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	stub := newStub(t, answering(200, "[]", "X-Clerk-Trace-Id", "ada@example.com https://clerk.example/ticket"))
	_, err := stub.client(t, invitations.WithLogger(slog.New(slog.NewTextHandler(&out, nil)))).List(t.Context(), invitations.ListParams{})
	require.NoError(t, err)
	assert.NotContains(t, out.String(), "example")
}
