package invitations_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// idsOf ranges over All and returns the ids it gives.
func idsOf(t *testing.T, client *invitations.Client, p invitations.ListParams, opts ...invitations.Option) []string {
	t.Helper()
	var ids []string
	for inv, err := range client.All(t.Context(), p, opts...) {
		require.NoError(t, err)
		ids = append(ids, inv.ID)
	}
	return ids
}

func TestAllYieldsEverythingInOrder(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 26, 475, 500, 501, 975, 2000} {
		for _, concurrency := range []int{1, 5} {
			server, client := newInProcess(t, invitations.WithConcurrency(concurrency))
			seeded := server.Seed(n)
			up := idsOf(t, client, invitations.ListParams{OrderBy: invitations.OrderByCreatedAt})
			assert.Len(t, up, n)
			if n > 0 {
				assert.Equal(t, seeded, up)
			}
			down := idsOf(t, client, invitations.ListParams{})
			assert.ElementsMatch(t, seeded, down)
			if n > 1 {
				assert.Equal(t, seeded[0], down[n-1])
			}
		}
	}
}

func TestAllStartsAtOffset(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{1, 2, 3, 7, 50, 500} {
		server, client := newInProcess(t)
		seeded := server.Seed(100)
		ids := idsOf(t, client, invitations.ListParams{OrderBy: invitations.OrderByCreatedAt, Limit: limit, Offset: 30})
		assert.Equal(t, seeded[30:], ids, limit)
		for _, request := range server.Requests() {
			got, err := strconv.Atoi(request.Query.Get("limit"))
			require.NoError(t, err)
			assert.LessOrEqual(t, got, max(100, limit))
			assert.Equal(t, "true", request.Query.Get("paginated"))
		}
		assert.Empty(t, idsOf(t, client, invitations.ListParams{Offset: 100}))
		assert.Empty(t, idsOf(t, client, invitations.ListParams{Offset: 1000}))
	}
}

func TestAllIsLazyAndCanBeRangedAgain(t *testing.T) {
	t.Parallel()
	server, client := newInProcess(t)
	server.Seed(3000)
	all := client.All(t.Context(), invitations.ListParams{})
	assert.Empty(t, server.Requests(), "nothing before the range")
	for _, err := range all {
		require.NoError(t, err)
		break
	}
	assert.Len(t, server.Requests(), 1, "one page for one invitation")
	for range 2 {
		n := 0
		for _, err := range all {
			require.NoError(t, err)
			n++
		}
		assert.Equal(t, 3000, n)
	}
}

func TestAllStopsWhenRangeEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // which fails if a goroutine is left
		server, client := newInProcess(t)
		server.Seed(10_000)
		server.Inject(invitationstest.Delay(50 * time.Millisecond).Always())
		n := 0
		for _, err := range client.All(t.Context(), invitations.ListParams{}) {
			require.NoError(t, err)
			if n++; n == 600 {
				break
			}
		}
		assert.LessOrEqual(t, len(server.Requests()), 2+5)
	})
}

func TestAllFetchesAheadInParallel(t *testing.T) {
	t.Parallel()
	for concurrency, longest := range map[int]time.Duration{1: 1150 * time.Millisecond, 5: 300 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess(t)
			server.Seed(10_000)
			server.Inject(invitationstest.Delay(50 * time.Millisecond).Always())
			begun := time.Now()
			assert.Len(t, idsOf(t, client, invitations.ListParams{}, invitations.WithConcurrency(concurrency)), 10_000)
			assert.LessOrEqual(t, time.Since(begun), longest)
			assert.LessOrEqual(t, len(server.Requests()), 23)
		})
	}
}

func TestAllYieldsErrorOnceAndEnds(t *testing.T) {
	t.Parallel()
	server, client := newInProcess(t, invitations.WithoutRetry())
	server.Seed(2000)
	server.Inject(invitationstest.Status(503).Skip(2).Always())
	given, failures := 0, 0
	for inv, err := range client.All(t.Context(), invitations.ListParams{}, invitations.WithConcurrency(1)) {
		if err != nil {
			failures++
			requireError(t, err, "List", 503)
			assert.Empty(t, inv)
			continue
		}
		assert.Zero(t, failures)
		given++
	}
	assert.Equal(t, 1, failures)
	assert.Equal(t, 975, given, "what came before the error is given")

	for _, err := range client.All(t.Context(), invitations.ListParams{Limit: 501}) {
		requireRejected(t, err, "All", "Limit")
	}
	for _, err := range client.All(t.Context(), invitations.ListParams{}, invitations.WithConcurrency(0)) {
		requireRejected(t, err, "All", "WithConcurrency")
	}
	for _, err := range (&invitations.Client{}).All(t.Context(), invitations.ListParams{}) {
		requireRejected(t, err, "All", "Client")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range client.All(ctx, invitations.ListParams{}) {
		require.ErrorIs(t, err, context.Canceled)
	}
}

// capped returns a client of a server that gives at most so many invitations a page.
func capped(t *testing.T, server *invitationstest.Handler, most int, paginated bool) *invitations.Client {
	t.Helper()
	client, err := invitations.New(server.SecretKey, invitations.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			query := r.URL.Query()
			if limit, err := strconv.Atoi(query.Get("limit")); err == nil {
				query.Set("limit", strconv.Itoa(min(limit, most)))
			}
			if !paginated {
				query.Del("paginated")
			}
			r.URL.RawQuery = query.Encode()
			return inProcess(t, server).RoundTrip(r)
		}),
	}))
	require.NoError(t, err)
	return client
}

func TestAllReadsArraysAndSmallPages(t *testing.T) {
	t.Parallel()
	for _, most := range []int{500, 100, 3, 2} {
		for _, paginated := range []bool{true, false} {
			if !paginated && most < 500 {
				continue // an array that is short is taken for the last
			}
			server := invitationstest.NewHandler()
			seeded := server.Seed(1200)
			client := capped(t, server, most, paginated)
			assert.Equal(t, seeded, idsOf(t, client, invitations.ListParams{OrderBy: invitations.OrderByCreatedAt}), "%d %v", most, paginated)
		}
	}
}

func TestLoopMayRevokeOrDelete(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{2, 5, 20, 100} {
		for _, order := range []invitations.OrderBy{"", invitations.OrderByCreatedAt, invitations.OrderByEmailAddress, invitations.OrderByExpiresAtDesc} {
			server, client := newInProcess(t)
			seeded := server.Seed(400)
			var given []string
			for inv, err := range client.All(t.Context(), invitations.ListParams{OrderBy: order, Limit: limit}) {
				require.NoError(t, err)
				given = append(given, inv.ID)
				if len(given)%3 == 0 {
					require.NoError(t, client.Delete(t.Context(), inv.ID))
				} else {
					_, err := client.Revoke(t.Context(), inv.ID)
					require.NoError(t, err)
				}
			}
			assert.ElementsMatch(t, seeded, given, "%d %s", limit, order)
		}
	}
}

func TestLoopMayDeleteWithSmallPages(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ n, limit, most, concurrency, requests int }{
		{200, 5, 5, 6, 400},
		{200, 20, 20, 6, 100},
		{1500, 20, 20, 5, 500},
		{1500, 5, 100, 5, 500},
		{300, 2, 2, 1, 900},
	} {
		server := invitationstest.NewHandler()
		seeded := server.Seed(test.n)
		client := capped(t, server, test.most, true)
		var given []string
		for inv, err := range client.All(t.Context(), invitations.ListParams{Limit: test.limit}, invitations.WithConcurrency(test.concurrency)) {
			require.NoError(t, err)
			if given = append(given, inv.ID); len(given)%2 == 0 {
				require.NoError(t, client.Delete(t.Context(), inv.ID))
			}
		}
		require.ElementsMatch(t, seeded, given, "%+v", test)
		lists := 0
		for _, request := range server.Requests() {
			if request.Operation == invitationstest.List {
				lists++
			}
		}
		t.Logf("%+v: %d", test, lists)
		assert.LessOrEqual(t, lists, test.requests, "%+v", test)
	}
}

func TestAllOfUnsteadyListEndsWithError(t *testing.T) {
	t.Parallel()
	var n atomic.Int64
	client, err := invitations.New(testKey, invitations.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			created := 10 * n.Add(1) // every page begins behind the place, but for the first, which ends before it
			if r.URL.Query().Get("offset") == "" {
				created = 1
			}
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: body(fmt.Sprintf(
				`{"data":[{"id":"inv_%d_a","status":"pending","created_at":%d},{"id":"inv_%d_b","status":"pending","created_at":%d}],"total_count":1000000}`,
				n.Load(), created, n.Load(), created+1))}, nil
		}),
	}))
	require.NoError(t, err)
	var failure error
	for _, err := range client.All(t.Context(), invitations.ListParams{OrderBy: invitations.OrderByCreatedAt, Limit: 2, Offset: 5}) {
		if err != nil {
			failure = err
		}
	}
	requireError(t, failure, "List", 200)
	assert.Contains(t, failure.Error(), "changes faster")
	assert.Less(t, n.Load(), int64(1000))
	assert.NotErrorIs(t, failure, invitations.ErrServer)
}

func TestAllEndsIfTotalIsTooHigh(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 23, 475, 500, 520, 1200} {
		for _, more := range []int{1, 5, 600, 1 << 20} {
			server := invitationstest.NewHandler()
			seeded := server.Seed(n)
			client, err := invitations.New(server.SecretKey, invitations.WithHTTPClient(&http.Client{
				Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
					resp, err := inProcess(t, server).RoundTrip(r)
					if err != nil {
						return nil, err
					}
					page, err := io.ReadAll(resp.Body)
					resp.Body = body(strings.Replace(string(page), fmt.Sprintf(`"total_count":%d`, n), fmt.Sprintf(`"total_count":%d`, n+more), 1))
					return resp, err
				}),
			}))
			require.NoError(t, err)
			assert.Equal(t, seeded, idsOf(t, client, invitations.ListParams{OrderBy: invitations.OrderByCreatedAt}), "%d and %d more", n, more)
			assert.LessOrEqual(t, len(server.Requests()), 100)
		}
	}
}
