package invitations_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
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

// ignoring returns p with IgnoreExisting set.
func ignoring(p invitations.CreateParams, ignoreExisting bool) invitations.CreateParams {
	p.IgnoreExisting = ignoreExisting
	return p
}

// requireSentinel asserts that of the sentinels err is want and no other.
func requireSentinel(t *testing.T, err, want error) {
	t.Helper()
	require.ErrorIs(t, err, want)
	for name, sentinel := range sentinels {
		assert.Equal(t, sentinel == want, errors.Is(err, sentinel), name) //nolint:errorlint // the same, not one within
	}
}

// createBy creates ps by one of the two operations, Create only one.
func createBy(ctx context.Context, client *invitations.Client, op invitationstest.Operation, ps []invitations.CreateParams, opts ...invitations.Option) ([]invitations.Invitation, error) {
	if op == invitationstest.OpCreateBulk {
		return client.CreateBulk(ctx, ps, opts...)
	}
	inv, err := client.Create(ctx, ps[0], opts...)
	if err != nil {
		return nil, err
	}
	return []invitations.Invitation{*inv}, nil
}

// requireTrueOutcome asserts that n invitations were created by a create, none, or either, as its result
// says, and returns which. Only this create has called the server.
func requireTrueOutcome(t *testing.T, server *invitationstest.Handler, n int, created []invitations.Invitation, err error) string {
	t.Helper()
	time.Sleep(time.Hour) // by when the server has finished
	sent := server.Emails()
	if errors.Is(err, invitations.ErrOutcomeUnknown) {
		requireSentinel(t, err, invitations.ErrOutcomeUnknown)
		assert.Contains(t, []int{0, n}, len(sent))
		return "unknown"
	}
	require.Len(t, sent, len(created), "%v", err)
	for i, inv := range created {
		assert.Equal(t, sent[i].InvitationID, inv.ID)
	}
	if err != nil {
		return "not created"
	}
	assert.Len(t, created, n)
	return "created"
}

// gatewayTimeout is the 504 of a gateway, behind which the request is carried out after a time.
func gatewayTimeout(after time.Duration) invitationstest.Fault {
	return invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		r = r.WithContext(context.WithoutCancel(r.Context()))
		time.AfterFunc(after, func() { next.ServeHTTP(httptest.NewRecorder(), r) })
		http.Error(w, "upstream request timeout", http.StatusGatewayTimeout)
	})
}

type faults []invitationstest.Fault

// reconcileTests are creates whose requests have faults, as have their lookups. Want is nil for a success.
// Sent has the first letters of the operations.
var reconcileTests = map[string]struct {
	creates faults
	lookups invitationstest.Fault
	ignore  bool
	lag     time.Duration // of lists
	opts    []invitations.Option
	sent    string
	want    error
}{
	"cut after the work":             {creates: faults{invitationstest.Cut().AfterWork()}, sent: "CCL"},
	"stalled after the work":         {creates: faults{invitationstest.Stall().AfterWork()}, sent: "CCL"},
	"500 after the work":             {creates: faults{invitationstest.Status(500).AfterWork()}, sent: "CCL"},
	"502 after the work":             {creates: faults{invitationstest.HTML(502).AfterWork()}, sent: "CCL"},
	"cut before the work":            {creates: faults{invitationstest.Cut()}, sent: "CC"},
	"503":                            {creates: faults{invitationstest.Status(503)}, sent: "CC"},
	"504, finishes before the retry": {creates: faults{gatewayTimeout(0)}, sent: "CCL"},
	"504, finishes after the retry":  {creates: faults{gatewayTimeout(time.Minute)}, sent: "CC"},
	"lookup fails once":              {creates: faults{invitationstest.Cut().AfterWork()}, lookups: invitationstest.Status(503), sent: "CCLL"},
	"lookup is rate limited":         {creates: faults{invitationstest.Cut().AfterWork()}, lookups: invitationstest.RateLimited(8 * time.Second), sent: "CCLL"},
	"ignoring, cut after the work":   {ignore: true, creates: faults{invitationstest.Cut().AfterWork()}, sent: "CL"},
	"ignoring, 502 after the work":   {ignore: true, creates: faults{invitationstest.HTML(502).AfterWork()}, sent: "CL"},
	"ignoring, rate limited":         {ignore: true, creates: faults{invitationstest.RateLimited(time.Second).Times(3)}, sent: "CCCC"},

	"503 on every create": {creates: faults{invitationstest.Status(503).Always()}, sent: "CCCCCL", want: invitations.ErrServer},
	"ignoring, 503":       {ignore: true, creates: faults{invitationstest.Status(503)}, sent: "CL", want: invitations.ErrServer},
	"503, then 401":       {creates: faults{invitationstest.Status(503), invitationstest.Status(401)}, sent: "CCL", want: invitations.ErrUnauthorized},

	"cut on every create":              {creates: faults{invitationstest.Cut().Always()}, sent: "CCCCCL", want: invitations.ErrOutcomeUnknown},
	"cut once among 503":               {creates: faults{invitationstest.Cut(), invitationstest.Status(503).Always()}, sent: "CCCCCL", want: invitations.ErrOutcomeUnknown},
	"504, finishes after the lookup":   {creates: faults{gatewayTimeout(time.Minute).Always()}, sent: "CCCCCL", want: invitations.ErrOutcomeUnknown},
	"ignoring, 504, finishes later":    {ignore: true, creates: faults{gatewayTimeout(time.Second)}, sent: "CL", want: invitations.ErrOutcomeUnknown},
	"ignoring, cut before the work":    {ignore: true, creates: faults{invitationstest.Cut()}, sent: "CL", want: invitations.ErrOutcomeUnknown},
	"listed only later":                {lag: time.Minute, creates: faults{invitationstest.Cut().AfterWork()}, sent: "CCL", want: invitations.ErrOutcomeUnknown},
	"ignoring, listed only later":      {ignore: true, lag: 3 * time.Second, creates: faults{invitationstest.Cut().AfterWork()}, sent: "CL", want: invitations.ErrOutcomeUnknown},
	"500 after the work, listed later": {lag: time.Minute, creates: faults{invitationstest.Status(500).AfterWork()}, sent: "CCL", want: invitations.ErrOutcomeUnknown},
	"lost, then 401":                   {creates: faults{invitationstest.Cut(), invitationstest.APIError(401, "clerk_key_invalid")}, sent: "CCL", want: invitations.ErrOutcomeUnknown},
	"lost, then 403":                   {creates: faults{invitationstest.Cut(), invitationstest.HTML(403)}, sent: "CCL", want: invitations.ErrOutcomeUnknown},
	"lost, then 422":                   {creates: faults{invitationstest.Cut(), invitationstest.APIError(422, "form_identifier_exists")}, sent: "CCL", want: invitations.ErrOutcomeUnknown},
	"lost, then 429":                   {creates: faults{invitationstest.Cut(), invitationstest.RateLimited(time.Hour)}, sent: "CCL", want: invitations.ErrOutcomeUnknown},
	"lost, then a duplicate of none":   {creates: faults{invitationstest.Cut(), invitationstest.APIError(400, "duplicate_record")}, sent: "CCL", want: invitations.ErrOutcomeUnknown},
	"503 on every request":             {creates: faults{invitationstest.Status(503).Always()}, lookups: invitationstest.Status(503).Always(), sent: "CCCCCLLLLL", want: invitations.ErrOutcomeUnknown},
	"every request is stalled":         {creates: faults{invitationstest.Stall().Always()}, lookups: invitationstest.Stall().Always(), sent: "CCL", want: invitations.ErrOutcomeUnknown},
	"WithoutRetry": {
		opts: []invitations.Option{invitations.WithoutRetry()}, creates: faults{invitationstest.Cut().AfterWork()},
		sent: "C", want: invitations.ErrOutcomeUnknown,
	},
	"WithoutRetry, 503": {
		opts: []invitations.Option{invitations.WithoutRetry()}, creates: faults{invitationstest.Status(503)},
		sent: "C", want: invitations.ErrOutcomeUnknown,
	},
}

func TestOutcomeOfCreateWhoseResponseWasLost(t *testing.T) {
	t.Parallel()
	for name, test := range reconcileTests {
		for _, op := range []invitationstest.Operation{invitationstest.OpCreate, invitationstest.OpCreateBulk} {
			t.Run(name+"/"+string(op), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server := invitationstest.NewHandler(invitationstest.WithChoices(invitationstest.Choices{ListLag: test.lag}))
					for _, fault := range test.creates {
						server.Inject(fault.On(op))
					}
					server.Inject(test.lookups.On(invitationstest.OpList))
					var response invitations.Response
					created, err := createBy(t.Context(), server.Client(test.opts...), op,
						[]invitations.CreateParams{ignoring(ada, test.ignore)}, invitations.WithResponse(&response))
					sent := fmt.Sprint(operationsOf(server))
					sent = strings.NewReplacer("[", "", "]", "", " ", "", string(op), "C", "List", "L").Replace(sent)
					assert.Equal(t, test.sent, sent)
					assert.Equal(t, strings.Count(test.sent, "C"), response.Attempts)
					requireTrueOutcome(t, server, 1, created, err)
					if test.want == nil {
						require.NoError(t, err)
						assert.Equal(t, http.StatusOK, response.StatusCode)
						return
					}
					requireSentinel(t, err, test.want)
					failure := requireError(t, err, string(op), response.StatusCode)
					assert.Equal(t, response.TraceID, failure.TraceID)
					assert.Equal(t, test.ignore, strings.Contains(failure.Error(), ": a retry could send a second email"))
					assert.Equal(t, failure.OutcomeUnknown, strings.Contains(failure.Error(), ": outcome unknown"))
				})
			})
		}
	}
}

// A gateway's response does not say what Clerk does with the request.
func TestResponseOfAGatewayLeavesTheOutcomeUnknown(t *testing.T) {
	t.Parallel()
	for _, fault := range (faults{
		invitationstest.HTML(500), invitationstest.HTML(503), invitationstest.Status(502), invitationstest.Status(504), invitationstest.HTML(520), invitationstest.HTML(408), invitationstest.HTML(499),
		invitationstest.Respond(503, "application/json", `{"errors":[{"message":"no healthy upstream"}]}`),
	}) {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess()
			server.Inject(fault.On(invitationstest.OpCreate).Always())
			var response invitations.Response
			_, err := client.Create(t.Context(), ada, invitations.WithResponse(&response))
			requireSentinel(t, err, invitations.ErrOutcomeUnknown)
			requireError(t, err, "Create", response.StatusCode)
		})
	}
}

// randomFaults are those that a create can meet without Clerk itself failing after the work: what is
// listed only later is then not known to exist.
func randomFaults(random *rand.Rand) faults {
	kinds := faults{
		{}, {},
		invitationstest.Cut(), invitationstest.Cut().AfterWork(),
		invitationstest.Stall(), invitationstest.Stall().AfterWork(),
		invitationstest.Truncate(),
		invitationstest.Status(503), invitationstest.Status(500),
		invitationstest.HTML(502), invitationstest.HTML(524).AfterWork(), invitationstest.HTML(200).AfterWork(),
		invitationstest.RateLimited(time.Second), invitationstest.RateLimited(time.Hour),
		invitationstest.Status(401), invitationstest.HTML(403),
		invitationstest.APIError(400, "duplicate_record"), invitationstest.APIError(422, "form_identifier_exists"),
		gatewayTimeout(0), gatewayTimeout(time.Second), gatewayTimeout(time.Minute),
	}
	list := make(faults, 1+random.IntN(6))
	for i := range list {
		list[i] = kinds[random.IntN(len(kinds))]
	}
	return list
}

func TestEveryOutcomeOfACreateIsTrue(t *testing.T) {
	t.Parallel()
	runs := 1000
	if testing.Short() {
		runs = 300
	}
	results := map[string]int{}
	for seed := range uint64(runs) {
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 17))
			lag := time.Duration(random.IntN(2)) * time.Duration(random.IntN(20)) * time.Second
			server := invitationstest.NewHandler(invitationstest.WithChoices(invitationstest.Choices{ListLag: lag}))
			op, ps := invitationstest.OpCreate, people(1)
			if random.IntN(2) == 0 {
				op, ps = invitationstest.OpCreateBulk, people(3)
			}
			for i := range ps {
				ps[i].PublicMetadata = map[string]any{"n": i, "none": nil}
				ps[i].IgnoreExisting = random.IntN(3) == 0
			}
			if random.IntN(4) == 0 {
				server.AddInvitation(ps[0].EmailAddress)
				time.Sleep(time.Duration(random.IntN(2)) * time.Minute)
			}
			for _, fault := range randomFaults(random) {
				server.Inject(fault.On(op))
			}
			if random.IntN(3) == 0 {
				server.Inject(randomFaults(random)[0].On(invitationstest.OpList).Times(1 + random.IntN(6)))
			}
			deadline := 5 * time.Second
			if random.IntN(4) > 0 {
				deadline = time.Hour
			}
			ctx, cancel := context.WithTimeout(t.Context(), deadline)
			defer cancel()
			begun := time.Now()
			created, err := createBy(ctx, server.Client(), op, ps)
			assert.Less(t, time.Since(begun), 3*time.Minute)
			results[requireTrueOutcome(t, server, len(ps), created, err)]++
		})
		require.False(t, t.Failed(), "with seed %d", seed)
	}
	t.Logf("of %d creates: %v", runs, results)
	assert.Len(t, results, 3)
}

// With IgnoreExisting a create is retried only if no connection was made, also by a transport that repeats
// a request by itself.
func TestCreateWithIgnoreExistingIsSentOnce(t *testing.T) {
	t.Parallel()
	refuse := func(context.Context) error { return errConnectionRefused }
	stall := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	for name, test := range map[string]struct {
		failing int32 // the dial that fails
		dial    func(context.Context) error
		fault   invitationstest.Fault
		repeats bool
	}{
		"connection is refused": {1, refuse, invitationstest.Fault{}, false},
		"dial is stalled":       {1, stall, invitationstest.Fault{}, false},
		"repeated in vain":      {2, refuse, invitationstest.Cut().AfterWork(), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := invitationstest.NewServer(t)
			fake.Inject(test.fault.On(invitationstest.OpCreate))
			var dials atomic.Int32
			transport := &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				if dials.Add(1) == test.failing {
					return nil, test.dial(ctx)
				}
				return new(net.Dialer).DialContext(ctx, network, address)
			}}
			defer transport.CloseIdleConnections()
			repeat := roundTripper(func(r *http.Request) (*http.Response, error) {
				resp, err := transport.RoundTrip(r)
				if err != nil && test.repeats && r.Method == http.MethodPost {
					r.Body, _ = r.GetBody()
					resp, err = transport.RoundTrip(r)
				}
				return resp, err
			})
			client := fake.Client(invitations.WithHTTPClient(&http.Client{Transport: repeat}), invitations.WithTimeout(time.Second))
			inv, err := client.Create(t.Context(), ignoring(ada, true))
			require.NoError(t, err)
			require.Len(t, fake.Emails(), 1)
			assert.Equal(t, fake.Emails()[0].InvitationID, inv.ID)
		})
	}
}

func TestLookupTellsEqualAddressesOfABulkApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess()
		ps := make([]invitations.CreateParams, 4)
		for i, n := range []int{1, 2, 3, 3} {
			ps[i] = invitations.CreateParams{EmailAddress: "ada@example.com", IgnoreExisting: true, PublicMetadata: map[string]int{"n": n}}
		}
		server.Inject(invitationstest.Cut().AfterWork())
		for range ps { // each lookup waits, which together takes longer than MaxElapsedTime
			server.Inject(invitationstest.RateLimited(10*time.Second).On(invitationstest.OpList), invitationstest.Fault{}.On(invitationstest.OpList))
		}
		list, err := client.CreateBulk(t.Context(), ps)
		require.NoError(t, err)
		assert.JSONEq(t, `{"n":1}`, string(list[0].PublicMetadata))
		assert.JSONEq(t, `{"n":2}`, string(list[1].PublicMetadata))
		assert.NotEqual(t, list[2].ID, list[3].ID)
	})
}

// A pending invitation of somebody else has led to the rejection of the retry, and of the lost request.
func TestCreateDoesNotTakeInvitationOfAnotherCall(t *testing.T) {
	t.Parallel()
	older := func(server *invitationstest.Handler) {
		server.AddInvitation("ada@example.com")
		time.Sleep(10 * time.Second)
	}
	for name, test := range map[string]struct {
		before func(*invitationstest.Handler)
		faults faults
		params invitations.CreateParams
		want   error
	}{
		"older, cut before the work":    {older, faults{invitationstest.Cut()}, ada, invitations.ErrAlreadyInvited},
		"older, in other case":          {older, faults{invitationstest.Cut()}, invitations.CreateParams{EmailAddress: "ADA@example.com"}, invitations.ErrAlreadyInvited},
		"older, ignoring, cut before":   {older, faults{invitationstest.Cut()}, ignoring(ada, true), invitations.ErrOutcomeUnknown},
		"of the moment, other metadata": {func(server *invitationstest.Handler) { server.AddInvitation("ada@example.com") }, faults{invitationstest.Cut()}, invitations.CreateParams{EmailAddress: "ada@example.com", PublicMetadata: map[string]int{"team": 1}}, invitations.ErrAlreadyInvited},
		"created during a wait before it": {func(server *invitationstest.Handler) {
			time.AfterFunc(30*time.Minute, func() { server.AddInvitation("ada@example.com") })
		}, faults{invitationstest.RateLimited(time.Hour), invitationstest.Cut()}, ada, invitations.ErrAlreadyInvited},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess(invitations.WithRetry(invitations.RetryPolicy{MaxRetryAfter: 2 * time.Hour}))
				test.before(server)
				for _, fault := range test.faults {
					server.Inject(fault.On(invitationstest.OpCreate))
				}
				inv, err := client.Create(t.Context(), test.params)
				assert.Nil(t, inv)
				requireSentinel(t, err, test.want)
				requireTrueOutcome(t, server, 1, nil, err)
			})
		})
	}
}

// A bulk of which only a part is found has an unknown outcome, and the response is not that of the lookup.
func TestOutcomeIsUnknownIfTheLookupFindsAPart(t *testing.T) {
	t.Parallel()
	for _, fault := range (faults{invitationstest.Status(500).Always(), invitationstest.HTML(502).Always()}) {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess()
			list := people(2)
			server.AddInvitation(list[0].EmailAddress) // at the time of the create, as if it were made by it
			server.Inject(fault.On(invitationstest.OpCreateBulk))
			var response invitations.Response
			_, err := client.CreateBulk(t.Context(), list, invitations.WithResponse(&response))
			requireSentinel(t, err, invitations.ErrOutcomeUnknown)
			requireError(t, err, "CreateBulk", response.StatusCode)
		})
	}
}

func TestLookupComparesTimesByTheClockOfTheServer(t *testing.T) {
	t.Parallel()
	for _, skew := range []time.Duration{-24 * time.Hour, -90 * time.Second, -50 * time.Second, 50 * time.Second, 24 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess()
			server.Advance(skew - 10*time.Second)
			server.AddInvitation("before@example.com")
			server.Advance(10 * time.Second)
			server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.OpCreate), invitationstest.Fault{}.On(invitationstest.OpCreate), invitationstest.Cut().On(invitationstest.OpCreate))
			inv, err := client.Create(t.Context(), ada)
			require.NoError(t, err, skew)
			assert.Equal(t, "ada@example.com", inv.EmailAddress)
			_, err = client.Create(t.Context(), invitations.CreateParams{EmailAddress: "before@example.com"})
			requireSentinel(t, err, invitations.ErrAlreadyInvited)
		})
	}
}

// The invitation is accepted before the lookup.
func TestLookupComparesMetadataAsJSON(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		metadata any
		kept     string // what the server keeps of it
	}{
		{nil, "{}"},
		{map[string]any{}, "{}"},
		{map[string]any{"b": int64(12345678901234567), "a": 1.50}, `{"b": 12345678901234567, "a": 1.5}`},
		{map[string]any{"a": "<&>"}, `{"a": "<&>"}`},
		{map[string]any{"a": nil}, `{"a": null}`},
		{map[string]any{"a": nil, "b": 1}, `{"b": 1}`}, // which leaves the outcome unknown
	} {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess()
			server.Inject(invitationstest.Func(func(_ http.ResponseWriter, r *http.Request, next http.Handler) {
				r.Body = io.NopCloser(strings.NewReader(`{"email_address":"ada@example.com","public_metadata":` + test.kept + `}`))
				next.ServeHTTP(httptest.NewRecorder(), r)
				assert.NoError(t, server.Accept(server.Emails()[0].InvitationID))
				panic(http.ErrAbortHandler)
			}).On(invitationstest.OpCreate))
			inv, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com", PublicMetadata: test.metadata})
			if test.kept == `{"b": 1}` {
				require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, invitations.StatusAccepted, inv.Status)
		})
	}
}

// With a deadline of 5 seconds and lists that take 500 milliseconds.
func TestCreateLeavesAThirdOfTheTimeForTheLookup(t *testing.T) {
	t.Parallel()
	for i, fault := range (faults{
		invitationstest.Cut(), invitationstest.Stall(), invitationstest.Stall().Times(2),
		invitationstest.HTML(502), invitationstest.Status(503).WithHeader("Retry-After", "2"),
	}) {
		for n := range 20 {
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess()
				server.Inject(fault.AfterWork().On(invitationstest.OpCreate), invitationstest.Delay(500*time.Millisecond).On(invitationstest.OpList).Always())
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				defer cancel()
				_, err := client.Create(ctx, ignoring(ada, n%2 == 0))
				require.NoError(t, err, i)
			})
		}
	}
}

func TestOutcomeOfCanceledCreateIsUnknownIfItWasSent(t *testing.T) {
	t.Parallel()
	for after, list := range map[time.Duration]faults{
		0:                {},
		time.Second:      {invitationstest.Stall().AfterWork()},
		12 * time.Second: {invitationstest.Status(503).On(invitationstest.OpCreate).Always(), invitationstest.Stall().On(invitationstest.OpList)},
	} {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess()
			server.Inject(list...)
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(after, cancel)
			synctest.Wait()
			_, err := client.Create(ctx, ada)
			require.ErrorIs(t, err, context.Canceled)
			assert.Equal(t, after > 0, errors.Is(err, invitations.ErrOutcomeUnknown))
		})
	}
}

// Somebody else resends the invitation between the lost response and the retry.
func TestOutcomeIsUnknownIfTheInvitationMayBeRevoked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess()
		server.Inject(invitationstest.Func(func(_ http.ResponseWriter, r *http.Request, next http.Handler) {
			next.ServeHTTP(httptest.NewRecorder(), r)
			_, err := client.Resend(r.Context(), invitations.CreateParams{EmailAddress: ada.EmailAddress, PublicMetadata: map[string]int{"n": 2}})
			assert.NoError(t, err)
			panic(http.ErrAbortHandler)
		}).On(invitationstest.OpCreate))
		_, err := client.Create(t.Context(), ada)
		require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
	})
}
