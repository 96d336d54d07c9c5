package invitationstest_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestACutEndsTheConnectionBeforeOrAfterTheWork(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.Inject(invitationstest.CutBefore(), invitationstest.CutAfter())

	_, err := try(t, srv, http.MethodPost, "/v1/invitations", ada)
	require.ErrorIs(t, err, io.EOF)
	assert.Empty(t, srv.Invitations())

	_, err = try(t, srv, http.MethodPost, "/v1/invitations", ada)
	require.ErrorIs(t, err, io.EOF)
	assert.Len(t, srv.Invitations(), 1)
	assert.Len(t, srv.Emails(), 1)

	for _, r := range srv.Requests() {
		assert.Zero(t, r.Status)
		assertBytes(t, ada, r.Body)
	}
}

// stalled starts a create that a fault stalls, and returns when the server has it.
func stalled(ctx context.Context, t *testing.T, srv *invitationstest.Server) <-chan error {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, srv.URL+"/v1/invitations", strings.NewReader(ada))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+srv.SecretKey)
	ended := make(chan error, 1)
	go func() {
		res, err := plain.Do(req)
		if err == nil {
			_ = res.Body.Close()
		}
		ended <- err
	}()
	return ended
}

// reached returns a fault and a channel that is closed when a request has met it and after is done.
func reached(f func(w http.ResponseWriter, r *http.Request, next http.Handler)) (invitationstest.Fault, <-chan struct{}) {
	at := make(chan struct{})
	return invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		close(at)
		f(w, r, next)
	}), at
}

func TestStallsEndWithTheClient(t *testing.T) {
	t.Parallel()
	for fault, made := range map[*invitationstest.Fault]int{
		ptr(invitationstest.StallBefore()): 0,
		ptr(invitationstest.StallAfter()):  1,
	} {
		srv := newServer(t)
		srv.Inject(*fault)
		ctx, cancel := context.WithCancel(t.Context())
		ended := stalled(ctx, t, srv)
		require.Eventually(t, func() bool {
			return len(srv.Requests()) == 1 && len(srv.Invitations()) == made
		}, 10*time.Second, time.Millisecond)
		select {
		case err := <-ended:
			t.Fatalf("answered: %v", err)
		default:
		}
		cancel()
		require.ErrorIs(t, <-ended, context.Canceled)
		srv.Close()
		assert.Len(t, srv.Invitations(), made)
		assert.Zero(t, srv.Requests()[0].Status)
	}
}

func ptr[T any](v T) *T { return &v }

func TestTheHandlerSeesThatTheClientHasGone(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	gone := make(chan struct{})
	fault, at := reached(func(_ http.ResponseWriter, r *http.Request, _ http.Handler) {
		<-r.Context().Done()
		close(gone)
	})
	srv.Inject(fault)
	ctx, cancel := context.WithCancel(t.Context())
	ended := stalled(ctx, t, srv)
	<-at
	cancel()
	<-gone
	require.Error(t, <-ended)
}

func TestCloseEndsWhatIsHeldUp(t *testing.T) {
	t.Parallel()
	for _, fault := range []invitationstest.Fault{
		invitationstest.StallBefore(),
		invitationstest.StallAfter(),
		invitationstest.Delay(time.Hour),
		invitationstest.Delay(time.Hour).AfterWork(),
	} {
		srv := newServer(t)
		srv.Inject(fault)
		ended := stalled(t.Context(), t, srv)
		require.Eventually(t, func() bool { return len(srv.Requests()) == 1 }, 10*time.Second, time.Millisecond)
		began := time.Now()
		srv.Close()
		require.Error(t, <-ended)
		assert.Less(t, time.Since(began), time.Second, "less than Close waits for what it cannot end")
		srv.Close()
	}
}
