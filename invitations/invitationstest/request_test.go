package invitationstest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestRequestsAreKeptWithoutSecrets(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	const body = `{"email_address":"ada@example.com","x":1}`
	do(t, srv, http.MethodPost, "/v1/invitations", body, "X-Custom", "yes")
	do(t, srv, http.MethodPost, "/v1/invitations/bulk", `[]`)
	do(t, srv, http.MethodGet, "/v1/invitations?status=pending&status=expired&limit=3", "")
	do(t, srv, http.MethodPost, "/v1/invitations/inv_a/revoke", "")
	do(t, srv, http.MethodDelete, "/v1/invitations/inv_a", "")
	do(t, srv, http.MethodGet, "/v1/users", "", "Authorization", "")
	do(t, srv, http.MethodGet, "/v1/invitations", "", "Authorization", "Bearer a-secret-of-somebody")

	received := srv.Requests()
	got := make([]string, 0, len(received))
	for _, r := range received {
		got = append(got, string(r.Operation)+" "+r.Method+" "+r.Path+" "+http.StatusText(r.Status))
		for _, values := range r.Header {
			for _, value := range values {
				assert.NotContains(t, value, srv.SecretKey)
				assert.NotContains(t, value, "secret")
			}
		}
	}
	assert.Equal(t, []string{
		"Create POST /v1/invitations Unprocessable Entity",
		"CreateBulk POST /v1/invitations/bulk Unprocessable Entity",
		"List GET /v1/invitations OK",
		"Revoke POST /v1/invitations/inv_a/revoke Not Found",
		"Delete DELETE /v1/invitations/inv_a Not Found",
		" GET /v1/users Unauthorized",
		"List GET /v1/invitations Unauthorized",
	}, got)
	all := srv.Requests()
	assertBytes(t, body, all[0].Body)
	assert.Equal(t, "yes", all[0].Header.Get("X-Custom"))
	assert.NotEmpty(t, all[0].Header.Get("Authorization"))
	assert.Empty(t, all[5].Header.Get("Authorization"))
	assert.Equal(t, []string{"pending", "expired"}, all[2].Query["status"])
	assert.Equal(t, "3", all[2].Query.Get("limit"))
}
