package invitationstest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestPendingInvitationConflicts(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	decode[invitation](t, do(t, srv, create, `{"email_address":"Ada@example.com"}`))
	requireDuplicates(t, do(t, srv, create, ada), "ada@example.com")
	requireDuplicates(t, do(t, srv, create, `{"email_address":"ADA@Example.com"}`), "ADA@Example.com")
	assert.Len(t, srv.Emails(), 1)

	decode[invitation](t, do(t, srv, create, `{"email_address":"ada@example.com","ignore_existing":true}`))
	assert.Len(t, srv.Invitations(), 2)
	assert.Len(t, srv.Emails(), 2)
}

func TestRevokedDeletedAndExpiredInvitationsDoNotConflict(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	v := decode[invitation](t, do(t, srv, create, ada))
	require.Equal(t, http.StatusOK, do(t, srv, revoke(v.ID), "").Status)
	v = decode[invitation](t, do(t, srv, create, ada))
	require.Equal(t, http.StatusOK, do(t, srv, remove(v.ID), "").Status)
	decode[invitation](t, do(t, srv, create, ada))
	srv.Advance(30 * 24 * time.Hour)
	decode[invitation](t, do(t, srv, create, ada))
}

func TestInviteAgainAfterExpiryRejected(t *testing.T) {
	t.Parallel()
	srv := newServer(t, invitationstest.WithChoices(invitationstest.Choices{InviteAgainAfterExpiryRejected: true}))
	decode[invitation](t, do(t, srv, create, ada))
	srv.Advance(31 * 24 * time.Hour)
	requireDuplicates(t, do(t, srv, create, ada), "ada@example.com")
	decode[invitation](t, do(t, srv, create, `{"email_address":"ada@example.com","ignore_existing":true}`))
}

func TestUserConflicts(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.AddUser("Ada@example.com")
	requireUserExists(t, do(t, srv, create, ada))
	decode[invitation](t, do(t, srv, create, `{"email_address":"ada@example.com","ignore_existing":true}`))
	requireDuplicates(t, do(t, srv, create, ada), "ada@example.com")
}

func TestAddressLowerCased(t *testing.T) {
	t.Parallel()
	const mixed = `{"email_address":"Ada@Example.com"}`
	srv := newServer(t)
	assert.Equal(t, "Ada@Example.com", decode[invitation](t, do(t, srv, create, mixed)).EmailAddress)
	assert.Equal(t, "Ada@Example.com", srv.Emails()[0].To)

	srv = newServer(t, invitationstest.WithChoices(invitationstest.Choices{AddressLowerCased: true}))
	assert.Equal(t, "ada@example.com", decode[invitation](t, do(t, srv, create, mixed)).EmailAddress)
	assert.Equal(t, "ada@example.com", srv.Emails()[0].To)
	requireDuplicates(t, do(t, srv, create, mixed), "ada@example.com")
	srv.AddInvitation("Grace@Example.com")
	assert.Equal(t, "grace@example.com", srv.Invitations()[1].EmailAddress)
}

func TestBulkOrderNotKept(t *testing.T) {
	t.Parallel()
	const body = `[{"email_address":"a@example.com"},{"email_address":"b@example.com","expires_in_days":3,"notify":false},{"email_address":"c@example.com"}]`
	srv := newServer(t)
	created := decode[[]invitation](t, do(t, srv, bulk, body))
	assert.Equal(t, []string{"a@example.com", "b@example.com", "c@example.com"}, addresses(created))
	assertLifetime(t, 3, created[1])
	for _, v := range created {
		assert.NotEmpty(t, v.URL)
		assert.False(t, v.Revoked)
		assert.EqualValues(t, "pending", v.Status)
	}
	assert.Len(t, srv.Emails(), 2)

	srv = newServer(t, invitationstest.WithChoices(invitationstest.Choices{BulkOrderNotKept: true}))
	created = decode[[]invitation](t, do(t, srv, bulk, body))
	assert.Equal(t, []string{"c@example.com", "b@example.com", "a@example.com"}, addresses(created))
	assert.Equal(t, "a@example.com", srv.Invitations()[0].EmailAddress)
}

func TestBulkIsAllOrNothing(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	invite(srv, "a@example.com", "c@example.com")
	const conflicts = `[{"email_address":"new@example.com"},{"email_address":"a@example.com"},{"email_address":"C@example.com"},
		{"email_address":"c@example.com"},{"email_address":"NEW@example.com"},{"email_address":"a@example.com","ignore_existing":true}]`
	requireDuplicates(t, do(t, srv, bulk, conflicts), "a@example.com", "C@example.com", "NEW@example.com")

	srv.AddUser("user@example.com")
	res := do(t, srv, bulk, `[{"email_address":"new@example.com"},{"email_address":"user@example.com"}]`)
	requireUserExists(t, res)
	assert.NotContains(t, string(res.Body), "user@example.com", "a bulk does not say which item it was")
	requireParam(t, do(t, srv, bulk, `[{"email_address":"new@example.com"},{"email_address":"bad"}]`),
		"form_param_format_invalid", "email_address")
	assert.Len(t, srv.Invitations(), 2)
	assert.Empty(t, srv.Emails())
}

func TestBulkNotAtomic(t *testing.T) {
	t.Parallel()
	srv := newServer(t, invitationstest.WithChoices(invitationstest.Choices{BulkNotAtomic: true}))
	invite(srv, "a@example.com")
	requireDuplicates(t, do(t, srv, bulk, `[{"email_address":"b@example.com"},{"email_address":"a@example.com"},
		{"email_address":"c@example.com"},{"email_address":"B@example.com"}]`), "a@example.com", "B@example.com")
	assert.Equal(t, []string{"c@example.com", "b@example.com", "a@example.com"}, addresses(list(t, srv, "?order_by=-email_address")))
	assert.Len(t, srv.Emails(), 2)

	requireParam(t, do(t, srv, bulk, `[{"email_address":"d@example.com"},{"email_address":"bad"}]`),
		"form_param_format_invalid", "email_address")
	requireDuplicates(t, do(t, srv, create, `{"email_address":"a@example.com"}`), "a@example.com")
	assert.Len(t, srv.Invitations(), 3)
}

func TestBulkIgnoreExistingUserRejected(t *testing.T) {
	t.Parallel()
	const (
		user = `[{"email_address":"user@example.com","ignore_existing":true}]`
		both = `[{"email_address":"a@example.com"},{"email_address":"a@example.com","ignore_existing":true}]`
	)
	srv := newServer(t)
	srv.AddUser("user@example.com")
	assert.Len(t, decode[[]invitation](t, do(t, srv, bulk, user)), 1)
	assert.Len(t, decode[[]invitation](t, do(t, srv, bulk, both)), 2)

	srv = newServer(t, invitationstest.WithChoices(invitationstest.Choices{BulkIgnoreExistingUserRejected: true}))
	srv.AddUser("user@example.com")
	requireUserExists(t, do(t, srv, bulk, user))
	assert.Len(t, decode[[]invitation](t, do(t, srv, bulk, both)), 2)
	decode[invitation](t, do(t, srv, create, `{"email_address":"user@example.com","ignore_existing":true}`))
}
