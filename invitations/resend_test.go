package invitations_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

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

func TestResendThatFailsNamesWhatItRevoked(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault   invitationstest.Fault
		op      string
		status  int
		revoked int
		text    string
	}{
		"List fails":          {invitationstest.Status(403).On(invitationstest.OpList), "List", 403, 0, ""},
		"first Revoke fails":  {invitationstest.Status(403).On(invitationstest.OpRevoke), "Revoke", 403, 0, ""},
		"second Revoke fails": {invitationstest.Status(403).On(invitationstest.OpRevoke).Skip(1), "Revoke", 403, 1, ": after 1 revoked"},
		"Create fails":        {invitationstest.Status(503).On(invitationstest.OpCreate).Always(), "Create", 503, 2, ": after 2 revoked"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess()
				older := server.AddInvitation("ada@example.com")
				server.Advance(time.Millisecond)
				newer, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com", IgnoreExisting: true})
				require.NoError(t, err)
				server.Inject(test.fault)
				inv, err := client.Resend(t.Context(), ada)
				assert.Nil(t, inv)
				failure := requireError(t, err, test.op, test.status)
				assert.ElementsMatch(t, []string{newer.ID, older}[:test.revoked], failure.Revoked)
				assert.Contains(t, err.Error(), test.text)
			})
		})
	}
	_, client := newInProcess()
	_, err := client.Resend(t.Context(), invitations.CreateParams{EmailAddress: "ada"})
	requireRejected(t, err, "Resend", "EmailAddress")
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

func TestResendThatFailsNamesWhatAnotherCallRevoked(t *testing.T) {
	t.Parallel()
	server, client := newInProcess(invitations.WithoutRetry())
	id := server.AddInvitation("ada@example.com")
	server.Inject(
		invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			_, err := client.Revoke(t.Context(), id)
			assert.NoError(t, err)
			next.ServeHTTP(w, r)
		}).On(invitationstest.OpRevoke),
		invitationstest.Status(403).On(invitationstest.OpCreate),
	)
	_, err := client.Resend(t.Context(), ada)
	assert.Equal(t, []string{id}, requireError(t, err, "Create", 403).Revoked)
}
