package invitations_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
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

// createAll ranges over CreateAll and checks what is true of every result. The results are those before
// the error of the sequence.
func createAll(ctx context.Context, t *testing.T, client *invitations.Client, ps []invitations.CreateParams) (results []invitations.CreateResult, end error) {
	t.Helper()
	for result, err := range client.CreateAll(ctx, slices.Values(ps)) {
		require.NoError(t, end, "nothing comes after the error")
		assert.Equal(t, len(results), result.Index)
		assert.Equal(t, ps[result.Index], result.Params)
		assert.NotEqual(t, result.Invitation == nil, result.Err == nil)
		if err != nil {
			assert.Equal(t, err, result.Err, "a range with one variable sees it too")
			end = err
			continue
		}
		if result.Invitation != nil {
			assert.True(t, strings.EqualFold(result.Params.EmailAddress, result.Invitation.EmailAddress))
		}
		results = append(results, result)
	}
	return results, end
}

// requireCreated creates ps and requires that all succeed but those with an error in want, by index.
func requireCreated(t *testing.T, client *invitations.Client, ps []invitations.CreateParams, want map[int]error) []invitations.CreateResult {
	t.Helper()
	results, err := createAll(t.Context(), t, client, ps)
	require.NoError(t, err)
	require.Len(t, results, len(ps))
	for i, result := range results {
		require.ErrorIs(t, result.Err, want[i], i)
	}
	return results
}

// readingFrom yields params, and counts those that were read.
func readingFrom(ps []invitations.CreateParams, read *int) iter.Seq[invitations.CreateParams] {
	return func(yield func(invitations.CreateParams) bool) {
		for _, p := range ps {
			if *read++; !yield(p) {
				return
			}
		}
	}
}

// tooLarge returns params whose metadata Clerk rejects with 422, without a name if it is in a bulk.
func tooLarge(address string) invitations.CreateParams {
	return invitations.CreateParams{EmailAddress: address, PublicMetadata: map[string]string{"x": strings.Repeat("x", 9000)}}
}

func TestCreateAllSendsOneBatchAtATimeInOrder(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 9, 10, 11, 100, 1003} {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess()
			server.Inject(invitationstest.Delay(time.Second).Always())
			begun := time.Now()
			requireCreated(t, client, people(n), nil)
			assert.Len(t, server.Emails(), n)
			require.Len(t, server.Requests(), (n+9)/10)
			if n%10 == 1 {
				assert.Equal(t, invitationstest.OpCreate, server.Requests()[n/10].Operation, "no bulk for one")
			}
			assert.Equal(t, time.Duration(len(server.Requests()))*time.Second, time.Since(begun), "none at the same time")
		})
	}
}

func TestCreateAllReadsOnlyWhatItSends(t *testing.T) {
	t.Parallel()
	server, client := newInProcess()
	read := 0
	seq := client.CreateAll(t.Context(), readingFrom(people(100), &read))
	assert.Zero(t, read)
	for range 2 { // the second time anew
		read = 0
		for result, err := range seq {
			require.NoError(t, err)
			assert.Equal(t, (result.Index/10+1)*10, read)
			if result.Index == 24 {
				break
			}
		}
		assert.Equal(t, 30, read)
	}
	assert.Equal(t, slices.Repeat([]invitationstest.Operation{"CreateBulk"}, 4), operationsOf(server)[:4])
	assert.Len(t, server.Emails(), 30)

	read = 0
	for result, err := range client.CreateAll(t.Context(), readingFrom(make([]invitations.CreateParams, 5), &read)) {
		require.NoError(t, err)
		assert.Equal(t, result.Index+1, read, "what is not sent waits for nothing")
	}
}

// A rejection of a bulk can name several addresses, in every part of the response.
func TestErrorOfAnItemHasNoOtherAddress(t *testing.T) {
	t.Parallel()
	const all = `"p1@example.com","P2@example.com"`
	const meta = `{"email_addresses":[` + all + `]}`
	const rejection = `{"errors":[{"code":"duplicate_record","message":"p1@example.com and p2@example.com","long_message":"p1@example.com","meta":` + meta + `}],"meta":` + meta + `}`
	server, client := newInProcess()
	server.Inject(invitationstest.Respond(http.StatusBadRequest, "application/json", rejection).On(invitationstest.OpCreateBulk))
	results := requireCreated(t, client, people(4), map[int]error{1: invitations.ErrAlreadyInvited, 2: invitations.ErrAlreadyInvited})
	for i, other := range map[int]string{1: "p2@", 2: "p1@"} {
		failure := requireError(t, results[i].Err, "CreateBulk", http.StatusBadRequest)
		assert.Equal(t, []string{results[i].Params.EmailAddress}, failure.Details[0].EmailAddresses())
		assert.NotEmpty(t, failure.TraceID)
		whole := fmt.Sprintf("%s %s %s %s", failure, failure.Meta, failure.Body, failure.Details)
		assert.NotContains(t, strings.ToLower(whole), other)
	}
	assert.Len(t, server.Emails(), 2, "the others were created one by one")

	server.Inject(invitationstest.Respond(http.StatusForbidden, "application/json", rejection).On(invitationstest.OpCreateBulk))
	_, err := createAll(t.Context(), t, client, people(4))
	assert.Empty(t, requireError(t, err, "CreateBulk", http.StatusForbidden).Body, "the error that ends the sequence")
}

func TestCreateAllOfARepeatedAddress(t *testing.T) {
	t.Parallel()
	again := invitations.CreateParams{EmailAddress: "Twice@example.com", PublicMetadata: map[string]int{"n": 2}}
	for name, test := range map[string]struct {
		first, second invitations.CreateParams
		fault         invitationstest.Fault
		want          [2]error
	}{
		"first is created":              {invitations.CreateParams{}, again, invitationstest.Fault{}, [2]error{nil, invitations.ErrAlreadyInvited}},
		"first is created by itself":    {invitations.CreateParams{}, ignoring(again, true), invitationstest.APIError(422, "form_param_value_invalid"), [2]error{nil, invitations.ErrAlreadyInvited}},
		"first is created, ignoring":    {invitations.CreateParams{}, ignoring(again, true), invitationstest.Fault{}, [2]error{nil, invitations.ErrAlreadyInvited}},
		"first is malformed":            {invitations.CreateParams{ExpiresInDays: 999}, again, invitationstest.Fault{}, [2]error{invitations.ErrInvalid, nil}},
		"first is rejected":             {tooLarge(""), again, invitationstest.Fault{}, [2]error{invitations.ErrInvalid, nil}},
		"first fails":                   {invitations.CreateParams{}, again, invitationstest.Status(503).Times(5), [2]error{invitations.ErrServer, nil}},
		"first is unknown":              {invitations.CreateParams{}, again, invitationstest.Cut().Times(5), [2]error{invitations.ErrOutcomeUnknown, invitations.ErrOutcomeUnknown}},
		"first is unknown, and created": {invitations.CreateParams{}, again, invitationstest.Cut().AfterWork().Times(5), [2]error{nil, invitations.ErrAlreadyInvited}},
		"first is unknown, ignoring":    {invitations.CreateParams{}, ignoring(again, true), invitationstest.Cut().Times(5), [2]error{invitations.ErrOutcomeUnknown, invitations.ErrOutcomeUnknown}},
	} {
		for _, second := range []int{4, 14, 59} { // in the batch of the first, in the next, and far away
			t.Run(fmt.Sprint(name, " ", second), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server, client := newInProcess()
					server.Inject(test.fault.On(invitationstest.OpCreateBulk))
					ps := people(60)
					ps[3], ps[second] = test.first, test.second
					ps[3].EmailAddress = "twice@example.com"
					results, err := createAll(t.Context(), t, client, ps)
					require.NoError(t, err)
					require.ErrorIs(t, results[3].Err, test.want[0])
					require.ErrorIs(t, results[second].Err, test.want[1])
					if test.want[1] == nil {
						assert.JSONEq(t, `{"n":2}`, string(results[second].Invitation.PublicMetadata))
					} else {
						for _, request := range server.Requests() {
							assert.NotContains(t, string(request.Body), "Twice@")
						}
					}
					assert.LessOrEqual(t, emails(server)["twice@example.com"]+emails(server)["Twice@example.com"], 1)
				})
			})
		}
	}
}

// Somebody else's bulk conflicts with an item that is not sent in it.
func TestCreateAllCreatesWithIgnoreExistingWhatABulkRejects(t *testing.T) {
	t.Parallel()
	server, client := newInProcess()
	server.AddInvitation(ada.EmailAddress)
	requireCreated(t, client, []invitations.CreateParams{ada, ignoring(ada, true)}, map[int]error{0: invitations.ErrAlreadyInvited})

	server = invitationstest.NewHandler(invitationstest.WithChoices(invitationstest.Choices{BulkIgnoreExistingUserRejected: true}))
	server.AddUser(ada.EmailAddress)
	requireCreated(t, server.Client(), []invitations.CreateParams{ignoring(people(1)[0], true), ignoring(ada, true)}, nil)
}

func TestCreateAllEndsWithAnErrorAndCanBeResumed(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]invitationstest.Fault{
		"unauthorized":   invitationstest.APIError(401, "clerk_key_invalid"),
		"forbidden":      invitationstest.HTML(403),
		"no such path":   invitationstest.HTML(404),
		"rate limited":   invitationstest.RateLimited(time.Hour),
		"not supported":  invitationstest.APIError(400, "invitations_not_supported"),
		"no more emails": invitationstest.APIError(400, "dev_monthly_email_limit_exceeded"),
		"not from Clerk": invitationstest.HTML(400),
		"redirect":       invitationstest.Status(302),
		"lost, then 401": invitationstest.Cut().AfterWork(),
	} {
		for _, op := range []invitationstest.Operation{invitationstest.OpCreate, invitationstest.OpCreateBulk} {
			t.Run(name+"/"+string(op), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server, client := newInProcess()
					ps := people(200)
					ps[15].IgnoreExisting, ps[75].IgnoreExisting = true, true
					if op == invitationstest.OpCreate {
						server.AddUser(ps[23].EmailAddress) // for whom a bulk is rejected
					}
					server.Inject(fault.On(op).Skip(4).Times(1), invitationstest.Status(401).Skip(4).On(op).Always())
					results, end := createAll(t.Context(), t, client, ps)
					require.Error(t, end)
					isUnsure := func(result invitations.CreateResult) bool {
						return errors.Is(result.Err, invitations.ErrOutcomeUnknown)
					}
					next := len(results)
					if first := slices.IndexFunc(results, isUnsure); first >= 0 {
						next = first
					}
					server.ClearFaults()
					resumed, end := createAll(t.Context(), t, client, ps[next:])
					require.NoError(t, end)
					for i, result := range resumed {
						assert.True(t, i < 10 || result.Err == nil || next+i == 23, "at most ten were unsure")
					}
					for address, count := range emails(server) {
						assert.Equal(t, 1, count, address)
					}
					assert.Len(t, server.Emails(), map[invitationstest.Operation]int{"Create": 199, "CreateBulk": 200}[op])
				})
			})
		}
	}
}

func TestCreateAllContinuesAfterAnErrorOfOneRequest(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault invitationstest.Fault
		want  error
	}{
		"outage":              {invitationstest.Status(503).Times(5), invitations.ErrServer},
		"lost":                {invitationstest.Cut().Times(5), invitations.ErrOutcomeUnknown},
		"rejected":            {invitationstest.APIError(422, "form_param_value_invalid"), nil},
		"too large":           {invitationstest.APIError(413, "request_body_too_large"), nil},
		"changed meanwhile":   {invitationstest.APIError(409, "resource_locked"), nil},
		"a duplicate of none": {invitationstest.APIError(400, "duplicate_record"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess()
				server.Inject(test.fault.On(invitationstest.OpCreateBulk).Skip(1))
				want := map[int]error{}
				for i := range 10 {
					want[10+i] = test.want
				}
				requireCreated(t, client, people(30), want)
			})
		})
	}
}

func TestCreateAllEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess()
		server.Inject(invitationstest.Stall().Skip(3).Always())
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		results, end := createAll(ctx, t, client, people(200))
		require.ErrorIs(t, end, context.Canceled)
		assert.Len(t, results, 30)
		sent := len(server.Requests())
		results, end = createAll(ctx, t, client, people(3))
		require.ErrorIs(t, end, context.Canceled)
		require.NotErrorIs(t, end, invitations.ErrOutcomeUnknown)
		assert.Empty(t, results)
		assert.Len(t, server.Requests(), sent)
	})
}

// A dirty list of 1,000 addresses takes at most five hours at Clerk's limits of 25 bulks and 100 single
// creates an hour.
func TestCreateAllOfDirtyListTakesFiveHours(t *testing.T) {
	t.Parallel()
	worst := 0.0
	for seed := range uint64(3) {
		server, client := newInProcess()
		ps, want := people(1000), map[int]error{}
		order := rand.New(rand.NewPCG(seed, 7)).Perm(1000)
		for n, i := range order[:72] {
			switch {
			case n < 30:
				server.AddInvitation(strings.ToUpper(ps[i].EmailAddress)) // just now, by somebody else
				want[i] = invitations.ErrAlreadyInvited
			case n < 50:
				server.AddUser(ps[i].EmailAddress)
				want[i] = invitations.ErrUserExists
			case n < 60:
				ps[i].EmailAddress = "malformed"
				want[i] = invitations.ErrInvalid
			case n < 62:
				ps[i] = tooLarge(ps[i].EmailAddress)
				want[i] = invitations.ErrInvalid
			default:
				other := order[n+10]
				ps[i].EmailAddress = strings.ToUpper(ps[other].EmailAddress)
				want[max(i, other)] = invitations.ErrAlreadyInvited
			}
		}
		results := requireCreated(t, client, ps, want)
		malformed := order[50]
		requireRejected(t, results[malformed].Err, "CreateAll", fmt.Sprintf("[%d].EmailAddress", malformed))
		requests := map[invitationstest.Operation]float64{}
		for _, operation := range operationsOf(server) {
			requests[operation]++
		}
		worst = max(worst, requests[invitationstest.OpCreateBulk]/25, requests[invitationstest.OpCreate]/100)

		_, err := createAll(t.Context(), t, client, ps)
		require.NoError(t, err)
		assert.Len(t, server.Emails(), 1000-len(want), "the second time no email is sent")
	}
	t.Logf("at most %.2f hours", worst)
	assert.LessOrEqual(t, worst, 5.0)
}

func TestCreateAllWaitsForTheRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		server := invitationstest.NewHandler(invitationstest.WithRateLimits())
		client := server.Client(invitations.WithRetry(invitations.RetryPolicy{MaxRetryAfter: time.Hour}), withLog(&out))
		begun := time.Now()
		requireCreated(t, client, people(1000), nil)
		assert.InDelta(t, 3*time.Hour, time.Since(begun), float64(time.Minute))
		assert.Len(t, server.Emails(), 1000)
		waits := slices.DeleteFunc(logLines(t, &out), func(line logLine) bool { return line.Wait < time.Minute })
		require.Len(t, waits, 3)
		assert.Equal(t, "CreateAll", waits[0].For)
	})
}

func TestCreateAllCreatesTheOthersIfOneAddressIsBlocked(t *testing.T) {
	t.Parallel()
	server, client := newInProcess()
	server.Inject(invitationstest.APIError(403, "not_allowed_access").On(invitationstest.OpCreateBulk),
		invitationstest.APIError(403, "not_allowed_access").On(invitationstest.OpCreate).Skip(2))
	requireCreated(t, client, people(5), map[int]error{2: invitations.ErrForbidden})
}

func TestCreateAllHoldsAHundredItems(t *testing.T) {
	t.Parallel()
	read := 0
	ps := func(yield func(invitations.CreateParams) bool) {
		for yield(invitations.CreateParams{EmailAddress: map[bool]string{true: "ada@example.com"}[read == 0]}) {
			read++
		}
	}
	_, client := newInProcess()
	for _, err := range client.CreateAll(t.Context(), ps) {
		require.NoError(t, err)
		break
	}
	assert.Less(t, read, 100)
}
