package invitationstest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestRequests(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	const body = `{"email_address":"ada@example.com","x":1}`
	do(t, srv, create, body, "X-Custom", "yes")
	do(t, srv, bulk, `[]`)
	do(t, srv, "GET /v1/invitations?status=pending&status=expired&limit=3", "")
	do(t, srv, "POST /v1/invitations/inv_a/revoke", "")
	do(t, srv, "DELETE /v1/invitations/inv_a", "")
	do(t, srv, "GET /v1/users", "", "Authorization", "")
	do(t, srv, listing, "", "Authorization", "Bearer the-secret-of-somebody")

	requests := srv.Requests()
	got := make([]string, 0, len(requests))
	for _, r := range requests {
		got = append(got, fmt.Sprintf("%s %s %s %d", r.Operation, r.Method, r.Path, r.Status))
		for _, values := range r.Header {
			assert.NotContains(t, values, "Bearer "+srv.SecretKey)
			assert.NotContains(t, values, "Bearer the-secret-of-somebody")
		}
	}
	assert.Equal(t, []string{
		"Create POST /v1/invitations 422",
		"CreateBulk POST /v1/invitations/bulk 422",
		"List GET /v1/invitations 200",
		"Revoke POST /v1/invitations/inv_a/revoke 404",
		"Delete DELETE /v1/invitations/inv_a 404",
		" GET /v1/users 401",
		"List GET /v1/invitations 401",
	}, got)
	assert.JSONEq(t, body, string(requests[0].Body))
	assert.Equal(t, "yes", requests[0].Header.Get("X-Custom"))
	assert.NotEmpty(t, requests[0].Header.Get("Authorization"))
	assert.Empty(t, requests[5].Header.Get("Authorization"))
	assert.Equal(t, []string{"pending", "expired"}, requests[2].Query["status"])
	assert.Equal(t, "3", requests[2].Query.Get("limit"))
}

func TestWithHistory(t *testing.T) {
	t.Parallel()
	for limit, want := range map[int][]string{-1: {}, 0: {}, 1: {"b@example.com"}, 3: {"a@example.com", "b@example.com"}} {
		srv := newServer(t, invitationstest.WithHistory(limit))
		for _, email := range []string{"a@example.com", "b@example.com"} {
			require.Equal(t, http.StatusOK, do(t, srv, create, fmt.Sprintf(`{"email_address":%q}`, email)).Status)
		}
		require.Len(t, srv.Emails(), len(want), limit)
		require.Len(t, srv.Requests(), len(want), limit)
		for i, r := range srv.Requests() {
			assert.Equal(t, want[i], srv.Emails()[i].To)
			assert.Contains(t, string(r.Body), want[i])
			assert.Equal(t, http.StatusOK, r.Status)
		}
		assert.Len(t, srv.Invitations(), 2, limit)
	}
}

func TestWhatIsReturnedIsACopy(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	do(t, srv, create, `{"email_address":"ada@example.com","public_metadata":{"a":1}}`, "X-Custom", "yes")
	srv.Invitations()[0].PublicMetadata[2] = 'X'
	assert.Equal(t, `{"a":1}`, string(srv.Invitations()[0].PublicMetadata))
	srv.Emails()[0].To = "x"
	assert.Equal(t, "ada@example.com", srv.Emails()[0].To)
	r := srv.Requests()[0]
	r.Body[0], r.Header["X-Custom"][0] = 'X', "x"
	assert.Equal(t, byte('{'), srv.Requests()[0].Body[0])
	assert.Equal(t, "yes", srv.Requests()[0].Header.Get("X-Custom"))
}

func TestOtherRoutesAreNotFound(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	for _, target := range []string{
		"GET /", "GET /v1", "GET /invitations", "GET /v1/invitations/", "POST /v1//invitations", "GET /v1/users",
		"POST /v1/invitations/../revoke", "POST /v1/invitations/./revoke", "POST /v1/invitations//revoke",
		"POST /v1/invitations/a/b/revoke", "POST /v2/invitations", "PUT /v1/invitations", "DELETE /v1/invitations",
		"GET /v1/invitations/bulk", "GET /v1/invitations/a", "PATCH /v1/invitations/a", "GET /v1/invitations/a/revoke",
	} {
		requireErrors(t, do(t, srv, target, ""), http.StatusNotFound, "resource_not_found")
	}
	for _, r := range srv.Requests() {
		assert.Empty(t, r.Operation, "%s %s", r.Method, r.Path)
	}
}
