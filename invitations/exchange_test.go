package invitations_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestEveryRequestHasTheClientsHeaders(t *testing.T) {
	t.Parallel()
	for _, operation := range operations {
		stub := newStub(t, respondWith(200, operation.success))
		client := stub.client(t, invitations.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			for _, values := range r.Header {
				_ = append(values, "mine") // as Header.Add does; it must not reach the next request
			}
			return stub.http.Transport.RoundTrip(r)
		})}))
		for range 2 {
			_, err := operation.call(t.Context(), client)
			require.NoError(t, err, operation.op)
		}
		require.Len(t, stub.sent(), 2)
		for _, request := range stub.sent() {
			assert.Equal(t, []string{"Bearer " + testKey}, request.Header["Authorization"], operation.op)
			assert.Equal(t, []string{"application/json"}, request.Header["Accept"], operation.op)
			assert.Equal(t, []string{"clerk-invitations-go/" + invitations.Version}, request.Header["User-Agent"], operation.op)
			assert.Equal(t, []string{"2026-05-12"}, request.Header["Clerk-Api-Version"], operation.op)
			assert.True(t, strings.HasPrefix(request.Path, "/proxied/v1/invitations"), operation.op)
			assert.NotContains(t, request.Query, "__clerk_api_version")
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
	for _, operation := range operations {
		_, err := operation.call(t.Context(), stub.client(t, invitations.WithTimeout(10*time.Second)))
		requireError(t, err, operation.op, 101)
	}
}

func TestContentTypeDoesNotMatter(t *testing.T) {
	t.Parallel()
	for _, contentType := range []string{"application/json; charset=utf-8", "text/plain", ""} {
		for _, operation := range operations {
			stub := newStub(t, respondWith(200, " \n"+operation.success+"\n", "Content-Type", contentType))
			_, err := operation.call(t.Context(), stub.client(t))
			assert.NoError(t, err, contentType)
			stub = newStub(t, respondWith(422, clerkError("form_param_missing", "{}"), "Content-Type", contentType))
			_, err = operation.call(t.Context(), stub.client(t))
			assert.Len(t, requireError(t, err, operation.op, 422).Details, 1, contentType)
		}
	}
}

func TestLostResponseIsAnErrorWithItsCause(t *testing.T) {
	t.Parallel()
	truncated := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5000")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, `{"object":"invitation","id":"inv_1"}`)
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}
	}
	for name, test := range map[string]struct {
		response http.HandlerFunc
		timeout  time.Duration
		status   int
		cause    error
		text     string
	}{
		"cut":             {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 0, 0, io.EOF, ": no response from HOST: EOF"},
		"truncated":       {truncated(200), 0, 200, io.ErrUnexpectedEOF, ": 200 from HOST: unexpected EOF"},
		"truncated error": {truncated(503), 0, 503, io.ErrUnexpectedEOF, ": 503 without Clerk's JSON from HOST (text/plain): [redacted]: unexpected EOF"},
		"stalled":         {stall, 100 * time.Millisecond, 0, context.DeadlineExceeded, ": no response from HOST: no complete response within 100ms (WithTimeout)"},
		"stalled body": {func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"object":`)
			_ = http.NewResponseController(w).Flush()
			stall(w, r)
		}, 100 * time.Millisecond, 200, context.DeadlineExceeded, ": 200 from HOST: no complete response within 100ms (WithTimeout)"},
	} {
		for _, operation := range operations {
			t.Run(name+"/"+operation.op, func(t *testing.T) {
				t.Parallel()
				stub := newStub(t, test.response)
				result, err := operation.call(t.Context(), stub.client(t, invitations.WithTimeout(test.timeout)))
				assert.Nil(t, result)
				requireError(t, err, operation.op, test.status)
				assert.ErrorIs(t, err, test.cause)
				assert.Contains(t, strings.Replace(err.Error(), strings.TrimPrefix(stub.URL, "http://"), "HOST", 1), "invitations: "+operation.op+test.text)
			})
		}
	}
}

func TestTransportErrorIsKeptWithoutTheURL(t *testing.T) {
	t.Parallel()
	params := invitations.ListParams{Query: "ada@example.com"}
	client, err := invitations.New(testKey, invitations.WithBaseURL("http://127.0.0.1:1"), invitations.WithoutRetry())
	require.NoError(t, err)
	_, err = client.List(t.Context(), params)
	requireError(t, err, "List", 0)
	assert.Contains(t, err.Error(), "connect")
	assert.NotContains(t, err.Error(), "ada")

	noTunnel := errors.New("net/http: i/o timeout of the tunnel")
	_, err = client.List(t.Context(), params, invitations.WithHTTPClient(&http.Client{
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			return nil, errors.Join(noTunnel, &url.Error{Op: "Dial", URL: r.URL.String(), Err: io.EOF})
		}),
	}))
	require.ErrorIs(t, err, noTunnel)
	assert.Contains(t, err.Error(), noTunnel.Error())
	require.ErrorIs(t, err, io.EOF)
	assert.NotContains(t, err.Error(), "ada")
}

func TestTimeoutDeadlineAndCancellationAreDistinct(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(invitations.WithoutRetry())
		server.Inject(invitationstest.Stall().Always())
		_, err := client.List(t.Context(), invitations.ListParams{}, invitations.WithTimeout(time.Second))
		assert.EqualError(t, err, "invitations: List: no response from api.clerk.com: no complete response within 1s (WithTimeout): no attempt is left after 1 in 1s")
		var timeout interface{ Timeout() bool }
		require.ErrorAs(t, err, &timeout)
		assert.True(t, timeout.Timeout())

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err = client.List(ctx, invitations.ListParams{}, invitations.WithTimeout(0))
		assert.EqualError(t, err, "invitations: List: no response from api.clerk.com: context deadline exceeded")
		assert.ErrorIs(t, err, context.DeadlineExceeded)

		shuttingDown := errors.New("shutting down")
		canceled, cancelCause := context.WithCancelCause(t.Context())
		cancelCause(shuttingDown)
		_, err = client.List(canceled, invitations.ListParams{})
		requireError(t, err, "List", 0)
		assert.ErrorIs(t, err, context.Canceled)
		assert.ErrorIs(t, err, shuttingDown)
	})
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := newStub(t, respondWith(200, pendingJSON))
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, operation := range operations {
			for _, location := range []string{elsewhere.URL + "/v1/invitations", ""} {
				stub := newStub(t, respondWith(status, "", "Location", location))
				follow := *stub.http
				follow.CheckRedirect = func(*http.Request, []*http.Request) error { return nil }
				var got invitations.Response
				_, err := operation.call(t.Context(), stub.client(t, invitations.WithHTTPClient(&follow)), invitations.WithResponse(&got))
				requireError(t, err, operation.op, status)
				assert.Equal(t, location, got.Header.Get("Location"))
				assert.Len(t, stub.sent(), 1)
			}
		}
	}
	assert.Empty(t, elsewhere.sent())
}

// http.Client drops the response.
func TestRedirectWithMalformedLocationIsNoResponse(t *testing.T) {
	t.Parallel()
	for _, location := range []string{"%zz", "http://[::1/v1", "http://ada@example.com:x/?ticket=s3cr3t"} {
		stub := newStub(t, respondWith(302, "moved", "Location", location))
		for _, operation := range operations {
			_, err := operation.call(t.Context(), stub.client(t))
			assertNoSecrets(t, requireError(t, err, operation.op, 0).Error(), testKey, "ada@", "s3cr3t")
		}
	}
}

// emptyPage returns a page whose body has a number of bytes.
func emptyPage(size int) string {
	const head, tail = `{"data":[],"total_count":0,"pad":"`, `"}`
	return head + strings.Repeat("x", size-len(head)-len(tail)) + tail
}

// endlessResponse returns a handler whose response does not end.
func endlessResponse(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		block := bytes.Repeat([]byte(`{"errors":[`), 1<<16)
		for r.Context().Err() == nil {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}
}

func compressed(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Encoding", "gzip")
	zip := gzip.NewWriter(w)
	_, _ = io.WriteString(zip, emptyPage(maxBody+1))
	_ = zip.Close()
}

func TestResponsesAreReadUpTo8MiB(t *testing.T) {
	t.Parallel()
	_, err := newStub(t, respondWith(200, emptyPage(maxBody))).client(t).List(t.Context(), invitations.ListParams{})
	require.NoError(t, err)
	for name, test := range map[string]struct {
		op       string
		status   int
		response http.HandlerFunc
	}{
		"one byte more": {"List", 200, respondWith(200, emptyPage(maxBody+1))},
		"compressed":    {"List", 200, compressed},
		"endless":       {"List", 200, endlessResponse(200)},
		"endless 403":   {"Delete", 403, endlessResponse(403)},
		"endless 502":   {"List", 502, endlessResponse(502)},
		"create":        {"Create", 200, endlessResponse(200)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stub := newStub(t, test.response)
			var got invitations.Response
			_, err := operationNamed(test.op).call(t.Context(), stub.client(t, invitations.WithRetry(invitations.RetryPolicy{})), invitations.WithResponse(&got))
			failure := requireError(t, err, test.op, test.status)
			assert.Contains(t, failure.Error(), "larger than 8388608 bytes")
			assert.Len(t, failure.Body, 64<<10)
			assert.Equal(t, test.status == 502, errors.Is(err, invitations.ErrServer))
			assert.Equal(t, test.op == "Create", errors.Is(err, invitations.ErrOutcomeUnknown))
			assert.Equal(t, 1, got.Attempts)
			if test.op != "Create" { // which looks up what became of it
				assert.Len(t, stub.sent(), 1)
			}
		})
	}
}

func TestConnectionsAreReusedAndBodiesClosed(t *testing.T) {
	t.Parallel()
	for _, response := range []http.HandlerFunc{
		respondWith(200, "[]"), respondWith(200, "nope"), respondWith(302, "", "Location", "/"), respondWith(503, clerkError("x", "{}")),
	} {
		stub := newStub(t, response)
		var opened, closed atomic.Int32
		client := stub.client(t, invitations.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			resp, err := stub.http.Transport.RoundTrip(r)
			if err == nil {
				opened.Add(1)
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
		assert.EqualValues(t, 5, opened.Load())
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
	stub := newStub(t, respondWith(200, pendingJSON))
	client := stub.client(t)
	var wg sync.WaitGroup
	const calls = 50
	for i := range calls {
		wg.Go(func() {
			var opts []invitations.Option
			if i%2 == 0 {
				opts = append(opts, invitations.WithHeader("X-Even", "yes"), invitations.WithResponse(new(invitations.Response)))
			}
			_, err := client.Create(t.Context(), ada, opts...)
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	assert.Len(t, stub.sent(), calls)
}
