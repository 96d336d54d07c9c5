package invitations_test

import (
	"context"
	"io"
	"math"
	"net/http"
	"net/http/cookiejar"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func TestEveryRequestHasTheClientsHeaders(t *testing.T) {
	t.Parallel()
	for _, operation := range operations {
		stub := newStub(t, answering(200, operation.success))
		_, err := operation.call(t, stub.client(t))
		require.NoError(t, err, operation.op)
		require.Len(t, stub.sent(), 1)
		header := stub.sent()[0].Header
		assert.Equal(t, []string{"Bearer " + testKey}, header["Authorization"], operation.op)
		assert.Equal(t, []string{"application/json"}, header["Accept"], operation.op)
		assert.Equal(t, []string{"clerk-invitations-go/" + invitations.Version}, header["User-Agent"], operation.op)
		assert.Equal(t, []string{"2026-05-12"}, header["Clerk-Api-Version"], operation.op)
		assert.True(t, strings.HasPrefix(stub.sent()[0].Path, "/proxied/v1/invitations"), operation.op)
		assert.NotContains(t, stub.sent()[0].Query, "__clerk_api_version")
	}
}

func TestACallsOptionWinsOverTheClients(t *testing.T) {
	t.Parallel()
	stub := newStub(t, answering(200, `[]`))
	other := newStub(t, answering(200, `[]`))
	client := stub.client(t,
		invitations.WithHeader("x-tenant", "one"), invitations.WithHeader("X-Kept", "kept\ttabbed"),
		invitations.WithUserAgent("app/1"), invitations.WithAPIVersion("2025-11-10"))

	_, err := client.List(t.Context(), invitations.ListParams{},
		invitations.WithBaseURL(other.URL), invitations.WithHeader("X-Tenant", "two"),
		invitations.WithUserAgent("app/2"), invitations.WithAPIVersion("2026-05-12"))
	require.NoError(t, err)
	_, err = client.List(t.Context(), invitations.ListParams{})
	require.NoError(t, err)

	require.Len(t, other.sent(), 1)
	changed := other.sent()[0].Header
	assert.Equal(t, []string{"two"}, changed["X-Tenant"])
	assert.Equal(t, "kept\ttabbed", changed.Get("X-Kept"))
	assert.Equal(t, "app/2", changed.Get("User-Agent"))
	assert.Equal(t, "2026-05-12", changed.Get("Clerk-Api-Version"))
	require.Len(t, stub.sent(), 1, "the client itself is as it was")
	unchanged := stub.sent()[0].Header
	assert.Equal(t, "one", unchanged.Get("X-Tenant"))
	assert.Equal(t, "app/1", unchanged.Get("User-Agent"))
	assert.Equal(t, "2025-11-10", unchanged.Get("Clerk-Api-Version"))
}

func TestOptionsAreCheckedByNewAndByEveryCall(t *testing.T) {
	t.Parallel()
	stub := newStub(t, answering(200, `{}`))
	client := stub.client(t)
	refused := []struct {
		field  string
		option invitations.Option
	}{
		{"opts", nil},
		{"WithBaseURL", invitations.WithBaseURL("")},
		{"WithBaseURL", invitations.WithBaseURL("api.clerk.com/v1")},
		{"WithBaseURL", invitations.WithBaseURL("https:api.clerk.com")},
		{"WithBaseURL", invitations.WithBaseURL("ftp://api.clerk.com")},
		{"WithBaseURL", invitations.WithBaseURL("http://api.clerk.com/v1")},
		{"WithBaseURL", invitations.WithBaseURL("http://127.0.0.1.example.com")},
		{"WithBaseURL", invitations.WithBaseURL("http://0.0.0.0")},
		{"WithBaseURL", invitations.WithBaseURL("https://key@api.clerk.com/v1")},
		{"WithBaseURL", invitations.WithBaseURL("https://api.clerk.com/v1?a=b")},
		{"WithBaseURL", invitations.WithBaseURL("https://api.clerk.com/v1?")},
		{"WithBaseURL", invitations.WithBaseURL("https://api.clerk.com/v1#x")},
		{"WithBaseURL", invitations.WithBaseURL("https://api.clerk.com/v1#")},
		{"WithBaseURL", invitations.WithBaseURL("https://:443/v1")},
		{"WithBaseURL", invitations.WithBaseURL("https://api.clerk.com/\n")},
		{"WithHTTPClient", invitations.WithHTTPClient(nil)},
		{"WithTimeout", invitations.WithTimeout(-1)},
		{"WithHeader", invitations.WithHeader("", "x")},
		{"WithHeader", invitations.WithHeader("X Y", "x")},
		{"WithHeader", invitations.WithHeader("X-É", "x")},
		{"WithHeader", invitations.WithHeader("X", "a\r\nY: b")},
		{"WithHeader", invitations.WithHeader("X", "a\x00")},
		{"WithHeader", invitations.WithHeader("authorization", "Bearer other")},
		{"WithHeader", invitations.WithHeader("host", "evil.example")},
		{"WithHeader", invitations.WithHeader("content-type", "text/plain")},
		{"WithHeader", invitations.WithHeader("Accept", "text/html")},
		{"WithHeader", invitations.WithHeader("user-agent", "x")},
		{"WithHeader", invitations.WithHeader("clerk-api-version", "x")},
		{"WithHeader", invitations.WithHeader("connection", "close")},
		{"WithHeader", invitations.WithHeader("content-length", "1")},
		{"WithHeader", invitations.WithHeader("te", "trailers")},
		{"WithHeader", invitations.WithHeader("idempotency-key", "1")},
		{"WithHeader", invitations.WithHeader("x-idempotency-key", "1")},
		{"WithHeader", invitations.WithHeader("accept-encoding", "br")},
		{"WithHeader", invitations.WithHeader("Transfer-Encoding", "chunked")},
		{"WithUserAgent", invitations.WithUserAgent("")},
		{"WithUserAgent", invitations.WithUserAgent("a\nb")},
		{"WithAPIVersion", invitations.WithAPIVersion("")},
		{"WithAPIVersion", invitations.WithAPIVersion("2026 05 12")},
		{"WithAPIVersion", invitations.WithAPIVersion("2025-03-12")},
		{"WithResponse", invitations.WithResponse(nil)},
		{"WithLogger", invitations.WithLogger(nil)},
		{"WithRetry", invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: -1})},
		{"WithRetry", invitations.WithRetry(invitations.RetryPolicy{InitialInterval: -1})},
		{"WithRetry", invitations.WithRetry(invitations.RetryPolicy{MaxInterval: -1})},
		{"WithRetry", invitations.WithRetry(invitations.RetryPolicy{MaxElapsedTime: -1})},
		{"WithRetry", invitations.WithRetry(invitations.RetryPolicy{MaxRetryAfter: -1})},
		{"WithRetry", invitations.WithRetry(invitations.RetryPolicy{Multiplier: 0.5})},
		{"WithRetry", invitations.WithRetry(invitations.RetryPolicy{Multiplier: math.NaN()})},
	}
	for _, test := range refused {
		_, err := invitations.New(testKey, test.option)
		requireRefusal(t, err, "New", test.field)
		for _, operation := range operations {
			_, err := operation.call(t, client, test.option)
			requireRefusal(t, err, operation.op, test.field)
		}
	}
	_, err := invitations.New(testKey, invitations.WithResponse(new(invitations.Response)))
	requireRefusal(t, err, "New", "WithResponse")
	assert.Empty(t, stub.sent())
}

func TestBaseURLIsTakenAsItIs(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{
		"https://api.clerk.com":          "https://api.clerk.com/invitations",
		"https://api.clerk.com/":         "https://api.clerk.com/invitations",
		"https://api.clerk.com/v1":       "https://api.clerk.com/v1/invitations",
		"https://proxy.example/clerk/v1": "https://proxy.example/clerk/v1/invitations",
		"https://proxy.example/a%2Fb//":  "https://proxy.example/a%2Fb/invitations",
		"http://localhost:8080":          "http://localhost:8080/invitations",
		"http://127.3.2.1/v2":            "http://127.3.2.1/v2/invitations",
		"http://[::1]:8080/v1/":          "http://[::1]:8080/v1/invitations",
	} {
		var got string
		transport := roundTripper(func(r *http.Request) (*http.Response, error) {
			got = r.URL.Scheme + "://" + r.URL.Host + r.URL.EscapedPath()
			return nil, context.Canceled
		})
		client, err := invitations.New(testKey, invitations.WithBaseURL(base), invitations.WithoutRetry(),
			invitations.WithHTTPClient(&http.Client{Transport: transport}))
		require.NoError(t, err, base)
		_, err = client.List(t.Context(), invitations.ListParams{})
		require.ErrorIs(t, err, context.Canceled)
		assert.Equal(t, want, got)
	}
}

func TestTheCallersHTTPClientIsCopiedAndRespected(t *testing.T) {
	t.Parallel()
	stub := newStub(t, answering(200, `[]`, "Set-Cookie", "edge=1"))
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	passed := 0
	own := &http.Client{Jar: jar, Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		passed++
		return http.DefaultTransport.RoundTrip(r)
	})}
	client := stub.client(t, invitations.WithHTTPClient(own))
	for range 2 {
		_, err := client.List(t.Context(), invitations.ListParams{})
		require.NoError(t, err)
	}
	assert.Equal(t, 2, passed)
	assert.Equal(t, "edge=1", stub.sent()[1].Header.Get("Cookie"))
	assert.Nil(t, own.CheckRedirect)
	assert.Zero(t, own.Timeout)
}

func TestEveryAttemptHasATimeoutByDefault(t *testing.T) {
	t.Parallel()
	var left time.Duration
	transport := roundTripper(func(r *http.Request) (*http.Response, error) {
		deadline, limited := r.Context().Deadline()
		require.True(t, limited)
		left = time.Until(deadline)
		return nil, io.EOF
	})
	client, err := invitations.New(testKey, invitations.WithoutRetry(), invitations.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	for _, operation := range operations {
		_, err := operation.call(t, client)
		require.ErrorIs(t, err, io.EOF)
		assert.InDelta(t, 15*time.Second, left, float64(5*time.Second))
	}
	_, err = client.List(t.Context(), invitations.ListParams{}, invitations.WithTimeout(time.Hour))
	require.ErrorIs(t, err, io.EOF)
	assert.InDelta(t, time.Hour, left, float64(5*time.Second))
}

func TestConnectionsAreUsedAgainAndBodiesClosed(t *testing.T) {
	t.Parallel()
	for _, answer := range []http.HandlerFunc{answering(200, "[]"), answering(503, clerkError("x", "{}")), answering(302, "", "Location", "/"), answering(200, "nope")} {
		stub := newStub(t, answer)
		var opened, closed atomic.Int32
		own := &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			resp, err := stub.http.Transport.RoundTrip(r)
			if err == nil {
				opened.Add(1)
				resp.Body = closeCounter{resp.Body, &closed}
			}
			return resp, err
		})}
		client := stub.client(t, invitations.WithHTTPClient(own))
		remotes := map[string]bool{}
		for range 5 {
			_, _ = client.List(t.Context(), invitations.ListParams{})
		}
		for _, request := range stub.sent() {
			remotes[request.Remote] = true
		}
		assert.Len(t, remotes, 1)
		assert.EqualValues(t, 5, opened.Load())
		assert.Equal(t, opened.Load(), closed.Load())
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

func TestTheHTTPClientsOwnTimeoutIsRespected(t *testing.T) {
	t.Parallel()
	stub := newStub(t, stall)
	client := stub.client(t, invitations.WithHTTPClient(&http.Client{Timeout: 20 * time.Millisecond}))
	_, err := client.List(t.Context(), invitations.ListParams{})
	requireError(t, err, "List", 0)
	assert.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestManyCallsAtOnceShareAClient(t *testing.T) {
	t.Parallel()
	stub := newStub(t, answering(200, pendingJSON))
	client := stub.client(t)
	failures := make(chan error)
	const calls = 50
	for i := range calls {
		go func() {
			var opts []invitations.Option
			if i%2 == 0 {
				opts = append(opts, invitations.WithHeader("X-Even", "yes"), invitations.WithResponse(new(invitations.Response)))
			}
			_, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com"}, opts...)
			failures <- err
		}()
		if i%8 == 0 {
			runtime.Gosched()
		}
	}
	for range calls {
		assert.NoError(t, <-failures)
	}
	assert.Len(t, stub.sent(), calls)
}

func TestInsecureHTTPMustBeAskedFor(t *testing.T) {
	t.Parallel()
	const mock = "http://host.docker.internal:8080/v1"
	allow, base := invitations.WithInsecureHTTP(), invitations.WithBaseURL(mock)
	for _, opts := range [][]invitations.Option{{base, allow}, {allow, base}} {
		_, err := invitations.New(testKey, opts...)
		require.NoError(t, err)
		_, err = invitations.New("sk_live_0123456789", opts...)
		requireRefusal(t, err, "New", "WithInsecureHTTP")
	}
	_, err := invitations.New(testKey, base)
	requireRefusal(t, err, "New", "WithBaseURL")
	client, err := invitations.New(testKey)
	require.NoError(t, err)
	_, err = client.List(t.Context(), invitations.ListParams{}, base)
	requireRefusal(t, err, "List", "WithBaseURL")
}

func TestIteratorsRejectWithResponse(t *testing.T) {
	t.Parallel()
	_, client := newInProcess(t)
	opt := invitations.WithResponse(new(invitations.Response))
	n := 0
	for _, err := range client.All(t.Context(), invitations.ListParams{}, opt) {
		requireRefusal(t, err, "All", "WithResponse")
		n++
	}
	for _, err := range client.CreateAll(t.Context(), slices.Values(people(1)), opt) {
		requireRefusal(t, err, "CreateAll", "WithResponse")
		n++
	}
	assert.Equal(t, 2, n)
}
