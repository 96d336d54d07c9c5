package invitationstest_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func createByTransport(ctx context.Context, h *invitationstest.Handler) (status int, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://api.clerk.com/v1/invitations", strings.NewReader(ada))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Authorization", "Bearer "+h.SecretKey)
	res, err := invitationstest.NewTransport(h).RoundTrip(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.ContentLength != int64(len(body)) {
		err = fmt.Errorf("%d bytes instead of %d", len(body), res.ContentLength)
	}
	return res.StatusCode, err
}

func TestFaultsOfTheTransport(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := invitationstest.NewHandler()
		h.Inject(invitationstest.Delay(time.Hour), invitationstest.Cut(), invitationstest.Cut().AfterWork(),
			invitationstest.Truncate(), invitationstest.Stall(), invitationstest.Delay(time.Hour), invitationstest.Stall().AfterWork())
		began := time.Now()
		status, err := createByTransport(t.Context(), h)
		require.NoError(t, err)
		assert.Equal(t, 200, status)
		assert.Equal(t, time.Hour, time.Since(began))
		assert.Equal(t, began.Add(time.Hour).UnixMilli(), h.Invitations()[0].CreatedAt.UnixMilli())

		for _, want := range []error{io.EOF, io.EOF, io.ErrUnexpectedEOF} {
			_, err = createByTransport(t.Context(), h)
			require.ErrorIs(t, err, want)
		}
		for range 2 { // a stall, and a delay that is longer than the caller waits
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			began = time.Now()
			_, err = createByTransport(ctx, h)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			assert.Equal(t, time.Minute, time.Since(began))
			cancel()
		}
		go func() {
			time.Sleep(time.Minute)
			h.Close()
			h.Close()
		}()
		_, err = createByTransport(t.Context(), h)
		require.ErrorIs(t, err, io.EOF)
		assert.Zero(t, h.FaultsLeft())
		synctest.Wait()
	})
}

func TestClientOfAHandler(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := invitationstest.NewHandler(invitationstest.WithSecretKey("sk_test_of_this_test"))
		h.Inject(invitationstest.Stall())
		created, err := h.Client(invitations.WithUserAgent("a-test/1")).Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com"})
		require.NoError(t, err)
		assert.Equal(t, h.Invitations()[0].ID, created.ID)
		assert.Equal(t, "a-test/1", h.Requests()[1].Header.Get("User-Agent"))
		assert.Panics(t, func() { h.Client(invitations.WithTimeout(-1)) })
	})
}

func TestTransportDoesNotChangeTheRequest(t *testing.T) {
	t.Parallel()
	h := invitationstest.NewHandler()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://api.clerk.com/v1/invitations", nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+h.SecretKey)
	res, err := invitationstest.NewTransport(h).RoundTrip(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	assert.Equal(t, 200, res.StatusCode)
	assert.Same(t, req, res.Request)
	assert.Nil(t, req.Body)
	assert.Empty(t, req.Pattern)
	assert.Equal(t, "Bearer "+h.SecretKey, req.Header.Get("Authorization"))
}

func TestTransportPassesOnOtherPanics(t *testing.T) {
	t.Parallel()
	broken := invitationstest.NewTransport(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("broken") }))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://api.clerk.com/v1/invitations", nil)
	require.NoError(t, err)
	assert.PanicsWithValue(t, "broken", func() { _, _ = broken.RoundTrip(req) }) //nolint:bodyclose // there is none
}
