package invitations_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"log/slog"
	"math/rand/v2"
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

// createAll ranges over CreateAll and checks what holds of every result.
func createAll(t *testing.T, client *invitations.Client, ps []invitations.CreateParams) (results []invitations.CreateResult, end error) {
	t.Helper()
	for result, err := range client.CreateAll(t.Context(), slices.Values(ps)) {
		require.NoError(t, end, "nothing comes after the error")
		if err != nil {
			assert.Empty(t, result)
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

func TestCreateAllInvitesAnyNumberInOrder(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 9, 10, 11, 100, 1003} {
		for _, concurrency := range []int{1, 5, 50} {
			server, client := newInProcess(t, invitations.WithConcurrency(concurrency))
			results, err := createAll(t, client, people(n))
			require.NoError(t, err)
			require.Len(t, results, n)
			for _, result := range results {
				require.NoError(t, result.Err)
			}
			assert.Len(t, server.Emails(), n)
			assert.Len(t, server.Requests(), (n+9)/10)
		}
	}
}

func TestCreateAllHasSeveralBulksInFlight(t *testing.T) {
	t.Parallel()
	for concurrency, longest := range map[int]time.Duration{1: 5 * time.Second, 5: time.Second} {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess(t, invitations.WithConcurrency(concurrency))
			server.Inject(invitationstest.Delay(50 * time.Millisecond).Always())
			begun := time.Now()
			results, err := createAll(t, client, people(1000))
			require.NoError(t, err)
			assert.Len(t, results, 1000)
			assert.Equal(t, longest, time.Since(begun))
		})
	}
}

func TestCreateAllGivesEachItemItsOutcome(t *testing.T) {
	t.Parallel()
	server, client := newInProcess(t)
	ps := people(100)
	ps[3].EmailAddress = "not an address"
	ps[4].ExpiresInDays = 400
	server.AddInvitation("p7@example.com")
	server.AddInvitation("P11@example.com")
	server.AddInvitation("p12@example.com")
	server.AddUser("p15@example.com")
	for _, i := range []int{40, 42, 43, 49, 51} {
		server.AddUser(ps[i].EmailAddress)
	}
	server.AddInvitation("p45@example.com")
	ps[60].EmailAddress = "P59@Example.com"
	ps[90].EmailAddress = "p1@example.com" // far from the first
	ps[95].EmailAddress = "p15@example.com"
	ps[97].EmailAddress = "not an address"
	want := map[int]error{
		3: invitations.ErrInvalid, 4: invitations.ErrInvalid, 97: invitations.ErrInvalid,
		7: invitations.ErrAlreadyInvited, 11: invitations.ErrAlreadyInvited, 12: invitations.ErrAlreadyInvited,
		45: invitations.ErrAlreadyInvited, 60: invitations.ErrAlreadyInvited, 90: invitations.ErrAlreadyInvited,
		15: invitations.ErrUserExists, 40: invitations.ErrUserExists, 42: invitations.ErrUserExists,
		43: invitations.ErrUserExists, 49: invitations.ErrUserExists, 51: invitations.ErrUserExists, 95: invitations.ErrUserExists,
	}
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
	requireRejected(t, results[3].Err, "CreateAll", "[3].EmailAddress")
	requireRejected(t, results[4].Err, "CreateAll", "[4].ExpiresInDays")
	assert.Len(t, server.Emails(), len(ps)-len(want))

	again, err := createAll(t, client, ps)
	require.NoError(t, err, "running it again sends no email")
	for i, result := range again {
		if want[i] == nil {
			require.ErrorIs(t, result.Err, invitations.ErrAlreadyInvited)
		}
	}
	assert.Len(t, server.Emails(), len(ps)-len(want))
}

// A dirty list of 1,000 addresses takes at most five hours at Clerk's limits of 25 bulks and 100 single
// creates an hour.
func TestCreateAllOfDirtyListTakesFiveHours(t *testing.T) {
	t.Parallel()
	worst := 0.0
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 7))
		server, client := newInProcess(t)
		ps := people(1000)
		order := random.Perm(1000)
		for _, i := range order[:30] {
			server.AddInvitation(ps[i].EmailAddress)
		}
		for _, i := range order[30:50] {
			server.AddUser(ps[i].EmailAddress)
		}
		for _, i := range order[50:60] {
			ps[i].EmailAddress = "malformed"
		}
		for n, i := range order[60:70] {
			ps[i].EmailAddress = ps[order[70+n]].EmailAddress
		}
		results, err := createAll(t, client, ps)
		require.NoError(t, err)
		invited := 0
		for _, result := range results {
			if result.Err == nil {
				invited++
			}
		}
		assert.Equal(t, 930, invited)
		requests := map[invitationstest.Operation]float64{}
		for _, request := range server.Requests() {
			requests[request.Operation]++
		}
		worst = max(worst, requests[invitationstest.CreateBulk]/25, requests[invitationstest.Create]/100)
	}
	t.Logf("at most %.2f hours", worst)
	assert.LessOrEqual(t, worst, 5.0)
}

func TestCreateAllReportsInvitationOfSomebodyElse(t *testing.T) {
	t.Parallel()
	server, client := newInProcess(t)
	ps := people(40)
	for i := 3; i < 40; i += 10 {
		server.AddInvitation(ps[i].EmailAddress) // just now
	}
	results, err := createAll(t, client, ps)
	require.NoError(t, err)
	for i, result := range results {
		if i%10 == 3 {
			require.ErrorIs(t, result.Err, invitations.ErrAlreadyInvited)
		} else {
			require.NoError(t, result.Err)
		}
	}
}

func TestCreateAllGivesDuplicateItsOwnOutcome(t *testing.T) {
	t.Parallel()
	_, client := newInProcess(t)
	for _, second := range []int{4, 14} { // in the same batch and in another
		ps := people(20)
		ps[3].EmailAddress = fmt.Sprintf("twice%d@example.com", second)
		ps[3].PublicMetadata = map[string]string{"large": strings.Repeat("x", 9000)}
		ps[second].EmailAddress = ps[3].EmailAddress
		for i := range ps {
			ps[i].EmailAddress = fmt.Sprintf("%d.", second) + ps[i].EmailAddress
		}
		results, err := createAll(t, client, ps)
		require.NoError(t, err)
		require.ErrorIs(t, results[3].Err, invitations.ErrInvalid)
		require.NoError(t, results[second].Err)
	}
}

func TestCreateAllWithIgnoreExistingCreatesDuplicates(t *testing.T) {
	t.Parallel()
	server, client := newInProcess(t)
	ps := people(30)
	ps[4].EmailAddress, ps[4].IgnoreExisting = "p3@example.com", true
	ps[20].EmailAddress, ps[20].IgnoreExisting = "p3@example.com", true
	results, err := createAll(t, client, ps)
	require.NoError(t, err)
	for _, result := range results {
		require.NoError(t, result.Err)
	}
	assert.Len(t, server.Emails(), 30)
}

func TestCreateAllSendsIgnoreExistingBatchesAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		ps := people(60)
		ps[25].IgnoreExisting = true
		server.Inject(invitationstest.Delay(time.Second).Always())
		begun := time.Now()
		results, err := createAll(t, client, ps)
		require.NoError(t, err)
		assert.Len(t, results, 60)
		assert.Equal(t, 3*time.Second, time.Since(begun), "two, one, three")
	})
}

func TestCreateAllCanBeResumedAfterError(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]invitationstest.Fault{
		"unauthorized": invitationstest.APIError(401, "clerk_key_invalid"),
		"forbidden":    invitationstest.HTML(403),
		"limited":      invitationstest.RateLimited(time.Hour),
		"unsupported":  invitationstest.APIError(400, "invitations_not_supported"),
		"not Clerk":    invitationstest.HTML(400),
		"moved":        invitationstest.Status(302),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess(t)
				server.Inject(fault.Skip(4).Always())
				ps := people(200)
				results, end := createAll(t, client, ps)
				require.Error(t, end)
				assert.Less(t, len(results), 200)
				for _, result := range results {
					require.NoError(t, result.Err)
				}
				server.ClearFaults()
				rest, err := createAll(t, client, ps[:0:0])
				require.NoError(t, err)
				assert.Empty(t, rest)
				for result, err := range client.CreateAll(t.Context(), slices.Values(ps[len(results):])) {
					require.NoError(t, err)
					if result.Err != nil { // it was in flight
						require.ErrorIs(t, result.Err, invitations.ErrAlreadyInvited)
					}
				}
				assert.Len(t, server.Emails(), 200)
			})
		})
	}
}

func TestCreateAllEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		server.Inject(invitationstest.Stall().Skip(3).Always())
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		var end error
		for _, err := range client.CreateAll(ctx, slices.Values(people(200))) {
			end = err
		}
		require.ErrorIs(t, end, context.Canceled)
		for _, err := range client.CreateAll(ctx, slices.Values(people(3))) {
			end = err
		}
		require.ErrorIs(t, end, context.Canceled)
		assert.NotErrorIs(t, end, invitations.ErrOutcomeUnknown)
	})
}

func TestCreateAllStopsWhenRangeEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // which fails if a goroutine is left
		server, client := newInProcess(t)
		server.Inject(invitationstest.Delay(time.Second).Always())
		read := 0
		endless := func(yield func(invitations.CreateParams) bool) {
			for yield(invitations.CreateParams{EmailAddress: fmt.Sprintf("p%d@example.com", read)}) {
				read++
			}
		}
		for result, err := range client.CreateAll(t.Context(), endless) {
			require.NoError(t, err)
			if result.Index == 24 {
				break
			}
		}
		assert.LessOrEqual(t, read, 80, "no more is read than is in flight")
		assert.LessOrEqual(t, len(server.Requests()), 8)
	})
}

func TestCreateAllRejectsBadArguments(t *testing.T) {
	t.Parallel()
	_, client := newInProcess(t)
	var none iter.Seq[invitations.CreateParams]
	for _, err := range client.CreateAll(t.Context(), none) {
		requireRejected(t, err, "CreateAll", "ps")
	}
	for _, err := range client.CreateAll(t.Context(), slices.Values(people(1)), invitations.WithConcurrency(-1)) {
		requireRejected(t, err, "CreateAll", "WithConcurrency")
	}
	malformed := make([]invitations.CreateParams, 1000)
	results, err := createAll(t, client, malformed)
	require.NoError(t, err)
	assert.Len(t, results, 1000)
}

func TestCreateAllContinuesAfterOutage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t, invitations.WithConcurrency(1))
		server.Inject(invitationstest.Status(503).On(invitationstest.CreateBulk).Skip(1).Times(5))
		results, err := createAll(t, client, people(30))
		require.NoError(t, err)
		for i, result := range results {
			if i/10 == 1 {
				require.ErrorIs(t, result.Err, invitations.ErrServer)
			} else {
				require.NoError(t, result.Err, i)
			}
		}
	})
}

func TestCreateAllWaitsForRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		server := invitationstest.NewHandler(invitationstest.WithRateLimits())
		client := clientOf(t, server,
			invitations.WithRetry(invitations.RetryPolicy{MaxRetryAfter: 2 * time.Hour}),
			invitations.WithLogger(slog.New(slog.NewTextHandler(&out, nil))))
		begun := time.Now()
		results, err := createAll(t, client, people(1000))
		require.NoError(t, err)
		for _, result := range results {
			require.NoError(t, result.Err)
		}
		assert.InDelta(t, 3*time.Hour, time.Since(begun), float64(time.Minute))
		assert.Contains(t, out.String(), "wait=1h0m0s")
		assert.Contains(t, out.String(), "for=CreateAll")
		assert.Len(t, server.Emails(), 1000)
	})
}

func TestCreateAllOnDisturbedNetwork(t *testing.T) {
	t.Parallel()
	server, client := newDisturbed(t, 6)
	ps := people(500)
	for i := 0; i < 500; i += 25 {
		server.AddUser(ps[i].EmailAddress)
	}
	results, err := createAll(t, client, ps)
	require.NoError(t, err)
	emailed := emails(server.Handler)
	for i, result := range results {
		if i%25 == 0 {
			require.ErrorIs(t, result.Err, invitations.ErrUserExists, i)
			continue
		}
		require.NoError(t, result.Err, i)
		assert.Equal(t, 1, emailed[ps[i].EmailAddress])
	}
	assert.Len(t, emailed, 480)
}

func TestCreateAllReportsDuplicateBesideInvalidItem(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		ps := people(3)
		server.AddInvitation(ps[0].EmailAddress) // by somebody else
		time.Sleep(10 * time.Second)
		ps[1].PublicMetadata = map[string]string{"large": strings.Repeat("x", 9000)} // rejected first, and not named
		results, err := createAll(t, client, ps)
		require.NoError(t, err)
		require.ErrorIs(t, results[0].Err, invitations.ErrAlreadyInvited)
		require.ErrorIs(t, results[1].Err, invitations.ErrInvalid)
		require.NoError(t, results[2].Err)
	})
}

func TestCreateAllIgnoresMalformedDuplicate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		server.Inject(invitationstest.Delay(time.Second).Skip(1))
		ps := people(60)
		for _, i := range []int{3, 13, 33} {
			ps[i] = invitations.CreateParams{EmailAddress: "x@example.com", PublicMetadata: map[string]int{"n": i}}
		}
		ps[3].ExpiresInDays = 999
		results, err := createAll(t, client, ps)
		require.NoError(t, err)
		require.ErrorIs(t, results[3].Err, invitations.ErrInvalid)
		require.NoError(t, results[13].Err)
		assert.JSONEq(t, `{"n":13}`, string(results[13].Invitation.PublicMetadata))
		require.ErrorIs(t, results[33].Err, invitations.ErrAlreadyInvited)
	})
}

func TestCreateAllWaitsForManyRateLimits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := invitationstest.NewHandler(invitationstest.WithRateLimits())
		client := clientOf(t, server, invitations.WithConcurrency(5),
			invitations.WithRetry(invitations.RetryPolicy{MaxRetryAfter: 2 * time.Hour}))
		results, err := createAll(t, client, people(3000))
		require.NoError(t, err)
		assert.Len(t, results, 3000)
		assert.Len(t, server.Emails(), 3000)
	})
}

func TestCreateAllDoesNotHoldMalformedInput(t *testing.T) {
	t.Parallel()
	_, client := newInProcess(t)
	read := 0
	endless := func(yield func(invitations.CreateParams) bool) {
		for yield(invitations.CreateParams{EmailAddress: "malformed"}) {
			read++
		}
	}
	for result, err := range client.CreateAll(t.Context(), endless) {
		require.NoError(t, err)
		require.ErrorIs(t, result.Err, invitations.ErrInvalid)
		if result.Index == 5000 {
			break
		}
	}
	assert.Less(t, read, 6000)
}
