// Package contract checks what the client and the fake server send to each other against
// api/invitations.yaml. It is a module of its own, because what the tests of the library import ends up
// in the go.sum of everyone who uses it.
package contract

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// A server is the fake server behind a validator, which rejects what differs from the document.
type server struct {
	*invitationstest.Handler
	doc  *openapi3.T
	url  string
	sent sync.Map // operation ids, and query parameters as "id parameter"
}

func newServer(t *testing.T, report func(error)) *server {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile("../invitations.yaml")
	require.NoError(t, err)
	doc.Servers = openapi3.Servers{{URL: "/v1"}}
	router, err := legacy.NewRouter(doc, openapi3.EnableExamplesValidation(), // it validates the document
		openapi3.EnableSchemaDefaultsValidation(), openapi3.EnableSchemaPatternValidation())
	require.NoError(t, err)
	s := &server{Handler: invitationstest.NewHandler(), doc: doc}
	validator := openapi3filter.NewValidator(router, openapi3filter.Strict(true),
		openapi3filter.ValidationOptions(openapi3filter.Options{
			AuthenticationFunc:                s.checkRequest,
			IncludeResponseStatus:             true,
			MultiError:                        true,
			RejectWhenRequestBodyNotSpecified: true,
			SkipSettingDefaults:               true,
		}),
		openapi3filter.OnLog(func(context.Context, string, error) {}), // the next option has the error, too
		openapi3filter.OnErr(func(_ context.Context, w http.ResponseWriter, _ int, _ openapi3filter.ErrCode, err error) {
			report(err)
			http.Error(w, err.Error(), http.StatusTeapot)
		}))
	listener := httptest.NewServer(validator.Middleware(s.Handler))
	t.Cleanup(listener.Close)
	s.url = listener.URL + "/v1"
	return s
}

// checkRequest is called for each request to an operation that needs a key, which all do. It checks
// what the validator does not.
func (s *server) checkRequest(_ context.Context, in *openapi3filter.AuthenticationInput) error {
	request, operation := in.RequestValidationInput.Request, in.RequestValidationInput.Route.Operation
	s.sent.Store(operation.OperationID, true)
	for name := range request.URL.Query() {
		if operation.Parameters.GetByInAndName("query", name) == nil {
			return fmt.Errorf("%s has no query parameter %s", operation.OperationID, name)
		}
		s.sent.Store(operation.OperationID+" "+name, true)
	}
	if in.SecurityScheme.Scheme != "bearer" || !strings.HasPrefix(request.Header.Get("Authorization"), "Bearer ") {
		return fmt.Errorf("%s is not called with a bearer token", operation.OperationID)
	}
	if version := request.Header.Get("Clerk-API-Version"); version != s.doc.Info.Version {
		return fmt.Errorf("Clerk-API-Version is %q, and the document's version is %q", version, s.doc.Info.Version)
	}
	return nil
}

func (s *server) client(t *testing.T, key string) *invitations.Client {
	t.Helper()
	client, err := invitations.New(key, invitations.WithBaseURL(s.url), invitations.WithoutRetry())
	require.NoError(t, err)
	return client
}

func least(email string) invitations.CreateParams {
	return invitations.CreateParams{EmailAddress: email}
}

func most(email string) invitations.CreateParams {
	return invitations.CreateParams{
		EmailAddress:   email,
		PublicMetadata: map[string]any{"team": "analysis", "seats": 3},
		RedirectURL:    "https://app.example.com/welcome",
		SkipEmail:      true,
		IgnoreExisting: true,
		ExpiresInDays:  365,
		TemplateSlug:   invitations.TemplateWaitlistInvitation,
	}
}

func TestCallsFollowDocument(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(err error) { t.Error(err) })
	client, ctx := s.client(t, s.SecretKey), t.Context()

	one, err := client.Create(ctx, least("one@example.com"))
	require.NoError(t, err)
	two, err := client.Create(ctx, most("two@example.com"))
	require.NoError(t, err)
	_, err = client.CreateBulk(ctx, []invitations.CreateParams{least("three@example.com")})
	require.NoError(t, err)
	ten := slices.Repeat([]invitations.CreateParams{most("four@example.com")}, 10)
	_, err = client.CreateBulk(ctx, ten)
	require.NoError(t, err)
	_, err = client.Revoke(ctx, one.ID)
	require.NoError(t, err)
	require.NoError(t, s.Accept(two.ID))

	_, err = client.List(ctx, invitations.ListParams{})
	require.NoError(t, err)
	statuses := []invitations.Status{
		invitations.StatusPending, invitations.StatusAccepted, invitations.StatusRevoked, invitations.StatusExpired,
	}
	for _, order := range []invitations.OrderBy{
		invitations.OrderByCreatedAt, invitations.OrderByCreatedAtDesc, invitations.OrderByEmailAddress,
		invitations.OrderByEmailAddressDesc, invitations.OrderByExpiresAt, invitations.OrderByExpiresAtDesc,
	} {
		_, err := client.List(ctx, invitations.ListParams{Statuses: statuses, Query: "example", OrderBy: order, Limit: invitations.MaxLimit, Offset: 1})
		require.NoError(t, err)
	}
	for _, err := range client.All(ctx, invitations.ListParams{Statuses: statuses}) {
		require.NoError(t, err)
	}
	for result, err := range client.CreateAll(ctx, slices.Values(append(ten, least("five@example.com")))) {
		require.NoError(t, err)
		require.NoError(t, result.Err)
	}
	_, err = client.Get(ctx, one.ID)
	require.NoError(t, err)
	_, err = client.FindByEmail(ctx, "two@example.com")
	require.NoError(t, err)
	_, _, err = client.Ensure(ctx, least("three@example.com"))
	require.NoError(t, err)
	_, err = client.Resend(ctx, least("three@example.com"))
	require.NoError(t, err)
	require.NoError(t, client.Delete(ctx, one.ID))

	for _, path := range s.doc.Paths.Map() {
		for _, operation := range path.Operations() {
			_, sent := s.sent.Load(operation.OperationID)
			assert.True(t, sent, "%s was not called with a key", operation.OperationID)
			for _, parameter := range operation.Parameters {
				_, sent := s.sent.Load(operation.OperationID + " " + parameter.Value.Name)
				assert.True(t, sent || parameter.Value.In != "query", "%s was not called with %s", operation.OperationID, parameter.Value.Name)
			}
		}
	}
}

func TestErrorsFollowDocument(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(err error) { t.Error(err) })
	ctx := t.Context()
	calls := func(client *invitations.Client, email, id string) map[invitationstest.Operation]func() error {
		return map[invitationstest.Operation]func() error{
			invitationstest.OpCreate: func() error { _, err := client.Create(ctx, least(email)); return err },
			invitationstest.OpCreateBulk: func() error {
				_, err := client.CreateBulk(ctx, []invitations.CreateParams{least(email)})
				return err
			},
			invitationstest.OpList:   func() error { _, err := client.List(ctx, invitations.ListParams{}); return err },
			invitationstest.OpRevoke: func() error { _, err := client.Revoke(ctx, id); return err },
			invitationstest.OpDelete: func() error { return client.Delete(ctx, id) },
		}
	}
	requireStatus := func(status int, err error) {
		t.Helper()
		var failure *invitations.Error
		require.ErrorAs(t, err, &failure)
		require.Equal(t, status, failure.StatusCode)
	}

	client := s.client(t, s.SecretKey)
	for op, call := range calls(client, "user@example.com", "inv_1") {
		for _, status := range []int{400, 401, 403, 404, 409, 422, 500, 502, 503, 504} {
			s.Inject(invitationstest.Status(status).On(op))
			requireStatus(status, call())
		}
		s.Inject(invitationstest.RateLimited(time.Minute).On(op).WithHeader("Retry-After", "Fri, 01 May 2026 00:00:00 GMT"))
		requireStatus(http.StatusTooManyRequests, call())
	}
	for _, call := range calls(s.client(t, "sk_test_unknown"), "user@example.com", "inv_1") {
		requireStatus(http.StatusUnauthorized, call())
	}
	s.AddUser("user@example.com")
	pending, err := client.Create(ctx, least("pending@example.com"))
	require.NoError(t, err)
	for _, op := range []invitationstest.Operation{invitationstest.OpCreate, invitationstest.OpCreateBulk} {
		requireStatus(http.StatusUnprocessableEntity, calls(client, "user@example.com", "")[op]())
		requireStatus(http.StatusBadRequest, calls(client, "pending@example.com", "")[op]())
	}
	require.NoError(t, calls(client, "", pending.ID)[invitationstest.OpRevoke]())
	requireStatus(http.StatusBadRequest, calls(client, "", pending.ID)[invitationstest.OpRevoke]())
	requireStatus(http.StatusNotFound, calls(client, "", "inv_1")[invitationstest.OpRevoke]())
	requireStatus(http.StatusNotFound, calls(client, "", "inv_1")[invitationstest.OpDelete]())
	assert.Contains(t, s.doc.Components.Responses["Failure"].Value.Headers, "Retry-After", "the client waits as long as it says")
}

func TestDifferencesAreFound(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(error) {})
	for _, test := range []struct{ request, body, response, want string }{
		{request: "GET /invitations", want: "[]"},
		{request: "GET /invitations?page=2", want: "no query parameter page"},
		{request: "GET /invitations?limit=501", want: "at most 500"},
		{request: "GET /invitations?status=gone", want: "not one of the allowed values"},
		{request: "POST /invitations", want: "value is required but missing"},
		{request: "POST /invitations", body: `{}`, want: `"email_address" is missing`},
		{request: "POST /invitations", body: `{"email_address":"a@example.com","team":"b"}`, want: `"team" is unsupported`},
		{request: "POST /invitations/inv_1/revoke", body: `{}`, want: "request body not allowed"},
		{request: "GET /users", want: "no matching operation"},
		{request: "GET /invitations", response: `[{"id":"inv_1"}]`, want: `"object" is missing`},
		{request: "POST /invitations/inv_1/revoke", response: `[]`, want: "must be an object"},
	} {
		if test.response != "" {
			s.Inject(invitationstest.Respond(http.StatusOK, "application/json", test.response))
		}
		method, path, _ := strings.Cut(test.request, " ")
		request, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(test.body))
		require.NoError(t, err)
		request.Header.Set("Authorization", "Bearer "+s.SecretKey)
		request.Header.Set("Clerk-Api-Version", s.doc.Info.Version)
		request.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		assert.Contains(t, string(body), test.want, "%s %s %s", test.request, test.body, test.response)
	}
}
