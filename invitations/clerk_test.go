package invitations_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// These tests run the whole client against the Clerk in memory.

func TestAnInvitationIsMadeRevokedAndDeleted(t *testing.T) {
	t.Parallel()
	server := invitationstest.NewServer(t)
	client := server.Client()

	created, err := client.Create(t.Context(), invitations.CreateParams{
		EmailAddress:   "ada@example.com",
		PublicMetadata: map[string]any{"badge": int64(12345678901234567)},
	})
	require.NoError(t, err)
	assert.Equal(t, invitations.StatusPending, created.Status)
	assert.NotEmpty(t, created.URL)
	assert.Equal(t, created.CreatedAt, created.UpdatedAt)
	assert.InDelta(t, 30*24*time.Hour, created.ExpiresAt.Sub(created.CreatedAt), float64(time.Hour))
	assert.JSONEq(t, `{"badge":12345678901234567}`, string(created.PublicMetadata))
	require.Len(t, server.Emails(), 1)

	_, err = client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ADA@example.com"})
	failure := requireError(t, err, "Create", 400)
	require.ErrorIs(t, err, invitations.ErrAlreadyInvited)
	assert.NotContains(t, strings.ToLower(failure.Error()), "ada@")
	assert.NotEmpty(t, failure.TraceID)
	require.Len(t, failure.Details, 1)
	assert.Len(t, failure.Details[0].EmailAddresses(), 1)

	revoked, err := client.Revoke(t.Context(), created.ID)
	require.NoError(t, err)
	assert.Equal(t, created.ID, revoked.ID)
	assert.Equal(t, invitations.StatusRevoked, revoked.Status)
	assert.Empty(t, revoked.URL)
	_, err = client.Revoke(t.Context(), created.ID)
	require.ErrorIs(t, err, invitations.ErrAlreadyRevoked)

	require.NoError(t, client.Delete(t.Context(), created.ID))
	require.ErrorIs(t, client.Delete(t.Context(), created.ID), invitations.ErrNotFound)
	_, err = client.Revoke(t.Context(), created.ID)
	require.ErrorIs(t, err, invitations.ErrNotFound)
}

func TestUsersAreInvitedOnlyWithIgnoreExisting(t *testing.T) {
	t.Parallel()
	server := invitationstest.NewServer(t)
	client := server.Client()
	server.AddUser("user@example.com")
	accepted, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "new@example.com", SkipEmail: true})
	require.NoError(t, err)
	require.NoError(t, server.Accept(accepted.ID))

	for _, address := range []string{"user@example.com", "new@example.com"} {
		_, err = client.Create(t.Context(), invitations.CreateParams{EmailAddress: address})
		requireError(t, err, "Create", 422)
		require.ErrorIs(t, err, invitations.ErrUserExists)
		_, err = client.Create(t.Context(), invitations.CreateParams{EmailAddress: address, IgnoreExisting: true})
		require.NoError(t, err)
	}
	_, err = client.Revoke(t.Context(), accepted.ID)
	require.ErrorIs(t, err, invitations.ErrAlreadyAccepted)
	assert.Len(t, server.Emails(), 2, "one was skipped, two were refused")
}

func TestABulkIsMadeInOrderAndListedInPages(t *testing.T) {
	t.Parallel()
	server := invitationstest.NewServer(t)
	client := server.Client()
	var people []invitations.CreateParams
	for name := range strings.SplitSeq("j i h g f e d c b a", " ") {
		people = append(people, invitations.CreateParams{EmailAddress: name + "@example.com"})
	}
	invited, err := client.CreateBulk(t.Context(), people)
	require.NoError(t, err)
	require.Len(t, invited, len(people))
	for i, inv := range invited {
		assert.Equal(t, people[i].EmailAddress, inv.EmailAddress)
	}

	again := append([]invitations.CreateParams{{EmailAddress: "new@example.com"}}, people[:2]...)
	_, err = client.CreateBulk(t.Context(), again)
	require.ErrorIs(t, err, invitations.ErrAlreadyInvited)
	failure := requireError(t, err, "CreateBulk", 400)
	assert.ElementsMatch(t, []string{"j@example.com", "i@example.com"}, failure.Details[0].EmailAddresses())

	page, err := client.List(t.Context(), invitations.ListParams{OrderBy: invitations.OrderByEmailAddress, Limit: 3, Offset: 8})
	require.NoError(t, err)
	assert.Equal(t, 10, page.TotalCount)
	var addresses []string
	for _, inv := range page.Invitations {
		addresses = append(addresses, inv.EmailAddress)
	}
	assert.Equal(t, []string{"i@example.com", "j@example.com"}, addresses)

	_, err = client.Revoke(t.Context(), invited[0].ID)
	require.NoError(t, err)
	for _, test := range []struct {
		params invitations.ListParams
		total  int
	}{
		{invitations.ListParams{}, 9},
		{invitations.ListParams{Statuses: []invitations.Status{invitations.StatusRevoked}}, 1},
		{invitations.ListParams{Statuses: []invitations.Status{invitations.StatusRevoked, invitations.StatusPending}}, 10},
		{invitations.ListParams{Query: invited[3].ID}, 1},
	} {
		page, err := client.List(t.Context(), test.params)
		require.NoError(t, err)
		assert.Equal(t, test.total, page.TotalCount, "%+v", test.params.Statuses)
	}
}

func TestAWrongKeyIsUnauthorizedForEveryOperation(t *testing.T) {
	t.Parallel()
	server := invitationstest.NewServer(t)
	client, err := invitations.New("sk_test_another", invitations.WithBaseURL(server.URL))
	require.NoError(t, err)
	for _, operation := range operations {
		_, err := operation.call(t, client)
		requireError(t, err, operation.op, 401)
		require.ErrorIs(t, err, invitations.ErrUnauthorized)
	}
	assert.Empty(t, server.Emails())
}
