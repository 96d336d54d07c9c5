package invitationstest_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAnInvitationCanBeRevokedOnce(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	created := decode[invitation](t, createOne(t, srv, `{"email_address":"ada@example.com","public_metadata":{"n":12345678901234567}}`))
	srv.Advance(time.Hour)
	a := revoke(t, srv, created.ID)
	v := decode[invitation](t, a)
	require.NotNil(t, v.Revoked)
	assert.True(t, *v.Revoked)
	assert.Equal(t, "revoked", v.Status)
	assert.Equal(t, created.ID, v.ID)
	assert.Equal(t, created.CreatedAt, v.CreatedAt)
	assert.Equal(t, created.CreatedAt+time.Hour.Milliseconds(), v.UpdatedAt)
	assert.Equal(t, `{"n":12345678901234567}`, string(v.PublicMetadata))
	var fields map[string]any
	require.NoError(t, json.Unmarshal(a.Body, &fields))
	assert.NotContains(t, fields, "url")

	requireErrors(t, revoke(t, srv, created.ID), http.StatusBadRequest, "invitation_already_revoked")
}

func TestRevokeMovesTheUpdateTimeOfAStandingClock(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	created := decode[invitation](t, createOne(t, srv, ada))
	assert.Greater(t, decode[invitation](t, revoke(t, srv, created.ID)).UpdatedAt, created.UpdatedAt)
}

func TestRevokeRefusesWhatIsAcceptedOrUnknown(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	id := srv.AddInvitation("ada@example.com")
	require.NoError(t, srv.Accept(id))
	requireErrors(t, revoke(t, srv, id), http.StatusBadRequest, "invitation_already_accepted")
	assert.Equal(t, "accepted", srv.Invitations()[0].Status)
	for _, unknown := range []string{"inv_unknown", "bulk", "a,b", "a%2Fb", "%20", "%00", "%ff", "a%3Fb=c"} {
		requireErrors(t, revoke(t, srv, unknown), http.StatusNotFound, "resource_not_found")
	}
}

func TestAnExpiredInvitationCanBeRevoked(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	id := srv.AddInvitation("ada@example.com")
	srv.Advance(31 * 24 * time.Hour)
	assert.Equal(t, "revoked", decode[invitation](t, revoke(t, srv, id)).Status)
}

func TestRevokeIgnoresABody(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	id := srv.AddInvitation("ada@example.com")
	assert.Equal(t, http.StatusOK, do(t, srv, http.MethodPost, "/v1/invitations/"+id+"/revoke", "null").Status)
}
