package invitationstest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// dateOf returns the Date of an answer.
func dateOf(t *testing.T, a answer) time.Time {
	t.Helper()
	date, err := http.ParseTime(a.Header.Get("Date"))
	require.NoError(t, err)
	require.Len(t, a.Header.Values("Date"), 1)
	return date
}

func TestEveryAnswerIsDatedByTheHandlersClock(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	assert.Equal(t, start, dateOf(t, createOne(t, srv, ada)))
	assert.Equal(t, start.UnixMilli(), list(t, srv, "")[0].CreatedAt)
	srv.Advance(-1000 * time.Hour)
	assert.Equal(t, start.Add(-1000*time.Hour), dateOf(t, getList(t, srv)))
	srv.SetTime(start)
	assert.Equal(t, start, dateOf(t, do(t, srv, http.MethodGet, "/v1/nowhere", "")))
	assert.Equal(t, start, dateOf(t, do(t, srv, http.MethodGet, "/v1/invitations", "", "Authorization", "")))

	for _, fault := range []invitationstest.Fault{
		invitationstest.Status(503),
		invitationstest.Status(204),
		invitationstest.HTML(502),
		invitationstest.Status(500).AfterWork(),
		invitationstest.Func(func(http.ResponseWriter, *http.Request, http.Handler) {}),
	} {
		srv.Inject(fault)
		assert.Equal(t, start, dateOf(t, getList(t, srv)))
	}
}

func TestAnAnswerIsDatedWhenItIsSent(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.Inject(invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		srv.Advance(time.Minute)
		next.ServeHTTP(w, r)
	}).AfterWork())
	a := createOne(t, srv, ada)
	assert.Equal(t, start.Add(time.Minute), dateOf(t, a))
	assert.Equal(t, start.UnixMilli(), decode[invitation](t, a).CreatedAt)
}

func TestADateCanBeReplacedAndLeftOut(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.Inject(
		invitationstest.Fault{}.WithHeader("Date", ""),
		invitationstest.Fault{}.WithHeader("Date", "today"),
		invitationstest.Func(func(http.ResponseWriter, *http.Request, http.Handler) {}).WithHeader("Date", "silent"),
		invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			w.Header().Set("Date", "its own")
			next.ServeHTTP(w, r)
		}),
	)
	assert.NotContains(t, getList(t, srv).Header, "Date")
	assert.Equal(t, []string{"today"}, getList(t, srv).Header.Values("Date"))
	assert.Equal(t, []string{"silent"}, getList(t, srv).Header.Values("Date"))
	assert.Equal(t, []string{"its own"}, getList(t, srv).Header.Values("Date"))
}

// A client that has lost an answer asks what was made since it began, and has only the server's word
// for what time it is.
func TestTheClientTellsItsOwnInvitationWhateverTheClockSays(t *testing.T) {
	t.Parallel()
	for _, now := range []time.Time{start.AddDate(-10, 0, 0), start.AddDate(10, 0, 0)} {
		srv := newServer(t)
		srv.SetTime(now)
		older := srv.AddInvitation("old@example.com")
		srv.Advance(2 * time.Minute)
		srv.Inject(invitationstest.CutAfter().On(invitationstest.Create).Times(2))
		client := srv.Client(invitations.WithRetry(invitations.RetryPolicy{InitialInterval: time.Millisecond}))

		found, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com"})
		require.NoError(t, err)
		assert.Equal(t, srv.Emails()[0].InvitationID, found.ID)

		_, err = client.Create(t.Context(), invitations.CreateParams{EmailAddress: "old@example.com"})
		require.ErrorIs(t, err, invitations.ErrAlreadyInvited)
		assert.Equal(t, older, srv.Invitations()[0].ID)
		assert.Len(t, srv.Emails(), 1)
	}
}
