package invitationstest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestOtherRoutesAreNotFoundOrNotAllowed(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	for _, target := range []string{
		"GET /", "GET /v1", "GET /invitations", "GET /v1/invitations/", "POST /v1//invitations", "GET /v1/users",
		"POST /v1/invitations/../revoke", "POST /v1/invitations/%2e%2e/revoke", "POST /v1/invitations/./revoke",
		"POST /v1/invitations//revoke", "POST /v1/invitations/a/b/revoke", "POST /v2/invitations",
	} {
		method, path, _ := strings.Cut(target, " ")
		requireErrors(t, do(t, srv, method, path, ""), http.StatusNotFound, "resource_not_found")
	}
	for target, allow := range map[string]string{
		"PUT /v1/invitations":          "GET, POST",
		"DELETE /v1/invitations":       "GET, POST",
		"GET /v1/invitations/bulk":     "DELETE, POST",
		"GET /v1/invitations/a":        "DELETE",
		"PATCH /v1/invitations/a":      "DELETE",
		"GET /v1/invitations/a/revoke": "POST",
	} {
		method, path, _ := strings.Cut(target, " ")
		a := do(t, srv, method, path, "")
		requireErrors(t, a, http.StatusMethodNotAllowed, "method_not_allowed")
		assert.Equal(t, allow, a.Header.Get("Allow"), target)
	}
	assert.Equal(t, http.StatusMethodNotAllowed, do(t, srv, http.MethodHead, "/v1/invitations", "").Status)
	for _, r := range srv.Requests() {
		assert.Empty(t, r.Operation, "%s %s", r.Method, r.Path)
	}
}
