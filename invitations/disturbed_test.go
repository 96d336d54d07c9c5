package invitations_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// disturb makes a server disturb a third of its requests, in every way a network and the servers on it can.
// The seed decides which.
func disturb(server *invitationstest.Handler, seed uint64) {
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
	server.Inject(list...)
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
			synctest.Test(t, func(t *testing.T) {
				server, client := newInProcess(invitations.WithRetry(invitations.RetryPolicy{MaxAttempts: 20, MaxElapsedTime: time.Hour}))
				disturb(server, uint64(seed))
				ps, op := people(300), invitationstest.OpCreate
				if test.bulk > 1 {
					op = invitationstest.OpCreateBulk
				}
				ids, errs := make([]string, len(ps)), make([]error, len(ps))
				inParallel(len(ps)/test.bulk, func(n int) {
					first := n * test.bulk
					batch := ps[first : first+test.bulk]
					for i := range batch {
						batch[i].IgnoreExisting = test.ignore
					}
					list, err := createBy(t.Context(), client, op, batch)
					for i := range batch {
						errs[first+i] = err
					}
					for i, inv := range list {
						ids[first+i] = inv.ID
					}
				})
				assert.Positive(t, server.FaultsLeft(), "all could be disturbed")
				sent := map[string]string{}
				for _, email := range server.Emails() {
					assert.Empty(t, sent[email.To], "%s is emailed twice", email.To)
					sent[email.To] = email.InvitationID
				}
				unknown := 0
				for i, err := range errs {
					if errors.Is(err, invitations.ErrOutcomeUnknown) {
						unknown++
						continue
					}
					assert.Equal(t, ids[i], sent[ps[i].EmailAddress], "its own invitation, or none")
					assert.True(t, test.ignore || err == nil, err)
				}
				assert.Equal(t, test.ignore, unknown > 0, "some were lost before the work")
				assert.Less(t, unknown, len(ps)/3)
			})
		})
	}
}
