package invitations_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestEveryOperationIsRetried(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]invitationstest.Fault{
		"after 429":              invitationstest.RateLimited(0),
		"after 502 with HTML":    invitationstest.HTML(502),
		"after 503":              invitationstest.Status(503),
		"after 200 with HTML":    invitationstest.HTML(200),
		"cut after the work":     invitationstest.Cut().AfterWork(),
		"truncated":              invitationstest.Truncate(),
		"stalled after the work": invitationstest.Stall().AfterWork(),
	} {
		for n, operation := range operations {
			t.Run(name+"/"+operation.op, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server, client := newInProcess()
					id := server.AddInvitation("somebody@example.com")
					server.Inject(fault.On(invitationstest.Operation(operation.op)))
					var response invitations.Response
					result, err := operationsOn(id)[n].call(t.Context(), client, invitations.WithResponse(&response))
					require.NoError(t, err)
					if inv, ok := result.(*invitations.Invitation); ok && operation.op == "Revoke" {
						assert.Equal(t, id, inv.ID)
						assert.Equal(t, invitations.StatusRevoked, inv.Status)
					}
					assert.Zero(t, server.FaultsLeft())
					assert.Equal(t, 2, response.Attempts)
					if operation.op != "Delete" { // whose success can be a 404
						assert.Equal(t, 200, response.StatusCode)
					}
				})
			})
		}
	}
}

func TestRetryPolicyBoundsAttemptsAndWaits(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		policy   invitations.RetryPolicy
		attempts int
		longest  time.Duration // of all waits together
	}{
		"defaults":       {invitations.RetryPolicy{}, 5, (500 + 750 + 1125 + 1688) * time.Millisecond},
		"MaxAttempts":    {invitations.RetryPolicy{MaxAttempts: 3}, 3, 1250 * time.Millisecond},
		"MaxInterval":    {invitations.RetryPolicy{MaxAttempts: 10, InitialInterval: time.Second, MaxInterval: time.Second, Multiplier: 10}, 10, 9 * time.Second},
		"Multiplier":     {invitations.RetryPolicy{MaxAttempts: 4, InitialInterval: time.Millisecond, Multiplier: 10}, 4, 111 * time.Millisecond},
		"large interval": {invitations.RetryPolicy{MaxAttempts: 3, InitialInterval: 10 * time.Second}, 3, 20 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			longest := time.Duration(0)
			for range 50 { // because waits are random, from 0
				synctest.Test(t, func(t *testing.T) {
					server, client := newInProcess(invitations.WithRetry(test.policy))
					server.Inject(invitationstest.Status(503).Always())
					begun := time.Now()
					var response invitations.Response
					_, err := client.List(t.Context(), invitations.ListParams{}, invitations.WithResponse(&response))
					require.ErrorIs(t, err, invitations.ErrServer)
					assert.Equal(t, test.attempts, response.Attempts)
					assert.Equal(t, 503, response.StatusCode)
					longest = max(longest, time.Since(begun))
				})
			}
			assert.LessOrEqual(t, longest, test.longest)
			assert.GreaterOrEqual(t, longest, test.longest/2)
		})
	}
}

func TestRetryAfterIsWaitedForWithJitter(t *testing.T) {
	t.Parallel()
	for n, operation := range operations {
		waits := map[time.Duration]bool{}
		for range 5 {
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess()
				id := server.AddInvitation("somebody@example.com")
				server.Inject(invitationstest.RateLimited(7*time.Second), invitationstest.Status(503).WithHeader("Retry-After", "3"))
				begun := time.Now()
				_, err := operationsOn(id)[n].call(t.Context(), client)
				require.NoError(t, err)
				waited := time.Since(begun)
				assert.Greater(t, waited, 10*time.Second, operation.op)
				assert.Less(t, waited, 10*time.Second+1250*time.Millisecond, operation.op)
				waits[waited.Truncate(time.Millisecond)] = true
			})
		}
		assert.Greater(t, len(waits), 1, "not all callers return in one millisecond")
	}
}

func TestMaxRetryAfterBoundsEachWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, operation := range operations {
			server, client := newInProcess()
			server.Inject(invitationstest.RateLimited(59 * time.Minute).Always())
			begun := time.Now()
			_, err := operation.call(t.Context(), client)
			assert.Equal(t, 59*time.Minute, requireError(t, err, operation.op, 429).RetryAfter)
			require.ErrorIs(t, err, invitations.ErrRateLimited)
			assert.Len(t, server.Requests(), 1)
			assert.Zero(t, time.Since(begun))

			// A wait that the server asked for does not count as elapsed, but each is an attempt.
			begun = time.Now()
			_, err = operation.call(t.Context(), client, invitations.WithRetry(invitations.RetryPolicy{MaxRetryAfter: time.Hour}))
			requireError(t, err, operation.op, 429)
			assert.Len(t, server.Requests(), 1+5)
			assert.Equal(t, 4*59*time.Minute, time.Since(begun).Truncate(time.Minute))
		}
	})
}

func TestWaitEndsWithTheContext(t *testing.T) {
	t.Parallel()
	shuttingDown := errors.New("shutting down")
	for _, operation := range operations {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess()
			server.Inject(invitationstest.RateLimited(5 * time.Second).Always())
			ctx, cancel := context.WithCancelCause(t.Context())
			time.AfterFunc(2*time.Second, func() { cancel(shuttingDown) })
			begun := time.Now()
			_, err := operation.call(ctx, client)
			requireError(t, err, operation.op, 429)
			for _, target := range []error{context.Canceled, shuttingDown, invitations.ErrRateLimited} {
				require.ErrorIs(t, err, target)
			}
			assert.Equal(t, 2*time.Second, time.Since(begun))
		})
	}
}

func TestRejectionThatCannotBeReadIsRetried(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess()
		server.AddInvitation("ada@example.com")
		time.Sleep(time.Hour)
		server.Inject(invitationstest.Truncate())
		_, err := client.Create(t.Context(), ada)
		require.ErrorIs(t, err, invitations.ErrAlreadyInvited)
		assert.Len(t, server.Requests(), 2)
	})
}

func TestRevokeAndDeleteSucceedTwiceOnlyAfterALostResponse(t *testing.T) {
	t.Parallel()
	lost := invitationstest.Cut().AfterWork()
	for name, test := range map[string]struct {
		before         bool // whether the invitation was revoked, or deleted, before the call
		faults         faults
		revoke, delete error
	}{
		"lost":                  {false, faults{lost}, nil, nil},
		"lost, then unreadable": {false, faults{lost, invitationstest.Truncate()}, nil, nil},
		"lookup fails":          {false, faults{lost, invitationstest.Status(401).On(invitationstest.OpList)}, invitations.ErrAlreadyRevoked, nil},
		"lookup finds nothing":  {false, faults{lost, invitationstest.Respond(200, "", pageOf(revokedJSON)).On(invitationstest.OpList).Times(2)}, invitations.ErrAlreadyRevoked, nil},
		"not done":              {true, faults{invitationstest.RateLimited(0)}, invitations.ErrAlreadyRevoked, invitations.ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess()
				id := server.AddInvitation("ada@example.com")
				if test.before {
					_, err := client.Revoke(t.Context(), id)
					require.NoError(t, err)
				}
				server.Inject(test.faults...)
				inv, err := client.Revoke(t.Context(), id)
				require.ErrorIs(t, err, test.revoke)
				assert.True(t, err != nil || inv.ID == id)
				if test.before {
					require.NoError(t, client.Delete(t.Context(), id))
				}
				server.ClearFaults()
				server.Inject(test.faults...)
				require.ErrorIs(t, client.Delete(t.Context(), id), test.delete)
			})
		})
	}
}
