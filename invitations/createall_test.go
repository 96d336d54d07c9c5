package invitations_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// createAll ranges over CreateAll and checks every result.
func createAll(t *testing.T, client *invitations.Client, ps []invitations.CreateParams) (results []invitations.CreateResult, end error) {
	t.Helper()
	for result, err := range client.CreateAll(t.Context(), slices.Values(ps)) {
		require.NoError(t, end, "nothing comes after the error")
		if err != nil {
			assert.Equal(t, err, result.Err)
			assert.Nil(t, result.Invitation)
			assert.Equal(t, len(results), result.Index)
			assert.Equal(t, ps[result.Index], result.Params)
			end = err
			continue
		}
		assert.Equal(t, len(results), result.Index)
		assert.Equal(t, ps[result.Index], result.Params)
		assert.NotEqual(t, result.Invitation == nil, result.Err == nil)
		if result.Invitation != nil {
			assert.True(t, strings.EqualFold(ps[result.Index].EmailAddress, result.Invitation.EmailAddress))
		}
		results = append(results, result)
	}
	return results, end
}

// requireCreated creates ps and requires that all succeed but those with an error in want, by index.
func requireCreated(t *testing.T, client *invitations.Client, ps []invitations.CreateParams, want map[int]error) []invitations.CreateResult {
	t.Helper()
	results, err := createAll(t, client, ps)
	require.NoError(t, err)
	require.Len(t, results, len(ps))
	for i, result := range results {
		if want[i] == nil {
			require.NoError(t, result.Err, i)
		} else {
			require.ErrorIs(t, result.Err, want[i], i)
		}
	}
	return results
}

// endless yields params that differ by their number, and counts them.
func endless(address string, read *int) iter.Seq[invitations.CreateParams] {
	return func(yield func(invitations.CreateParams) bool) {
		for yield(invitations.CreateParams{EmailAddress: fmt.Sprintf(address, *read)}) {
			*read++
		}
	}
}

// tooLargeMetadata is metadata that Clerk rejects with 422.
func tooLargeMetadata() map[string]string {
	return map[string]string{"large": strings.Repeat("x", 9000)}
}

func TestCreateAllCreatesAnyNumberInOrder(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 9, 10, 11, 100, 1003} {
		server, client := newInProcess()
		requireCreated(t, client, people(n), nil)
		assert.Len(t, server.Emails(), n)
		assert.Len(t, server.Requests(), (n+9)/10)
	}
}

func TestCreateAllYieldsTheOutcomeOfEachItem(t *testing.T) {
	t.Parallel()
	server, client := newInProcess()
	ps := people(100)
	want := map[int]error{}
	for _, i := range []int{7, 11, 12, 45} {
		server.AddInvitation(strings.ToUpper(ps[i].EmailAddress))
		want[i] = invitations.ErrAlreadyInvited
	}
	for _, i := range []int{15, 40, 42, 43, 49, 51} {
		server.AddUser(ps[i].EmailAddress)
		want[i] = invitations.ErrUserExists
	}
	for i, p := range map[int]invitations.CreateParams{
		3:  {EmailAddress: "not an address"},
		4:  {EmailAddress: "p4@example.com", ExpiresInDays: 400},
		13: {EmailAddress: "p13@example.com", PublicMetadata: tooLargeMetadata()}, // for which Clerk rejects the bulk, without a name
		97: {EmailAddress: "not an address"},
	} {
		ps[i], want[i] = p, invitations.ErrInvalid
	}
	ps[60].EmailAddress, want[60] = "P59@Example.com", invitations.ErrAlreadyInvited
	ps[90].EmailAddress, want[90] = "p1@example.com", invitations.ErrAlreadyInvited // far from the first
	ps[95].EmailAddress, want[95] = "p15@example.com", invitations.ErrUserExists

	results := requireCreated(t, client, ps, want)
	requireRejected(t, results[3].Err, "CreateAll", "[3].EmailAddress")
	requireRejected(t, results[4].Err, "CreateAll", "[4].ExpiresInDays")
	assert.Len(t, server.Emails(), len(ps)-len(want))

	for i := range ps {
		if want[i] == nil {
			want[i] = invitations.ErrAlreadyInvited
		}
	}
	emailed := len(server.Emails())
	requireCreated(t, client, ps, want)
	assert.Len(t, server.Emails(), emailed, "no second email is sent")
}

// A dirty list of 1,000 addresses takes at most five hours at Clerk's limits of 25 bulks and 100 single
// creates an hour.
func TestCreateAllOfDirtyListTakesFiveHours(t *testing.T) {
	t.Parallel()
	worst := 0.0
	for seed := range uint64(5) {
		server, client := newInProcess()
		ps, want := people(1000), map[int]error{}
		order := rand.New(rand.NewPCG(seed, 7)).Perm(1000)
		for n, i := range order[:70] {
			switch {
			case n < 30:
				server.AddInvitation(ps[i].EmailAddress) // just now, by somebody else
				want[i] = invitations.ErrAlreadyInvited
			case n < 50:
				server.AddUser(ps[i].EmailAddress)
				want[i] = invitations.ErrUserExists
			case n < 60:
				ps[i].EmailAddress = "malformed"
				want[i] = invitations.ErrInvalid
			default:
				other := order[n+10]
				ps[i].EmailAddress = ps[other].EmailAddress
				want[max(i, other)] = invitations.ErrAlreadyInvited
			}
		}
		requireCreated(t, client, ps, want)
		requests := map[invitationstest.Operation]float64{}
		for _, operation := range operationsOf(server) {
			requests[operation]++
		}
		worst = max(worst, requests[invitationstest.OpCreateBulk]/25, requests[invitationstest.OpCreate]/100)
	}
	t.Logf("at most %.2f hours", worst)
	assert.LessOrEqual(t, worst, 5.0)
}

func TestCreateAllYieldsTheOutcomeOfADuplicateItself(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		first       invitations.CreateParams
		second      int // index; that of the first is 3
		want, other error
	}{
		"in one batch, first is rejected":      {invitations.CreateParams{PublicMetadata: tooLargeMetadata()}, 4, invitations.ErrInvalid, nil},
		"in another batch, first is rejected":  {invitations.CreateParams{PublicMetadata: tooLargeMetadata()}, 14, invitations.ErrInvalid, nil},
		"in another batch, first is malformed": {invitations.CreateParams{ExpiresInDays: 999}, 14, invitations.ErrInvalid, nil},
		"in one batch":                         {invitations.CreateParams{}, 4, nil, invitations.ErrAlreadyInvited},
		"in another batch":                     {invitations.CreateParams{}, 14, nil, invitations.ErrAlreadyInvited},
		"far away":                             {invitations.CreateParams{}, 59, nil, invitations.ErrAlreadyInvited},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess()
				server.Inject(invitationstest.Delay(time.Second)) // so that later batches are faster
				ps := people(60)
				ps[3] = test.first
				ps[3].EmailAddress = "twice@example.com"
				ps[test.second] = invitations.CreateParams{EmailAddress: "Twice@example.com", PublicMetadata: map[string]int{"n": 2}}
				results := requireCreated(t, client, ps, map[int]error{3: test.want, test.second: test.other})
				if test.other == nil {
					assert.JSONEq(t, `{"n":2}`, string(results[test.second].Invitation.PublicMetadata))
				}
			})
		})
	}
}

func TestCreateAllEndsIfTheBatchOfTheFirstOfTwoFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess()
		server.Inject(invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			sent, _ := io.ReadAll(r.Body)
			if r.Body = body(string(sent)); !strings.Contains(string(sent), "p0@") {
				next.ServeHTTP(w, r)
				return
			}
			time.Sleep(time.Second)
			w.WriteHeader(http.StatusUnauthorized)
		}).Always())
		ps := people(20)
		ps[13].EmailAddress = ps[3].EmailAddress
		results, err := createAll(t, client, ps)
		require.ErrorIs(t, err, invitations.ErrUnauthorized)
		assert.Empty(t, results)
		assert.NotContains(t, operationsOf(server), invitationstest.OpCreate)
	})
}

func TestCreateAllCanBeResumedAfterAnError(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]invitationstest.Fault{
		"unauthorized":   invitationstest.APIError(401, "clerk_key_invalid"),
		"forbidden":      invitationstest.HTML(403),
		"rate limited":   invitationstest.RateLimited(time.Hour),
		"not supported":  invitationstest.APIError(400, "invitations_not_supported"),
		"not from Clerk": invitationstest.HTML(400),
		"redirect":       invitationstest.Status(302),
	} {
		for user, op := range map[string]invitationstest.Operation{"": "CreateBulk", "p23@example.com": "Create"} {
			t.Run(name+"/"+string(op), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server, client := newInProcess()
					server.AddUser(user) // for whom a bulk is rejected
					server.Inject(fault.On(op).Skip(4).Always())
					ps := people(200)
					ps[15].IgnoreExisting, ps[75].IgnoreExisting = true, true
					results, end := createAll(t, client, ps)
					require.Error(t, end)
					assert.Less(t, len(results), 200)
					for _, result := range results {
						assert.Equal(t, result.Params.EmailAddress == user, result.Err != nil)
					}
					server.ClearFaults()
					for result, err := range client.CreateAll(t.Context(), slices.Values(ps[len(results):])) {
						require.NoError(t, err)
						if result.Err != nil && result.Params.EmailAddress != user { // it was in flight
							require.ErrorIs(t, result.Err, invitations.ErrAlreadyInvited)
						}
					}
					for address, count := range emails(server) {
						assert.Equal(t, 1, count, address)
					}
					assert.Len(t, server.Emails(), 200-min(1, len(user)))
				})
			})
		}
	}
}

func TestCreateAllEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess()
		server.Inject(invitationstest.Stall().Skip(3).Always())
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		var end error
		for _, err := range client.CreateAll(ctx, slices.Values(people(200))) {
			end = err
		}
		require.ErrorIs(t, end, context.Canceled)
		sent := len(server.Requests())
		end = requireOnlyError(t, client.CreateAll(ctx, slices.Values(people(3))))
		require.ErrorIs(t, end, context.Canceled)
		require.NotErrorIs(t, end, invitations.ErrOutcomeUnknown)
		assert.Len(t, server.Requests(), sent)
	})
}

func TestCreateAllStopsWhenTheRangeEnds(t *testing.T) {
	t.Parallel()
	for _, last := range []int{0, 24} {
		for _, ignoring := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) { // which fails if a goroutine is left
				server, client := newInProcess()
				server.Inject(invitationstest.Delay(time.Second).Always())
				read := 0
				people := func(yield func(invitations.CreateParams) bool) {
					for p := range endless("p%d@example.com", &read) {
						p.IgnoreExisting = ignoring && read >= 30
						if !yield(p) {
							return
						}
					}
				}
				for result, err := range client.CreateAll(t.Context(), people) {
					require.NoError(t, err)
					if result.Index == last {
						break
					}
				}
				assert.LessOrEqual(t, read, 80, "no more is read than is in flight")
				assert.LessOrEqual(t, len(server.Requests()), 8)
			})
		}
	}
}

func TestCreateAllRejectsBadArguments(t *testing.T) {
	t.Parallel()
	server, client := newInProcess()
	requireRejected(t, requireOnlyError(t, client.CreateAll(t.Context(), nil)), "CreateAll", "ps")
	requireRejected(t, requireOnlyError(t, client.CreateAll(t.Context(), slices.Values(people(1)), invitations.WithTimeout(-1))),
		"CreateAll", "WithTimeout")
	read := 0
	for result, err := range client.CreateAll(t.Context(), endless("malformed %d", &read)) {
		require.NoError(t, err)
		require.ErrorIs(t, result.Err, invitations.ErrInvalid)
		if result.Index == 5000 {
			break
		}
	}
	assert.Less(t, read, 6000, "malformed items are not held")
	assert.Empty(t, server.Requests())
}

func TestCreateAllContinuesAfterAnOutage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess()
		server.Inject(invitationstest.Status(503).On(invitationstest.OpCreateBulk).Skip(1).Times(5))
		want := map[int]error{}
		for i := range 10 {
			want[10+i] = invitations.ErrServer
		}
		requireCreated(t, client, people(30), want)
	})
}

func TestCreateAllWaitsForTheRateLimit(t *testing.T) {
	t.Parallel()
	for n, hours := range map[int]time.Duration{1000: 3 * time.Hour, 3000: 11 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			server := invitationstest.NewHandler(invitationstest.WithRateLimits())
			client := server.Client(invitations.WithRetry(invitations.RetryPolicy{MaxRetryAfter: 2 * time.Hour}), withLog(&out))
			begun := time.Now()
			requireCreated(t, client, people(n), nil)
			assert.InDelta(t, hours, time.Since(begun), float64(time.Minute))
			assert.Len(t, server.Emails(), n)
			waits := slices.DeleteFunc(logLines(t, &out), func(line logLine) bool { return line.Wait < time.Minute })
			require.NotEmpty(t, waits)
			assert.Equal(t, "CreateAll", waits[0].For)
		})
	}
}

func TestCreateAllOnDisturbedNetwork(t *testing.T) {
	t.Parallel()
	server, client := newDisturbed(t, 6)
	ps, want := people(500), map[int]error{}
	for i := 0; i < 500; i += 25 {
		server.AddUser(ps[i].EmailAddress)
		want[i] = invitations.ErrUserExists
	}
	results, err := createAll(t, client, ps)
	require.NoError(t, err)
	emailed := emails(server.Handler)
	for i, result := range results {
		if !errors.Is(result.Err, invitations.ErrOutcomeUnknown) {
			require.ErrorIs(t, result.Err, want[i])
			assert.Equal(t, result.Err == nil, emailed[ps[i].EmailAddress] == 1)
		}
	}
	for address, count := range emailed {
		assert.Equal(t, 1, count, address)
	}
}

func TestCreateAllCreatesRepeatedAddressesInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess()
		isFirst := func(body string) bool { return strings.Contains(body, `"expires_in_days":1}`) }
		server.Inject(invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			data, _ := io.ReadAll(r.Body)
			r.Body = body(string(data))
			switch {
			case isFirst(string(data)):
				respondWith(http.StatusUnprocessableEntity, clerkError("form_param_value_invalid", "{}"))(w, r)
				return
			case strings.Contains(string(data), `"expires_in_days":2}`):
				time.Sleep(time.Second)
			}
			next.ServeHTTP(w, r)
		}).Always())
		list := people(30)
		for i := range 3 {
			list[10*i] = invitations.CreateParams{EmailAddress: "ada@example.com", ExpiresInDays: i + 1}
		}
		errs := make(map[int]error)
		for result, err := range client.CreateAll(t.Context(), slices.Values(list)) {
			require.NoError(t, err)
			errs[result.Index] = result.Err
		}
		require.ErrorIs(t, errs[0], invitations.ErrInvalid)
		require.NoError(t, errs[10], "the second one, whose own parameters are fine")
		require.ErrorIs(t, errs[20], invitations.ErrAlreadyInvited)
	})
}

func TestCreateAllYieldsARejectionThatArrivesAsTheContextEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	client, err := invitations.New(testKey, invitations.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			_, _ = io.ReadAll(r.Body)
			return &http.Response{StatusCode: http.StatusBadRequest, Body: closeFunc{body(clerkError("duplicate_record", "{}")), cancel}}, nil
		}),
	}))
	require.NoError(t, err)
	var results int
	for result, err := range client.CreateAll(ctx, slices.Values(people(1))) {
		require.NoError(t, err)
		require.ErrorIs(t, result.Err, invitations.ErrAlreadyInvited)
		results++
	}
	assert.Equal(t, 1, results)
}

type closeFunc struct {
	io.Reader
	onClose func()
}

func (c closeFunc) Close() error {
	c.onClose()
	return nil
}

func TestCreateAllCreatesWithIgnoreExistingWhatABulkRejects(t *testing.T) {
	t.Parallel()
	server, client := newInProcess()
	server.AddInvitation(ada.EmailAddress)
	requireCreated(t, client, []invitations.CreateParams{ada, ignoring(ada, true)}, map[int]error{0: invitations.ErrAlreadyInvited})
}
