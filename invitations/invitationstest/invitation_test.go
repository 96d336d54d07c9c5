package invitationstest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAccept(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	created := decode[invitation](t, do(t, srv, create, `{"email_address":"Ada@example.com"}`))
	require.NoError(t, srv.Accept(created.ID))
	v := list(t, srv, "")[0]
	assert.EqualValues(t, "accepted", v.Status)
	assert.Greater(t, v.UpdatedAt, created.UpdatedAt)
	requireUserExists(t, do(t, srv, create, ada))

	require.ErrorContains(t, srv.Accept(created.ID), "accepted")
	require.ErrorContains(t, srv.Accept("inv_unknown"), "inv_unknown")
	revoked, expired := srv.AddInvitation("b@example.com"), srv.AddInvitation("c@example.com")
	require.Equal(t, http.StatusOK, do(t, srv, revoke(revoked), "").Status)
	require.ErrorContains(t, srv.Accept(revoked), "revoked")
	srv.Advance(31 * 24 * time.Hour)
	require.ErrorContains(t, srv.Accept(expired), "expired")
	assert.EqualValues(t, "accepted", list(t, srv, "?query=ada")[0].Status, "it does not expire")
}

func TestInvitationExpires(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	v := decode[invitation](t, do(t, srv, create, `{"email_address":"ada@example.com","expires_in_days":2}`))
	srv.SetTime(time.UnixMilli(v.ExpiresAt - 1))
	assert.EqualValues(t, "pending", list(t, srv, "")[0].Status)
	srv.SetTime(time.UnixMilli(v.ExpiresAt))
	assert.EqualValues(t, "expired", list(t, srv, "")[0].Status)
	assert.Equal(t, "expired", srv.Invitations()[0].Status)
	srv.SetTime(start)
	assert.EqualValues(t, "pending", list(t, srv, "")[0].Status)
	srv.Advance(48 * time.Hour)
	assert.EqualValues(t, "expired", list(t, srv, "")[0].Status, "the days are enough")
}

func TestInvitationIsThereWhenTheClockIsMovedBack(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.AddInvitation("ada@example.com")
	srv.Advance(-time.Hour)
	assert.Len(t, list(t, srv, ""), 1)
	requireDuplicates(t, do(t, srv, create, ada), "ada@example.com")
}

func TestSeed(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	assert.Empty(t, srv.Seed(0))
	ids := append(srv.Seed(2), srv.Seed(1)...)
	require.Len(t, ids, 3)
	assert.Equal(t, []string{"seed-000003@example.com", "seed-000002@example.com", "seed-000001@example.com"},
		addresses(list(t, srv, "?order_by=-email_address")))
	for _, v := range srv.Invitations() {
		assert.Contains(t, ids, v.ID)
		assert.Equal(t, "pending", v.Status)
		assert.True(t, v.CreatedAt.Before(start))
	}
	requireDuplicates(t, do(t, srv, create, `{"email_address":"seed-000002@example.com"}`), "seed-000002@example.com")
	assert.Empty(t, srv.Emails())
}

func TestIDsAreTheSameInEveryRun(t *testing.T) {
	t.Parallel()
	one, two := newServer(t), newServer(t)
	ids := one.Seed(5)
	assert.Equal(t, ids, two.Seed(5))
	for _, id := range ids {
		assert.Regexp(t, `^inv_[0-9A-Za-z]{27}$`, id)
	}
	first, second := do(t, one, create, ada), do(t, two, create, ada)
	assert.Equal(t, first.Header, second.Header)
	assert.Equal(t, string(first.Body), strings.ReplaceAll(string(second.Body), two.URL, one.URL))
}
