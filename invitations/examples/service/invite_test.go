package main

import (
	"bytes"
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

const ada = `{"email_address": "ada@example.com", "team": "analysis"}`

// post returns the service's response and what it has logged.
func post(ctx context.Context, client *invitations.Client, body string) (response *httptest.ResponseRecorder, log string) {
	var lines bytes.Buffer
	response = httptest.NewRecorder()
	request := httptest.NewRequestWithContext(ctx, http.MethodPost, "/invitations", strings.NewReader(body))
	newHandler(client, slog.New(slog.NewTextHandler(&lines, nil))).ServeHTTP(response, request)
	return response, lines.String()
}

func TestInvite(t *testing.T) {
	t.Parallel()
	server := invitationstest.NewServer(t)
	response, _ := post(t.Context(), server.Client(), ada)
	assert.Equal(t, http.StatusCreated, response.Code)
	assert.NotContains(t, response.Body.String(), "ticket")
	require.Len(t, server.Emails(), 1)
	assert.Equal(t, "ada@example.com", server.Emails()[0].To)
	assert.Contains(t, response.Body.String(), `"id":"`+server.Emails()[0].InvitationID+`","status":"pending","expires_at":"20`)

	page, err := server.Client().List(t.Context(), invitations.ListParams{})
	require.NoError(t, err)
	assert.JSONEq(t, `{"team": "analysis"}`, string(page.Invitations[0].PublicMetadata))
}

func TestInviteMapsErrors(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body       string // that of ada if it is empty
		setup      func(*invitationstest.Server)
		status     int
		response   string
		retryAfter string
	}{
		"no JSON":       {body: "ada@example.com", status: 400, response: `{"error": "malformed"}`},
		"a huge body":   {body: `{"team": "` + strings.Repeat("x", maxBody) + `"}`, status: 400, response: `{"error": "malformed"}`},
		"two addresses": {body: `{"email_address": "a@example.com,b@example.com"}`, status: 422, response: `{"error": "invalid"}`},
		"a huge team":   {body: `{"email_address": "a@example.com", "team": "` + strings.Repeat("x", 9<<10) + `"}`, status: 422, response: `{"error": "invalid"}`},
		"already invited": {
			setup:  func(s *invitationstest.Server) { post(t.Context(), s.Client(), ada) },
			status: 409, response: `{"error": "already_invited"}`,
		},
		"user exists": {
			setup:  func(s *invitationstest.Server) { s.AddUser("ada@example.com") },
			status: 409, response: `{"error": "user_exists"}`,
		},
		"rate limited": {
			setup:  func(s *invitationstest.Server) { s.Inject(invitationstest.RateLimited(time.Hour)) },
			status: 503, response: `{"error": "busy"}`, retryAfter: "3600",
		},
		"wrong key": {
			setup:  func(s *invitationstest.Server) { s.Inject(invitationstest.Status(401)) },
			status: 502, response: `{"error": "unavailable"}`,
		},
		"lost responses": {
			setup:  func(s *invitationstest.Server) { s.Inject(invitationstest.Truncate().Always()) },
			status: 504, response: `{"error": "unknown"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := invitationstest.NewServer(t)
			if test.setup != nil {
				test.setup(server)
			}
			if test.body == "" {
				test.body = ada
			}
			response, log := post(t.Context(), server.Client(invitations.WithoutRetry()), test.body)
			assert.Equal(t, test.status, response.Code)
			assert.JSONEq(t, test.response, response.Body.String())
			assert.Equal(t, test.retryAfter, response.Header().Get("Retry-After"))
			assert.NotContains(t, log, "ada@example.com")
		})
	}
}

// Clerk can name a time instead of a number of seconds.
func TestInviteRoundsRetryAfterUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		clerk := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", time.Now().UTC().Add(90*time.Second).Format(http.TimeFormat))
			time.Sleep(100 * time.Millisecond)
			w.WriteHeader(http.StatusTooManyRequests)
		})
		client, err := invitations.New("sk_test_retryafter", invitations.WithHTTPClient(&http.Client{Transport: invitationstest.NewTransport(clerk)}))
		require.NoError(t, err)
		response, _ := post(t.Context(), client, ada)
		assert.Equal(t, http.StatusServiceUnavailable, response.Code)
		assert.Equal(t, "90", response.Header().Get("Retry-After"))
	})
}

// If Clerk creates the invitation and never responds, the handler responds in time, and a retry shows
// what happened.
func TestInviteKeepsDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		handler := invitationstest.NewHandler()
		client := handler.Client()
		handler.Inject(invitationstest.Func(func(_ http.ResponseWriter, r *http.Request, next http.Handler) {
			next.ServeHTTP(httptest.NewRecorder(), r)
			<-r.Context().Done()
		}).Always())

		began := time.Now()
		response, _ := post(t.Context(), client, ada)
		assert.LessOrEqual(t, time.Since(began), timeout)
		assert.Equal(t, http.StatusGatewayTimeout, response.Code)
		assert.JSONEq(t, `{"error": "unknown"}`, response.Body.String())

		handler.ClearFaults()
		response, _ = post(t.Context(), client, ada)
		assert.Equal(t, http.StatusConflict, response.Code)
		assert.Len(t, handler.Emails(), 1)
	})
}

func TestNewClient(t *testing.T) {
	t.Setenv("CLERK_SECRET_KEY", "")
	logger := slog.New(slog.DiscardHandler)
	_, err := newClient(logger, false)
	require.ErrorIs(t, err, invitations.ErrInvalid, "there is no key")

	client, err := newClient(logger, true)
	require.NoError(t, err)
	response, _ := post(t.Context(), client, ada)
	assert.Equal(t, http.StatusCreated, response.Code)
}
