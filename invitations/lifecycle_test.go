package invitations_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// It calls the fake server over HTTP. Most other tests do without a network.
func TestInvitationIsCreatedAcceptedAndDeleted(t *testing.T) {
	t.Parallel()
	server := invitationstest.NewServer(t)
	client := server.Client()
	created, err := client.Create(t.Context(), invitations.CreateParams{
		EmailAddress:   "ada@example.com",
		PublicMetadata: map[string]any{"badge": int64(12345678901234567)},
	})
	require.NoError(t, err)
	assert.Equal(t, invitations.StatusPending, created.Status)
	assert.NotEmpty(t, created.URL)
	assert.Equal(t, created.CreatedAt, created.UpdatedAt)
	assert.InDelta(t, 30*24*time.Hour, created.ExpiresAt.Sub(created.CreatedAt), float64(time.Hour))
	assert.Equal(t, `{"badge":12345678901234567}`, string(created.PublicMetadata))
	_, err = client.Create(t.Context(), ada)
	requireSentinel(t, err, invitations.ErrAlreadyInvited)

	require.NoError(t, server.Accept(created.ID))
	_, err = client.Create(t.Context(), ada)
	requireSentinel(t, err, invitations.ErrUserExists)
	_, err = client.Revoke(t.Context(), created.ID)
	requireSentinel(t, err, invitations.ErrAlreadyAccepted)
	require.NoError(t, client.Delete(t.Context(), created.ID))
	requireSentinel(t, client.Delete(t.Context(), created.ID), invitations.ErrNotFound)

	_, err = client.Create(t.Context(), invitations.CreateParams{EmailAddress: "bob@example.com", SkipEmail: true})
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"ada@example.com": 1}, emails(server.Handler))
}
