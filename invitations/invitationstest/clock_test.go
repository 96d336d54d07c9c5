package invitationstest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestClock(t *testing.T) {
	t.Parallel()
	h := invitationstest.NewHandler()
	assert.WithinDuration(t, time.Now(), h.Now(), time.Minute)
	h.Advance(24 * time.Hour)
	assert.WithinDuration(t, time.Now().Add(24*time.Hour), h.Now(), time.Minute)
	h.SetTime(start)
	assert.Equal(t, start, h.Now())
	h.Advance(time.Second)
	assert.Equal(t, start.Add(time.Second), h.Now())
}

func dateOf(t *testing.T, res response) time.Time {
	t.Helper()
	date, err := http.ParseTime(res.Header.Get("Date"))
	require.NoError(t, err)
	require.Len(t, res.Header.Values("Date"), 1)
	return date
}

func TestResponsesAreDatedByTheClock(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	assert.Equal(t, start, dateOf(t, do(t, srv, create, ada)))
	assert.Equal(t, start.UnixMilli(), list(t, srv, "")[0].CreatedAt)
	srv.Advance(-1000 * time.Hour)
	assert.Equal(t, start.Add(-1000*time.Hour), dateOf(t, do(t, srv, listing, "")))
	srv.SetTime(start)
	assert.Equal(t, start, dateOf(t, do(t, srv, "GET /v1/nowhere", "")))

	for _, fault := range []invitationstest.Fault{
		invitationstest.Status(503),
		invitationstest.Status(204),
		invitationstest.HTML(502),
		invitationstest.Status(500).AfterWork(),
		invitationstest.Func(func(http.ResponseWriter, *http.Request, http.Handler) {}),
	} {
		srv.Inject(fault)
		assert.Equal(t, start, dateOf(t, do(t, srv, listing, "")))
	}
	srv.Inject(invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		srv.Advance(time.Minute)
		next.ServeHTTP(w, r)
	}).AfterWork())
	res := do(t, srv, create, `{"email_address":"late@example.com"}`)
	assert.Equal(t, start.Add(time.Minute), dateOf(t, res), "it is the time when the response is sent")
	assert.Equal(t, start.UnixMilli(), decode[invitation](t, res).CreatedAt)
}

func TestDateCanBeReplacedOrLeftOut(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.Inject(
		invitationstest.Fault{}.WithHeader("Date", ""),
		invitationstest.Fault{}.WithHeader("Date", "today"),
		invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			w.Header().Set("Date", "its own")
			next.ServeHTTP(w, r)
		}),
	)
	assert.NotContains(t, do(t, srv, listing, "").Header, "Date")
	assert.Equal(t, []string{"today"}, do(t, srv, listing, "").Header.Values("Date"))
	assert.Equal(t, []string{"its own"}, do(t, srv, listing, "").Header.Values("Date"))
}
