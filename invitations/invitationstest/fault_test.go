package invitationstest_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func getList(t *testing.T, srv *invitationstest.Server) answer {
	t.Helper()
	return do(t, srv, http.MethodGet, "/v1/invitations", "")
}

func TestAStatusFaultAnswersInsteadOfTheWork(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	for status, code := range map[int]string{
		400: "bad_request", 401: "clerk_key_invalid", 403: "authorization_invalid", 404: "resource_not_found",
		405: "method_not_allowed", 429: "too_many_requests", 500: "internal_clerk_error", 502: "bad_gateway",
		503: "service_unavailable", 504: "gateway_timeout", 599: "unknown_error",
	} {
		srv.Inject(invitationstest.Status(status))
		requireErrors(t, createOne(t, srv, ada), status, code)
	}
	for _, status := range []int{201, 204, 304} {
		srv.Inject(invitationstest.Status(status))
		a := createOne(t, srv, ada)
		assert.Equal(t, status, a.Status)
		assert.Empty(t, a.Body)
	}
	assert.Empty(t, srv.Invitations())
	assert.Zero(t, srv.FaultsLeft())
	decode[invitation](t, createOne(t, srv, ada))
}

func TestFaultsGiveRateLimitsRefusalsHTMLAndAnyAnswer(t *testing.T) {
	t.Parallel()
	srv := newServer(t)

	srv.Inject(invitationstest.RateLimited(29*time.Second + time.Millisecond))
	a := getList(t, srv)
	requireErrors(t, a, http.StatusTooManyRequests, "too_many_requests")
	assert.Equal(t, "30", a.Header.Get("Retry-After"))
	srv.Inject(invitationstest.RateLimited(-time.Second))
	assert.Equal(t, "0", getList(t, srv).Header.Get("Retry-After"))

	srv.Inject(invitationstest.Refusal(429, "rate_limit_exceeded"))
	requireErrors(t, getList(t, srv), http.StatusTooManyRequests, "rate_limit_exceeded")

	srv.Inject(invitationstest.HTML(502))
	a = getList(t, srv)
	assert.Equal(t, 502, a.Status)
	assert.Contains(t, a.Header.Get("Content-Type"), "text/html")
	assert.Contains(t, string(a.Body), "<title>502 Bad Gateway</title>")
	assert.NotEmpty(t, a.Header.Get("CF-Ray"))
	assert.Empty(t, a.Header.Get("X-Clerk-Trace-Id"))

	srv.Inject(invitationstest.Respond(418, "text/plain", "short and stout"))
	a = getList(t, srv)
	assert.Equal(t, 418, a.Status)
	assert.Equal(t, "text/plain", a.Header.Get("Content-Type"))
	assert.Equal(t, "short and stout", string(a.Body))
}

func TestTheHeadersOfAFaultReplaceThoseOfTheAnswer(t *testing.T) {
	t.Parallel()
	srv := invitationstest.NewServer(t) // not recorded: it is to mislabel an answer
	base := invitationstest.Status(503).WithHeader("Retry-After", "7")
	srv.Inject(
		base.WithHeader("Content-Type", "application/json; charset=utf-8").WithHeader("X-Clerk-Trace-Id", ""),
		base,
		invitationstest.Fault{}.WithHeader("Content-Type", "text/plain"),
	)
	a := getList(t, srv)
	assert.Equal(t, "7", a.Header.Get("Retry-After"))
	assert.Equal(t, "application/json; charset=utf-8", a.Header.Get("Content-Type"))
	assert.NotContains(t, a.Header, "X-Clerk-Trace-Id")

	a = getList(t, srv)
	requireErrors(t, a, 503, "service_unavailable") // the copy has not changed the original
	assert.Equal(t, "7", a.Header.Get("Retry-After"))

	a = getList(t, srv)
	assert.Equal(t, `[]`, string(a.Body))
	assert.Equal(t, "text/plain", a.Header.Get("Content-Type"))
	assert.Empty(t, getList(t, srv).Header.Get("Retry-After"))
}

func TestAFaultOfAnOperationMeetsNoOther(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	id := srv.AddInvitation("x@example.com")
	calls := map[invitationstest.Operation]func() answer{
		invitationstest.Create:     func() answer { return createOne(t, srv, ada) },
		invitationstest.CreateBulk: func() answer { return createBulk(t, srv, `[{"email_address":"b@example.com"}]`) },
		invitationstest.List:       func() answer { return getList(t, srv) },
		invitationstest.Revoke:     func() answer { return revoke(t, srv, id) },
		invitationstest.Delete:     func() answer { return do(t, srv, http.MethodDelete, "/v1/invitations/"+id, "") },
	}
	for struck := range calls {
		srv.Inject(invitationstest.Status(503).On(struck))
		for op, call := range calls {
			if op != struck {
				assert.NotEqual(t, 503, call().Status, "%s for %s", op, struck)
			}
		}
		assert.Equal(t, 1, srv.FaultsLeft())
		assert.Equal(t, 503, calls[struck]().Status, struck)
		assert.Zero(t, srv.FaultsLeft())
	}
}

func TestFaultsAreMetInOrder(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.Inject(
		invitationstest.Status(503).Times(2),
		invitationstest.Status(404).On(invitationstest.Create),
		invitationstest.Status(500).On(invitationstest.List).Skip(2).Times(2),
		invitationstest.Fault{},
		invitationstest.Status(502),
	)
	got := make([]int, 0, 9)
	for range 9 {
		got = append(got, getList(t, srv).Status)
	}
	assert.Equal(t, []int{503, 503, 200, 200, 500, 500, 200, 502, 200}, got)
	assert.Equal(t, 1, srv.FaultsLeft())
	assert.Equal(t, 404, createOne(t, srv, ada).Status)
	assert.Zero(t, srv.FaultsLeft())

	srv.Inject(invitationstest.Status(500).Times(0), invitationstest.Status(501).Times(-1))
	assert.Equal(t, 500, getList(t, srv).Status)
	assert.Equal(t, 501, getList(t, srv).Status)
	assert.Equal(t, 200, getList(t, srv).Status)
}

func TestAFaultThatIsAlwaysMetStaysUntilItIsCleared(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.Inject(invitationstest.Status(503).Always())
	for range 20 {
		require.Equal(t, 503, getList(t, srv).Status)
	}
	assert.Equal(t, 1, srv.FaultsLeft())
	srv.ClearFaults()
	assert.Equal(t, 200, getList(t, srv).Status)
}

func TestFaultsMeetUnauthorizedAndUnroutedRequests(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.Inject(invitationstest.Status(503).Times(2))
	assert.Equal(t, 503, do(t, srv, http.MethodGet, "/v1/invitations", "", "Authorization", "").Status)
	assert.Equal(t, 503, do(t, srv, http.MethodGet, "/nowhere", "").Status)
}

func TestAFaultAfterTheWorkHidesWhatWasDone(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]invitationstest.Fault{
		"status":  invitationstest.Status(502).AfterWork(),
		"html":    invitationstest.HTML(502).AfterWork(),
		"respond": invitationstest.Respond(502, "", "").AfterWork(),
	} {
		srv := newServer(t)
		srv.Inject(fault)
		a := createOne(t, srv, ada)
		assert.Equal(t, 502, a.Status, name)
		assert.NotContains(t, string(a.Body), "ticket", name)
		assert.Len(t, srv.Invitations(), 1, name)
		assert.Len(t, srv.Emails(), 1, name)
		requireDuplicates(t, createOne(t, srv, ada), "ada@example.com")
	}
	srv := newServer(t)
	srv.Inject(invitationstest.Status(500).AfterWork(), invitationstest.Delay(time.Microsecond).AfterWork())
	requireErrors(t, createOne(t, srv, ada), 500, "internal_clerk_error")
	requireDuplicates(t, createOne(t, srv, ada), "ada@example.com")
	assert.Len(t, srv.Invitations(), 1, "the delayed one did its work once")
}

func TestAFuncMayPassTheRequestOnOrAnswerItself(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.Inject(invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		w.Header().Set("X-Seen", r.Method)
		next.ServeHTTP(w, r)
	}))
	a := createOne(t, srv, ada)
	assert.Equal(t, "POST", a.Header.Get("X-Seen"))
	decode[invitation](t, a)

	srv.Inject(invitationstest.Func(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		_, _ = w.Write([]byte("one"))
		assert.NoError(t, http.NewResponseController(w).Flush())
		_, _ = w.Write([]byte("two"))
	}))
	a = getList(t, srv)
	assert.Equal(t, "onetwo", string(a.Body))
	assert.Empty(t, a.Header.Get("Content-Length"))

	srv.Inject(invitationstest.Func(func(http.ResponseWriter, *http.Request, http.Handler) {}))
	assert.Equal(t, 200, getList(t, srv).Status)
	for _, r := range srv.Requests() {
		assert.Equal(t, 200, r.Status)
	}
}

func TestFaultsThatMakeNoSensePanic(t *testing.T) {
	t.Parallel()
	for _, status := range []int{-1, 0, 100, 199, 600} {
		assert.Panics(t, func() { invitationstest.Status(status) })
		assert.Panics(t, func() { invitationstest.HTML(status) })
		assert.Panics(t, func() { invitationstest.Respond(status, "", "") })
		assert.Panics(t, func() { invitationstest.Refusal(status, "x") })
	}
}

func TestFaultsAreConsumedOnceByConcurrentRequests(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.Inject(invitationstest.Status(503).Times(5))
	count := countStatuses(t, srv, 20, http.MethodGet, "")
	assert.Equal(t, map[int]int{503: 5, 200: 15}, count)
}

func TestTruncatedJSONIsNotJSON(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.Inject(invitationstest.Truncate())
	a, err := try(t, srv, http.MethodPost, "/v1/invitations", ada)
	require.Error(t, err)
	assert.Equal(t, 200, a.Status)
	assert.NotEmpty(t, a.Body)
	assert.False(t, json.Valid(a.Body))
	assert.Len(t, srv.Invitations(), 1)
	assert.Equal(t, 200, srv.Requests()[0].Status)
}
