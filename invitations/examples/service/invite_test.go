package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

const ada = `{"email_address": "ada@example.com", "team": "analysis"}`

// The one to copy. Outside this repository, it does without wire.Record.
func TestInvite(t *testing.T) {
	t.Parallel()
	clerk := invitationstest.NewServer(t)
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/invitations", strings.NewReader(ada))
	service{clerk.Client(), slog.New(slog.DiscardHandler)}.invite(w, r)

	assert.Equal(t, http.StatusCreated, w.Code)
	require.Len(t, clerk.Emails(), 1)
	assert.Equal(t, "ada@example.com", clerk.Emails()[0].To)
	assert.JSONEq(t, `{"team": "analysis"}`, string(clerk.Invitations()[0].PublicMetadata))
}

// post has a service answer a body, and returns the answer and what was logged.
func post(ctx context.Context, client *invitations.Client, body string) (answer *httptest.ResponseRecorder, log string) {
	var lines bytes.Buffer
	answer = httptest.NewRecorder()
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/invitations", strings.NewReader(body))
	service{client, slog.New(slog.NewJSONHandler(&lines, nil))}.invite(answer, r)
	return answer, lines.String()
}

func TestTheLinkIsNotTold(t *testing.T) {
	t.Parallel()
	clerk := invitationstest.NewServer(t)
	answer, log := post(t.Context(), clerk.Client(), ada)
	require.Len(t, clerk.Invitations(), 1)
	inv := clerk.Invitations()[0]
	assert.JSONEq(t, `{"id": "`+inv.ID+`", "status": "pending", "expires_at": "`+inv.ExpiresAt.UTC().Format(time.RFC3339Nano)+`"}`, answer.Body.String())
	assert.Empty(t, log)
}

func TestEachFailureHasItsAnswer(t *testing.T) {
	t.Parallel()
	const (
		malformed   = `{"code": "malformed", "message": "The body is not an object with email_address and team."}`
		unknown     = `{"code": "unknown", "message": "The person may have been invited. Ask again: nobody is mailed twice, and already_invited means that there is an invitation."}`
		internal    = `{"code": "internal", "message": "Something is wrong on our side."}`
		unavailable = `{"code": "unavailable", "message": "Inviting is not possible at present. Try again later."}`
	)
	for name, test := range map[string]struct {
		body       string // that of ada where it is empty
		clerk      func(*invitationstest.Server)
		fault      invitationstest.Fault
		option     invitations.Option
		status     int
		answer     string
		retryAfter string
	}{
		"no JSON":       {body: `ada@example.com`, status: 400, answer: malformed},
		"two values":    {body: ada + ada, status: 400, answer: malformed},
		"a wrong type":  {body: `{"email_address": ["ada@example.com"], "team": "x"}`, status: 400, answer: malformed},
		"no team":       {body: `{"email_address": "ada@example.com"}`, status: 400, answer: malformed},
		"a huge body":   {body: ada + strings.Repeat(" ", maxBody), status: 413, answer: `{"code": "too_large", "message": "The body is too large."}`},
		"no address":    {body: `{"team": "analysis"}`, status: 422, answer: `{"code": "invalid", "message": "email_address is not one plain email address"}`},
		"two addresses": {body: `{"email_address": "ada@example.com,b@example.com", "team": "x"}`, status: 422, answer: `{"code": "invalid", "message": "email_address is not one plain email address"}`},
		"a huge team":   {body: `{"email_address": "ada@example.com", "team": "` + strings.Repeat("x", 9<<10) + `"}`, status: 422, answer: `{"code": "invalid", "message": "team was not accepted"}`},
		"an address that Clerk refuses": {
			fault: invitationstest.Respond(422, "application/json", `{"errors": [{"code": "form_param_format_invalid", "message": "is invalid",
				"long_message": "ada@example.com is not valid", "meta": {"param_name": "email_address"}}], "clerk_trace_id": "0123456789abcdef"}`),
			status: 422, answer: `{"code": "invalid", "message": "email_address was not accepted"}`,
		},
		"ErrInvalid that is our doing": {fault: invitationstest.Refusal(400, "api_version_invalid"), status: 500, answer: internal},

		"ErrAlreadyInvited": {
			clerk:  func(clerk *invitationstest.Server) { clerk.AddInvitation("ADA@example.com") },
			status: 409, answer: `{"code": "already_invited", "message": "The address has a pending invitation."}`,
		},
		"ErrUserExists": {
			clerk:  func(clerk *invitationstest.Server) { clerk.AddUser("ada@example.com") },
			status: 409, answer: `{"code": "user_exists", "message": "The address belongs to a user."}`,
		},
		"ErrUnauthorized": {
			clerk:  func(clerk *invitationstest.Server) { clerk.SecretKey = "sk_test_another" },
			status: 500, answer: internal,
		},
		"ErrForbidden": {fault: invitationstest.HTML(403), status: 500, answer: internal},
		"ErrRateLimited": {
			fault: invitationstest.RateLimited(time.Hour), status: 503, retryAfter: "3600",
			answer: `{"code": "busy", "message": "Too many people are being invited. Try again later."}`,
		},
		"ErrServer and ErrOutcomeUnknown": {
			fault: invitationstest.Status(503).WithHeader("Retry-After", "7"), status: 504, retryAfter: "7", answer: unknown,
		},
		"ErrOutcomeUnknown": {fault: invitationstest.CutAfter(), status: 504, answer: unknown},

		"no sentinel":     {fault: invitationstest.Refusal(400, "invitations_not_supported"), status: 502, answer: unavailable},
		"no Clerk there":  {option: invitations.WithBaseURL("http://127.0.0.1:1"), status: 502, answer: unavailable},
		"no time to send": {option: invitations.WithTimeout(time.Nanosecond), status: 504, answer: `{"code": "timeout", "message": "There was no time to invite the person. Try again later."}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clerk := invitationstest.NewServer(t)
			opts := []invitations.Option{invitations.WithoutRetry()}
			if test.option != nil {
				opts = append(opts, test.option)
			}
			client := clerk.Client(opts...)
			if clerk.Inject(test.fault); test.clerk != nil {
				test.clerk(clerk)
			}
			if test.body == "" {
				test.body = ada
			}
			answer, log := post(t.Context(), client, test.body)
			assert.Equal(t, test.status, answer.Code)
			assert.JSONEq(t, test.answer, answer.Body.String())
			assert.Equal(t, test.retryAfter, answer.Header().Get("Retry-After"))

			assert.Equal(t, 1, strings.Count(log, "\n"), log)
			assert.Equal(t, test.status >= 500, strings.Contains(log, `"level":"ERROR"`), log)
			assert.NotContains(t, strings.ToLower(log+answer.Body.String()), "ada@example.com")
			for _, request := range clerk.Requests() {
				assert.Equal(t, request.Status != 0, strings.Contains(log, `"trace_id":"`) && !strings.Contains(log, `"trace_id":""`), log)
			}
		})
	}
}

func TestABodyThatBreaksOffIsNoFaultOfClerks(t *testing.T) {
	t.Parallel()
	clerk := invitationstest.NewServer(t)
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/invitations", io.MultiReader(strings.NewReader(ada), iotest.ErrReader(io.ErrUnexpectedEOF)))
	service{clerk.Client(), slog.New(slog.DiscardHandler)}.invite(w, r)
	assert.Equal(t, http.StatusBadRequest, w.Code)
	assert.Empty(t, clerk.Requests())
}
