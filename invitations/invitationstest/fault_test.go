package invitationstest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestStatus(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	for status, code := range map[int]string{
		400: "bad_request", 401: "clerk_key_invalid", 403: "authorization_invalid", 404: "resource_not_found",
		409: "conflict", 410: "operation_deprecated", 413: "request_body_too_large", 415: "unsupported_content_type",
		429: "too_many_requests", 500: "internal_clerk_error", 502: "bad_gateway", 503: "service_unavailable",
		504: "gateway_timeout",
	} {
		srv.Inject(invitationstest.Status(status))
		requireErrors(t, do(t, srv, create, ada), status, code)
	}
	for _, status := range []int{201, 204, 304} {
		srv.Inject(invitationstest.Status(status))
		res := do(t, srv, create, ada)
		assert.Equal(t, status, res.Status)
		assert.Empty(t, res.Body)
	}
	assert.Empty(t, srv.Invitations())
	assert.Zero(t, srv.FaultsLeft())
	decode[invitation](t, do(t, srv, create, ada))
}

func TestFaultsWithAResponse(t *testing.T) {
	t.Parallel()
	srv := newServer(t)

	srv.Inject(invitationstest.RateLimited(29*time.Second + time.Millisecond))
	res := do(t, srv, listing, "")
	requireErrors(t, res, http.StatusTooManyRequests, "too_many_requests")
	assert.Equal(t, "30", res.Header.Get("Retry-After"))

	srv.Inject(invitationstest.APIError(429, "rate_limit_exceeded"))
	requireErrors(t, do(t, srv, listing, ""), http.StatusTooManyRequests, "rate_limit_exceeded")

	srv.Inject(invitationstest.HTML(502))
	res = do(t, srv, listing, "")
	assert.Equal(t, 502, res.Status)
	assert.Contains(t, res.Header.Get("Content-Type"), "text/html")
	assert.Contains(t, string(res.Body), "<title>502 Bad Gateway</title>")
	assert.NotEmpty(t, res.Header.Get("CF-Ray"))
	assert.NotContains(t, res.Header, "X-Clerk-Trace-Id")
	assert.NotContains(t, res.Header, "Clerk-Trace-Id")

	srv.Inject(invitationstest.Respond(418, "text/plain", "short and stout"))
	res = do(t, srv, listing, "")
	assert.Equal(t, 418, res.Status)
	assert.Equal(t, "text/plain", res.Header.Get("Content-Type"))
	assert.Equal(t, "short and stout", string(res.Body))
}

func TestWithHeader(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	base := invitationstest.Status(503).WithHeader("Retry-After", "7")
	srv.Inject(
		base.WithHeader("Content-Type", "application/json; charset=utf-8").WithHeader("X-Clerk-Trace-Id", ""),
		base,
		invitationstest.Fault{}.WithHeader("Content-Type", "text/plain"),
	)
	res := do(t, srv, listing, "")
	assert.Equal(t, "7", res.Header.Get("Retry-After"))
	assert.Equal(t, "application/json; charset=utf-8", res.Header.Get("Content-Type"))
	assert.NotContains(t, res.Header, "X-Clerk-Trace-Id")

	res = do(t, srv, listing, "")
	requireErrors(t, res, 503, "service_unavailable") // the copy did not change the original
	assert.Equal(t, "7", res.Header.Get("Retry-After"))

	res = do(t, srv, listing, "")
	assert.Equal(t, `[]`, string(res.Body))
	assert.Equal(t, "text/plain", res.Header.Get("Content-Type"))
	assert.Empty(t, do(t, srv, listing, "").Header.Get("Retry-After"))
}

func TestOn(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	id := srv.AddInvitation("x@example.com")
	calls := map[invitationstest.Operation]func() response{
		invitationstest.OpCreate:     func() response { return do(t, srv, create, ada) },
		invitationstest.OpCreateBulk: func() response { return do(t, srv, bulk, `[{"email_address":"b@example.com"}]`) },
		invitationstest.OpList:       func() response { return do(t, srv, listing, "") },
		invitationstest.OpRevoke:     func() response { return do(t, srv, revoke(id), "") },
		invitationstest.OpDelete:     func() response { return do(t, srv, remove(id), "") },
	}
	for hit := range calls {
		srv.Inject(invitationstest.Status(503).On(hit))
		for op, call := range calls {
			if op != hit {
				assert.NotEqual(t, 503, call().Status, "%s for %s", op, hit)
			}
		}
		assert.Equal(t, 1, srv.FaultsLeft())
		assert.Equal(t, 503, calls[hit]().Status, hit)
		assert.Zero(t, srv.FaultsLeft())
	}
}

func TestFaultsHitInOrder(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.Inject(
		invitationstest.Status(503).Times(2),
		invitationstest.Status(404).On(invitationstest.OpCreate),
		invitationstest.Status(500).On(invitationstest.OpList).Skip(2).Times(2),
		invitationstest.Fault{},
		invitationstest.Status(502),
	)
	got := make([]int, 9)
	for i := range got {
		got[i] = do(t, srv, listing, "").Status
	}
	assert.Equal(t, []int{503, 503, 200, 200, 500, 500, 200, 502, 200}, got)
	assert.Equal(t, 1, srv.FaultsLeft())
	assert.Equal(t, 404, do(t, srv, create, ada).Status)
	assert.Zero(t, srv.FaultsLeft())
}

func TestAlwaysHitsUntilCleared(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.Inject(invitationstest.Status(503).Always())
	for range 20 {
		require.Equal(t, 503, do(t, srv, listing, "").Status)
	}
	assert.Equal(t, 1, srv.FaultsLeft())
	srv.ClearFaults()
	assert.Equal(t, 200, do(t, srv, listing, "").Status)
}

func TestFaultsHitUnauthorizedAndUnroutedRequests(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.Inject(invitationstest.Status(503).Times(2))
	assert.Equal(t, 503, do(t, srv, listing, "", "Authorization", "").Status)
	assert.Equal(t, 503, do(t, srv, "GET /nowhere", "").Status)
}

func TestAfterWork(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]invitationstest.Fault{
		"status":  invitationstest.Status(502),
		"html":    invitationstest.HTML(502),
		"respond": invitationstest.Respond(502, "", "x"),
	} {
		srv := newServer(t)
		srv.Inject(fault.AfterWork())
		res := do(t, srv, create, ada)
		assert.Equal(t, 502, res.Status, name)
		assert.NotContains(t, string(res.Body), "ticket", name)
		assert.Len(t, srv.Invitations(), 1, name)
		assert.Len(t, srv.Emails(), 1, name)
	}
	srv := newServer(t)
	srv.Inject(invitationstest.Status(500).AfterWork(), invitationstest.Delay(time.Microsecond).AfterWork())
	requireErrors(t, do(t, srv, create, ada), 500, "internal_clerk_error")
	requireDuplicates(t, do(t, srv, create, ada), "ada@example.com")
	assert.Len(t, srv.Invitations(), 1, "the delayed one did its work once")
}

func TestFunc(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.Inject(
		invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			w.Header().Set("X-Method", r.Method)
			next.ServeHTTP(w, r)
		}),
		invitationstest.Func(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
			_, _ = w.Write([]byte("one"))
			assert.NoError(t, http.NewResponseController(w).Flush())
			_, _ = w.Write([]byte("two"))
		}),
		invitationstest.Func(func(http.ResponseWriter, *http.Request, http.Handler) {}),
	)
	res := do(t, srv, create, ada)
	assert.Equal(t, "POST", res.Header.Get("X-Method"))
	decode[invitation](t, res)
	res = do(t, srv, listing, "")
	assert.Equal(t, "onetwo", string(res.Body))
	assert.Empty(t, res.Header.Get("Content-Length"))
	assert.Equal(t, 200, do(t, srv, listing, "").Status)
	for _, r := range srv.Requests() {
		assert.Equal(t, 200, r.Status)
	}
}

func TestTruncate(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.Inject(invitationstest.Truncate())
	res, err := try(t, srv, create, ada)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	assert.Equal(t, 200, res.Status)
	assert.NotEmpty(t, res.Body)
	assert.False(t, json.Valid(res.Body))
	assert.Len(t, srv.Invitations(), 1)
	assert.Equal(t, 200, srv.Requests()[0].Status)
}

func TestCut(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.Inject(invitationstest.Cut(), invitationstest.Cut().AfterWork())

	_, err := try(t, srv, create, ada)
	require.ErrorIs(t, err, io.EOF)
	assert.Empty(t, srv.Invitations())

	_, err = try(t, srv, create, ada)
	require.ErrorIs(t, err, io.EOF)
	assert.Len(t, srv.Invitations(), 1)
	assert.Len(t, srv.Emails(), 1)

	for _, r := range srv.Requests() {
		assert.Zero(t, r.Status)
		assert.JSONEq(t, ada, string(r.Body))
	}
}

func TestCloseEndsRequestsInFlight(t *testing.T) {
	t.Parallel()
	for _, fault := range []invitationstest.Fault{
		invitationstest.Stall(),
		invitationstest.Stall().AfterWork(),
		invitationstest.Delay(time.Hour),
		invitationstest.Delay(time.Hour).AfterWork(),
		invitationstest.Func(func(_ http.ResponseWriter, r *http.Request, _ http.Handler) { <-r.Context().Done() }),
	} {
		srv := newServer(t)
		srv.Inject(fault)
		ended := make(chan error, 1)
		go func() {
			_, err := try(t, srv, create, ada)
			ended <- err
		}()
		require.Eventually(t, func() bool { return len(srv.Requests()) == 1 }, 10*time.Second, time.Millisecond)
		srv.Close()
		require.Error(t, <-ended)
		srv.Close()
	}
}
