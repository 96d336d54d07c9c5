package invitations_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func TestCreateOnDisturbedNetwork(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		server, client := disturbed(t, seed)
		const creates = 520
		created := make([]*invitations.Invitation, creates)
		inParallel(creates, func(i int) {
			address := fmt.Sprintf("p%d@example.com", i)
			inv, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: address})
			if assert.NoError(t, err) {
				assert.Equal(t, address, inv.EmailAddress)
			}
			created[i] = inv
		})
		emailed := emails(server)
		assert.Len(t, emailed, creates)
		for _, email := range server.Emails() {
			var i int
			_, err := fmt.Sscanf(email.To, "p%d@example.com", &i)
			require.NoError(t, err)
			assert.Equal(t, 1, emailed[email.To], email.To)
			require.NotNil(t, created[i])
			assert.Equal(t, email.InvitationID, created[i].ID, "its own invitation")
		}
	}
}

func TestCreateWithIgnoreExistingOnDisturbedNetwork(t *testing.T) {
	t.Parallel()
	server, client := disturbed(t, 3)
	const creates = 300
	created := make([]bool, creates)
	inParallel(creates, func(i int) {
		inv, err := client.Create(t.Context(),
			invitations.CreateParams{EmailAddress: fmt.Sprintf("p%d@example.com", i), IgnoreExisting: true},
			invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: 6, InitialInterval: time.Millisecond}))
		created[i] = err == nil
		if err != nil {
			assert.Nil(t, inv)
			assert.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
		}
	})
	emailed := emails(server)
	unknown := 0
	for i := range creates {
		address := fmt.Sprintf("p%d@example.com", i)
		assert.LessOrEqual(t, emailed[address], 1, address)
		if created[i] {
			assert.Equal(t, 1, emailed[address], address)
		} else {
			unknown++
		}
	}
	assert.Positive(t, unknown, "some were lost before the work")
	assert.Less(t, unknown, creates/3)
}

func TestCreateBulkOnDisturbedNetwork(t *testing.T) {
	t.Parallel()
	for _, ignore := range []bool{false, true} {
		server, client := disturbed(t, 4)
		const bulks = 50
		inParallel(bulks, func(i int) {
			people := make([]invitations.CreateParams, 10)
			for j := range people {
				people[j] = invitations.CreateParams{EmailAddress: fmt.Sprintf("p%d.%d@example.com", i, j), IgnoreExisting: ignore}
			}
			list, err := client.CreateBulk(t.Context(), people)
			switch {
			case err == nil:
				for j := range people {
					assert.Equal(t, people[j].EmailAddress, list[j].EmailAddress)
				}
			case ignore:
				assert.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
			default:
				assert.NoError(t, err)
			}
		})
		emailed := emails(server)
		if !ignore {
			assert.Len(t, emailed, bulks*10)
		}
		for address, count := range emailed {
			assert.Equal(t, 1, count, address)
		}
	}
}

func TestRevokeAndDeleteOnDisturbedNetwork(t *testing.T) {
	t.Parallel()
	server, client := disturbed(t, 5)
	ids := server.Seed(200)
	inParallel(len(ids), func(i int) {
		inv, err := client.Revoke(t.Context(), ids[i])
		if assert.NoError(t, err) {
			assert.Equal(t, ids[i], inv.ID)
			assert.Equal(t, invitations.StatusRevoked, inv.Status)
		}
		assert.NoError(t, client.Delete(t.Context(), ids[i]))
	})
	assert.Empty(t, server.Invitations())
}
