package main

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestWhatIsUnderWayIsAnsweredBeforeTheServiceStops(t *testing.T) {
	t.Parallel()
	clerk := invitationstest.NewServer(t)
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	clerk.Inject(invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		stop()
		for err := error(nil); err == nil; { // until nobody listens any more
			var conn net.Conn
			if conn, err = new(net.Dialer).DialContext(r.Context(), "tcp", listener.Addr().String()); err == nil {
				_ = conn.Close()
			}
		}
		next.ServeHTTP(w, r)
	}))
	stopped := make(chan error, 1)
	go func() {
		stopped <- serve(ctx, listener, newHandler(clerk.Client(), slog.New(slog.DiscardHandler)))
	}()
	answer, err := request(t.Context(), t, "http://"+listener.Addr().String()) //nolint:bodyclose // request closes it
	require.NoError(t, err)
	assert.Equal(t, http.StatusCreated, answer.StatusCode)
	require.NoError(t, <-stopped)
}

func TestTheKeyDecidesWhereToConnect(t *testing.T) {
	clerk := invitationstest.NewServer(t)
	t.Setenv("CLERK_API_URL", clerk.URL)
	for mailed, key := range []string{"", clerk.SecretKey} {
		t.Setenv("CLERK_SECRET_KEY", key)
		client, err := connect(slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		answer, _ := post(t.Context(), client, ada)
		assert.Equal(t, http.StatusCreated, answer.Code)
		assert.Len(t, clerk.Emails(), mailed)
	}
	t.Setenv("CLERK_SECRET_KEY", "pk_test_public")
	require.ErrorIs(t, run(t.Context(), slog.New(slog.DiscardHandler)), invitations.ErrInvalid)
}
