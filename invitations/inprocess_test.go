package invitations_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// inProcess returns a transport to a Clerk in memory, recorded under the test's name.
func inProcess(t *testing.T, clerk http.Handler) http.RoundTripper {
	t.Helper()
	return invitationstest.NewTransport(clerk)
}

var errRefusedConnection = errors.New("connection refused")

// newInProcess returns a Clerk in memory and a client that reaches it without a network.
func newInProcess(t *testing.T, opts ...invitations.Option) (*invitationstest.Handler, *invitations.Client) {
	t.Helper()
	handler := invitationstest.NewHandler()
	return handler, clientOf(t, handler, opts...)
}

// clientOf returns a client that reaches a Clerk in memory without a network.
func clientOf(t *testing.T, clerk *invitationstest.Handler, opts ...invitations.Option) *invitations.Client {
	t.Helper()
	opts = append([]invitations.Option{
		invitations.WithHTTPClient(&http.Client{Transport: inProcess(t, clerk)}),
	}, opts...)
	client, err := invitations.New(clerk.SecretKey, opts...)
	require.NoError(t, err)
	return client
}
