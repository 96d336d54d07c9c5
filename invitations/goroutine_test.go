package invitations_test

import (
	"context"
	"net/http"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// sequences are the operations, and those built from several.
func sequences() []operation {
	return append(slices.Clone(operations),
		operation{op: "All", call: func(ctx context.Context, c *invitations.Client, opts ...invitations.Option) (any, error) {
			for _, err := range c.All(ctx, invitations.ListParams{}, opts...) {
				return nil, err
			}
			return nil, nil
		}},
		operation{op: "CreateAll", call: func(ctx context.Context, c *invitations.Client, opts ...invitations.Option) (any, error) {
			for _, err := range c.CreateAll(ctx, slices.Values(people(11)), opts...) {
				return nil, err
			}
			return nil, nil
		}},
	)
}

func TestPanicAndFailNowOfATransportReachTheCaller(t *testing.T) {
	t.Parallel()
	for _, test := range sequences() {
		panics := newClient(t, roundTripper(func(*http.Request) (*http.Response, error) { panic("of the transport") }))
		assert.PanicsWithValue(t, "of the transport", func() { _, _ = test.call(t.Context(), panics) }, test.op)

		exits := newClient(t, roundTripper(func(*http.Request) (*http.Response, error) {
			runtime.Goexit() // as t.FailNow does
			return nil, nil
		}))
		done, returned := make(chan struct{}), false
		go func() {
			defer close(done)
			_, _ = test.call(t.Context(), exits)
			returned = true
		}()
		<-done
		assert.False(t, returned, test.op)
	}
}

// Not parallel: it counts the goroutines of the process.
func TestLibraryStartsNoGoroutine(t *testing.T) {
	server, client := newInProcess()
	server.Seed(1000)
	before, count := runtime.NumGoroutine(), 0
	for _, err := range client.All(t.Context(), invitations.ListParams{Limit: 100}) {
		require.NoError(t, err)
		require.LessOrEqual(t, runtime.NumGoroutine(), before)
		count++
	}
	for _, err := range client.CreateAll(t.Context(), slices.Values(people(100))) {
		require.NoError(t, err)
		require.LessOrEqual(t, runtime.NumGoroutine(), before)
		count++
	}
	assert.Equal(t, 1100, count)
}
