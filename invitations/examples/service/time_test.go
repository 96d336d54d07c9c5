package main

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// newInProcess returns a Clerk in memory and the client that main would have of it. Outside this
// repository, it does without wire.Handler.
func newInProcess(t *testing.T) (*invitationstest.Handler, *invitations.Client) {
	t.Helper()
	clerk := invitationstest.NewHandler()
	client, err := invitations.New(clerk.SecretKey, invitations.WithTimeout(attemptWithin),
		invitations.WithHTTPClient(&http.Client{Transport: invitationstest.NewTransport(clerk)}))
	require.NoError(t, err)
	return clerk, client
}

func TestADeadlineIsKept(t *testing.T) {
	t.Parallel()
	for name, callers := range map[string]time.Duration{"ours": time.Hour, "the caller's": time.Second} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				clerk, client := newInProcess(t)
				clerk.Inject(invitationstest.StallAfter().Always())
				began := time.Now()
				ctx, cancel := context.WithTimeout(t.Context(), callers)
				defer cancel()
				answer, _ := post(ctx, client, ada)
				assert.Equal(t, min(callers, answerWithin), time.Since(began))
				assert.Equal(t, http.StatusGatewayTimeout, answer.Code)
				assert.Contains(t, answer.Body.String(), `"unknown"`)

				clerk.ClearFaults()
				answer, _ = post(t.Context(), client, ada)
				assert.Equal(t, http.StatusConflict, answer.Code, "as the answer has said")
				assert.Len(t, clerk.Emails(), 1)
			})
		})
	}
}

func TestAnAttemptThatStallsLeavesTimeForTheTruth(t *testing.T) {
	t.Parallel()
	for name, stall := range map[string]invitationstest.Fault{
		"invited":     invitationstest.StallAfter(),
		"not invited": invitationstest.StallBefore(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				clerk, client := newInProcess(t)
				clerk.Inject(stall)
				answer, _ := post(t.Context(), client, ada)
				assert.Equal(t, http.StatusCreated, answer.Code)
				assert.Len(t, clerk.Emails(), 1)
			})
		})
	}
}

// request sends ada to a service that listens.
func request(ctx context.Context, t *testing.T, url string) (*http.Response, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/invitations", strings.NewReader(ada))
	require.NoError(t, err)
	r.Close = true
	answer, err := http.DefaultClient.Do(r)
	if err == nil {
		_ = answer.Body.Close()
	}
	return answer, err
}

func TestACallerWhoHangsUpEndsTheRequestToClerk(t *testing.T) {
	t.Parallel()
	clerk := invitationstest.NewServer(t)
	ctx, hangUp := context.WithCancel(t.Context())
	ended := make(chan struct{})
	clerk.Inject(invitationstest.Func(func(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
		hangUp()
		<-r.Context().Done()
		close(ended)
	}))
	var log strings.Builder
	server := httptest.NewServer(newHandler(clerk.Client(), slog.New(slog.NewTextHandler(&log, nil))))
	defer server.Close()
	_, err := request(ctx, t, server.URL) //nolint:bodyclose // there is none
	require.ErrorIs(t, err, context.Canceled)
	<-ended
	server.Close() // which waits for the handler
	assert.Contains(t, log.String(), "level=INFO msg=\"not invited\" status=499")
	assert.Len(t, clerk.Requests(), 1)
}
