package invitations_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func TestNewFromEnv(t *testing.T) {
	stub := returning(200, `[]`)
	list := func(opts ...invitations.Option) *http.Request {
		t.Helper()
		client, err := invitations.NewFromEnv(append(opts, invitations.WithHTTPClient(&http.Client{Transport: stub}))...)
		require.NoError(t, err)
		_, err = client.List(t.Context(), invitations.ListParams{})
		require.NoError(t, err)
		return stub.sent[len(stub.sent)-1].Request
	}
	t.Setenv("CLERK_SECRET_KEY", testKey)
	for path, want := range map[string]string{
		"": "/v1/invitations", "/": "/v1/invitations", "/v1": "/v1/invitations", "/v1/": "/v1/invitations",
		"/proxied": "/proxied/v1/invitations", "/v2": "/v2/v1/invitations",
	} {
		t.Setenv("CLERK_API_URL", "https://proxy.example"+path)
		request := list()
		assert.Equal(t, "https://proxy.example"+want, request.URL.Scheme+"://"+request.URL.Host+request.URL.Path)
		assert.Equal(t, "Bearer "+testKey, request.Header.Get("Authorization"))
	}

	assert.Equal(t, "other.example", list(invitations.WithBaseURL("https://other.example")).URL.Host, "an option wins over the environment")

	for _, url := range []string{"http://clerk.example", "clerk.example", "https://clerk.example?a=b"} {
		t.Setenv("CLERK_API_URL", url)
		_, err := invitations.NewFromEnv()
		requireRejected(t, err, "NewFromEnv", "CLERK_API_URL")
	}
	t.Setenv("CLERK_API_URL", "http://clerk.example")
	_, err := invitations.NewFromEnv(invitations.WithInsecureHTTP())
	require.NoError(t, err)

	t.Setenv("CLERK_SECRET_KEY", "")
	_, err = invitations.NewFromEnv()
	requireRejected(t, err, "NewFromEnv", "CLERK_SECRET_KEY")
}
