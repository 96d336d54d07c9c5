package invitationstest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRevoke(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	created := decode[invitation](t, do(t, srv, create, `{"email_address":"ada@example.com","public_metadata":{"n":12345678901234567}}`))
	srv.Advance(time.Hour)
	v := decode[invitation](t, do(t, srv, revoke(created.ID), ""))
	assert.True(t, v.Revoked)
	assert.EqualValues(t, "revoked", v.Status)
	assert.Equal(t, created.ID, v.ID)
	assert.Empty(t, v.URL)
	assert.Equal(t, created.CreatedAt, v.CreatedAt)
	assert.Equal(t, created.CreatedAt+time.Hour.Milliseconds(), v.UpdatedAt)
	assert.Equal(t, `{"n":12345678901234567}`, string(v.PublicMetadata))
	requireErrors(t, do(t, srv, revoke(created.ID), ""), http.StatusBadRequest, "invitation_already_revoked")
}

func TestRevokeRejectsAcceptedAndUnknown(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	id := srv.AddInvitation("ada@example.com")
	require.NoError(t, srv.Accept(id))
	requireErrors(t, do(t, srv, revoke(id), ""), http.StatusBadRequest, "invitation_already_accepted")
	assert.Equal(t, "accepted", srv.Invitations()[0].Status)
	for _, unknown := range []string{"inv_unknown", "bulk", "a,b", "a%2Fb", "%2e%2e", "%20", "a%3Fb=c"} {
		requireErrors(t, do(t, srv, revoke(unknown), ""), http.StatusNotFound, "resource_not_found")
	}
}

func TestRevokeBySomebodyElse(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	id := srv.AddInvitation("ada@example.com")
	require.NoError(t, srv.Revoke(id))
	assert.Equal(t, "revoked", srv.Invitations()[0].Status)
	require.ErrorContains(t, srv.Revoke(id), "revoked")
	require.ErrorContains(t, srv.Revoke("inv_unknown"), "inv_unknown")
	assert.Empty(t, srv.Requests())
}

func TestRevokeOfAnExpiredInvitation(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	id := srv.AddInvitation("ada@example.com")
	srv.Advance(31 * 24 * time.Hour)
	assert.EqualValues(t, "revoked", decode[invitation](t, do(t, srv, revoke(id), "")).Status)
}

// Clerk's Go SDK sends null.
func TestRevokeIgnoresItsBody(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	for _, body := range []string{"null", "{}", "not JSON"} {
		id := srv.AddInvitation("ada@example.com")
		res := do(t, srv, revoke(id), body)
		assert.EqualValues(t, "revoked", decode[invitation](t, res).Status, body)
	}
}

func TestDeleteTakesAnyStatus(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	addFourStatuses(t, srv)
	for _, v := range srv.Invitations() {
		res := do(t, srv, remove(v.ID), "")
		require.Equal(t, http.StatusOK, res.Status, v.Status)
		assert.JSONEq(t, `{"object":"invitation","id":"`+v.ID+`","deleted":true}`, string(res.Body))
		requireErrors(t, do(t, srv, remove(v.ID), ""), http.StatusNotFound, "resource_not_found")
		requireErrors(t, do(t, srv, revoke(v.ID), ""), http.StatusNotFound, "resource_not_found")
		require.Error(t, srv.Accept(v.ID))
	}
	assert.Empty(t, srv.Invitations())
	assert.Empty(t, list(t, srv, fourStatuses))
}

func TestDeleteLeavesOtherInvitationsOfTheAddress(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	ids := invite(srv, "ada@example.com", "ada@example.com")
	require.Equal(t, http.StatusOK, do(t, srv, remove(ids[0]), "").Status)
	requireDuplicates(t, do(t, srv, create, ada), "ada@example.com")
	require.Equal(t, http.StatusOK, do(t, srv, remove(ids[1]), "").Status)
	decode[invitation](t, do(t, srv, create, ada))
}
