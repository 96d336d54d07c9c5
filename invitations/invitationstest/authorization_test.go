package invitationstest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestKeyIsCheckedBeforeAnythingElse(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	for _, target := range []string{create, "GET /v1/nowhere", "PUT /v1/invitations"} {
		for _, value := range []string{"", "Basic abc", "Bearer", "Bearer ", srv.SecretKey, "Bearer a b"} {
			res := do(t, srv, target, "{", "Authorization", value, "Clerk-API-Version", "nonsense")
			requireErrors(t, res, http.StatusUnauthorized, "authorization_header_format_invalid")
		}
		res := do(t, srv, target, "{", "Authorization", "Bearer "+srv.SecretKey+"x")
		requireErrors(t, res, http.StatusUnauthorized, "clerk_key_invalid")
	}
	assert.Empty(t, srv.Invitations())
}

func TestAPIVersion(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	res := do(t, srv, listing, "")
	assert.Equal(t, http.StatusOK, res.Status)
	assert.Empty(t, res.Header.Get("Clerk-API-Version"))

	res = do(t, srv, listing, "", "Clerk-API-Version", "2026-05-12")
	assert.Equal(t, http.StatusOK, res.Status)
	assert.Equal(t, "2026-05-12", res.Header.Get("Clerk-API-Version"))

	res = do(t, srv, listing+"?__clerk_api_version=2021-02-05", "")
	assert.Equal(t, http.StatusOK, res.Status)
	assert.Equal(t, "2021-02-05", res.Header.Get("Clerk-API-Version"))

	res = do(t, srv, "GET /v1/nowhere", "", "Clerk-API-Version", "2026-05-12")
	assert.Equal(t, "2026-05-12", res.Header.Get("Clerk-API-Version"), "an error has it too")

	for _, bad := range []string{"2026", "v1", "2026-13-01", "2026-05-12x", "12-05-2026"} {
		requireErrors(t, do(t, srv, listing, "", "Clerk-API-Version", bad), http.StatusBadRequest, "api_version_invalid")
		requireErrors(t, do(t, srv, listing+"?__clerk_api_version="+bad, ""), http.StatusBadRequest, "api_version_invalid")
	}
	res = do(t, srv, listing+"?__clerk_api_version=2026-05-12", "", "Clerk-API-Version", "2026-05-12")
	requireErrors(t, res, http.StatusBadRequest, "api_version_invalid")
}
