package invitations_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestResendRevokesAllPendingAndCreatesOne(t *testing.T) {
	t.Parallel()
	server, client := newInProcess()
	first, err := client.Resend(t.Context(), ada)
	require.NoError(t, err, "with nothing pending")
	_, err = client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com", IgnoreExisting: true})
	require.NoError(t, err)
	server.AddInvitation("xada@example.com")
	last, err := client.Resend(t.Context(), invitations.CreateParams{EmailAddress: "ADA@example.com", ExpiresInDays: 3})
	require.NoError(t, err)
	assert.NotEqual(t, first.ID, last.ID)
	assert.Len(t, server.Emails(), 3)
	for address, want := range map[string][]invitations.Status{
		"ada@example.com":  {invitations.StatusPending, invitations.StatusRevoked, invitations.StatusRevoked},
		"xada@example.com": {invitations.StatusPending},
	} {
		list, err := client.FindByEmail(t.Context(), address)
		require.NoError(t, err)
		var statuses []invitations.Status
		for _, inv := range list {
			statuses = append(statuses, inv.Status)
		}
		assert.Equal(t, want, statuses)
	}
}

func TestResendDoesNotNeedToRevokeWhatIsNoLongerPending(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		meanwhile func(*testing.T, *invitationstest.Handler, *invitations.Client, string) error
		want      error
	}{
		"deleted": {func(t *testing.T, _ *invitationstest.Handler, client *invitations.Client, id string) error {
			return client.Delete(t.Context(), id)
		}, nil},
		"revoked": {func(t *testing.T, _ *invitationstest.Handler, client *invitations.Client, id string) error {
			_, err := client.Revoke(t.Context(), id)
			return err
		}, nil},
		"accepted": {func(_ *testing.T, server *invitationstest.Handler, _ *invitations.Client, id string) error {
			return server.Accept(id)
		}, invitations.ErrUserExists},
	} {
		server, client := newInProcess()
		id := server.AddInvitation("ada@example.com")
		server.Inject(invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			assert.NoError(t, test.meanwhile(t, server, client, id))
			next.ServeHTTP(w, r)
		}).On(invitationstest.OpRevoke))
		_, err := client.Resend(t.Context(), ada)
		assert.ErrorIs(t, err, test.want, name)
	}
}
