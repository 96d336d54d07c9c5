package invitationstest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

const ada = `{"email_address":"ada@example.com"}`

func requireDuplicates(t *testing.T, a answer, emails ...string) {
	t.Helper()
	e := requireErrors(t, a, http.StatusBadRequest, "duplicate_record")[0]
	require.NotNil(t, e.Meta)
	require.Equal(t, emails, e.Meta.EmailAddresses)
	for _, email := range emails {
		require.Contains(t, e.LongMessage, email)
	}
}

func requireUserExists(t *testing.T, a answer) {
	t.Helper()
	requireParam(t, a, "form_identifier_exists", "email_address")
}

func TestPendingInvitationStandsInTheWay(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	decode[invitation](t, createOne(t, srv, ada))
	requireDuplicates(t, createOne(t, srv, ada), "ada@example.com")
	requireDuplicates(t, createOne(t, srv, `{"email_address":"ADA@Example.com"}`), "ADA@Example.com")
	assert.Len(t, srv.Emails(), 1)

	decode[invitation](t, createOne(t, srv, `{"email_address":"ada@example.com","ignore_existing":true}`))
	assert.Len(t, srv.Invitations(), 2)
	assert.Len(t, srv.Emails(), 2)
}

func TestSettledInvitationsDoNotStandInTheWay(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	v := decode[invitation](t, createOne(t, srv, ada))
	require.Equal(t, http.StatusOK, revoke(t, srv, v.ID).Status)
	v = decode[invitation](t, createOne(t, srv, ada))
	require.Equal(t, http.StatusOK, do(t, srv, http.MethodDelete, "/v1/invitations/"+v.ID, "").Status)
	decode[invitation](t, createOne(t, srv, ada))
	srv.Advance(30 * 24 * time.Hour)
	decode[invitation](t, createOne(t, srv, ada))
}

func TestWithExpiredBlockingAnExpiredInvitationStandsInTheWay(t *testing.T) {
	t.Parallel()
	srv := newServer(t, invitationstest.WithExpiredBlocking())
	decode[invitation](t, createOne(t, srv, ada))
	srv.Advance(31 * 24 * time.Hour)
	requireDuplicates(t, createOne(t, srv, ada), "ada@example.com")
	decode[invitation](t, createOne(t, srv, `{"email_address":"ada@example.com","ignore_existing":true}`))
}

func TestUserStandsInTheWay(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	srv.AddUser("Ada@example.com")
	a := createOne(t, srv, ada)
	requireUserExists(t, a)
	assert.Contains(t, string(a.Body), "ada@example.com")
	decode[invitation](t, createOne(t, srv, `{"email_address":"ada@example.com","ignore_existing":true}`))
	requireDuplicates(t, createOne(t, srv, ada), "ada@example.com")
}

func TestWithLowerCaseEmailsAddressesAreKeptInLowerCase(t *testing.T) {
	t.Parallel()
	const mixed = `{"email_address":"Ada@Example.com"}`
	srv := newServer(t)
	assert.Equal(t, "Ada@Example.com", decode[invitation](t, createOne(t, srv, mixed)).EmailAddress)
	assert.Equal(t, "Ada@Example.com", srv.Emails()[0].To)

	srv = newServer(t, invitationstest.WithLowerCaseEmails())
	assert.Equal(t, "ada@example.com", decode[invitation](t, createOne(t, srv, mixed)).EmailAddress)
	assert.Equal(t, "ada@example.com", srv.Emails()[0].To)
	requireDuplicates(t, createOne(t, srv, mixed), "ada@example.com")
}

func TestABulkIsAnsweredInOrderUnlessReversed(t *testing.T) {
	t.Parallel()
	const body = `[{"email_address":"a@example.com"},{"email_address":"b@example.com","expires_in_days":3,"notify":false},{"email_address":"c@example.com"}]`
	srv := newServer(t)
	made := decode[[]invitation](t, createBulk(t, srv, body))
	assert.Equal(t, []string{"a@example.com", "b@example.com", "c@example.com"}, addresses(made))
	assertLifetime(t, 3, made[1])
	for _, v := range made {
		assert.NotNil(t, v.URL)
		assert.Nil(t, v.Revoked)
		assert.Equal(t, "pending", v.Status)
	}
	assert.Len(t, srv.Emails(), 2)

	srv = newServer(t, invitationstest.WithReversedBulk())
	made = decode[[]invitation](t, createBulk(t, srv, body))
	assert.Equal(t, []string{"c@example.com", "b@example.com", "a@example.com"}, addresses(made))
	assert.Equal(t, "a@example.com", srv.Invitations()[0].EmailAddress)
}

func TestABulkHasOneToTenItems(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	bulk := func(n int) answer {
		return createBulk(t, srv, bulkOf("p", n))
	}
	requireErrors(t, bulk(0), http.StatusUnprocessableEntity, "form_param_value_invalid")
	requireErrors(t, bulk(11), http.StatusBadRequest, "bulk_size_exceeded")
	assert.Empty(t, srv.Invitations())
	assert.Len(t, decode[[]invitation](t, bulk(10)), 10)
}

func TestBulkIsAllOrNothing(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	invite(srv, "a@example.com", "c@example.com")
	const conflicts = `[{"email_address":"new@example.com"},{"email_address":"a@example.com"},{"email_address":"C@example.com"},
		{"email_address":"c@example.com"},{"email_address":"NEW@example.com"},{"email_address":"a@example.com","ignore_existing":true}]`
	requireDuplicates(t, createBulk(t, srv, conflicts), "a@example.com", "C@example.com", "NEW@example.com")

	srv.AddUser("user@example.com")
	a := createBulk(t, srv, `[{"email_address":"new@example.com"},{"email_address":"user@example.com"}]`)
	requireUserExists(t, a)
	assert.NotContains(t, string(a.Body), "user@example.com", "a bulk does not say which item it was")
	requireParam(t, createBulk(t, srv, `[{"email_address":"new@example.com"},{"email_address":"bad"}]`),
		"form_param_format_invalid", "email_address")
	assert.Len(t, srv.Invitations(), 2)
	assert.Empty(t, srv.Emails())
}

func TestWithPartialBulkDuplicatesDoNotKeepTheOthersOut(t *testing.T) {
	t.Parallel()
	srv := newServer(t, invitationstest.WithPartialBulk())
	invite(srv, "a@example.com")
	requireDuplicates(t, createBulk(t, srv, `[{"email_address":"b@example.com"},{"email_address":"a@example.com"},
		{"email_address":"c@example.com"},{"email_address":"B@example.com"}]`), "a@example.com", "B@example.com")
	assert.Equal(t, []string{"c@example.com", "b@example.com", "a@example.com"}, addresses(list(t, srv, "")))
	assert.Len(t, srv.Emails(), 2)

	requireParam(t, createBulk(t, srv, `[{"email_address":"d@example.com"},{"email_address":"bad"}]`),
		"form_param_format_invalid", "email_address")
	requireDuplicates(t, createOne(t, srv, `{"email_address":"a@example.com"}`), "a@example.com")
	assert.Len(t, srv.Invitations(), 3)
}

func TestABulkIgnoresExistingUsersUnlessTheyAreRefused(t *testing.T) {
	t.Parallel()
	const (
		user = `[{"email_address":"user@example.com","ignore_existing":true}]`
		both = `[{"email_address":"a@example.com"},{"email_address":"a@example.com","ignore_existing":true}]`
	)
	srv := newServer(t)
	srv.AddUser("user@example.com")
	assert.Len(t, decode[[]invitation](t, createBulk(t, srv, user)), 1)
	assert.Len(t, decode[[]invitation](t, createBulk(t, srv, both)), 2)

	srv = newServer(t, invitationstest.WithBulkUsersRefused())
	srv.AddUser("user@example.com")
	requireUserExists(t, createBulk(t, srv, user))
	assert.Len(t, decode[[]invitation](t, createBulk(t, srv, both)), 2)
	decode[invitation](t, createOne(t, srv, `{"email_address":"user@example.com","ignore_existing":true}`))
}
