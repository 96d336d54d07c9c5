package invitations_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestGetReturnsInvitationOfAnyStatus(t *testing.T) {
	t.Parallel()
	server, client := newInProcess()
	ids := map[invitations.Status]string{}
	for _, status := range []invitations.Status{"accepted", "revoked", "expired"} {
		ids[status] = server.AddInvitation(string(status) + "@example.com")
	}
	require.NoError(t, server.Accept(ids["accepted"]))
	_, err := client.Revoke(t.Context(), ids["revoked"])
	require.NoError(t, err)
	server.Advance(31 * 24 * time.Hour)
	ids["pending"] = server.AddInvitation("pending@example.com")
	for status, id := range ids {
		inv, err := client.Get(t.Context(), id)
		require.NoError(t, err, status)
		assert.Equal(t, id, inv.ID)
		assert.Equal(t, status, inv.Status)
	}
	server.Inject(invitationstest.Respond(200, "", `{"data":[{"object":"invitation","id":"inv_1","status":"paused"}],"total_count":1}`))
	inv, err := client.Get(t.Context(), "inv_1")
	require.NoError(t, err)
	assert.Equal(t, invitations.Status("paused"), inv.Status)
}

func TestGetThatFindsNothingReportsTheResponseOfTheList(t *testing.T) {
	t.Parallel()
	server, client := newInProcess()
	known := server.AddInvitation("ada@example.com")
	for _, id := range []string{"inv_unknown", known[:20], "inv_"} {
		var response invitations.Response
		inv, err := client.Get(t.Context(), id, invitations.WithResponse(&response))
		assert.Nil(t, inv)
		requireSentinel(t, err, invitations.ErrNotFound)
		assert.Equal(t, response.TraceID, requireError(t, err, "Get", 200).TraceID)
		assert.NotEmpty(t, response.TraceID)
		assert.Equal(t, 1, response.Attempts)
	}
	server.Inject(invitationstest.Status(403))
	_, err := client.Get(t.Context(), testID)
	requireError(t, err, "List", 403)
}

func TestFindByEmailReturnsAllOfTheWholeAddress(t *testing.T) {
	t.Parallel()
	server, client := newInProcess()
	const created = 30
	for range created {
		server.AddInvitation("ada@example.com")
		for i := range 30 { // which match in part
			server.AddInvitation(fmt.Sprintf("%dada@example.com", i))
		}
		server.Advance(time.Minute)
	}
	list, err := client.FindByEmail(t.Context(), "ADA@example.com")
	require.NoError(t, err)
	require.Len(t, list, created)
	assert.True(t, list[0].CreatedAt.After(list[1].CreatedAt), "the newest first")
	_, err = client.Revoke(t.Context(), list[7].ID)
	require.NoError(t, err)
	list, err = client.FindByEmail(t.Context(), "ada@example.com")
	require.NoError(t, err)
	require.Len(t, list, created)
	assert.Equal(t, invitations.StatusRevoked, list[created-1].Status)

	server.Inject(invitationstest.Status(403).Skip(1))
	list, err = client.FindByEmail(t.Context(), "ada@example.com")
	requireError(t, err, "List", 403)
	assert.Nil(t, list)
}

func TestFindByEmailReturnsOnceWhatIsRevokedMeanwhile(t *testing.T) {
	t.Parallel()
	server, client := newInProcess()
	id := server.AddInvitation("ada@example.com")
	server.Inject(invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(w, r)
		_, err := client.Revoke(t.Context(), id)
		assert.NoError(t, err)
	}).On(invitationstest.OpList))
	list, err := client.FindByEmail(t.Context(), "ada@example.com")
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.Equal(t, invitations.StatusRevoked, list[0].Status)
}
