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
	server.Seed(100)
	ids := map[invitations.Status]string{}
	for _, status := range []invitations.Status{invitations.StatusAccepted, invitations.StatusRevoked, invitations.StatusExpired} {
		inv, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: string(status) + "@example.com", ExpiresInDays: 2})
		require.NoError(t, err)
		ids[status] = inv.ID
	}
	require.NoError(t, server.Accept(ids[invitations.StatusAccepted]))
	_, err := client.Revoke(t.Context(), ids[invitations.StatusRevoked])
	require.NoError(t, err)
	server.Advance(3 * 24 * time.Hour)
	ids[invitations.StatusPending] = server.AddInvitation("pending@example.com")
	for status, id := range ids {
		inv, err := client.Get(t.Context(), id)
		require.NoError(t, err, status)
		assert.Equal(t, id, inv.ID)
		assert.Equal(t, status, inv.Status)
	}

	for _, id := range []string{"inv_unknown", ids[invitations.StatusPending][:20], "inv_"} {
		var response invitations.Response
		inv, err := client.Get(t.Context(), id, invitations.WithResponse(&response))
		assert.Nil(t, inv)
		requireError(t, err, "Get", 200)
		require.ErrorIs(t, err, invitations.ErrNotFound)
		assert.NotEmpty(t, response.TraceID)
		assert.Equal(t, 1, response.Attempts)
	}
	server.Inject(invitationstest.Status(403))
	_, err = client.Get(t.Context(), testID)
	requireError(t, err, "List", 403)
}

func TestGetReturnsInvitationOfUnknownStatus(t *testing.T) {
	t.Parallel()
	stub := newStub(t, func(w http.ResponseWriter, r *http.Request) {
		page := pageOf()
		if !r.URL.Query().Has("status") {
			page = pageOf(`{"object":"invitation","id":"inv_1","status":"paused"}`)
		}
		respondWith(200, page)(w, r)
	})
	inv, err := stub.client(t).Get(t.Context(), "inv_1")
	require.NoError(t, err)
	assert.Equal(t, invitations.Status("paused"), inv.Status)
}

func TestFindByEmailReturnsAllOfTheWholeAddress(t *testing.T) {
	t.Parallel()
	server, client := newInProcess()
	const created = 30
	for range created {
		_, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com", IgnoreExisting: true})
		require.NoError(t, err)
		for i := range 30 { // which match in part
			server.AddInvitation(fmt.Sprintf("%dada@example.com", i))
		}
		server.Advance(time.Minute)
	}
	list, err := client.FindByEmail(t.Context(), "ADA@example.com")
	require.NoError(t, err)
	require.Len(t, list, created)
	_, err = client.Revoke(t.Context(), list[7].ID)
	require.NoError(t, err)
	list, err = client.FindByEmail(t.Context(), "ada@example.com")
	require.NoError(t, err)
	require.Len(t, list, created)
	assert.Equal(t, invitations.StatusRevoked, list[created-1].Status)
	assert.True(t, list[0].CreatedAt.After(list[1].CreatedAt))

	list, err = client.FindByEmail(t.Context(), "nobody@example.com")
	require.NoError(t, err)
	assert.Nil(t, list)
	server.AddInvitation("\u212Aim@example.com") // with the Kelvin sign, whose lower case is k
	list, err = client.FindByEmail(t.Context(), "kim@example.com")
	require.NoError(t, err)
	assert.Nil(t, list)
	_, err = client.FindByEmail(t.Context(), "ada")
	requireRejected(t, err, "FindByEmail", "email")
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
