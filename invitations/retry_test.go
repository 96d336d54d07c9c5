package invitations_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
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
		"after 429":                  invitationstest.RateLimited(0),
		"after 500":                  invitationstest.Status(500),
		"after 502 with HTML":        invitationstest.HTML(502),
		"after 503":                  invitationstest.Status(503),
		"after 504":                  invitationstest.Status(504),
		"after 200 with HTML":        invitationstest.HTML(200),
		"cut before the work":        invitationstest.Cut(),
		"cut after the work":         invitationstest.Cut().AfterWork(),
		"truncated":                  invitationstest.Truncate(),
		"stalled before the work":    invitationstest.Stall(),
		"stalled after the work":     invitationstest.Stall().AfterWork(),
		"500 sent after the work":    invitationstest.Status(500).AfterWork(),
		"after 503 with a wait of 0": invitationstest.Status(503).WithHeader("Retry-After", "0"),
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

func TestFinalResponseIsNotRetried(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 400, 401, 403, 404, 405, 409, 422} {
		for _, operation := range operations {
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess()
				server.Inject(invitationstest.Status(status))
				begun := time.Now()
				_, err := operation.call(t.Context(), client)
				requireError(t, err, operation.op, status)
				assert.Len(t, server.Requests(), 1)
				assert.Zero(t, time.Since(begun))
			})
		}
	}
}

func TestUntrustedCertificateIsNotRetried(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	client, err := invitations.New(testKey, invitations.WithBaseURL(server.URL))
	require.NoError(t, err)
	var response invitations.Response
	_, err = client.List(t.Context(), invitations.ListParams{}, invitations.WithResponse(&response))
	var untrusted *tls.CertificateVerificationError
	require.ErrorAs(t, err, &untrusted)
	assert.Equal(t, 1, response.Attempts)
}

func TestRetryPolicyBoundsAttemptsAndWaits(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		client   invitations.RetryPolicy
		call     []invitations.Option
		attempts int
		longest  time.Duration // of all waits together
	}{
		"defaults":       {invitations.RetryPolicy{}, nil, 5, (500 + 750 + 1125 + 1688) * time.Millisecond},
		"MaxAttempts":    {invitations.RetryPolicy{MaxAttempts: 3}, nil, 3, 1250 * time.Millisecond},
		"of the call":    {invitations.RetryPolicy{MaxAttempts: 3}, []invitations.Option{invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: 2})}, 2, 500 * time.Millisecond},
		"WithoutRetry":   {invitations.RetryPolicy{MaxAttempts: 3}, []invitations.Option{invitations.WithoutRetry()}, 1, 0},
		"MaxInterval":    {invitations.RetryPolicy{MaxAttempts: 10, InitialInterval: time.Second, MaxInterval: time.Second, Multiplier: 10}, nil, 10, 9 * time.Second},
		"Multiplier":     {invitations.RetryPolicy{MaxAttempts: 4, InitialInterval: time.Millisecond, Multiplier: 10}, nil, 4, 111 * time.Millisecond},
		"large interval": {invitations.RetryPolicy{MaxAttempts: 3, InitialInterval: 10 * time.Second}, nil, 3, 20 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			longest := time.Duration(0)
			for range 50 { // because waits are random, from 0
				synctest.Test(t, func(t *testing.T) {
					server, client := newInProcess(invitations.WithRetry(test.client))
					server.Inject(invitationstest.Status(503).Always())
					begun := time.Now()
					var response invitations.Response
					_, err := client.List(t.Context(), invitations.ListParams{}, append(test.call, invitations.WithResponse(&response))...)
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

func TestMaxElapsedTimeBoundsWhenAnAttemptBegins(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(invitations.WithTimeout(10*time.Second),
			invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: 100, MaxElapsedTime: 25 * time.Second}))
		server.Inject(invitationstest.Stall().Always())
		begun := time.Now()
		_, err := client.List(t.Context(), invitations.ListParams{})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Len(t, server.Requests(), 3)
		assert.Less(t, time.Since(begun), 35*time.Second)
	})
}

func TestRetryAfterIsWaitedFor(t *testing.T) {
	t.Parallel()
	for n, operation := range operations {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess()
			id := server.AddInvitation("somebody@example.com")
			server.Inject(invitationstest.RateLimited(7*time.Second), invitationstest.Status(503).WithHeader("Retry-After", "3"))
			begun := time.Now()
			_, err := operationsOn(id)[n].call(t.Context(), client)
			require.NoError(t, err)
			assert.InDelta(t, 10*time.Second, time.Since(begun), float64(1250*time.Millisecond), operation.op)
			assert.Greater(t, time.Since(begun), 10*time.Second, "not all callers return at once")
		})
	}
}

func TestMaxRetryAfterBoundsEachWait(t *testing.T) {
	t.Parallel()
	for _, operation := range operations {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess()
			server.Inject(invitationstest.RateLimited(59 * time.Minute).Always())
			begun := time.Now()
			_, err := operation.call(t.Context(), client)
			failure := requireError(t, err, operation.op, 429)
			require.ErrorIs(t, err, invitations.ErrRateLimited)
			assert.NotErrorIs(t, err, invitations.ErrOutcomeUnknown)
			assert.Equal(t, 59*time.Minute, failure.RetryAfter)
			assert.Len(t, server.Requests(), 1)
			assert.Zero(t, time.Since(begun))
		})
	}
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(invitations.WithRetry(invitations.RetryPolicy{MaxRetryAfter: time.Hour}))
		server.Inject(invitationstest.RateLimited(59 * time.Minute).Times(2))
		begun := time.Now()
		_, err := client.List(t.Context(), invitations.ListParams{})
		require.NoError(t, err, "a wait that the server asked for does not count as elapsed")
		assert.Equal(t, 118*time.Minute, time.Since(begun).Truncate(time.Minute))
	})
}

func TestMaxAttemptsBoundsWaitsThatTheServerAskedFor(t *testing.T) {
	t.Parallel()
	for _, operation := range operations {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess(invitations.WithRetry(invitations.RetryPolicy{MaxRetryAfter: 24 * time.Hour}))
			server.Inject(invitationstest.Status(503).WithHeader("Retry-After", "1").On(invitationstest.Operation(operation.op)).Always())
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			defer cancel()
			begun := time.Now()
			var response invitations.Response
			_, err := operation.call(ctx, client, invitations.WithResponse(&response))
			requireError(t, err, operation.op, 503)
			assert.Equal(t, 5, response.Attempts)
			assert.LessOrEqual(t, len(server.Requests()), 6, "and a lookup of what was created")
			assert.InDelta(t, 4*time.Second, time.Since(begun), float64(5*time.Second))
		})
	}
}

func TestWaitThatWouldOutlastTheDeadlineIsNotBegun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess()
		server.Inject(invitationstest.RateLimited(5 * time.Second).Always())
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		begun := time.Now()
		_, err := client.List(ctx, invitations.ListParams{})
		requireError(t, err, "List", 429)
		require.ErrorIs(t, err, invitations.ErrRateLimited)
		assert.Zero(t, time.Since(begun))
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
			assert.NotErrorIs(t, err, invitations.ErrOutcomeUnknown)
			assert.Equal(t, 2*time.Second, time.Since(begun))
		})
	}
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess()
		server.Inject(invitationstest.HTML(200).WithHeader("Retry-After", "5"))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(2*time.Second, cancel)
		_, err := client.List(ctx, invitations.ListParams{})
		requireError(t, err, "List", 200)
		require.ErrorIs(t, err, context.Canceled)
		var why *json.SyntaxError
		require.ErrorAs(t, err, &why)
	})
}

func TestRevokeAndDeleteSucceedTwiceOnlyAfterALostResponse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess()
		id := server.AddInvitation("ada@example.com")
		_, err := client.Revoke(t.Context(), id)
		require.NoError(t, err)
		server.Inject(invitationstest.RateLimited(0))
		_, err = client.Revoke(t.Context(), id)
		require.ErrorIs(t, err, invitations.ErrAlreadyRevoked)
		server.Inject(invitationstest.RateLimited(0))
		require.ErrorIs(t, client.Delete(t.Context(), "inv_unknown"), invitations.ErrNotFound)
		server.Inject(invitationstest.Cut().AfterWork(), invitationstest.Status(500))
		require.NoError(t, client.Delete(t.Context(), id))
	})
}

func TestLostRevokeIsAlreadyRevokedIfLookupFindsNothing(t *testing.T) {
	t.Parallel()
	for name, lookup := range map[string]invitationstest.Fault{
		"lookup fails":         invitationstest.Status(503).Always(),
		"lookup finds nothing": invitationstest.Respond(200, "", pageOf(revokedJSON)),
	} {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess()
			id := server.AddInvitation("ada@example.com")
			server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.OpRevoke), lookup.On(invitationstest.OpList))
			inv, err := client.Revoke(t.Context(), id)
			assert.Nil(t, inv, name)
			require.ErrorIs(t, err, invitations.ErrAlreadyRevoked, name)
		})
	}
}

func TestRejectionThatCannotBeReadIsRetried(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess()
		id := server.AddInvitation("ada@example.com")
		time.Sleep(time.Hour)
		server.Inject(invitationstest.Truncate())
		_, err := client.Create(t.Context(), ada)
		require.ErrorIs(t, err, invitations.ErrAlreadyInvited)
		server.Inject(invitationstest.Cut().AfterWork(), invitationstest.Truncate())
		inv, err := client.Revoke(t.Context(), id)
		require.NoError(t, err)
		assert.Equal(t, id, inv.ID)
		server.Inject(invitationstest.Cut().AfterWork(), invitationstest.Truncate())
		require.NoError(t, client.Delete(t.Context(), id))
	})
}

func TestDeleteAndRevokeDoNotSucceedAfterAFailedConnection(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(nil)
	closed.Close()
	for name, test := range map[string]struct {
		call func(*invitations.Client) error
		want error
	}{
		"Delete": {func(c *invitations.Client) error { return c.Delete(t.Context(), testID) }, invitations.ErrNotFound},
		"Revoke": {func(c *invitations.Client) error { _, err := c.Revoke(t.Context(), testID); return err }, invitations.ErrAlreadyRevoked},
	} {
		t.Run(name, func(t *testing.T) {
			refused := false
			client, err := invitations.New(testKey, invitations.WithRetry(invitations.RetryPolicy{InitialInterval: time.Millisecond}), invitations.WithHTTPClient(&http.Client{
				Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
					if !refused {
						refused = true
						r = r.Clone(r.Context())
						r.URL.Host, r.URL.Scheme = closed.Listener.Addr().String(), "http"
						return http.DefaultTransport.RoundTrip(r)
					}
					if name == "Revoke" {
						return &http.Response{StatusCode: http.StatusBadRequest, Body: body(clerkError("invitation_already_revoked", "{}"))}, nil
					}
					return &http.Response{StatusCode: http.StatusNotFound, Body: body(clerkError("resource_not_found", "{}"))}, nil
				}),
			}))
			require.NoError(t, err)
			require.ErrorIs(t, test.call(client), test.want)
		})
	}
}
