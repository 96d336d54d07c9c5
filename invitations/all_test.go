package invitations_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
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

func TestAllGivesEverythingInOrder(t *testing.T) {
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

func TestAllTakesItsPageSizeAndWhereToStart(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{1, 2, 3, 7, 50, 500} {
		server, client := newInProcess(t)
		seeded := server.Seed(100)
		ids := idsOf(t, client, invitations.ListParams{OrderBy: invitations.OrderByCreatedAt, Limit: limit, Offset: 30})
		assert.Equal(t, seeded[30:], ids, limit)
		for _, request := range server.Requests() {
			got, err := strconv.Atoi(request.Query.Get("limit"))
			require.NoError(t, err)
			assert.Equal(t, max(2, limit), got)
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

func TestLeavingAllStopsTheFetching(t *testing.T) {
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

func TestAllGivesAnErrorOnceAndEnds(t *testing.T) {
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
		requireRefusal(t, err, "All", "Limit")
	}
	for _, err := range client.All(t.Context(), invitations.ListParams{}, invitations.WithConcurrency(0)) {
		requireRefusal(t, err, "All", "WithConcurrency")
	}
	for _, err := range (&invitations.Client{}).All(t.Context(), invitations.ListParams{}) {
		requireRefusal(t, err, "All", "Client")
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

func TestAllSurvivesAServerThatGivesArraysOrLessThanItIsAskedFor(t *testing.T) {
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

func TestALoopMayRevokeOrDeleteWhatItIsGiven(t *testing.T) {
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

func TestALoopMayDeleteWhereTheServerGivesSmallPages(t *testing.T) {
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

func TestAllGoesOnInItsPageSizeAfterASearch(t *testing.T) {
	t.Parallel()
	const limit = 20
	server := invitationstest.NewHandler()
	server.Seed(1200)
	var sizes []string
	client, err := invitations.New(server.SecretKey, invitations.WithConcurrency(1), invitations.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			if size := r.URL.Query().Get("limit"); size != "" && (len(sizes) == 0 || sizes[len(sizes)-1] != size) {
				sizes = append(sizes, size)
			}
			return inProcess(t, server).RoundTrip(r)
		}),
	}))
	require.NoError(t, err)
	given := 0
	for inv, err := range client.All(t.Context(), invitations.ListParams{Limit: limit}) {
		require.NoError(t, err)
		if given++; given <= 100 {
			require.NoError(t, client.Delete(t.Context(), inv.ID)) // what follows moves up, beyond the overlap
		}
	}
	assert.Equal(t, 1200, given)
	assert.Equal(t, "20", sizes[0])
	assert.Contains(t, sizes, "500", "a search")
	assert.Equal(t, "20", sizes[len(sizes)-1], sizes)
}

// Most is deleted after the first page, so that the second begins behind the end. Much is created
// before the place is found again, which then is beyond where the end was.
func TestAListMayShrinkAndGrow(t *testing.T) {
	t.Parallel()
	server, direct := newInProcess(t)
	seeded := server.Seed(800)
	var stay []string
	requests := 0
	client, err := invitations.New(server.SecretKey, invitations.WithConcurrency(1), invitations.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			switch requests++; requests {
			case 2:
				for i, id := range seeded { // the oldest, which is listed last, comes first
					if i < 10 || 300 <= i && i < 310 {
						stay = append(stay, id)
					} else if err := direct.Delete(r.Context(), id); err != nil {
						return nil, err
					}
				}
			case 4:
				for i := range 490 {
					server.AddInvitation(fmt.Sprintf("late%d@example.com", i))
				}
			}
			return inProcess(t, server).RoundTrip(r)
		}),
	}))
	require.NoError(t, err)
	given := idsOf(t, client, invitations.ListParams{})
	assert.Subset(t, given, stay)
	assert.Greater(t, requests, 4)
}

// The end of a page is what the next one is joined to. A loop that removes all it is given must not
// have been given it before the next page has come.
func TestTheEndOfAPageIsHeldBackUntilTheNextHasCome(t *testing.T) {
	t.Parallel()
	const limit, overlap = 100, 10
	server := invitationstest.NewHandler()
	server.Seed(300)
	var listed atomic.Int64
	client, err := invitations.New(server.SecretKey, invitations.WithConcurrency(1), invitations.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			listed.Add(1)
			return inProcess(t, server).RoundTrip(r)
		}),
	}))
	require.NoError(t, err)
	given := 0
	for _, err := range client.All(t.Context(), invitations.ListParams{Limit: limit}) {
		require.NoError(t, err)
		given++
		if page := int(listed.Load()); given < 300-overlap {
			require.LessOrEqual(t, given, page*(limit-overlap), "after %d pages", page)
		}
	}
	assert.Equal(t, 300, given)
}

// A changing list is one of which something is created, revoked or deleted before each page.
type changing struct {
	t      *testing.T
	mu     sync.Mutex
	server *invitationstest.Handler
	client *invitations.Client
	random *rand.Rand
	most   int // how many changes there are before one page
	gone   map[string]bool
	ids    []string
	made   int
}

func (c *changing) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for range c.random.IntN(c.most + 1) {
		switch c.random.IntN(3) {
		case 0:
			if c.made == 1000 {
				continue // a list that grows faster than it is read has no end
			}
			c.made++
			c.server.AddInvitation(fmt.Sprintf("%c-late%d@example.com", 'a'+c.random.IntN(26), c.made))
		case 1, 2:
			i := c.random.IntN(len(c.ids))
			if c.random.IntN(2) == 0 {
				i = c.random.IntN(1 + len(c.ids)/10) // a run of neighbours goes
			}
			id := c.ids[i]
			if c.gone[id] {
				continue
			}
			c.gone[id] = true
			if err := c.client.Delete(context.Background(), id); err != nil {
				return nil, err
			}
		}
	}
	return inProcess(c.t, c.server).RoundTrip(r)
}

func TestWhatStaysListedIsGivenExactlyOnce(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		random := rand.New(rand.NewPCG(seed, 1))
		server, direct := newInProcess(t)
		list := &changing{
			t: t, server: server, client: direct, random: random,
			most: []int{1, 5, 30, 60}[random.IntN(4)],
			gone: map[string]bool{}, ids: server.Seed(600),
		}
		client, err := invitations.New(server.SecretKey, invitations.WithHTTPClient(&http.Client{Transport: list}))
		require.NoError(t, err)
		params := invitations.ListParams{
			OrderBy: []invitations.OrderBy{"", "created_at", "+email_address", "-email_address", "expires_at", "-expires_at"}[random.IntN(6)],
			Limit:   []int{2, 10, 40, 100, 500}[random.IntN(5)],
		}
		given := map[string]int{}
		for inv, err := range client.All(t.Context(), params, invitations.WithConcurrency(1+random.IntN(6))) {
			require.NoError(t, err)
			given[inv.ID]++
		}
		for id, times := range given {
			assert.Equal(t, 1, times, "seed %d: %s", seed, id)
		}
		for _, id := range list.ids {
			if !list.gone[id] {
				assert.Equal(t, 1, given[id], "seed %d, %+v, up to %d changes: one that stayed", seed, params.OrderBy, list.most)
			}
		}
	}
}

func TestAllTellsOfItsLastAnswer(t *testing.T) {
	t.Parallel()
	server, client := newInProcess(t)
	server.Seed(1000)
	var answer invitations.Response
	assert.Len(t, idsOf(t, client, invitations.ListParams{}, invitations.WithResponse(&answer)), 1000)
	assert.Equal(t, 200, answer.StatusCode)
	assert.Equal(t, len(server.Requests()), answer.Attempts)
}

func TestAListThatNeverHoldsStillIsAnErrorNotALoop(t *testing.T) {
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

func TestATotalThatIsTooHighEndsAllTheSame(t *testing.T) {
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
			assert.LessOrEqual(t, len(server.Requests()), 3+n/400+12)
		}
	}
}

func TestTiesMayComeInAnotherOrderEachTime(t *testing.T) {
	t.Parallel()
	const n, group = 1000, 10
	for _, limit := range []int{20, 27, 45, 105, 500} {
		requests := 0
		client, err := invitations.New(testKey, invitations.WithConcurrency(1), invitations.WithHTTPClient(&http.Client{
			Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				requests++
				limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
				offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
				var items []string
				for i := offset; i < min(n, offset+limit); i++ {
					nth := i
					if requests%2 == 0 { // the other way round within a group
						nth = i/group*group + group - 1 - i%group
					}
					items = append(items, fmt.Sprintf(`{"id":"inv_%d","status":"pending","created_at":%d}`, nth, 1000+i/group))
				}
				return &http.Response{StatusCode: 200, Header: http.Header{}, Body: body(fmt.Sprintf(`{"data":[%s],"total_count":%d}`, strings.Join(items, ","), n))}, nil
			}),
		}))
		require.NoError(t, err)
		given := map[string]int{}
		for _, id := range idsOf(t, client, invitations.ListParams{OrderBy: invitations.OrderByCreatedAt, Limit: limit}) {
			given[id]++
			assert.Equal(t, 1, given[id])
		}
		assert.Len(t, given, n, limit)
	}
}
