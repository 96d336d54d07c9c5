package invitations_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
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

// withDialErrors sends requests to a fake server after so many connections have failed.
func withDialErrors(server *invitationstest.Handler, times int) invitations.Option {
	return invitations.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		if times--; times >= 0 {
			return nil, errConnectionRefused
		}
		return invitationstest.NewTransport(server).RoundTrip(r)
	})})
}

// createTests are creates that have faults, as have their lookups. Want is empty for a success, and else
// what the error is. Operations are the first letters of the operations sent.
var createTests = map[string]struct {
	create, lookup invitationstest.Fault
	ignore         bool
	opts           []invitations.Option
	operations     string
	want           []error
	longest        time.Duration
}{
	"cut after the work":      {create: invitationstest.Cut().AfterWork(), operations: "CCL"},
	"truncated":               {create: invitationstest.Truncate(), operations: "CCL"},
	"stalled after the work":  {create: invitationstest.Stall().AfterWork(), operations: "CCL"},
	"500 after the work":      {create: invitationstest.Status(500).AfterWork(), operations: "CCL"},
	"502 after the work":      {create: invitationstest.HTML(502).AfterWork(), operations: "CCL"},
	"HTML after the work":     {create: invitationstest.HTML(200).AfterWork(), operations: "CCL"},
	"cut before the work":     {create: invitationstest.Cut(), operations: "CC"},
	"500":                     {create: invitationstest.Status(500), operations: "CC"},
	"lookup fails once":       {create: invitationstest.Cut().AfterWork(), lookup: invitationstest.Status(503), operations: "CCLL"},
	"lookup is rate limited":  {create: invitationstest.Cut().AfterWork(), lookup: invitationstest.RateLimited(8 * time.Second), operations: "CCLL", longest: 9 * time.Second},
	"ignoring, cut after":     {ignore: true, create: invitationstest.Cut().AfterWork(), operations: "CL"},
	"ignoring, truncated":     {ignore: true, create: invitationstest.Truncate(), operations: "CL"},
	"ignoring, stalled after": {ignore: true, create: invitationstest.Stall().AfterWork(), operations: "CL"},
	"ignoring, 500 after":     {ignore: true, create: invitationstest.Status(500).AfterWork(), operations: "CL"},
	"ignoring, HTML after":    {ignore: true, create: invitationstest.HTML(200).AfterWork(), operations: "CL"},
	"ignoring, rate limited":  {ignore: true, create: invitationstest.RateLimited(time.Second).Times(3), operations: "CCCC"},
	"ignoring, cut before":    {ignore: true, create: invitationstest.Cut(), operations: "CL", want: []error{invitations.ErrOutcomeUnknown}},
	"ignoring, one long wait": {
		ignore: true, create: invitationstest.Status(503).WithHeader("Retry-After", "9"),
		operations: "CL", want: []error{invitations.ErrServer}, longest: 5 * time.Second,
	},
	"503 on every create": {create: invitationstest.Status(503).Always(), operations: "CCCCCL", want: []error{invitations.ErrServer}},
	"cut on every create": {create: invitationstest.Cut().Always(), operations: "CCCCCL", want: []error{invitations.ErrOutcomeUnknown}},
	"503 on every request": {
		create: invitationstest.Status(503).Always(), lookup: invitationstest.Status(503).Always(),
		operations: "CCCCCLLLLL", want: []error{invitations.ErrOutcomeUnknown}, longest: 10 * time.Second,
	},
	"every request is stalled": {
		create: invitationstest.Stall().Always(), lookup: invitationstest.Stall().Always(),
		operations: "CCL", want: []error{context.DeadlineExceeded, invitations.ErrOutcomeUnknown}, longest: time.Minute,
	},
	"WithoutRetry": {
		opts: []invitations.Option{invitations.WithoutRetry()}, create: invitationstest.Cut().AfterWork(),
		operations: "C", want: []error{invitations.ErrOutcomeUnknown},
	},
}

func TestCreateAndCreateBulkAfterFailures(t *testing.T) {
	t.Parallel()
	for name, test := range createTests {
		for _, op := range []invitationstest.Operation{invitationstest.OpCreate, invitationstest.OpCreateBulk} {
			t.Run(name+"/"+string(op), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server, client := newInProcess(test.opts...)
					server.Inject(test.create.On(op), test.lookup.On(invitationstest.OpList))
					begun := time.Now()
					var response invitations.Response
					p := ignoring(ada, test.ignore)
					var created []invitations.Invitation
					var err error
					if op == invitationstest.OpCreateBulk {
						created, err = client.CreateBulk(t.Context(), []invitations.CreateParams{p}, invitations.WithResponse(&response))
					} else if inv, failure := client.Create(t.Context(), p, invitations.WithResponse(&response)); failure == nil {
						created = append(created, *inv)
					} else {
						err = failure
					}
					var operations strings.Builder
					for _, operation := range operationsOf(server) {
						operations.WriteString(string(operation[:1]))
					}
					assert.Equal(t, test.operations, operations.String())
					assert.Equal(t, strings.Count(test.operations, "C"), response.Attempts)
					if test.longest > 0 {
						assert.LessOrEqual(t, time.Since(begun), test.longest)
					}
					if test.want == nil {
						require.NoError(t, err)
						require.Len(t, server.Emails(), 1)
						require.Len(t, created, 1)
						assert.Equal(t, server.Emails()[0].InvitationID, created[0].ID)
						assert.Equal(t, 200, response.StatusCode)
						return
					}
					assert.Nil(t, created)
					for _, target := range test.want {
						require.ErrorIs(t, err, target)
					}
					failure := requireError(t, err, string(op), response.StatusCode)
					assert.Equal(t, response.TraceID, failure.TraceID)
					assert.Equal(t, slices.Contains(test.want, invitations.ErrOutcomeUnknown), failure.OutcomeUnknown)
					assert.Equal(t, failure.OutcomeUnknown, strings.Contains(failure.Error(), ": outcome unknown"))
				})
			})
		}
	}
}

func one(fault invitationstest.Fault) []invitationstest.Fault { return []invitationstest.Fault{fault} }

func TestCreateWithIgnoreExistingIsRetriedIfNotSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess()
		_, err := client.Create(t.Context(), ignoring(ada, true), withDialErrors(server, 3))
		require.NoError(t, err)
		assert.Equal(t, []invitationstest.Operation{"Create"}, operationsOf(server))
		_, err = client.Create(t.Context(), ignoring(ada, true), withDialErrors(server, 5))
		require.ErrorIs(t, err, errConnectionRefused)
		assert.NotErrorIs(t, err, invitations.ErrOutcomeUnknown)
	})
}

func TestCreateWithIgnoreExistingIsRetriedAfterAStalledDial(t *testing.T) {
	t.Parallel()
	fake := invitationstest.NewServer(t)
	var dials atomic.Int32
	transport := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		if dials.Add(1) == 1 {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}}
	defer transport.CloseIdleConnections()
	client := fake.Client(invitations.WithHTTPClient(&http.Client{Transport: transport}), invitations.WithTimeout(100*time.Millisecond))
	_, err := client.Create(t.Context(), ignoring(ada, true))
	require.NoError(t, err)
	assert.Equal(t, []invitationstest.Operation{"Create"}, operationsOf(fake.Handler))
}

// A transport that sends a request again by itself may have sent the first one.
func TestCreateWithIgnoreExistingIsNotRetriedIfOnlyALaterDialFailed(t *testing.T) {
	t.Parallel()
	fake := invitationstest.NewServer(t)
	fake.Inject(invitationstest.Cut().AfterWork().On(invitationstest.OpCreate))
	var dials atomic.Int32
	transport := &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		if dials.Add(1) == 2 {
			return nil, errConnectionRefused
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}}
	client := fake.Client(invitations.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		resp, err := transport.RoundTrip(r)
		if err != nil && r.Method == http.MethodPost {
			r.Body, _ = r.GetBody()
			resp, err = transport.RoundTrip(r)
		}
		return resp, err
	})}))
	inv, err := client.Create(t.Context(), ignoring(ada, true))
	require.NoError(t, err)
	require.Len(t, fake.Emails(), 1)
	assert.Equal(t, fake.Emails()[0].InvitationID, inv.ID)
}

func TestCreateWithIgnoreExistingIsSentOnceOverHTTP2(t *testing.T) {
	t.Parallel()
	var creates atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, 2, r.ProtoMajor)
		if r.Method == http.MethodPost {
			creates.Add(1)
			panic(http.ErrAbortHandler)
		}
		respondWith(200, `{"data":[],"total_count":0}`)(w, r)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	client, err := invitations.New(testKey, invitations.WithBaseURL(server.URL), invitations.WithHTTPClient(server.Client()),
		invitations.WithRetry(invitations.RetryPolicy{InitialInterval: time.Millisecond}))
	require.NoError(t, err)
	_, err = client.Create(t.Context(), ignoring(ada, true))
	require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
	assert.EqualValues(t, 1, creates.Load())
}

func TestReconcileKeepsOrderOfBulk(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess()
		ps := people(6)
		for _, i := range []int{1, 3} { // one address, with other metadata
			ps[i] = invitations.CreateParams{EmailAddress: "b@example.com", IgnoreExisting: true, PublicMetadata: map[string]int{"n": i}}
		}
		for _, i := range []int{4, 5} { // one address, and equal
			ps[i] = ignoring(ada, true)
		}
		server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.OpCreateBulk))
		list, err := client.CreateBulk(t.Context(), ps)
		require.NoError(t, err)
		ids := map[string]bool{}
		for i, inv := range list {
			assert.Equal(t, ps[i].EmailAddress, inv.EmailAddress)
			ids[inv.ID] = true
		}
		assert.Len(t, ids, 6)
		assert.JSONEq(t, `{"n":1}`, string(list[1].PublicMetadata))
		assert.JSONEq(t, `{"n":3}`, string(list[3].PublicMetadata))
	})
}

func TestCreateDoesNotTakeInvitationOfAnotherCall(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		before  func(*testing.T, *invitationstest.Handler)
		faults  []invitationstest.Fault
		params  invitations.CreateParams
		outcome error
	}{
		"created before, cut before the work": {faults: one(invitationstest.Cut())},
		"created before, cut after the work":  {faults: one(invitationstest.Cut().AfterWork())},
		"created before, 500":                 {faults: one(invitationstest.Status(500))},
		"created before, ignoring":            {faults: one(invitationstest.Cut()), params: ignoring(ada, true), outcome: invitations.ErrOutcomeUnknown},
		"created before, in a bulk": {
			before: func(t *testing.T, server *invitationstest.Handler) {
				_, err := server.Client().CreateBulk(t.Context(), []invitations.CreateParams{{EmailAddress: "a@example.com"}, ada, {EmailAddress: "b@example.com"}})
				assert.NoError(t, err)
				time.Sleep(10 * time.Second)
			},
			faults: one(invitationstest.Cut()),
		},
		"created during a wait": {
			before: func(t *testing.T, server *invitationstest.Handler) {
				time.AfterFunc(30*time.Minute, func() { server.AddInvitation("ada@example.com") })
			},
			faults: []invitationstest.Fault{invitationstest.RateLimited(time.Hour), invitationstest.Cut()},
		},
		"created in the same moment with other metadata": {
			before: func(_ *testing.T, server *invitationstest.Handler) { server.AddInvitation("ada@example.com") },
			faults: one(invitationstest.Cut()),
			params: invitations.CreateParams{EmailAddress: "ada@example.com", PublicMetadata: map[string]any{"team": 1}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess(invitations.WithRetry(invitations.RetryPolicy{MaxRetryAfter: 2 * time.Hour}))
				if test.before == nil {
					server.AddInvitation("ada@example.com")
					time.Sleep(10 * time.Second)
				} else {
					test.before(t, server)
				}
				for _, fault := range test.faults {
					server.Inject(fault.On(invitationstest.OpCreate))
				}
				emailed := len(server.Emails())
				if test.params.EmailAddress == "" {
					test.params.EmailAddress = "ADA@example.com"
				}
				inv, err := client.Create(t.Context(), test.params)
				assert.Nil(t, inv)
				if test.outcome == nil {
					requireError(t, err, "Create", 400)
					require.ErrorIs(t, err, invitations.ErrAlreadyInvited)
					require.NotErrorIs(t, err, invitations.ErrOutcomeUnknown)
				} else {
					require.ErrorIs(t, err, test.outcome)
				}
				assert.Len(t, server.Emails(), emailed)
			})
		})
	}
}

func TestReconcileComparesTimesByTheClockOfTheServer(t *testing.T) {
	t.Parallel()
	for _, skew := range []time.Duration{-24 * time.Hour, -90 * time.Second, -50 * time.Second, 50 * time.Second, 24 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			server := invitationstest.NewHandler()
			client := server.Client(invitations.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				resp, err := invitationstest.NewTransport(server).RoundTrip(r)
				if err == nil {
					resp.Header.Set("Date", time.Now().Add(skew).UTC().Format(http.TimeFormat))
				}
				return resp, err
			})}))
			server.SetTime(time.Now().Add(skew - 10*time.Second))
			server.AddInvitation("before@example.com")
			server.SetTime(time.Now().Add(skew))
			server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.OpCreate))
			inv, err := client.Create(t.Context(), ada)
			require.NoError(t, err, skew)
			assert.Equal(t, "ada@example.com", inv.EmailAddress)
			server.Inject(invitationstest.Cut().On(invitationstest.OpCreate))
			_, err = client.Create(t.Context(), invitations.CreateParams{EmailAddress: "before@example.com"})
			require.ErrorIs(t, err, invitations.ErrAlreadyInvited, skew)
		})
	}
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess()
		_, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "bob@example.com"})
		require.NoError(t, err)
		server.Advance(-20 * time.Second)
		server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.OpCreate))
		_, err = client.Create(t.Context(), ada)
		require.NoError(t, err, "the clock went back")
	})
}

func TestReconcileComparesTheWholeAddress(t *testing.T) {
	t.Parallel()
	for _, similar := range []string{"xada@example.com", "ada@example.com.au"} {
		for _, carriedOut := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess()
				server.Inject(invitationstest.Func(func(_ http.ResponseWriter, r *http.Request, next http.Handler) {
					if carriedOut {
						next.ServeHTTP(httptest.NewRecorder(), r)
					}
					server.AddInvitation(similar) // in the same moment, and newer
					panic(http.ErrAbortHandler)
				}).On(invitationstest.OpCreate))
				inv, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "Ada@Example.com"})
				require.NoError(t, err)
				assert.True(t, strings.EqualFold("ada@example.com", inv.EmailAddress))
			})
		}
	}
}

func TestReconcileComparesMetadataAsJSON(t *testing.T) {
	t.Parallel()
	for _, metadata := range []any{nil, map[string]any{}, map[string]any{"a": []any{1.5, nil, "<>"}, "b": int64(12345678901234567)}} {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess()
			server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.OpCreate))
			_, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com", PublicMetadata: metadata})
			require.NoError(t, err)
		})
	}
}

func TestReconcileFindsAcceptedInvitation(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess()
		server.Inject(invitationstest.Func(func(_ http.ResponseWriter, r *http.Request, next http.Handler) {
			next.ServeHTTP(httptest.NewRecorder(), r)
			assert.NoError(t, server.Accept(server.Emails()[0].InvitationID))
			panic(http.ErrAbortHandler)
		}).On(invitationstest.OpCreate))
		inv, err := client.Create(t.Context(), ada)
		require.NoError(t, err)
		assert.Equal(t, invitations.StatusAccepted, inv.Status)
	})
}

func TestCreateLeavesAThirdOfTheDeadlineForTheLookup(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault  invitationstest.Fault
		ignore bool
		want   error
	}{
		"stalled before the work":           {invitationstest.Stall(), false, invitations.ErrOutcomeUnknown},
		"stalled after the work":            {invitationstest.Stall().AfterWork(), false, nil},
		"ignoring, stalled before the work": {invitationstest.Stall(), true, invitations.ErrOutcomeUnknown},
		"ignoring, stalled after the work":  {invitationstest.Stall().AfterWork(), true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess()
				server.Inject(test.fault.On(invitationstest.OpCreate))
				ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
				defer cancel()
				var out bytes.Buffer
				_, err := client.Create(ctx, ignoring(ada, test.ignore), withLog(&out))
				assert.Equal(t, 2*time.Second, logLines(t, &out)[0].Duration)
				if test.want != nil {
					require.ErrorIs(t, err, test.want)
					return
				}
				require.NoError(t, err)
				assert.Len(t, server.Emails(), 1)
			})
		})
	}
}

func TestCanceledCreate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess()
		_, err := client.Create(canceledContext(t), ada)
		require.ErrorIs(t, err, context.Canceled)
		require.NotErrorIs(t, err, invitations.ErrOutcomeUnknown, "nothing was sent")
		assert.Empty(t, server.Requests())
	})
	for name, faults := range map[string][]invitationstest.Fault{
		"during the request": one(invitationstest.Stall().AfterWork()),
		"during the lookup":  {invitationstest.Status(503).On(invitationstest.OpCreate).Always(), invitationstest.Stall().On(invitationstest.OpList)},
	} {
		for _, ignore := range []bool{false, true} {
			t.Run(fmt.Sprint(name, " ", ignore), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server, client := newInProcess()
					server.Inject(faults...)
					ctx, cancel := context.WithCancel(t.Context())
					time.AfterFunc(12*time.Second, cancel)
					inv, err := client.Create(ctx, ignoring(ada, ignore))
					assert.Nil(t, inv)
					for _, target := range []error{context.Canceled, invitations.ErrOutcomeUnknown} {
						require.ErrorIs(t, err, target)
					}
				})
			})
		}
	}
}

func TestDefaultCallIsBounded(t *testing.T) {
	t.Parallel()
	slow := func(wait string) invitationstest.Fault {
		return invitationstest.Func(func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			select {
			case <-time.After(14 * time.Second):
				w.Header().Set("Retry-After", wait)
				w.WriteHeader(http.StatusServiceUnavailable)
			case <-r.Context().Done():
			}
		})
	}
	cut := invitationstest.Cut().On(invitationstest.OpCreateBulk)
	for name, faults := range map[string][]invitationstest.Fault{
		"slow 503":                  {slow("1").Always()},
		"slow 503, long waits":      {slow("10").Always()},
		"rate limited, then stalls": {invitationstest.RateLimited(10 * time.Second).Times(4), invitationstest.Stall().Always()},
		"cut, slow lookups":         {cut, slow("10").On(invitationstest.OpList).Always()},
		"cut, rate-limited lookups": {cut.Always(), invitationstest.RateLimited(10 * time.Second).On(invitationstest.OpList).Always()},
		"every request is stalled":  {invitationstest.Stall().AfterWork().Always()},
		"a lookup out of ten":       {cut.AfterWork(), invitationstest.Stall().On(invitationstest.OpList).Skip(3).Always()},
		"503 that asks for a wait":  {invitationstest.Status(503).WithHeader("Retry-After", "10").On(invitationstest.OpCreateBulk).Always()},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess()
				server.Inject(faults...)
				begun := time.Now()
				_, err := client.CreateBulk(t.Context(), people(10))
				assert.LessOrEqual(t, time.Since(begun), 2*time.Minute, err)
				begun = time.Now()
				_, _ = client.List(t.Context(), invitations.ListParams{})
				assert.LessOrEqual(t, time.Since(begun), 100*time.Second)
			})
		})
	}
}

// The invitation of somebody else is older than the create by more than the clocks may differ.
func TestSlowLookupTakesNoOlderInvitation(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		theirs := time.Now()
		time.Sleep(9 * time.Second)
		lost := true
		client, err := invitations.New(testKey, invitations.WithHTTPClient(&http.Client{
			Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				date := http.Header{"Date": {time.Now().UTC().Format(http.TimeFormat)}}
				if r.Method == http.MethodGet {
					list := fmt.Sprintf(`{"data":[{"id":"inv_theirs","email_address":"ada@example.com","status":"pending","created_at":%d}],"total_count":1}`, theirs.UnixMilli())
					return &http.Response{StatusCode: http.StatusOK, Header: date, Body: slowBody{body(list), 6 * time.Second}}, nil
				}
				_, _ = io.ReadAll(r.Body)
				if lost {
					lost = false
					return nil, io.ErrUnexpectedEOF
				}
				return &http.Response{StatusCode: http.StatusBadRequest, Header: date, Body: body(clerkError("duplicate_record", "{}"))}, nil
			}),
		}))
		require.NoError(t, err)
		_, err = client.Create(t.Context(), ada)
		require.ErrorIs(t, err, invitations.ErrAlreadyInvited)
	})
}

type slowBody struct {
	io.ReadCloser
	wait time.Duration
}

func (b slowBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF {
		time.Sleep(b.wait)
	}
	return n, err
}

func TestResponseIsNotThatOfALookupThatFoundOnlyAPart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess()
		list := people(2)
		server.AddInvitation(list[0].EmailAddress) // at the time of the create, as if it were made by it
		server.Inject(invitationstest.Status(502).On(invitationstest.OpCreateBulk).Always())
		var response invitations.Response
		_, err := client.CreateBulk(t.Context(), list, invitations.WithResponse(&response))
		requireError(t, err, "CreateBulk", 502)
		require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
		assert.Equal(t, 502, response.StatusCode)
	})
}
