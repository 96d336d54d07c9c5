package invitations_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func TestNewRejectsBadKeys(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"", " \t ", "sk_test_abc\n", "pk_test_abc", `"sk_test_abc"`} {
		client, err := invitations.New(key)
		assert.Nil(t, client)
		requireRejected(t, err, "New", "secretKey")
		if len(key) > 3 {
			assert.NotContains(t, err.Error(), key)
		}
	}
}

func TestNewFromEnv(t *testing.T) {
	stub := newStub(t, respondWith(200, `[]`))
	list := func(opts ...invitations.Option) {
		t.Helper()
		client, err := invitations.NewFromEnv(opts...)
		require.NoError(t, err)
		_, err = client.List(t.Context(), invitations.ListParams{})
		require.NoError(t, err)
	}
	t.Setenv("CLERK_SECRET_KEY", testKey)
	for path, want := range map[string]string{
		"": "/v1/invitations", "/": "/v1/invitations", "/v1": "/v1/invitations", "/v1/": "/v1/invitations",
		"/proxied": "/proxied/v1/invitations", "/v2": "/v2/v1/invitations",
	} {
		t.Setenv("CLERK_API_URL", stub.URL+path)
		list()
		request := stub.sent()[len(stub.sent())-1]
		assert.Equal(t, want, request.Path)
		assert.Equal(t, "Bearer "+testKey, request.Header.Get("Authorization"))
	}

	other := newStub(t, respondWith(200, `[]`))
	list(invitations.WithBaseURL(other.URL))
	assert.Len(t, other.sent(), 1, "an option wins over the environment")

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
