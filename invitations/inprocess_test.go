package invitations_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// inProcess returns a transport to a fake server without a network.
func inProcess(t *testing.T, server http.Handler) http.RoundTripper {
	t.Helper()
	return invitationstest.NewTransport(server)
}

var errRefusedConnection = errors.New("connection refused")

// newInProcess returns a fake server and a client that reaches it without a network.
func newInProcess(t *testing.T, opts ...invitations.Option) (*invitationstest.Handler, *invitations.Client) {
	t.Helper()
	handler := invitationstest.NewHandler()
	return handler, clientOf(t, handler, opts...)
}

// clientOf returns a client that reaches a fake server without a network.
func clientOf(t *testing.T, server *invitationstest.Handler, opts ...invitations.Option) *invitations.Client {
	t.Helper()
	opts = append([]invitations.Option{
		invitations.WithHTTPClient(&http.Client{Transport: inProcess(t, server)}),
	}, opts...)
	client, err := invitations.New(server.SecretKey, opts...)
	require.NoError(t, err)
	return client
}
