package invitationstest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestAuthorizationComesFirst(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	for _, path := range []string{"/v1/invitations", "/v1/nowhere", "/", "/v1/invitations/a/../b"} {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut} {
			for _, value := range []string{"", "Basic abc", "Bearer", "Bearer ", srv.SecretKey, "Bearer a b"} {
				a := do(t, srv, method, path, "{", "Authorization", value, "Clerk-API-Version", "nonsense")
				requireErrors(t, a, http.StatusUnauthorized, "authorization_header_format_invalid")
			}
			a := do(t, srv, method, path, "{", "Authorization", "Bearer "+srv.SecretKey+"x")
			requireErrors(t, a, http.StatusUnauthorized, "clerk_key_invalid")
		}
	}
	assert.Empty(t, srv.Invitations())
}

func TestOnlyTheServersSecretKeyIsTaken(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	assert.Regexp(t, `^sk_test_\w+$`, srv.SecretKey)

	srv = newServer(t, invitationstest.WithSecretKey("sk_live_other"))
	assert.Equal(t, "sk_live_other", srv.SecretKey)
	require.Equal(t, http.StatusOK, do(t, srv, http.MethodGet, "/v1/invitations", "").Status)
	a := do(t, srv, http.MethodGet, "/v1/invitations", "", "Authorization", "Bearer "+newServer(t).SecretKey)
	requireErrors(t, a, http.StatusUnauthorized, "clerk_key_invalid")
}

func TestAVersionIsEchoedAndABadOneRefused(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	const path = "/v1/invitations"

	a := do(t, srv, http.MethodGet, path, "")
	assert.Equal(t, http.StatusOK, a.Status)
	assert.Empty(t, a.Header.Get("Clerk-API-Version"))

	a = do(t, srv, http.MethodGet, path, "", "Clerk-API-Version", "2026-05-12")
	assert.Equal(t, http.StatusOK, a.Status)
	assert.Equal(t, "2026-05-12", a.Header.Get("Clerk-API-Version"))

	a = do(t, srv, http.MethodGet, path+"?__clerk_api_version=2025-04-10", "")
	assert.Equal(t, http.StatusOK, a.Status)
	assert.Equal(t, "2025-04-10", a.Header.Get("Clerk-API-Version"))

	a = do(t, srv, http.MethodGet, "/v1/nowhere", "", "Clerk-API-Version", "2026-05-12")
	assert.Equal(t, "2026-05-12", a.Header.Get("Clerk-API-Version"), "an error echoes it too")

	for _, bad := range []string{"2026", "v1", "2026-13-01", "2026-05-12x", "12-05-2026"} {
		requireErrors(t, do(t, srv, http.MethodGet, path, "", "Clerk-API-Version", bad), http.StatusBadRequest, "api_version_invalid")
		requireErrors(t, do(t, srv, http.MethodGet, path+"?__clerk_api_version="+bad, ""), http.StatusBadRequest, "api_version_invalid")
	}
	a = do(t, srv, http.MethodGet, path+"?__clerk_api_version=2026-05-12", "", "Clerk-API-Version", "2026-05-12")
	requireErrors(t, a, http.StatusBadRequest, "api_version_invalid")
}
