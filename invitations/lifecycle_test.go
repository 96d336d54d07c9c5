package invitations_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// These tests call the fake server over HTTP; TestClientWorksWithEveryChoice does without a network.

func TestInvitationIsCreatedAcceptedAndDeleted(t *testing.T) {
	t.Parallel()
	server := invitationstest.NewServer(t)
	client := server.Client()
	created, err := client.Create(t.Context(), invitations.CreateParams{
		EmailAddress:   "ada@example.com",
		PublicMetadata: map[string]any{"badge": int64(12345678901234567)},
	})
	require.NoError(t, err)
	assert.Equal(t, invitations.StatusPending, created.Status)
	assert.Equal(t, created.CreatedAt, created.UpdatedAt)
	assert.InDelta(t, 30*24*time.Hour, created.ExpiresAt.Sub(created.CreatedAt), float64(time.Hour))
	assert.Equal(t, `{"badge":12345678901234567}`, string(created.PublicMetadata))
	_, err = client.Create(t.Context(), ada)
	requireError(t, err, "Create", 400)
	require.ErrorIs(t, err, invitations.ErrAlreadyInvited)

	require.NoError(t, server.Accept(created.ID))
	_, err = client.Create(t.Context(), ada)
	requireError(t, err, "Create", 422)
	require.ErrorIs(t, err, invitations.ErrUserExists)
	_, err = client.Revoke(t.Context(), created.ID)
	require.ErrorIs(t, err, invitations.ErrAlreadyAccepted)
	require.NoError(t, client.Delete(t.Context(), created.ID))
	require.ErrorIs(t, client.Delete(t.Context(), created.ID), invitations.ErrNotFound)

	_, err = client.Create(t.Context(), invitations.CreateParams{EmailAddress: "bob@example.com", SkipEmail: true})
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"ada@example.com": 1}, emails(server.Handler))
}

func TestListSelectsAndOrders(t *testing.T) {
	t.Parallel()
	server := invitationstest.NewServer(t)
	client := server.Client()
	invited, err := client.CreateBulk(t.Context(), people(10))
	require.NoError(t, err)
	page, err := client.List(t.Context(), invitations.ListParams{OrderBy: invitations.OrderByEmailAddressDesc, Limit: 3, Offset: 8})
	require.NoError(t, err)
	assert.Equal(t, 10, page.TotalCount)
	require.Len(t, page.Invitations, 2)
	assert.Equal(t, "p1@example.com", page.Invitations[0].EmailAddress)
	assert.Equal(t, "p0@example.com", page.Invitations[1].EmailAddress)

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

func TestWrongKeyIsUnauthorized(t *testing.T) {
	t.Parallel()
	server := invitationstest.NewServer(t)
	client, err := invitations.New("sk_test_another", invitations.WithBaseURL(server.URL))
	require.NoError(t, err)
	for _, operation := range operations {
		_, err := operation.call(t.Context(), client)
		requireError(t, err, operation.op, 401)
		require.ErrorIs(t, err, invitations.ErrUnauthorized)
	}
	assert.Empty(t, server.Emails())
}
