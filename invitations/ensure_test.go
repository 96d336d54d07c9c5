package invitations_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestEnsureReturnsNoInvitationWithAnError(t *testing.T) {
	t.Parallel()
	server := invitationstest.NewHandler(invitationstest.WithChoices(invitationstest.Choices{InviteAgainAfterExpiryRejected: true}))
	client := server.Client()
	server.AddUser("user@example.com")
	server.AddInvitation("expired@example.com")
	server.Advance(31 * 24 * time.Hour)
	server.AddInvitation("ada@example.com")
	for address, want := range map[string]error{
		"user@example.com":    invitations.ErrUserExists,
		"expired@example.com": invitations.ErrAlreadyInvited,
		"x":                   invitations.ErrInvalid,
	} {
		inv, created, err := client.Ensure(t.Context(), invitations.CreateParams{EmailAddress: address})
		requireSentinel(t, err, want)
		assert.Nil(t, inv)
		assert.False(t, created)
	}
	server.Inject(invitationstest.Status(403).On(invitationstest.OpList))
	inv, _, err := client.Ensure(t.Context(), ada)
	requireError(t, err, "List", 403)
	assert.Nil(t, inv)
	assert.Empty(t, server.Emails())
}

func TestEnsureIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	server := invitationstest.NewServer(t)
	client := server.Client()
	var creates atomic.Int32
	inParallel(64, func(int) {
		inv, created, err := client.Ensure(t.Context(), ada)
		if assert.NoError(t, err) {
			assert.Equal(t, server.Invitations()[0].ID, inv.ID)
		}
		if created {
			creates.Add(1)
		}
	})
	assert.EqualValues(t, 1, creates.Load())
	assert.Len(t, server.Emails(), 1)
}

func TestEnsureCreatesIfTheInvitationIsRevokedMeanwhile(t *testing.T) {
	t.Parallel()
	server, client := newInProcess()
	id := server.AddInvitation("ada@example.com")
	server.Inject(invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(w, r)
		_, err := client.Revoke(t.Context(), id)
		assert.NoError(t, err)
	}).On(invitationstest.OpCreate))
	inv, created, err := client.Ensure(t.Context(), ada)
	require.NoError(t, err)
	assert.True(t, created)
	assert.NotEqual(t, id, inv.ID)
}
