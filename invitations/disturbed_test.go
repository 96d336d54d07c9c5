package invitations_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func TestEveryCreateEndsInTheTruthOnADisturbedNetwork(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		server, client := disturbed(t, seed)
		const creates = 520
		made := make([]*invitations.Invitation, creates)
		inParallel(creates, func(i int) {
			address := fmt.Sprintf("p%d@example.com", i)
			inv, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: address})
			if assert.NoError(t, err) {
				assert.Equal(t, address, inv.EmailAddress)
			}
			made[i] = inv
		})
		mailed := mails(server)
		assert.Len(t, mailed, creates)
		for _, email := range server.Emails() {
			var i int
			_, err := fmt.Sscanf(email.To, "p%d@example.com", &i)
			require.NoError(t, err)
			assert.Equal(t, 1, mailed[email.To], email.To)
			require.NotNil(t, made[i])
			assert.Equal(t, email.InvitationID, made[i].ID, "its own invitation")
		}
	}
}

func TestNobodyIsMailedTwiceOnADisturbedNetwork(t *testing.T) {
	t.Parallel()
	server, client := disturbed(t, 3)
	const creates = 300
	made := make([]bool, creates)
	inParallel(creates, func(i int) {
		inv, err := client.Create(t.Context(),
			invitations.CreateParams{EmailAddress: fmt.Sprintf("p%d@example.com", i), IgnoreExisting: true},
			invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: 6, InitialInterval: time.Millisecond}))
		made[i] = err == nil
		if err != nil {
			assert.Nil(t, inv)
			assert.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
		}
	})
	mailed := mails(server)
	unknown := 0
	for i := range creates {
		address := fmt.Sprintf("p%d@example.com", i)
		assert.LessOrEqual(t, mailed[address], 1, address)
		if made[i] {
			assert.Equal(t, 1, mailed[address], address)
		} else {
			unknown++
		}
	}
	assert.Positive(t, unknown, "some were lost before the work")
	assert.Less(t, unknown, creates/3)
}

func TestEveryBulkEndsInTheTruthOnADisturbedNetwork(t *testing.T) {
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
		mailed := mails(server)
		if !ignore {
			assert.Len(t, mailed, bulks*10)
		}
		for address, count := range mailed {
			assert.Equal(t, 1, count, address)
		}
	}
}

func TestRevokeAndDeleteEndInTheTruthOnADisturbedNetwork(t *testing.T) {
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
