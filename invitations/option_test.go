package invitations_test

import (
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// rejectedOptions are options that are rejected, by the field that names them.
var rejectedOptions = map[string][]invitations.Option{
	"opts":           {nil},
	"WithBaseURL":    {invitations.WithBaseURL(""), invitations.WithBaseURL("http://api.clerk.com/v1")},
	"WithHTTPClient": {invitations.WithHTTPClient(nil)},
	"WithTimeout":    {invitations.WithTimeout(-1)},
	"WithHeader":     {invitations.WithHeader("Authorization", "Bearer other")},
	"WithUserAgent":  {invitations.WithUserAgent(""), invitations.WithUserAgent("a\nb")},
	"WithAPIVersion": {invitations.WithAPIVersion("2025-03-12")},
	"WithResponse":   {invitations.WithResponse(nil)},
	"WithLogger":     {invitations.WithLogger(nil)},
	"WithRetry": {
		invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: -1}), invitations.WithRetry(invitations.RetryPolicy{InitialInterval: -1}),
		invitations.WithRetry(invitations.RetryPolicy{MaxInterval: -1}), invitations.WithRetry(invitations.RetryPolicy{MaxElapsedTime: -1}),
		invitations.WithRetry(invitations.RetryPolicy{MaxRetryAfter: -1}), invitations.WithRetry(invitations.RetryPolicy{Multiplier: 0.5}),
		invitations.WithRetry(invitations.RetryPolicy{Multiplier: math.NaN()}),
	},
}

func TestNewAndEveryCallRejectBadOptions(t *testing.T) {
	t.Parallel()
	stub := returning(200, `{}`)
	client := newClient(t, stub)
	for field, options := range rejectedOptions {
		for _, option := range options {
			_, err := invitations.New(testKey, option)
			requireRejected(t, err, "New", field)
			for _, operation := range operations {
				_, err := operation.call(t.Context(), client, option)
				requireRejected(t, err, operation.op, field)
			}
		}
	}
	assert.Empty(t, stub.sent)
}

func TestOptionOfACallWinsAndChangesOnlyTheCall(t *testing.T) {
	t.Parallel()
	stub := returning(200, `[]`)
	client := newClient(t, stub,
		invitations.WithHeader("x-tenant", "one"), invitations.WithHeader("X-Kept", "kept\ttabbed"),
		invitations.WithUserAgent("app/1"), invitations.WithAPIVersion("2025-11-10"))
	for _, opts := range [][]invitations.Option{
		{
			invitations.WithBaseURL("https://proxy.example"), invitations.WithHeader("X-Tenant", "two"),
			invitations.WithUserAgent("app/2"), invitations.WithAPIVersion("2026-05-12"), invitations.WithTimeout(0),
		},
		nil,
	} {
		_, err := client.List(t.Context(), invitations.ListParams{}, opts...)
		require.NoError(t, err)
	}
	for i, want := range [][]string{
		{"proxy.example", "two", "app/2", "2026-05-12"},
		{"api.clerk.com", "one", "app/1", "2025-11-10"},
	} {
		request := stub.sent[i]
		header := request.Header
		assert.Equal(t, want, []string{request.URL.Host, header.Get("X-Tenant"), header.Get("User-Agent"), header.Get("Clerk-Api-Version")})
		assert.Equal(t, "kept\ttabbed", header.Get("X-Kept"))
	}
}

func TestWithBaseURLTakesTheURLAsItIs(t *testing.T) {
	t.Parallel()
	stub := returning(200, `[]`)
	for base, want := range map[string]string{
		"https://api.clerk.com":         "https://api.clerk.com/invitations",
		"https://api.clerk.com/v1":      "https://api.clerk.com/v1/invitations",
		"https://proxy.example/a%2Fb//": "https://proxy.example/a%2Fb/invitations",
		"http://[::1]:8080/v1/":         "http://[::1]:8080/v1/invitations",
	} {
		_, err := newClient(t, stub, invitations.WithBaseURL(base)).List(t.Context(), invitations.ListParams{})
		require.NoError(t, err)
		got, _, _ := strings.Cut(stub.sent[len(stub.sent)-1].URL.String(), "?")
		assert.Equal(t, want, got)
	}
}

func TestInsecureHTTPToOtherMachinesNeedsTheOption(t *testing.T) {
	t.Parallel()
	other, allowed := invitations.WithBaseURL("http://host.docker.internal:8080/v1"), invitations.WithInsecureHTTP()
	stub := returning(200, "[]")
	client := newClient(t, stub)
	for _, opts := range [][]invitations.Option{{other, allowed}, {allowed, other}} {
		_, err := invitations.New("sk_live_0123456789", opts...)
		require.NoError(t, err)
		_, err = client.List(t.Context(), invitations.ListParams{}, opts...)
		require.NoError(t, err)
	}
	_, err := invitations.New(testKey, other)
	requireRejected(t, err, "New", "WithBaseURL")
	_, err = client.List(t.Context(), invitations.ListParams{}, other)
	requireRejected(t, err, "List", "WithBaseURL")
	assert.Len(t, stub.sent, 2)
}

func TestWithHTTPClientUsesACopy(t *testing.T) {
	t.Parallel()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	stub := returning(200, `[]`, "Set-Cookie", "cdn=1")
	own := &http.Client{Jar: jar, Transport: stub}
	client := newClient(t, nil, invitations.WithHTTPClient(own))
	for range 2 {
		_, err := client.List(t.Context(), invitations.ListParams{})
		require.NoError(t, err)
	}
	require.Len(t, stub.sent, 2)
	assert.Equal(t, "cdn=1", stub.sent[1].Header.Get("Cookie"))
	assert.Nil(t, own.CheckRedirect)
}

// Not parallel: it replaces http.DefaultTransport.
func TestDefaultTransportIsThatOfTheRequest(t *testing.T) {
	client, before := newClient(t, nil), http.DefaultTransport
	t.Cleanup(func() { http.DefaultTransport = before })
	http.DefaultTransport = failing(io.EOF)
	_, err := client.List(t.Context(), invitations.ListParams{})
	assert.ErrorIs(t, err, io.EOF)
}

func TestWithRetryKeepsWhatItsZeroFieldsWere(t *testing.T) {
	t.Parallel()
	client := newClient(t, failing(io.EOF), invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: 2, InitialInterval: 1}))
	for _, test := range []struct {
		opts []invitations.Option
		want int
	}{
		{nil, 2},
		{[]invitations.Option{invitations.WithRetry(invitations.RetryPolicy{MaxRetryAfter: time.Hour})}, 2},
		{[]invitations.Option{invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: 3})}, 3},
		{[]invitations.Option{invitations.WithoutRetry(), invitations.WithRetry(invitations.RetryPolicy{Multiplier: 2})}, 1},
	} {
		_, err := client.List(t.Context(), invitations.ListParams{}, test.opts...)
		assert.ErrorContains(t, err, fmt.Sprintf("no attempt is left after %d in", test.want))
	}
}
