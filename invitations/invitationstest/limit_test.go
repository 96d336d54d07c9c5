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

func requireLimited(t *testing.T, a answer, seconds string) {
	t.Helper()
	requireErrors(t, a, http.StatusTooManyRequests, "too_many_requests")
	require.Equal(t, seconds, a.Header.Get("Retry-After"))
}

func TestCreateIsLimitedToAHundredAnHour(t *testing.T) {
	t.Parallel()
	srv := newServer(t, invitationstest.WithRateLimits())
	create := func(i int) answer {
		return createOne(t, srv, fmt.Sprintf(`{"email_address":"p%d@example.com"}`, i))
	}
	for i := range 100 {
		require.Equal(t, http.StatusOK, create(i).Status)
	}
	requireLimited(t, create(100), "3600")
	srv.Advance(90*time.Second + time.Millisecond)
	requireLimited(t, create(100), "3510") // rounded up, never too short
	assert.Len(t, srv.Invitations(), 100)

	decode[[]invitation](t, createBulk(t, srv, `[{"email_address":"bulk@example.com"}]`))
	assert.Len(t, list(t, srv, ""), 10)

	srv.Advance(time.Hour - 90*time.Second - 2*time.Millisecond)
	requireLimited(t, create(100), "1")
	srv.Advance(time.Millisecond)
	require.Equal(t, http.StatusOK, create(100).Status)
}

func TestBulksAreLimitedToTwentyFiveAnHour(t *testing.T) {
	t.Parallel()
	srv := newServer(t, invitationstest.WithRateLimits())
	for i := range 25 {
		require.Equal(t, http.StatusOK, createBulk(t, srv, bulkOf(fmt.Sprintf("p%d-", i), 10)).Status)
	}
	assert.Len(t, srv.Invitations(), 250)
	requireLimited(t, createBulk(t, srv, `[{"email_address":"x@example.com"}]`), "3600")
	decode[invitation](t, createOne(t, srv, ada))
}

func TestTheOtherOperationsShareALimit(t *testing.T) {
	t.Parallel()
	for key, size := range map[string]int{"sk_test_a": 100, "sk_live_a": 1000} {
		srv := newServer(t, invitationstest.WithRateLimits(), invitationstest.WithSecretKey(key))
		srv.Seed(1)
		for i := range size {
			switch i % 3 { // all of them are counted together
			case 0:
				list(t, srv, "")
			case 1:
				requireErrors(t, revoke(t, srv, "inv_a"), http.StatusNotFound, "resource_not_found")
			case 2:
				requireErrors(t, do(t, srv, http.MethodDelete, "/v1/invitations/inv_a", ""), http.StatusNotFound, "resource_not_found")
			}
		}
		requireLimited(t, do(t, srv, http.MethodGet, "/v1/invitations", ""), "10")
		requireErrors(t, do(t, srv, http.MethodGet, "/v1/invitations", "", "Authorization", "Bearer x"),
			http.StatusUnauthorized, "clerk_key_invalid")
		requireErrors(t, do(t, srv, http.MethodGet, "/v1/users", ""), http.StatusNotFound, "resource_not_found")
		srv.Advance(10 * time.Second)
		list(t, srv, "")
	}
}

func TestThereAreNoLimitsByDefault(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	for i := range 101 {
		require.Equal(t, http.StatusOK, createOne(t, srv, fmt.Sprintf(`{"email_address":"p%d@example.com"}`, i)).Status)
	}
}

func TestALimitIsOverWhenTheClockIsSetBack(t *testing.T) {
	t.Parallel()
	srv := newServer(t, invitationstest.WithRateLimits())
	for range 100 {
		list(t, srv, "")
	}
	srv.Advance(-time.Hour)
	list(t, srv, "")
}
