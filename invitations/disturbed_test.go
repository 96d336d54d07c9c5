package invitations_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// newDisturbed starts a fake server that disturbs a third of its requests, in every way a network and
// the servers on it can, and returns a client that retries often. The seed decides which requests.
func newDisturbed(t *testing.T, seed uint64) (*invitationstest.Server, *invitations.Client) {
	t.Helper()
	kinds := []invitationstest.Fault{
		invitationstest.Cut(), invitationstest.Cut().AfterWork(),
		invitationstest.Stall(), invitationstest.Stall().AfterWork(),
		invitationstest.Truncate(),
		invitationstest.Status(503), invitationstest.Status(500).AfterWork(),
		invitationstest.HTML(502), invitationstest.HTML(502).AfterWork(),
		invitationstest.RateLimited(0),
	}
	random := rand.New(rand.NewPCG(seed, 0))
	faults := make([]invitationstest.Fault, 3000)
	for i := range faults {
		if random.IntN(3) == 0 {
			faults[i] = kinds[random.IntN(len(kinds))]
		}
	}
	server := invitationstest.NewServer(t)
	server.Inject(faults...)
	t.Cleanup(func() { assert.Positive(t, server.FaultsLeft(), "some requests were not disturbed") })
	return server, server.Client(
		invitations.WithTimeout(100*time.Millisecond),
		invitations.WithRetry(invitations.RetryPolicy{
			MaxAttempts:     20,
			InitialInterval: time.Millisecond,
			MaxInterval:     10 * time.Millisecond,
			MaxElapsedTime:  time.Minute,
		}),
	)
}

func TestCreateOnDisturbedNetwork(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		server, client := newDisturbed(t, seed)
		const creates = 300
		created := make([]*invitations.Invitation, creates)
		inParallel(creates, func(i int) {
			address := fmt.Sprintf("p%d@example.com", i)
			inv, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: address})
			if assert.NoError(t, err) {
				assert.Equal(t, address, inv.EmailAddress)
			}
			created[i] = inv
		})
		emailed := emails(server.Handler)
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
	server, client := newDisturbed(t, 3)
	const creates = 300
	created, isUnknown := make([]bool, creates), make([]bool, creates)
	inParallel(creates, func(i int) {
		inv, err := client.Create(t.Context(),
			invitations.CreateParams{EmailAddress: fmt.Sprintf("p%d@example.com", i), IgnoreExisting: true},
			invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: 6, InitialInterval: time.Millisecond}))
		created[i] = err == nil
		if err != nil {
			assert.Nil(t, inv)
			isUnknown[i] = errors.Is(err, invitations.ErrOutcomeUnknown)
		}
	})
	emailed := emails(server.Handler)
	unknown := 0
	for i := range creates {
		address := fmt.Sprintf("p%d@example.com", i)
		assert.LessOrEqual(t, emailed[address], 1, address)
		if created[i] {
			assert.Equal(t, 1, emailed[address], address)
		} else if isUnknown[i] {
			unknown++
		} else {
			assert.Zero(t, emailed[address], address)
		}
	}
	assert.Positive(t, unknown, "some were lost before the work")
	assert.Less(t, unknown, creates/3)
}

func TestCreateBulkOnDisturbedNetwork(t *testing.T) {
	t.Parallel()
	for _, ignore := range []bool{false, true} {
		server, client := newDisturbed(t, 4)
		const bulks = 12
		inParallel(bulks, func(i int) {
			ps := make([]invitations.CreateParams, 10)
			for j := range ps {
				ps[j] = invitations.CreateParams{EmailAddress: fmt.Sprintf("p%d.%d@example.com", i, j), IgnoreExisting: ignore}
			}
			list, err := client.CreateBulk(t.Context(), ps)
			switch {
			case err == nil:
				for j := range ps {
					assert.Equal(t, ps[j].EmailAddress, list[j].EmailAddress)
				}
			case ignore:
				assert.True(t, errors.Is(err, invitations.ErrOutcomeUnknown) || errors.Is(err, invitations.ErrServer), err)
			default:
				assert.NoError(t, err)
			}
		})
		emailed := emails(server.Handler)
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
	server, client := newDisturbed(t, 5)
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
