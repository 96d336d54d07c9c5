package invitationstest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestTheClientOfAServerTalksToIt(t *testing.T) {
	t.Parallel()
	srv := newServer(t, invitationstest.WithSecretKey("sk_test_of_this_test"))
	assert.Regexp(t, `^http://127\.0\.0\.1:\d+$`, srv.URL)
	client := srv.Client(invitations.WithUserAgent("a-test/1"))
	made, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com"})
	require.NoError(t, err)
	assert.Equal(t, srv.Invitations()[0].ID, made.ID)
	assert.Equal(t, "/v1/invitations", srv.Requests()[0].Path)
	assert.Equal(t, "a-test/1", srv.Requests()[0].Header.Get("User-Agent"))
}

// watchedTB is a test that may fail without failing the one around it.
type watchedTB struct {
	testing.TB
	mu       sync.Mutex
	cleanups []func()
	errors   []string
	fatal    string
}

func (tb *watchedTB) Helper()          {}
func (tb *watchedTB) Cleanup(f func()) { tb.cleanups = append(tb.cleanups, f) }

func (tb *watchedTB) Errorf(format string, args ...any) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.errors = append(tb.errors, fmt.Sprintf(format, args...))
}

func (tb *watchedTB) Fatalf(format string, args ...any) {
	tb.fatal = fmt.Sprintf(format, args...)
	panic(tb)
}

func (tb *watchedTB) end() {
	for _, f := range tb.cleanups {
		f()
	}
}

func TestAClientThatCannotBeMadeFailsTheTestAndKeepsTheKey(t *testing.T) {
	t.Parallel()
	tb := &watchedTB{TB: t}
	defer tb.end()
	srv := invitationstest.NewServer(tb, invitationstest.WithSecretKey("pk_test_public"))
	assert.PanicsWithValue(t, tb, func() { srv.Client() })
	assert.NotEmpty(t, tb.fatal)
	assert.NotContains(t, tb.fatal, "pk_test_public")
}

func TestServerClosesWithTheTest(t *testing.T) {
	t.Parallel()
	tb := &watchedTB{TB: t}
	srv := invitationstest.NewServer(tb)
	require.Equal(t, 200, getList(t, srv).Status)
	srv.Inject(invitationstest.CutBefore())
	_, err := try(t, srv, http.MethodGet, "/v1/invitations", "")
	require.Error(t, err)
	tb.end()
	assert.Empty(t, tb.errors, "a cut is no panic")
	_, err = try(t, srv, http.MethodGet, "/v1/invitations", "")
	require.Error(t, err)
}

func TestPanicOfAFuncFailsTheTest(t *testing.T) {
	t.Parallel()
	tb := &watchedTB{TB: t}
	srv := invitationstest.NewServer(tb)
	srv.Inject(invitationstest.Func(func(http.ResponseWriter, *http.Request, http.Handler) { panic("oh no") }))
	_, err := try(t, srv, http.MethodGet, "/v1/invitations", "")
	require.Error(t, err)
	srv.Close() // no goroutine of the server is left
	require.Empty(t, tb.errors, "only the test's own goroutine says that it has failed")
	tb.end()
	require.Len(t, tb.errors, 1)
	assert.Empty(t, tb.fatal)
	assert.Contains(t, tb.errors[0], "oh no")
}

func TestCloseDoesNotWaitForAFuncThatHangs(t *testing.T) {
	t.Parallel()
	srv := invitationstest.NewServer(t) // not recorded: it is not to close with the server in front of it
	release := make(chan struct{})
	defer close(release)
	fault, at := reached(func(http.ResponseWriter, *http.Request, http.Handler) { <-release })
	srv.Inject(fault)
	ended := stalled(t.Context(), t, srv)
	<-at
	began := time.Now()
	srv.Close()
	assert.Less(t, time.Since(began), 30*time.Second)
	require.Error(t, <-ended)
}

func TestAHandlerWorksBehindAnotherServer(t *testing.T) {
	t.Parallel()
	h := invitationstest.NewHandler()
	outer := httptest.NewServer(h)
	t.Cleanup(outer.Close)
	t.Cleanup(h.Close)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, outer.URL+"/v1/invitations", strings.NewReader(ada))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+h.SecretKey)
	res, err := plain.Do(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Equal(t, 200, res.StatusCode)
	assert.Len(t, h.Emails(), 1)
}

func TestConcurrentUseLosesNothing(t *testing.T) {
	t.Parallel()
	srv := newServer(t, invitationstest.WithRateLimits(), invitationstest.WithSecretKey("sk_live_a"))
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 10 {
				a, err := try(t, srv, http.MethodPost, "/v1/invitations", fmt.Sprintf(`{"email_address":"p%d-%d@example.com"}`, i, j))
				if !assert.NoError(t, err) || !assert.Equal(t, 200, a.Status) {
					return
				}
				_, err = try(t, srv, http.MethodGet, "/v1/invitations?order_by=email_address&paginated=true", "")
				assert.NoError(t, err)
				all := srv.Invitations()
				switch v := all[(i*31+j)%len(all)]; j % 3 {
				case 0:
					_ = srv.Accept(v.ID)
				case 1:
					_, err = try(t, srv, http.MethodPost, "/v1/invitations/"+v.ID+"/revoke", "")
				case 2:
					srv.Seed(2)
					_, err = try(t, srv, http.MethodDelete, "/v1/invitations/"+v.ID, "")
				}
				assert.NoError(t, err)
				srv.Advance(time.Millisecond)
				srv.AddUser("u@example.com")
				srv.Inject(invitationstest.Fault{})
				_, _, _ = srv.Requests(), srv.Emails(), srv.FaultsLeft()
			}
		})
	}
	wg.Wait()
	assert.Len(t, srv.Emails(), 80)
	ids := map[string]bool{}
	for _, v := range srv.Invitations() {
		ids[v.ID] = true
	}
	assert.Len(t, ids, len(srv.Invitations()))
}

func TestOnlyOneOfConcurrentCreatesWins(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	count := countStatuses(t, srv, 10, http.MethodPost, ada)
	assert.Equal(t, map[int]int{200: 1, 400: 9}, count)
	assert.Len(t, srv.Emails(), 1)
}
