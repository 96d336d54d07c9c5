package invitations_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func TestEveryRequestHasTheClientsHeaders(t *testing.T) {
	t.Parallel()
	for _, operation := range operations {
		client := newClient(t, roundTripper(func(r *http.Request) (*http.Response, error) {
			for name, want := range map[string]string{
				"Authorization":     "Bearer " + testKey,
				"Accept":            "application/json",
				"User-Agent":        "clerk-invitations-go/" + invitations.Version,
				"Clerk-Api-Version": "2026-05-12",
			} {
				assert.Equal(t, []string{want}, r.Header[name], operation.op)
				_ = append(r.Header[name], "mine") // as Header.Add does; it must not reach the next request
			}
			assert.True(t, strings.HasPrefix(r.URL.String(), "https://proxy.example/clerk/v1/invitations"), operation.op)
			assert.NotContains(t, r.URL.RawQuery, "__clerk_api_version")
			return returning(200, operation.success).RoundTrip(r)
		}), invitations.WithBaseURL("https://proxy.example/clerk/v1"))
		for range 2 {
			_, err := operation.call(t.Context(), client)
			require.NoError(t, err, operation.op)
		}
	}
}

func TestLostResponseIsAnErrorWithItsCause(t *testing.T) {
	t.Parallel()
	cut := failing(io.ErrUnexpectedEOF)
	for name, test := range map[string]struct {
		status int // 0 if there is no response
		end    http.RoundTripper
		cause  error
	}{
		"cut":             {0, cut, io.ErrUnexpectedEOF},
		"truncated":       {200, cut, io.ErrUnexpectedEOF},
		"truncated error": {503, cut, io.ErrUnexpectedEOF},
		"stalled":         {0, stalled, context.DeadlineExceeded},
		"stalled body":    {200, stalled, context.DeadlineExceeded},
	} {
		for _, operation := range operations {
			t.Run(name+"/"+operation.op, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					client := newClient(t, roundTripper(func(r *http.Request) (*http.Response, error) {
						if test.status == 0 {
							return test.end.RoundTrip(r)
						}
						body := readerFunc(func([]byte) (int, error) {
							_, err := test.end.RoundTrip(r) //nolint:bodyclose // there is none
							return 0, err
						})
						return &http.Response{StatusCode: test.status, Body: io.NopCloser(io.MultiReader(strings.NewReader(operation.success), body))}, nil
					}))
					result, err := operation.call(t.Context(), client)
					assert.Nil(t, result)
					requireError(t, err, operation.op, test.status)
					assert.ErrorIs(t, err, test.cause)
				})
			})
		}
	}
}

func TestTimeoutsAndCancellationKeepTheirCauses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newClient(t, stalled)
		_, err := client.List(t.Context(), invitations.ListParams{})
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		var timeout interface{ Timeout() bool }
		require.ErrorAs(t, err, &timeout)
		assert.True(t, timeout.Timeout())

		shuttingDown := errors.New("shutting down")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(shuttingDown) })
		for range 2 { // the second time before anything is sent
			var got invitations.Response
			_, err = client.List(ctx, invitations.ListParams{}, invitations.WithResponse(&got))
			assert.ErrorIs(t, err, context.Canceled)
			assert.ErrorIs(t, err, shuttingDown)
		}
	})
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, operation := range operations {
			stub := returning(status, "", "Location", "https://elsewhere.example/")
			var got invitations.Response
			_, err := operation.call(t.Context(), newClient(t, stub), invitations.WithResponse(&got))
			requireError(t, err, operation.op, status)
			assert.Equal(t, "https://elsewhere.example/", got.Header.Get("Location"))
			assert.Len(t, stub.sent, 1)
		}
	}
}

// emptyPage returns a page whose body has a number of bytes.
func emptyPage(size int) string {
	const head, tail = `{"data":[],"total_count":0,"pad":"`, `"}`
	return head + strings.Repeat("x", size-len(head)-len(tail)) + tail
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// endless is a body that does not end.
func endless() io.ReadCloser {
	return io.NopCloser(readerFunc(func(p []byte) (int, error) { return copy(p, `{"errors":[`), nil }))
}

func TestResponsesAreReadUpTo8MiB(t *testing.T) {
	t.Parallel()
	_, err := newClient(t, returning(200, emptyPage(maxBody))).List(t.Context(), invitations.ListParams{})
	require.NoError(t, err)
	_, err = newClient(t, returning(200, emptyPage(maxBody+1))).List(t.Context(), invitations.ListParams{})
	requireError(t, err, "List", 200)
	for _, test := range []struct {
		op     string
		status int
		want   error
	}{
		{"List", 200, nil}, {"Delete", 403, invitations.ErrForbidden}, {"List", 502, invitations.ErrServer}, {"Create", 200, invitations.ErrOutcomeUnknown},
	} {
		var got invitations.Response
		_, err := operationNamed(test.op).call(t.Context(), newClient(t, roundTripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: test.status, Body: endless()}, nil
		})), invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: 3}), invitations.WithResponse(&got))
		failure := requireError(t, err, test.op, test.status)
		assert.ErrorContains(t, err, "larger than 8388608 bytes")
		assert.Len(t, failure.Body, 64<<10)
		assert.Len(t, got.Body, maxBody)
		assert.Equal(t, 1, got.Attempts, "a retry would fail in the same way")
		for _, sentinel := range sentinels {
			assert.Equal(t, sentinel == test.want, errors.Is(err, sentinel)) //nolint:errorlint // they are compared as such
		}
	}
}

func TestSwitchingProtocolsIsAnError(t *testing.T) {
	t.Parallel()
	_, err := newClient(t, roundTripper(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusSwitchingProtocols, Body: endless()}, nil
	})).List(t.Context(), invitations.ListParams{})
	assert.Empty(t, requireError(t, err, "List", http.StatusSwitchingProtocols).Body, "what follows is not read")
}

func TestBodiesAreClosed(t *testing.T) {
	t.Parallel()
	for _, stub := range []*stub{returning(200, "[]"), returning(200, "nope"), returning(302, "", "Location", "/"), returning(503, clerkError("x", "{}"))} {
		closed := 0
		_, _ = newClient(t, roundTripper(func(r *http.Request) (*http.Response, error) {
			resp, err := stub.RoundTrip(r)
			resp.Body = closeCounter{resp.Body, &closed}
			return resp, err
		})).List(t.Context(), invitations.ListParams{})
		assert.Equal(t, 1, closed)
	}
}

type closeCounter struct {
	io.Reader
	closed *int
}

func (c closeCounter) Close() error {
	*c.closed++
	return nil
}

func TestClientIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	_, client := newInProcess()
	ps := people(20)
	inParallel(len(ps), func(i int) {
		var response invitations.Response
		inv, err := client.Create(t.Context(), ps[i], invitations.WithHeader("X-Index", ps[i].EmailAddress), invitations.WithResponse(&response))
		if assert.NoError(t, err) {
			assert.Equal(t, ps[i].EmailAddress, inv.EmailAddress)
			assert.Contains(t, string(response.Body), inv.ID)
		}
	})
}
