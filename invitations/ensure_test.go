package invitations_test

import (
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestEnsureReturnsNoInvitationWithAnError(t *testing.T) {
	t.Parallel()
	server, client := newInProcess()
	server.AddUser("user@example.com")
	server.AddInvitation("ada@example.com")
	server.Inject(invitationstest.Status(403).On(invitationstest.OpList))
	for _, test := range []struct {
		params invitations.CreateParams
		check  func(error)
	}{
		{invitations.CreateParams{EmailAddress: "user@example.com"}, func(err error) { require.ErrorIs(t, err, invitations.ErrUserExists) }},
		{invitations.CreateParams{EmailAddress: "x"}, func(err error) { requireRejected(t, err, "Ensure", "EmailAddress") }},
		{invitations.CreateParams{EmailAddress: "a@example.com", IgnoreExisting: true}, func(err error) { requireRejected(t, err, "Ensure", "IgnoreExisting") }},
		{ada, func(err error) { requireError(t, err, "List", 403) }},
	} {
		inv, created, err := client.Ensure(t.Context(), test.params)
		test.check(err)
		assert.Nil(t, inv)
		assert.False(t, created)
	}
	assert.Empty(t, server.Emails())
}

func TestEnsureIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	server := invitationstest.NewServer(t)
	client := server.Client()
	var mu sync.Mutex
	ids, creates := map[string]bool{}, 0
	inParallel(64, func(int) {
		inv, created, err := client.Ensure(t.Context(), ada)
		if !assert.NoError(t, err) {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		ids[inv.ID] = true
		if created {
			creates++
		}
	})
	assert.Len(t, ids, 1)
	assert.Equal(t, 1, creates)
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
