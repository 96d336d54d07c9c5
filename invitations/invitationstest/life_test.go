package invitationstest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOnlyAPendingInvitationCanBeAccepted(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	created := decode[invitation](t, createOne(t, srv, `{"email_address":"Ada@example.com"}`))
	require.NoError(t, srv.Accept(created.ID))
	v := list(t, srv, "")[0]
	assert.Equal(t, "accepted", v.Status)
	assert.Greater(t, v.UpdatedAt, created.UpdatedAt)
	requireUserExists(t, createOne(t, srv, ada))

	require.ErrorContains(t, srv.Accept(created.ID), "accepted")
	require.ErrorContains(t, srv.Accept("inv_unknown"), "inv_unknown")
	revoked, expired := srv.AddInvitation("b@example.com"), srv.AddInvitation("c@example.com")
	require.Equal(t, http.StatusOK, revoke(t, srv, revoked).Status)
	require.ErrorContains(t, srv.Accept(revoked), "revoked")
	srv.Advance(31 * 24 * time.Hour)
	require.ErrorContains(t, srv.Accept(expired), "expired")
	assert.Equal(t, "accepted", list(t, srv, "?query=ada")[0].Status, "time does not undo it")
}

func TestAnInvitationExpiresByTheServersClock(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	v := decode[invitation](t, createOne(t, srv, `{"email_address":"ada@example.com","expires_in_days":2}`))
	srv.SetTime(time.UnixMilli(*v.ExpiresAt - 1))
	assert.Equal(t, "pending", list(t, srv, "")[0].Status)
	srv.SetTime(time.UnixMilli(*v.ExpiresAt))
	assert.Equal(t, "expired", list(t, srv, "")[0].Status)
	assert.Equal(t, "expired", srv.Invitations()[0].Status)
	srv.SetTime(start)
	assert.Equal(t, "pending", list(t, srv, "")[0].Status)
	srv.Advance(48 * time.Hour)
	assert.Equal(t, "expired", list(t, srv, "")[0].Status, "after the days and no more, it has expired")
	srv.Advance(-time.Hour)
	assert.Equal(t, "pending", list(t, srv, "")[0].Status)
}

func TestSeedAddsPendingInvitationsOfThePastAndMailsNobody(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	assert.Empty(t, srv.Seed(0))
	ids := append(srv.Seed(2), srv.Seed(1)...)
	require.Len(t, ids, 3)
	assert.Equal(t, []string{"seed-000003@example.com", "seed-000002@example.com", "seed-000001@example.com"},
		addresses(list(t, srv, "")))
	for i, v := range srv.Invitations() {
		assert.Contains(t, ids, v.ID)
		assert.Equal(t, "pending", v.Status)
		assert.True(t, v.CreatedAt.Before(start), "%d", i)
	}
	requireDuplicates(t, createOne(t, srv, `{"email_address":"seed-000002@example.com"}`), "seed-000002@example.com")
	assert.Empty(t, srv.Emails())
}

func TestSnapshotsAreCopies(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	decode[invitation](t, createOne(t, srv, `{"email_address":"ada@example.com","public_metadata":{"a":1}}`))
	srv.Invitations()[0].PublicMetadata[2] = 'X'
	assert.Equal(t, `{"a":1}`, string(srv.Invitations()[0].PublicMetadata))
	srv.Emails()[0].To = "x"
	assert.Equal(t, "ada@example.com", srv.Emails()[0].To)
	r := srv.Requests()[0]
	r.Body[0], r.Header["Content-Type"][0] = 'X', "x"
	assert.Equal(t, byte('{'), srv.Requests()[0].Body[0])
	assert.Equal(t, "application/json", srv.Requests()[0].Header.Get("Content-Type"))
}
