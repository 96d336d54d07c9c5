package invitations_test

import (
	"context"
	"io"
	"math"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// rejectedOptions returns options that are rejected, by the field that names them.
func rejectedOptions() map[string][]invitations.Option {
	rejected := map[string][]invitations.Option{
		"opts":           {nil},
		"WithHTTPClient": {invitations.WithHTTPClient(nil)},
		"WithTimeout":    {invitations.WithTimeout(-1)},
		"WithUserAgent":  {invitations.WithUserAgent(""), invitations.WithUserAgent("a\nb")},
		"WithAPIVersion": {invitations.WithAPIVersion(""), invitations.WithAPIVersion("2026 05 12"), invitations.WithAPIVersion("2025-03-12")},
		"WithResponse":   {invitations.WithResponse(nil)},
		"WithLogger":     {invitations.WithLogger(nil)},
	}
	for _, base := range []string{"", "http://api.clerk.com/v1", "https://key@api.clerk.com/v1", "https://api.clerk.com/v1?a=b", "https://api.clerk.com/v1 "} {
		rejected["WithBaseURL"] = append(rejected["WithBaseURL"], invitations.WithBaseURL(base))
	}
	for name, value := range map[string]string{
		"": "x", "X Y": "x", "X-É": "x", "X": "a\r\nY: b", "X-Nul": "a\x00", "authorization": "Bearer other", "host": "evil.example",
		"content-type": "text/plain", "Accept": "text/html", "user-agent": "x", "clerk-api-version": "x", "connection": "close",
		"content-length": "1", "te": "trailers", "idempotency-key": "1", "x-idempotency-key": "1", "accept-encoding": "br",
		"Transfer-Encoding": "chunked",
	} {
		rejected["WithHeader"] = append(rejected["WithHeader"], invitations.WithHeader(name, value))
	}
	for _, policy := range []invitations.RetryPolicy{
		{MaxAttempts: -1}, {InitialInterval: -1}, {MaxInterval: -1}, {MaxElapsedTime: -1}, {MaxRetryAfter: -1},
		{Multiplier: 0.5}, {Multiplier: math.NaN()},
	} {
		rejected["WithRetry"] = append(rejected["WithRetry"], invitations.WithRetry(policy))
	}
	return rejected
}

func TestNewAndEveryCallRejectBadOptions(t *testing.T) {
	t.Parallel()
	stub := newStub(t, respondWith(200, `{}`))
	client := stub.client(t)
	for field, options := range rejectedOptions() {
		for _, option := range options {
			_, err := invitations.New(testKey, option)
			requireRejected(t, err, "New", field)
			for _, operation := range operations {
				_, err := operation.call(t.Context(), client, option)
				requireRejected(t, err, operation.op, field)
			}
		}
	}
	assert.Empty(t, stub.sent())
}

func TestNewAndIteratorsRejectWithResponse(t *testing.T) {
	t.Parallel()
	option := invitations.WithResponse(new(invitations.Response))
	_, err := invitations.New(testKey, option)
	requireRejected(t, err, "New", "WithResponse")

	server, client := newInProcess()
	requireRejected(t, requireOnlyError(t, client.All(t.Context(), invitations.ListParams{}, option)), "All", "WithResponse")
	requireRejected(t, requireOnlyError(t, client.CreateAll(t.Context(), slices.Values(people(1)), option)), "CreateAll", "WithResponse")
	assert.Empty(t, server.Requests())
}

func TestOptionOfACallWinsAndChangesOnlyTheCall(t *testing.T) {
	t.Parallel()
	stub := newStub(t, respondWith(200, `[]`))
	other := newStub(t, respondWith(200, `[]`))
	client := stub.client(t,
		invitations.WithHeader("x-tenant", "one"), invitations.WithHeader("X-Kept", "kept\ttabbed"),
		invitations.WithUserAgent("app/1"), invitations.WithAPIVersion("2025-11-10"))
	_, err := client.List(t.Context(), invitations.ListParams{},
		invitations.WithBaseURL(other.URL), invitations.WithHeader("X-Tenant", "two"),
		invitations.WithUserAgent("app/2"), invitations.WithAPIVersion("2026-05-12"))
	require.NoError(t, err)
	_, err = client.List(t.Context(), invitations.ListParams{})
	require.NoError(t, err)

	changed := onlyRequest(t, other).Header
	assert.Equal(t, []string{"two"}, changed["X-Tenant"])
	assert.Equal(t, "kept\ttabbed", changed.Get("X-Kept"))
	assert.Equal(t, "app/2", changed.Get("User-Agent"))
	assert.Equal(t, "2026-05-12", changed.Get("Clerk-Api-Version"))
	unchanged := onlyRequest(t, stub).Header
	assert.Equal(t, "one", unchanged.Get("X-Tenant"))
	assert.Equal(t, "app/1", unchanged.Get("User-Agent"))
	assert.Equal(t, "2025-11-10", unchanged.Get("Clerk-Api-Version"))
}

func TestWithBaseURLTakesTheURLAsItIs(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{
		"https://api.clerk.com":          "https://api.clerk.com/invitations",
		"https://api.clerk.com/":         "https://api.clerk.com/invitations",
		"https://api.clerk.com/v1":       "https://api.clerk.com/v1/invitations",
		"https://proxy.example/clerk/v1": "https://proxy.example/clerk/v1/invitations",
		"https://proxy.example/a%2Fb//":  "https://proxy.example/a%2Fb/invitations",
		"http://localhost:8080":          "http://localhost:8080/invitations",
		"http://LOCALHOST:8080":          "http://LOCALHOST:8080/invitations",
		"http://127.3.2.1/v2":            "http://127.3.2.1/v2/invitations",
		"http://[::1]:8080/v1/":          "http://[::1]:8080/v1/invitations",
	} {
		var got string
		client, err := invitations.New(testKey, invitations.WithBaseURL(base), invitations.WithoutRetry(),
			invitations.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				got = r.URL.Scheme + "://" + r.URL.Host + r.URL.EscapedPath()
				return nil, context.Canceled
			})}))
		require.NoError(t, err, base)
		_, err = client.List(t.Context(), invitations.ListParams{})
		require.ErrorIs(t, err, context.Canceled)
		assert.Equal(t, want, got)
	}
}

func TestInsecureHTTPToOtherMachinesNeedsTheOption(t *testing.T) {
	t.Parallel()
	other, allowed := invitations.WithBaseURL("http://host.docker.internal:8080/v1"), invitations.WithInsecureHTTP()
	for _, key := range []string{testKey, "sk_live_0123456789"} {
		for _, opts := range [][]invitations.Option{{other, allowed}, {allowed, other}} {
			_, err := invitations.New(key, opts...)
			require.NoError(t, err)
		}
		_, err := invitations.New(key, other)
		requireRejected(t, err, "New", "WithBaseURL")
		_, err = invitations.New(key, invitations.WithBaseURL("http://localhost:8080/v1"))
		require.NoError(t, err)
	}

	var sentTo string
	client, err := invitations.New(testKey, invitations.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		sentTo = r.URL.Host
		return &http.Response{StatusCode: 200, Body: body("[]")}, nil
	})}))
	require.NoError(t, err)
	_, err = client.List(t.Context(), invitations.ListParams{}, other)
	requireRejected(t, err, "List", "WithBaseURL")
	assert.Empty(t, sentTo)
	_, err = client.List(t.Context(), invitations.ListParams{}, allowed, other)
	require.NoError(t, err)
	assert.Equal(t, "host.docker.internal:8080", sentTo)
}

func TestWithHTTPClientUsesACopy(t *testing.T) {
	t.Parallel()
	stub := newStub(t, respondWith(200, `[]`, "Set-Cookie", "cdn=1"))
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	passed := 0
	own := &http.Client{Jar: jar, Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		passed++
		return stub.http.Transport.RoundTrip(r)
	})}
	client := stub.client(t, invitations.WithHTTPClient(own))
	for range 2 {
		_, err := client.List(t.Context(), invitations.ListParams{})
		require.NoError(t, err)
	}
	assert.Equal(t, 2, passed)
	assert.Equal(t, "cdn=1", stub.sent()[1].Header.Get("Cookie"))
	assert.Nil(t, own.CheckRedirect)
	assert.Zero(t, own.Timeout)
}

// Not parallel: it replaces http.DefaultTransport.
func TestDefaultTransportIsThatOfTheRequest(t *testing.T) {
	client, err := invitations.New(testKey, invitations.WithoutRetry())
	require.NoError(t, err)
	before := http.DefaultTransport
	t.Cleanup(func() { http.DefaultTransport = before })
	http.DefaultTransport = roundTripper(func(*http.Request) (*http.Response, error) { return nil, io.EOF })
	_, err = client.List(t.Context(), invitations.ListParams{})
	assert.ErrorIs(t, err, io.EOF)
}

func TestWithRetryKeepsWhatItsZeroFieldsWere(t *testing.T) {
	t.Parallel()
	sent := 0
	client, err := invitations.New(testKey, invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: 2, InitialInterval: 1}),
		invitations.WithHTTPClient(&http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
			sent++
			return nil, io.EOF
		})}))
	require.NoError(t, err)
	for _, test := range []struct {
		opts []invitations.Option
		want int
	}{
		{nil, 2},
		{[]invitations.Option{invitations.WithRetry(invitations.RetryPolicy{MaxRetryAfter: time.Hour})}, 2},
		{[]invitations.Option{invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: 3})}, 3},
		{[]invitations.Option{invitations.WithoutRetry(), invitations.WithRetry(invitations.RetryPolicy{Multiplier: 2})}, 1},
	} {
		sent = 0
		_, err := client.List(t.Context(), invitations.ListParams{}, test.opts...)
		require.ErrorIs(t, err, io.EOF)
		assert.Equal(t, test.want, sent)
	}
}

func TestReasonsSayWhatToUseInstead(t *testing.T) {
	t.Parallel()
	reasonOf := func(p invitations.CreateParams, opts ...invitations.Option) string {
		_, err := newStub(t, respondWith(200, pendingJSON)).client(t).Create(t.Context(), p, opts...)
		var rejected *invitations.ArgumentError
		require.ErrorAs(t, err, &rejected)
		return rejected.Reason
	}
	assert.Contains(t, reasonOf(ada, invitations.WithHeader("user-agent", "x")), "WithUserAgent")
	assert.Contains(t, reasonOf(ada, invitations.WithHeader("Clerk-API-Version", "x")), "WithAPIVersion")
	assert.Contains(t, reasonOf(invitations.CreateParams{EmailAddress: "a@example.com", PublicMetadata: []byte(`{}`)}), "json.RawMessage")
}

func TestTimeoutOfTheHTTPClientHolds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := invitationstest.NewHandler()
		server.Inject(invitationstest.Stall())
		client := server.Client(invitations.WithoutRetry(),
			invitations.WithHTTPClient(&http.Client{Timeout: time.Second, Transport: invitationstest.NewTransport(server)}))
		begun := time.Now()
		_, err := client.List(t.Context(), invitations.ListParams{})
		requireError(t, err, "List", 0)
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, time.Second, time.Since(begun))
	})
}

func TestEveryAttemptHasATimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var left time.Duration
		client, err := invitations.New(testKey, invitations.WithoutRetry(), invitations.WithHTTPClient(&http.Client{
			Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				deadline, _ := r.Context().Deadline()
				left = time.Until(deadline)
				return nil, io.EOF
			}),
		}))
		require.NoError(t, err)
		for _, operation := range operations {
			_, err := operation.call(t.Context(), client)
			require.ErrorIs(t, err, io.EOF)
			assert.Equal(t, 15*time.Second, left)
		}
		_, err = client.List(t.Context(), invitations.ListParams{}, invitations.WithTimeout(time.Hour))
		require.ErrorIs(t, err, io.EOF)
		assert.Equal(t, time.Hour, left)
	})
}
