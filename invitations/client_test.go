package invitations_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func TestNewRefusesWhatIsNotASecretKey(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]string{
		"empty":           "",
		"blank":           " \t ",
		"line break":      "sk_test_abc\n",
		"carriage return": "sk_test_abc\rX: y",
		"space":           "sk_test abc",
		"leading space":   " sk_test_abc",
		"control":         "sk_test_\x00",
		"not ASCII":       "sk_test_é",
		"publishable":     "pk_test_abc",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, err := invitations.New(key)
			assert.Nil(t, client)
			refusal := requireRefusal(t, err, "New", "secretKey")
			if len(key) > 3 {
				assert.NotContains(t, refusal.Error(), key)
			}
		})
	}
}

func TestNewFromEnvTakesTheKeyAndTheServerFromTheEnvironment(t *testing.T) {
	stub := newStub(t, answering(200, `[]`))
	other := newStub(t, answering(200, `[]`))
	list := func(t *testing.T, opts ...invitations.Option) {
		t.Helper()
		client, err := invitations.NewFromEnv(opts...)
		require.NoError(t, err)
		_, err = client.List(t.Context(), invitations.ListParams{})
		require.NoError(t, err)
	}
	for _, env := range []string{stub.URL, stub.URL + "/", stub.URL + "/v1", stub.URL + "/v1/"} {
		t.Setenv("CLERK_SECRET_KEY", testKey)
		t.Setenv("CLERK_API_URL", env)
		list(t)
	}
	require.Len(t, stub.sent(), 4)
	for _, request := range stub.sent() {
		assert.Equal(t, "/v1/invitations", request.Path)
		assert.Equal(t, "Bearer "+testKey, request.Header.Get("Authorization"))
	}

	t.Setenv("CLERK_API_URL", stub.URL+"/proxied")
	list(t)
	assert.Equal(t, "/proxied/v1/invitations", stub.sent()[4].Path)

	list(t, invitations.WithBaseURL(other.URL))
	assert.Len(t, other.sent(), 1, "an option wins over the environment")

	t.Setenv("CLERK_API_URL", "http://clerk.example")
	_, err := invitations.NewFromEnv()
	requireRefusal(t, err, "NewFromEnv", "CLERK_API_URL")

	t.Setenv("CLERK_SECRET_KEY", "")
	_, err = invitations.NewFromEnv()
	requireRefusal(t, err, "NewFromEnv", "CLERK_SECRET_KEY")
}

func TestCallsRefuseAClientNotMadeByNewAndANilContext(t *testing.T) {
	t.Parallel()
	stub := newStub(t, answering(200, `{}`))
	var none context.Context
	for _, client := range []*invitations.Client{nil, {}} {
		for _, operation := range operations {
			result, err := operation.call(t, client)
			assert.Nil(t, result)
			requireRefusal(t, err, operation.op, "Client")
		}
	}
	client := stub.client(t)
	_, err := client.Create(none, invitations.CreateParams{EmailAddress: "ada@example.com"})
	requireRefusal(t, err, "Create", "ctx")
	_, err = client.CreateBulk(none, []invitations.CreateParams{{EmailAddress: "ada@example.com"}})
	requireRefusal(t, err, "CreateBulk", "ctx")
	_, err = client.List(none, invitations.ListParams{})
	requireRefusal(t, err, "List", "ctx")
	_, err = client.Revoke(none, testID)
	requireRefusal(t, err, "Revoke", "ctx")
	requireRefusal(t, client.Delete(none, testID), "Delete", "ctx")
	assert.Empty(t, stub.sent())
}
