package invitations_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

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
}
