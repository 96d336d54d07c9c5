package invitations_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// These tests are there for what they say on the wire: `make wire` holds that against the document.

func TestEverythingThatCanBeSaidIsTaken(t *testing.T) {
	t.Parallel()
	server := invitationstest.NewServer(t)
	client := server.Client(invitations.WithHeader("X-Request-Id", "1"))
	everything := invitations.CreateParams{
		EmailAddress:   "everything@example.com",
		PublicMetadata: map[string]any{"seats": int64(12345678901234567), "team": nil},
		RedirectURL:    "https://app.example.com/welcome?a=b&c=d",
		SkipEmail:      true,
		IgnoreExisting: true,
		ExpiresInDays:  365,
	}
	for _, template := range []invitations.TemplateSlug{"", invitations.TemplateInvitation, invitations.TemplateWaitlistInvitation} {
		everything.TemplateSlug = template
		_, err := client.Create(t.Context(), everything)
		require.NoError(t, err)
		_, err = client.CreateBulk(t.Context(), []invitations.CreateParams{everything, {EmailAddress: fmt.Sprintf("bulk-%s@example.com", template)}})
		require.NoError(t, err)
	}
	for _, params := range []invitations.ListParams{
		{},
		{Limit: 1}, {Limit: 500}, {Offset: 1},
		{Query: "a+b&c=d@example.com"},
		{Statuses: []invitations.Status{invitations.StatusPending}},
		{Statuses: []invitations.Status{invitations.StatusPending, invitations.StatusAccepted, invitations.StatusRevoked, invitations.StatusExpired}},
		{OrderBy: invitations.OrderByCreatedAt}, {OrderBy: invitations.OrderByEmailAddressDesc}, {OrderBy: "expires_at"},
	} {
		_, err := client.List(t.Context(), params)
		require.NoError(t, err)
	}
}

func TestEveryFailureThatCanBeHadIsAnError(t *testing.T) {
	t.Parallel()
	server := invitationstest.NewServer(t)
	client := server.Client(invitations.WithoutRetry())
	for _, operation := range operations {
		for _, fault := range []invitationstest.Fault{
			invitationstest.Status(http.StatusUnauthorized),
			invitationstest.Status(http.StatusForbidden),
			invitationstest.Status(http.StatusTeapot),
			invitationstest.Status(http.StatusServiceUnavailable),
			invitationstest.RateLimited(time.Hour),
			invitationstest.Refusal(http.StatusUnprocessableEntity, "form_param_unknown"),
			invitationstest.Refusal(http.StatusBadRequest, "invitations_not_supported"),
			invitationstest.HTML(http.StatusForbidden), // from here on, none of Clerk's
			invitationstest.Status(http.StatusNoContent),
			invitationstest.Respond(http.StatusOK, "text/plain", "ok"),
		} {
			server.Inject(fault)
			_, err := operation.call(t, client)
			require.Error(t, err)
		}
		require.Zero(t, server.FaultsLeft())
	}
}
