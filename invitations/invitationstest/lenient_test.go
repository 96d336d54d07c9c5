package invitationstest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Clerk's official SDKs do these things, and the API's document asks for none of them. The module in
// peers runs the SDKs themselves.
func TestWhatOfficialSDKsSendIsUnderstood(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	for _, body := range []string{"null", "{}", "not JSON"} {
		id := srv.AddInvitation("ada@example.com")
		a := do(t, srv, http.MethodPost, "/v1/invitations/"+id+"/revoke", body)
		assert.Equal(t, "revoked", decode[invitation](t, a).Status, body)
	}
	for _, version := range []string{"2021-02-05", "2025-04-10", "2025-11-10", "2026-05-12"} {
		a := do(t, srv, http.MethodGet, "/v1/invitations", "", "Clerk-API-Version", version,
			"Content-Type", "application/json", "X-Clerk-SDK", "go/v2.0.0", "X-Clerk-Application", "")
		assert.Equal(t, http.StatusOK, a.Status, version)
		assert.Equal(t, version, a.Header.Get("Clerk-API-Version"))
	}
	a := do(t, srv, http.MethodGet, "/v1/invitations", "", "Authorization", "Bearer ")
	requireErrors(t, a, http.StatusUnauthorized, "authorization_header_format_invalid")

	chunked, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+"/v1/invitations",
		io.NopCloser(strings.NewReader(ada)))
	require.NoError(t, err)
	require.Zero(t, chunked.ContentLength)
	chunked.Header.Set("Authorization", "Bearer "+srv.SecretKey)
	res, err := plain.Do(chunked)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Equal(t, http.StatusOK, res.StatusCode)

	for _, body := range []string{"null", ""} { // nothing to create, as they send it
		requireErrors(t, createOne(t, srv, body), http.StatusBadRequest, "request_body_invalid")
		requireErrors(t, createBulk(t, srv, body), http.StatusBadRequest, "request_body_invalid")
	}
}
