package invitations_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// idsOf ranges over All and returns the ids.
func idsOf(t *testing.T, client *invitations.Client, p invitations.ListParams, opts ...invitations.Option) []string {
	t.Helper()
	ids := []string{}
	for inv, err := range client.All(t.Context(), p, opts...) {
		require.NoError(t, err)
		ids = append(ids, inv.ID)
	}
	return ids
}

// rewriting returns a client of a fake server whose requests or responses are changed on their way.
func rewriting(server *invitationstest.Handler, request func(*http.Request), response func(page string) string) *invitations.Client {
	return server.Client(invitations.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		request(r)
		resp, err := invitationstest.NewTransport(server).RoundTrip(r)
		if err != nil {
			return nil, err
		}
		page, err := io.ReadAll(resp.Body)
		resp.Body, resp.ContentLength = body(response(string(page))), -1
		return resp, err
	})}))
}

// capped returns a client of a server whose pages have at most so many invitations.
func capped(server *invitationstest.Handler, most int, paginated bool) *invitations.Client {
	return rewriting(server, func(r *http.Request) {
		query := r.URL.Query()
		if limit, err := strconv.Atoi(query.Get("limit")); err == nil {
			query.Set("limit", strconv.Itoa(min(limit, most)))
		}
		if !paginated {
			query.Del("paginated")
		}
		r.URL.RawQuery = query.Encode()
	}, func(page string) string { return page })
}

func TestAllYieldsEverythingInOrder(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 26, 475, 500, 501, 975, 2000} {
		for _, concurrency := range []int{1, 5} {
			server, client := newInProcess(invitations.WithConcurrency(concurrency))
			ids := append([]string{}, server.Seed(n)...)
			assert.Equal(t, ids, idsOf(t, client, invitations.ListParams{OrderBy: invitations.OrderByCreatedAt}))
			newestFirst := idsOf(t, client, invitations.ListParams{})
			slices.Reverse(newestFirst)
			assert.Equal(t, ids, newestFirst)
		}
	}
}

func TestAllStartsAtOffset(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{1, 2, 50, 500} {
		server, client := newInProcess()
		seeded := server.Seed(300)
		ids := idsOf(t, client, invitations.ListParams{OrderBy: invitations.OrderByCreatedAt, Limit: limit, Offset: 30})
		assert.Equal(t, seeded[30:], ids, limit)
		for _, request := range server.Requests() {
			got, err := strconv.Atoi(request.Query.Get("limit"))
			require.NoError(t, err)
			assert.LessOrEqual(t, got, max(100, limit))
			assert.Equal(t, "true", request.Query.Get("paginated"))
		}
		assert.Empty(t, idsOf(t, client, invitations.ListParams{Offset: 300}))
		assert.Empty(t, idsOf(t, client, invitations.ListParams{Offset: 1000}))
	}
}

func TestAllIsLazyAndCanBeRangedAgain(t *testing.T) {
	t.Parallel()
	server, client := newInProcess()
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

func TestAllStopsWhenTheRangeEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // which fails if a goroutine is left
		server, client := newInProcess()
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

func TestAllFetchesSeveralPagesAtATime(t *testing.T) {
	t.Parallel()
	for concurrency, longest := range map[int]time.Duration{1: 1150 * time.Millisecond, 5: 300 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess()
			server.Seed(10_000)
			server.Inject(invitationstest.Delay(50 * time.Millisecond).Always())
			begun := time.Now()
			assert.Len(t, idsOf(t, client, invitations.ListParams{}, invitations.WithConcurrency(concurrency)), 10_000)
			assert.LessOrEqual(t, time.Since(begun), longest)
			assert.LessOrEqual(t, len(server.Requests()), 23)
		})
	}
}

func TestAllYieldsAnErrorOnceAndEnds(t *testing.T) {
	t.Parallel()
	server, client := newInProcess(invitations.WithoutRetry())
	server.Seed(2000)
	server.Inject(invitationstest.Status(503).Skip(2).Always())
	yielded, errs := 0, 0
	for inv, err := range client.All(t.Context(), invitations.ListParams{}, invitations.WithConcurrency(1)) {
		if err != nil {
			errs++
			requireError(t, err, "List", 503)
			assert.Empty(t, inv)
			continue
		}
		assert.Zero(t, errs)
		yielded++
	}
	assert.Equal(t, 1, errs)
	assert.Equal(t, 975, yielded, "two pages")

	ctx := t.Context()
	requireRejected(t, requireOnlyError(t, client.All(ctx, invitations.ListParams{Limit: 501})), "All", "Limit")
	requireRejected(t, requireOnlyError(t, client.All(ctx, invitations.ListParams{}, invitations.WithConcurrency(0))), "All", "WithConcurrency")
	requireRejected(t, requireOnlyError(t, (&invitations.Client{}).All(ctx, invitations.ListParams{})), "All", "Client")
	require.ErrorIs(t, requireOnlyError(t, client.All(canceledContext(t), invitations.ListParams{})), context.Canceled)
}

func TestAllReadsArraysAndSmallPages(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		most      int
		paginated bool
	}{{500, true}, {100, true}, {3, true}, {2, true}, {500, false}} {
		server := invitationstest.NewHandler()
		seeded := server.Seed(600)
		ids := idsOf(t, capped(server, test.most, test.paginated), invitations.ListParams{OrderBy: invitations.OrderByCreatedAt})
		assert.Equal(t, seeded, ids, "%+v", test)
	}
}

func TestLoopMayRevokeOrDelete(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		n, limit, most, concurrency, requests int
		order                                 invitations.OrderBy
	}{
		{400, 2, 500, 5, 20, ""},
		{400, 20, 500, 5, 20, invitations.OrderByCreatedAt},
		{400, 100, 500, 5, 20, invitations.OrderByEmailAddress},
		{400, 100, 500, 5, 20, invitations.OrderByExpiresAtDesc},
		{200, 5, 5, 6, 400, ""}, // and small pages
		{200, 20, 20, 6, 100, ""},
		{1500, 20, 20, 5, 500, ""},
		{1500, 5, 100, 5, 500, invitations.OrderByEmailAddressDesc},
		{300, 2, 2, 1, 900, ""},
	} {
		server := invitationstest.NewHandler()
		seeded := server.Seed(test.n)
		client := capped(server, test.most, true)
		var yielded []string
		for inv, err := range client.All(t.Context(), invitations.ListParams{Limit: test.limit, OrderBy: test.order}, invitations.WithConcurrency(test.concurrency)) {
			require.NoError(t, err)
			yielded = append(yielded, inv.ID)
			switch len(yielded) % 3 {
			case 0:
				require.NoError(t, client.Delete(t.Context(), inv.ID))
			case 1:
				_, err := client.Revoke(t.Context(), inv.ID)
				require.NoError(t, err)
			}
		}
		slices.Sort(seeded)
		slices.Sort(yielded)
		assert.Equal(t, seeded, yielded, "%+v", test)
		lists := slices.DeleteFunc(operationsOf(server), func(op invitationstest.Operation) bool { return op != invitationstest.OpList })
		assert.LessOrEqual(t, len(lists), test.requests, "%+v", test)
	}
}

func TestAllOfUnsteadyListEndsWithAnError(t *testing.T) {
	t.Parallel()
	requests := 0
	client, err := invitations.New(testKey, invitations.WithConcurrency(1), invitations.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			requests++ // and each page has other invitations
			return &http.Response{StatusCode: 200, Body: body(fmt.Sprintf(
				`{"data":[{"id":"inv_%[1]d_a","status":"pending"},{"id":"inv_%[1]d_b","status":"pending"}],"total_count":1000000}`, requests))}, nil
		}),
	}))
	require.NoError(t, err)
	var end error
	for _, err := range client.All(t.Context(), invitations.ListParams{Limit: 2, Offset: 5}) {
		require.NoError(t, end)
		end = err
	}
	requireError(t, end, "List", 200)
	assert.Contains(t, end.Error(), "changes faster")
	assert.Less(t, requests, 1000)
	assert.NotErrorIs(t, end, invitations.ErrServer)
}

func TestAllEndsIfTheTotalIsTooHigh(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 23, 475, 500, 520, 1200} {
		for _, more := range []int{1, 5, 600, 1 << 20} {
			server := invitationstest.NewHandler()
			seeded := server.Seed(n)
			client := rewriting(server, func(*http.Request) {}, func(page string) string {
				return strings.Replace(page, fmt.Sprintf(`"total_count":%d`, n), fmt.Sprintf(`"total_count":%d`, n+more), 1)
			})
			assert.Equal(t, seeded, idsOf(t, client, invitations.ListParams{OrderBy: invitations.OrderByCreatedAt}), "%d and %d more", n, more)
			assert.LessOrEqual(t, len(server.Requests()), 100)
		}
	}
}

func TestAllReadsWhatItsOffsetSkips(t *testing.T) {
	t.Parallel()
	server, client := newInProcess()
	seeded := server.Seed(1300)
	oldest, skipped := seeded[:900], seeded[900:]
	slices.Reverse(oldest)
	var ids []string
	for inv, err := range client.All(t.Context(), invitations.ListParams{Limit: 100, Offset: 400}) {
		require.NoError(t, err)
		if len(ids) == 0 {
			for _, id := range skipped[100:] {
				require.NoError(t, client.Delete(t.Context(), id))
			}
		}
		ids = append(ids, inv.ID)
	}
	assert.Equal(t, oldest, ids)
}

func TestAllReadsListsWithoutATotal(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ size, largestPage int }{
		"one page":               {7, 500},
		"a full page":            {100, 500},
		"many pages":             {2345, 500},
		"smaller pages":          {250, 30},
		"every page is the same": {-5, 500},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			size := max(test.size, -test.size)
			client, err := invitations.New(testKey, invitations.WithHTTPClient(&http.Client{
				Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
					offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
					limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
					if test.size < 0 {
						offset = 0
					}
					var items []string
					for i := offset; i < min(size, offset+limit, offset+test.largestPage); i++ {
						items = append(items, fmt.Sprintf(`{"id":"inv_%d","status":"pending"}`, i))
					}
					return &http.Response{StatusCode: http.StatusOK, Body: body("[" + strings.Join(items, ",") + "]")}, nil
				}),
			}))
			require.NoError(t, err)
			var ids []string
			for inv, err := range client.All(t.Context(), invitations.ListParams{Limit: 100}) {
				require.NoError(t, err)
				assert.Equal(t, fmt.Sprintf("inv_%d", len(ids)), inv.ID)
				ids = append(ids, inv.ID)
			}
			assert.Len(t, ids, size)
		})
	}
}

func TestAllWithoutATotalReadsOnAfterInsertions(t *testing.T) {
	t.Parallel()
	ids := make([]int, 100)
	for i := range ids {
		ids[i] = 100 - i
	}
	client, err := invitations.New(testKey, invitations.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
			var items []string
			for _, id := range ids[min(offset, len(ids)):min(offset+10, len(ids))] {
				items = append(items, fmt.Sprintf(`{"id":"inv_%d","status":"pending"}`, id))
			}
			return &http.Response{StatusCode: http.StatusOK, Body: body("[" + strings.Join(items, ",") + "]")}, nil
		}),
	}))
	require.NoError(t, err)
	yielded := 0
	for _, err := range client.All(t.Context(), invitations.ListParams{}) {
		require.NoError(t, err)
		if yielded++; yielded == 10 {
			for id := 101; id <= 110; id++ {
				ids = slices.Insert(ids, 0, id)
			}
		}
	}
	assert.Equal(t, 100, yielded)
}
