package invitationstest_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestCuts(t *testing.T) {
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

// inProcess calls a handler without a network, as a test in a synctest bubble has to.
type inProcess struct{ http.Handler }

func (h inProcess) RoundTrip(r *http.Request) (res *http.Response, err error) {
	w := httptest.NewRecorder()
	defer func() {
		if p := recover(); p != nil {
			if p != any(http.ErrAbortHandler) {
				panic(p)
			}
			res, err = nil, io.ErrUnexpectedEOF
			if r.Context().Err() != nil {
				err = r.Context().Err()
			}
		}
	}()
	h.ServeHTTP(w, r)
	return w.Result(), nil
}

func inProcessCreate(ctx context.Context, h *invitationstest.Handler) (status int, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://api.clerk.com/v1/invitations", strings.NewReader(ada))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Authorization", "Bearer "+h.SecretKey)
	res, err := inProcess{h}.RoundTrip(req)
	if err != nil {
		return 0, err
	}
	return res.StatusCode, res.Body.Close()
}

func TestInProcess(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := invitationstest.NewHandler()
		h.Inject(invitationstest.Delay(time.Hour), invitationstest.CutBefore(), invitationstest.CutAfter(),
			invitationstest.Truncate(), invitationstest.StallBefore(), invitationstest.Delay(time.Hour), invitationstest.StallAfter())
		began := time.Now()
		status, err := inProcessCreate(t.Context(), h)
		require.NoError(t, err)
		assert.Equal(t, 200, status)
		assert.Equal(t, time.Hour, time.Since(began))
		assert.Equal(t, began.Add(time.Hour).UnixMilli(), h.Invitations()[0].CreatedAt.UnixMilli())

		for range 3 {
			_, err = inProcessCreate(t.Context(), h)
			require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		}
		for range 2 { // a stall, and a delay that is longer than the caller waits
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			began = time.Now()
			_, err = inProcessCreate(ctx, h)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			assert.Equal(t, time.Minute, time.Since(began))
			cancel()
		}
		go func() {
			time.Sleep(time.Minute)
			h.Close()
			h.Close()
		}()
		_, err = inProcessCreate(t.Context(), h)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		assert.Zero(t, h.FaultsLeft())
		synctest.Wait()
	})
}

func TestInProcessLeavesTheRequestAlone(t *testing.T) {
	t.Parallel()
	h := invitationstest.NewHandler()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://api.clerk.com/v1/invitations", nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+h.SecretKey)
	require.Nil(t, req.Body)
	res, err := inProcess{h}.RoundTrip(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Equal(t, 200, res.StatusCode)
	assert.Nil(t, req.Body)
	assert.Empty(t, req.Pattern)
	assert.Equal(t, "Bearer "+h.SecretKey, req.Header.Get("Authorization"))
}
