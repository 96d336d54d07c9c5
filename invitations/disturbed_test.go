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
	kinds := faults{
		invitationstest.Cut(), invitationstest.Cut().AfterWork(),
		invitationstest.Stall(), invitationstest.Stall().AfterWork(),
		invitationstest.Truncate(),
		invitationstest.Status(503), invitationstest.Status(500).AfterWork(),
		invitationstest.HTML(502), invitationstest.HTML(502).AfterWork(),
		invitationstest.RateLimited(0),
	}
	random := rand.New(rand.NewPCG(seed, 0))
	list := make(faults, 3000)
	for i := range list {
		if random.IntN(3) == 0 {
			list[i] = kinds[random.IntN(len(kinds))]
		}
	}
	server := invitationstest.NewServer(t)
	server.Inject(list...)
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

// All of 300 succeed, in bulks too. With IgnoreExisting a create is sent once, so its outcome can stay
// unknown; it is never sent a second time, nor is another error returned for one that was carried out.
func TestCreateOnDisturbedNetwork(t *testing.T) {
	t.Parallel()
	for seed, test := range []struct {
		bulk   int
		ignore bool
	}{{1, false}, {1, true}, {10, false}, {10, true}} {
		t.Run(fmt.Sprintf("%+v", test), func(t *testing.T) {
			t.Parallel()
			server, client := newDisturbed(t, uint64(seed))
			const people = 300
			results := make([]error, people)
			ids := make([]string, people)
			inParallel(people/test.bulk, func(n int) {
				ps := make([]invitations.CreateParams, test.bulk)
				for i := range ps {
					ps[i] = invitations.CreateParams{EmailAddress: fmt.Sprintf("p%d@example.com", n*test.bulk+i), IgnoreExisting: test.ignore}
				}
				op := invitationstest.OpCreate
				if test.bulk > 1 {
					op = invitationstest.OpCreateBulk
				}
				list, err := createBy(t.Context(), client, op, ps)
				for i := range ps {
					results[n*test.bulk+i] = err
					if err == nil {
						ids[n*test.bulk+i] = list[i].ID
					}
				}
			})
			sent := map[string]string{}
			for _, email := range server.Emails() {
				assert.Empty(t, sent[email.To], "%s is emailed twice", email.To)
				sent[email.To] = email.InvitationID
			}
			unknown := 0
			for i, err := range results {
				if errors.Is(err, invitations.ErrOutcomeUnknown) {
					unknown++
					continue
				}
				assert.Equal(t, ids[i], sent[fmt.Sprintf("p%d@example.com", i)], "its own invitation, or none")
				assert.True(t, test.ignore || err == nil, err)
			}
			assert.Equal(t, test.ignore, unknown > 0, "some were lost before the work")
			assert.Less(t, unknown, people/3)
		})
	}
}

func TestCreateAllOnDisturbedNetwork(t *testing.T) {
	t.Parallel()
	server, client := newDisturbed(t, 6)
	ps := people(200)
	for i := 0; i < len(ps); i += 25 {
		server.AddUser(ps[i].EmailAddress)
	}
	results, err := createAll(t.Context(), t, client, ps)
	require.NoError(t, err)
	emailed := emails(server.Handler)
	for i, result := range results {
		count := emailed[ps[i].EmailAddress]
		assert.LessOrEqual(t, count, 1)
		if !errors.Is(result.Err, invitations.ErrOutcomeUnknown) {
			assert.Equal(t, i%25 == 0, errors.Is(result.Err, invitations.ErrUserExists))
			assert.Equal(t, result.Err == nil, count == 1)
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
