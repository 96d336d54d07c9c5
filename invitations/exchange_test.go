package invitations_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
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

func TestSwitchingProtocolsIsAnError(t *testing.T) {
	t.Parallel()
	stub := newStub(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
		t.Cleanup(func() { _ = conn.Close() }) // not before the test is over
	})
	_, err := stub.client(t, invitations.WithTimeout(10*time.Second)).List(t.Context(), invitations.ListParams{})
	requireError(t, err, "List", 101)
}

func TestContentTypeDoesNotMatter(t *testing.T) {
	t.Parallel()
	for _, contentType := range []string{"application/json; charset=utf-8", "text/plain", ""} {
		for _, operation := range operations {
			_, err := operation.call(t.Context(), newClient(t, returning(200, " \n"+operation.success+"\n", "Content-Type", contentType)))
			assert.NoError(t, err, contentType)
			_, err = operation.call(t.Context(), newClient(t, returning(422, clerkError("form_param_missing", "{}"), "Content-Type", contentType)))
			assert.Len(t, requireError(t, err, operation.op, 422).Details, 1, contentType)
		}
	}
}

func TestLostResponseIsAnErrorWithItsCause(t *testing.T) {
	t.Parallel()
	cut := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	// partial returns a part of a response.
	partial := func(status int, next http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "5000")
			respondWith(status, pendingJSON)(w, r)
			_ = http.NewResponseController(w).Flush()
			next(w, r)
		}
	}
	for name, test := range map[string]struct {
		response http.HandlerFunc
		timeout  time.Duration
		status   int
		cause    error
	}{
		"cut":             {cut, time.Minute, 0, io.EOF},
		"truncated":       {partial(200, cut), time.Minute, 200, io.ErrUnexpectedEOF},
		"truncated error": {partial(503, cut), time.Minute, 503, io.ErrUnexpectedEOF},
		"stalled":         {stall, 100 * time.Millisecond, 0, context.DeadlineExceeded},
		"stalled body":    {partial(200, stall), 100 * time.Millisecond, 200, context.DeadlineExceeded},
	} {
		for _, operation := range operations {
			t.Run(name+"/"+operation.op, func(t *testing.T) {
				t.Parallel()
				result, err := operation.call(t.Context(), newStub(t, test.response).client(t, invitations.WithTimeout(test.timeout)))
				assert.Nil(t, result)
				requireError(t, err, operation.op, test.status)
				assert.ErrorIs(t, err, test.cause)
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
	elsewhere := newStub(t, respondWith(200, pendingJSON))
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, operation := range operations {
			stub := newStub(t, respondWith(status, "", "Location", elsewhere.URL))
			follow := *stub.http
			follow.CheckRedirect = func(*http.Request, []*http.Request) error { return nil }
			var got invitations.Response
			_, err := operation.call(t.Context(), stub.client(t, invitations.WithHTTPClient(&follow)), invitations.WithResponse(&got))
			requireError(t, err, operation.op, status)
			assert.Equal(t, elsewhere.URL, got.Header.Get("Location"))
			assert.Len(t, stub.sent(), 1)
		}
	}
	assert.Empty(t, elsewhere.sent())
}

// emptyPage returns a page whose body has a number of bytes.
func emptyPage(size int) string {
	const head, tail = `{"data":[],"total_count":0,"pad":"`, `"}`
	return head + strings.Repeat("x", size-len(head)-len(tail)) + tail
}

// An endless is a body that does not end.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return copy(p, `{"errors":[`), nil }

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
			return &http.Response{StatusCode: test.status, Body: io.NopCloser(endless{})}, nil
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

func TestConnectionsAreReusedAndBodiesClosed(t *testing.T) {
	t.Parallel()
	for _, response := range []http.HandlerFunc{
		respondWith(200, "[]"), respondWith(200, "nope"), respondWith(302, "", "Location", "/"), respondWith(503, clerkError("x", "{}")),
	} {
		stub := newStub(t, response)
		var closed atomic.Int32
		client := stub.client(t, invitations.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			resp, err := stub.http.Transport.RoundTrip(r)
			if err == nil {
				resp.Body = closeCounter{resp.Body, &closed}
			}
			return resp, err
		})}))
		for range 5 {
			_, _ = client.List(t.Context(), invitations.ListParams{})
		}
		connections := map[string]bool{}
		for _, request := range stub.sent() {
			connections[request.Remote] = true
		}
		assert.Len(t, connections, 1)
		assert.EqualValues(t, 5, closed.Load())
	}
}

type closeCounter struct {
	io.ReadCloser
	closed *atomic.Int32
}

func (c closeCounter) Close() error {
	c.closed.Add(1)
	return c.ReadCloser.Close()
}

func TestClientIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	_, client := newInProcess()
	var wg sync.WaitGroup
	for i, p := range people(20) {
		wg.Go(func() {
			var response invitations.Response
			inv, err := client.Create(t.Context(), p, invitations.WithHeader("X-Index", p.EmailAddress), invitations.WithResponse(&response))
			if assert.NoError(t, err) {
				assert.Equal(t, p.EmailAddress, inv.EmailAddress, i)
				assert.Contains(t, string(response.Body), inv.ID)
			}
		})
	}
	wg.Wait()
}
