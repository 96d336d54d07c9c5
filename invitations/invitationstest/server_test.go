package invitationstest_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestClientOfAServer(t *testing.T) {
	t.Parallel()
	srv := newServer(t, invitationstest.WithSecretKey("sk_test_of_this_test"))
	assert.Regexp(t, `^http://127\.0\.0\.1:\d+/v1$`, srv.URL)
	client := srv.Client(invitations.WithUserAgent("a-test/1"))
	created, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com"})
	require.NoError(t, err)
	assert.Equal(t, srv.Invitations()[0].ID, created.ID)
	assert.Equal(t, "/v1/invitations", srv.Requests()[0].Path)
	assert.Equal(t, "a-test/1", srv.Requests()[0].Header.Get("User-Agent"))

	srv.Close()
	_, err = client.List(t.Context(), invitations.ListParams{}, invitations.WithoutRetry())
	require.Error(t, err, "it is called over loopback")
}

// watchedTB is a test that may fail without failing the one around it.
type watchedTB struct {
	testing.TB
	cleanups []func()
	errors   []string
}

func (tb *watchedTB) Helper()          {}
func (tb *watchedTB) Cleanup(f func()) { tb.cleanups = append(tb.cleanups, f) }

func (tb *watchedTB) Errorf(format string, args ...any) {
	tb.errors = append(tb.errors, fmt.Sprintf(format, args...))
}

func (tb *watchedTB) end() {
	for _, f := range tb.cleanups {
		f()
	}
}

func TestClientWithAnInvalidKeyPanics(t *testing.T) {
	t.Parallel()
	srv := newServer(t, invitationstest.WithSecretKey("pk_test_public"))
	defer func() { assert.NotContains(t, recover(), "pk_test_public") }()
	srv.Client()
}

func TestServerClosesWithTheTest(t *testing.T) {
	t.Parallel()
	tb := &watchedTB{TB: t}
	srv := invitationstest.NewServer(tb)
	require.Equal(t, 200, do(t, srv, listing, "").Status)
	srv.Inject(invitationstest.Cut())
	_, err := try(t, srv, listing, "")
	require.Error(t, err)
	tb.end()
	assert.Empty(t, tb.errors, "a cut is no panic")
	_, err = try(t, srv, listing, "")
	require.Error(t, err)
}

func TestPanicOfAFuncFailsTheTest(t *testing.T) {
	t.Parallel()
	tb := &watchedTB{TB: t}
	srv := invitationstest.NewServer(tb)
	srv.Inject(invitationstest.Func(func(http.ResponseWriter, *http.Request, http.Handler) { panic("oh no") }))
	_, err := try(t, srv, listing, "")
	require.Error(t, err)
	srv.Close()
	require.Empty(t, tb.errors, "only the goroutine of the test may call Errorf")
	tb.end()
	require.Len(t, tb.errors, 1)
	assert.Contains(t, tb.errors[0], "oh no")
}

// The race detector watches this.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	srv := newServer(t, invitationstest.WithRateLimits(), invitationstest.WithSecretKey("sk_live_a"))
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 10 {
				res, err := try(t, srv, create, fmt.Sprintf(`{"email_address":"p%d-%d@example.com"}`, i, j))
				assert.NoError(t, err)
				assert.Equal(t, 200, res.Status)
				all := srv.Invitations()
				id := all[(i*31+j)%len(all)].ID
				for _, target := range []string{"GET /v1/invitations?order_by=email_address", revoke(id), remove(id)} {
					_, err = try(t, srv, target, "")
					assert.NoError(t, err)
				}
				_ = srv.Accept(id)
				srv.Seed(1)
				srv.AddUser("u@example.com")
				srv.Advance(time.Millisecond)
				srv.Inject(invitationstest.Fault{})
				_, _, _ = srv.Requests(), srv.Emails(), srv.FaultsLeft()
			}
		})
	}
	wg.Wait()
	assert.Len(t, srv.Emails(), 80)
}
