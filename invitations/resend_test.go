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
	_, err := client.Resend(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com", PublicMetadata: map[string]int{"n": 1}})
	require.NoError(t, err, "with nothing pending")
	_, err = client.Create(t.Context(), ignoring(ada, true))
	require.NoError(t, err)
	server.AddInvitation("xada@example.com")
	last, err := client.Resend(t.Context(), invitations.CreateParams{EmailAddress: "ADA@example.com"})
	require.NoError(t, err)
	assert.Equal(t, "{}", string(last.PublicMetadata), "nothing is carried over")
	statuses := map[string]string{}
	for _, inv := range server.Invitations() {
		statuses[inv.EmailAddress] += inv.Status + " "
	}
	assert.Equal(t, map[string]string{"ada@example.com": "revoked revoked ", "ADA@example.com": "pending ", "xada@example.com": "pending "}, statuses)
}

func TestResendDoesNotNeedToRevokeWhatIsNoLongerPending(t *testing.T) {
	t.Parallel()
	server, client := newInProcess()
	for name, meanwhile := range map[string]func(id string) error{
		"deleted":  func(id string) error { return client.Delete(t.Context(), id) },
		"revoked":  func(id string) error { _, err := client.Revoke(t.Context(), id); return err },
		"accepted": func(id string) error { return server.Accept(id) },
	} {
		p := invitations.CreateParams{EmailAddress: name + "@example.com"}
		id := server.AddInvitation(p.EmailAddress)
		server.Inject(invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			assert.NoError(t, meanwhile(id))
			next.ServeHTTP(w, r)
		}).On(invitationstest.OpRevoke))
		_, err := client.Resend(t.Context(), p)
		if name == "accepted" {
			requireSentinel(t, err, invitations.ErrUserExists)
			continue
		}
		require.NoError(t, err, name)
	}
}

func TestErrorOfResendSaysWhichOperationFailed(t *testing.T) {
	t.Parallel()
	for _, op := range []invitationstest.Operation{invitationstest.OpList, invitationstest.OpRevoke, invitationstest.OpCreate} {
		server, client := newInProcess()
		server.AddInvitation("ada@example.com")
		server.Inject(invitationstest.Status(403).On(op))
		_, err := client.Resend(t.Context(), ada)
		requireError(t, err, string(op), 403)
		assert.Empty(t, server.Emails())
	}
	_, client := newInProcess()
	_, err := client.Resend(t.Context(), invitations.CreateParams{})
	requireRejected(t, err, "Resend", "EmailAddress")
}
