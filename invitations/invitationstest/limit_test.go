package invitationstest_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func requireLimited(t *testing.T, res response, seconds string) {
	t.Helper()
	requireErrors(t, res, http.StatusTooManyRequests, "too_many_requests")
	require.Equal(t, seconds, res.Header.Get("Retry-After"))
}

func TestCreateIsLimitedTo100AnHour(t *testing.T) {
	t.Parallel()
	srv := newServer(t, invitationstest.WithRateLimits())
	invitePerson := func(i int) response {
		return do(t, srv, create, fmt.Sprintf(`{"email_address":"p%d@example.com"}`, i))
	}
	for i := range 100 {
		require.Equal(t, http.StatusOK, invitePerson(i).Status)
	}
	requireLimited(t, invitePerson(100), "3600")
	srv.Advance(90*time.Second + time.Millisecond)
	requireLimited(t, invitePerson(100), "3510") // rounded up
	assert.Len(t, srv.Invitations(), 100)

	decode[[]invitation](t, do(t, srv, bulk, `[{"email_address":"bulk@example.com"}]`))
	assert.Len(t, list(t, srv, ""), 10)

	srv.Advance(time.Hour - 90*time.Second - 2*time.Millisecond)
	requireLimited(t, invitePerson(100), "1")
	srv.Advance(time.Millisecond)
	require.Equal(t, http.StatusOK, invitePerson(100).Status)
}

func TestCreateBulkIsLimitedTo25AnHour(t *testing.T) {
	t.Parallel()
	srv := newServer(t, invitationstest.WithRateLimits())
	for i := range 25 {
		require.Equal(t, http.StatusOK, do(t, srv, bulk, bulkOf(fmt.Sprintf("p%d-", i), 10)).Status)
	}
	assert.Len(t, srv.Invitations(), 250)
	requireLimited(t, do(t, srv, bulk, `[{"email_address":"x@example.com"}]`), "3600")
	decode[invitation](t, do(t, srv, create, ada))
}

func TestOtherOperationsShareALimit(t *testing.T) {
	t.Parallel()
	for key, size := range map[string]int{"sk_test_a": 100, "sk_live_a": 1000} {
		srv := newServer(t, invitationstest.WithRateLimits(), invitationstest.WithSecretKey(key))
		for i := range size {
			switch i % 3 {
			case 0:
				require.Equal(t, http.StatusOK, do(t, srv, listing, "").Status)
			case 1:
				require.Equal(t, http.StatusNotFound, do(t, srv, "POST /v1/invitations/inv_a/revoke", "").Status)
			case 2:
				require.Equal(t, http.StatusNotFound, do(t, srv, "DELETE /v1/invitations/inv_a", "").Status)
			}
		}
		requireLimited(t, do(t, srv, listing, ""), "10")
		requireErrors(t, do(t, srv, listing, "", "Authorization", "Bearer x"),
			http.StatusUnauthorized, "clerk_key_invalid")
		srv.Advance(10 * time.Second)
		list(t, srv, "")
	}
}
