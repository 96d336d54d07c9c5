package invitations_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestWhatMayPassIsTriedAgain(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]invitationstest.Fault{
		"429":          invitationstest.RateLimited(0),
		"500":          invitationstest.Status(500),
		"502 HTML":     invitationstest.HTML(502),
		"503":          invitationstest.Status(503),
		"504":          invitationstest.Status(504),
		"200 HTML":     invitationstest.HTML(200),
		"cut before":   invitationstest.Cut(),
		"cut after":    invitationstest.Cut().AfterWork(),
		"truncated":    invitationstest.Truncate(),
		"stall before": invitationstest.Stall(),
		"stall after":  invitationstest.Stall().AfterWork(),
	} {
		for _, operation := range operations {
			t.Run(name+"/"+operation.op, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					server, client := newInProcess(t)
					id := server.AddInvitation("somebody@example.com")
					server.Inject(fault.On(invitationstest.Operation(operation.op)))
					var answer invitations.Response
					var err error
					switch operation.op {
					case "Revoke":
						var inv *invitations.Invitation
						inv, err = client.Revoke(t.Context(), id, invitations.WithResponse(&answer))
						require.NoError(t, err)
						assert.Equal(t, id, inv.ID)
						assert.Equal(t, invitations.StatusRevoked, inv.Status)
					case "Delete":
						err = client.Delete(t.Context(), id, invitations.WithResponse(&answer))
						require.NoError(t, err)
					default:
						_, err = operation.call(t, client, invitations.WithResponse(&answer))
						require.NoError(t, err)
					}
					assert.Zero(t, server.FaultsLeft())
					if operation.op != "Delete" { // whose proof of success can be a 404
						assert.Equal(t, 200, answer.StatusCode)
					}
					assert.LessOrEqual(t, answer.Attempts, 2)
				})
			})
		}
	}
}

func TestWhatIsFinalIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 400, 401, 403, 404, 405, 409, 422} {
		for _, operation := range operations {
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess(t)
				server.Inject(invitationstest.Status(status))
				begun := time.Now()
				_, err := operation.call(t, client)
				requireError(t, err, operation.op, status)
				assert.Len(t, server.Requests(), 1)
				assert.Zero(t, time.Since(begun))
			})
		}
	}
}

func TestAnUntrustedCertificateIsFinal(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	server.Config.ErrorLog = quiet()
	client, err := invitations.New(testKey, invitations.WithBaseURL(server.URL))
	require.NoError(t, err)
	var answer invitations.Response
	_, err = client.List(t.Context(), invitations.ListParams{}, invitations.WithResponse(&answer))
	var untrusted *tls.CertificateVerificationError
	require.ErrorAs(t, err, &untrusted)
	assert.Equal(t, 1, answer.Attempts)
}

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

func TestByDefaultACallMakesFiveAttemptsWithinSeconds(t *testing.T) {
	t.Parallel()
	longest := time.Duration(0)
	for range 50 {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess(t)
			server.Inject(invitationstest.Status(503).Always())
			begun := time.Now()
			var answer invitations.Response
			_, err := client.List(t.Context(), invitations.ListParams{}, invitations.WithResponse(&answer))
			require.ErrorIs(t, err, invitations.ErrServer)
			assert.Equal(t, 5, answer.Attempts)
			assert.Equal(t, 503, answer.StatusCode)
			longest = max(longest, time.Since(begun))
		})
	}
	// Full jitter of 500 ms, 750 ms, 1125 ms and 1687.5 ms: 4.06 s at most, half of it on average.
	assert.Less(t, longest, 4070*time.Millisecond)
	assert.Greater(t, longest, 2*time.Second)
}

func TestARetryPolicyBoundsAttemptsAndWaits(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		client   invitations.RetryPolicy
		call     []invitations.Option
		attempts int
		longest  time.Duration
	}{
		{"attempts", invitations.RetryPolicy{MaxAttempts: 3}, nil, 3, 1250 * time.Millisecond},
		{"the call's wins", invitations.RetryPolicy{MaxAttempts: 3}, []invitations.Option{invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: 2})}, 2, 500 * time.Millisecond},
		{"none", invitations.RetryPolicy{MaxAttempts: 3}, []invitations.Option{invitations.WithoutRetry()}, 1, 0},
		{"cap", invitations.RetryPolicy{MaxAttempts: 10, InitialInterval: time.Second, MaxInterval: time.Second, Multiplier: 10}, nil, 10, 9 * time.Second},
		{"multiplier", invitations.RetryPolicy{MaxAttempts: 4, InitialInterval: time.Millisecond, Multiplier: 10}, nil, 4, 111 * time.Millisecond},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess(t, invitations.WithRetry(test.client))
				server.Inject(invitationstest.Status(503).Always())
				begun := time.Now()
				var answer invitations.Response
				_, err := client.List(t.Context(), invitations.ListParams{}, append(test.call, invitations.WithResponse(&answer))...)
				require.ErrorIs(t, err, invitations.ErrServer)
				assert.Equal(t, test.attempts, answer.Attempts)
				assert.LessOrEqual(t, time.Since(begun), test.longest)
			})
		})
	}
}

func TestNoAttemptBeginsAfterTheElapsedTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t, invitations.WithTimeout(10*time.Second),
			invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: 100, MaxElapsedTime: 25 * time.Second}))
		server.Inject(invitationstest.Stall().Always())
		begun := time.Now()
		var answer invitations.Response
		_, err := client.List(t.Context(), invitations.ListParams{}, invitations.WithResponse(&answer))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, 3, answer.Attempts)
		assert.Less(t, time.Since(begun), 35*time.Second)
	})
}

func TestRetryAfterIsObeyed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		for _, operation := range operations[:3] {
			server.Inject(invitationstest.RateLimited(7*time.Second), invitationstest.Status(503).WithHeader("Retry-After", "3"))
			begun := time.Now()
			_, err := operation.call(t, client, invitations.WithHeader("X-Any", "1"))
			if operation.op == "CreateBulk" {
				require.ErrorIs(t, err, invitations.ErrAlreadyInvited) // Create was first
			} else {
				require.NoError(t, err)
			}
			assert.Equal(t, 10*time.Second, time.Since(begun), operation.op)
		}
	})
}

func TestALongRetryAfterComesBackAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		server.Inject(invitationstest.RateLimited(59 * time.Minute).Always())
		begun := time.Now()
		for _, operation := range operations {
			_, err := operation.call(t, client)
			failure := requireError(t, err, operation.op, 429)
			require.ErrorIs(t, err, invitations.ErrRateLimited)
			assert.NotErrorIs(t, err, invitations.ErrOutcomeUnknown)
			assert.Equal(t, 59*time.Minute, failure.RetryAfter)
		}
		assert.Len(t, server.Requests(), len(operations))
		assert.Zero(t, time.Since(begun))
	})
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t, invitations.WithRetry(invitations.RetryPolicy{MaxRetryAfter: time.Hour}))
		server.Inject(invitationstest.RateLimited(59 * time.Minute).Times(2))
		begun := time.Now()
		_, err := client.List(t.Context(), invitations.ListParams{})
		require.NoError(t, err, "time the server asks for does not count as elapsed")
		assert.Equal(t, 118*time.Minute, time.Since(begun))
	})
}

func TestAWaitThatWouldOutlastTheDeadlineIsNotBegun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
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

func TestAWaitEndsWithTheContext(t *testing.T) {
	t.Parallel()
	why := errors.New("shutting down")
	for _, operation := range operations {
		synctest.Test(t, func(t *testing.T) {
			server, client := newInProcess(t)
			server.Inject(invitationstest.RateLimited(5 * time.Second).Always())
			ctx, cancel := context.WithCancelCause(t.Context())
			time.AfterFunc(2*time.Second, func() { cancel(why) })
			begun := time.Now()
			var err error
			switch operation.op {
			case "Create":
				_, err = client.Create(ctx, invitations.CreateParams{EmailAddress: "ada@example.com"})
			case "CreateBulk":
				_, err = client.CreateBulk(ctx, []invitations.CreateParams{{EmailAddress: "ada@example.com"}})
			case "List":
				_, err = client.List(ctx, invitations.ListParams{})
			case "Revoke":
				_, err = client.Revoke(ctx, testID)
			case "Delete":
				err = client.Delete(ctx, testID)
			}
			requireError(t, err, operation.op, 429)
			for _, target := range []error{context.Canceled, why, invitations.ErrRateLimited} {
				require.ErrorIs(t, err, target)
			}
			assert.NotErrorIs(t, err, invitations.ErrOutcomeUnknown)
			assert.Equal(t, 2*time.Second, time.Since(begun))
		})
	}
}

func TestARefusalIsASuccessOnlyWhereAnAnswerWasLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		id := server.AddInvitation("ada@example.com")
		_, err := client.Revoke(t.Context(), id)
		require.NoError(t, err)
		server.Inject(invitationstest.RateLimited(0))
		_, err = client.Revoke(t.Context(), id)
		require.ErrorIs(t, err, invitations.ErrAlreadyRevoked, "no answer was lost")
		server.Inject(invitationstest.RateLimited(0))
		require.ErrorIs(t, client.Delete(t.Context(), "inv_unknown"), invitations.ErrNotFound)
		server.Inject(invitationstest.Cut().AfterWork(), invitationstest.Status(500))
		require.NoError(t, client.Delete(t.Context(), id))
	})
}

func TestALostRevokeWhoseInvitationCannotBeFoundSaysAlreadyRevoked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		id := server.AddInvitation("ada@example.com")
		server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.Revoke), invitationstest.Status(503).On(invitationstest.List).Always())
		inv, err := client.Revoke(t.Context(), id)
		assert.Nil(t, inv)
		require.ErrorIs(t, err, invitations.ErrAlreadyRevoked)
	})
}

func TestATransportsOwnErrorIsKept(t *testing.T) {
	t.Parallel()
	mine := errors.New("no tunnel")
	client, err := invitations.New(testKey, invitations.WithoutRetry(), invitations.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			return nil, errors.Join(mine, &url.Error{Op: "Dial", URL: r.URL.String(), Err: io.EOF})
		}),
	}))
	require.NoError(t, err)
	_, err = client.List(t.Context(), invitations.ListParams{Query: "ada@example.com"})
	require.ErrorIs(t, err, mine)
	require.ErrorIs(t, err, io.EOF)
	assert.NotContains(t, err.Error(), "ada")
}
