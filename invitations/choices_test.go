package invitations_test

import (
	"fmt"
	"math/bits"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// Where nobody outside Clerk knows what it does, the Clerk in memory has an option for the other way.
// These tests lead the client through its life under combinations of them: its promises hold whatever
// Clerk does.

// choices is a combination, one bit for each option.
type choices uint

const (
	exactQuery choices = 1 << iota
	listURLs
	bulkUsersRejected
	partialBulk
	reversedBulk
	lowerCaseEmails
	expiredBlocks
	oldErrorBodies
	allChoices = 1<<iota - 1
)

func (c choices) has(choice choices) bool { return c&choice != 0 }

func (c choices) options() []invitationstest.Option {
	return []invitationstest.Option{invitationstest.WithChoices(invitationstest.Choices{
		ExactQuery:        c.has(exactQuery),
		ListURLs:          c.has(listURLs),
		BulkUsersRejected: c.has(bulkUsersRejected),
		PartialBulk:       c.has(partialBulk),
		ReversedBulk:      c.has(reversedBulk),
		LowerCaseEmails:   c.has(lowerCaseEmails),
		ExpiredBlocks:     c.has(expiredBlocks),
		OldErrorBodies:    c.has(oldErrorBodies),
	})}
}

// combinations are none of the choices, each, any two, all but one, and all.
func combinations() []choices {
	return slices.DeleteFunc(allCombinations(), func(c choices) bool {
		n := bits.OnesCount(uint(c))
		return n > 2 && n < bits.OnesCount(allChoices)-1
	})
}

func allCombinations() (all []choices) {
	for c := choices(0); c <= allChoices; c++ {
		all = append(all, c)
	}
	return all
}

// A life is a Clerk that has made its choices, and a client of it. Every step begins with a new one.
type life struct {
	choices

	server *invitationstest.Handler
	client *invitations.Client
}

func TestCallsHoldWhateverClerkChooses(t *testing.T) {
	t.Parallel()
	lead(t, combinations(), map[string]func(*life, *testing.T){
		"create":                 (*life).create,
		"trace":                  (*life).trace,
		"duplicate":              (*life).duplicate,
		"expired":                (*life).expired,
		"user":                   (*life).user,
		"bulk":                   (*life).bulk,
		"bulk with twins":        (*life).bulkWithTwins,
		"bulk with a duplicate":  (*life).bulkWithDuplicate,
		"bulk with a user":       (*life).bulkWithUser,
		"list":                   (*life).list,
		"revoke":                 (*life).revoke,
		"delete":                 (*life).delete,
		"lost create":            (*life).lostCreate,
		"create that got lost":   (*life).createThatGotLost,
		"lost bulk":              (*life).lostBulk,
		"lost bulk, refused":     (*life).lostBulkWithDuplicate,
		"lost bulk, ignoring":    (*life).lostBulkIgnoringExisting,
		"outage during a create": (*life).outage,
		"lost revoke":            (*life).lostRevoke,
		"lost delete":            (*life).lostDelete,
	})
}

// lead takes a new life through each step under each combination. It does so in bubbles, where retries
// and look-ups take no time.
func lead(t *testing.T, combinations []choices, steps map[string]func(*life, *testing.T)) {
	t.Helper()
	for name, step := range steps {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, combination := range combinations {
				synctest.Test(t, func(t *testing.T) {
					t.Cleanup(func() {
						if t.Failed() {
							t.Logf("it was combination %08b", combination)
						}
					})
					server := invitationstest.NewHandler(combination.options()...)
					step(&life{choices: combination, server: server, client: clientOf(t, server)}, t)
				})
			}
		})
	}
}

// named is whom to invite, by addresses whose case is not all lower.
func named(names string) []invitations.CreateParams {
	var ps []invitations.CreateParams
	for name := range strings.FieldsSeq(names) {
		ps = append(ps, invitations.CreateParams{
			EmailAddress:   name + "@Example.com",
			PublicMetadata: map[string]string{"name": name},
		})
	}
	return ps
}

// is checks that inv is the one that p asked for, as the server holds it.
func (l *life) is(t *testing.T, p invitations.CreateParams, inv *invitations.Invitation) {
	t.Helper()
	address := p.EmailAddress
	if l.has(lowerCaseEmails) {
		address = strings.ToLower(address)
	}
	assert.Equal(t, address, inv.EmailAddress)
	metadata, err := invitations.MetadataAs[map[string]string](inv)
	require.NoError(t, err)
	assert.Equal(t, p.PublicMetadata, metadata)
	assert.Equal(t, invitations.StatusPending, inv.Status)
}

// are checks that list has what ps asked for, in their order, and each its own.
func (l *life) are(t *testing.T, ps []invitations.CreateParams, list []invitations.Invitation) {
	t.Helper()
	require.Len(t, list, len(ps))
	ids := map[string]bool{}
	for i := range ps {
		l.is(t, ps[i], &list[i])
		ids[list[i].ID] = true
	}
	assert.Len(t, ids, len(ps))
}

// mailed checks that the addresses that begin with these names were mailed, each once.
func (l *life) mailed(t *testing.T, names string) {
	t.Helper()
	to := []string{}
	for _, email := range l.server.Emails() {
		name, _, _ := strings.Cut(email.To, "@")
		to = append(to, strings.ToLower(name))
	}
	assert.ElementsMatch(t, strings.Fields(strings.ToLower(names)), to)
}

// refused checks what every refusal by Clerk has.
func (l *life) refused(t *testing.T, err, want error, addresses int) {
	t.Helper()
	require.ErrorIs(t, err, want)
	require.NotErrorIs(t, err, invitations.ErrOutcomeUnknown)
	var failure *invitations.Error
	require.ErrorAs(t, err, &failure)
	assert.Regexp(t, "^[0-9a-f]{32}$", failure.TraceID)
	require.Len(t, failure.Details, 1)
	assert.Len(t, failure.Details[0].EmailAddresses(), addresses)
}

func (l *life) create(t *testing.T) {
	p := named("Ada")[0]
	inv, err := l.client.Create(t.Context(), p)
	require.NoError(t, err)
	l.is(t, p, inv)
	assert.NotEmpty(t, inv.URL)
	l.mailed(t, "ada")
}

// trace takes the header away, so that the body is all there is to learn the id from.
func (l *life) trace(t *testing.T) {
	l.server.Inject(invitationstest.Fault{}.WithHeader("X-Clerk-Trace-Id", ""))
	_, err := l.client.Revoke(t.Context(), "inv_unknown")
	l.refused(t, err, invitations.ErrNotFound, 0)
	assert.Zero(t, l.server.FaultsLeft())
}

func (l *life) duplicate(t *testing.T) {
	l.server.AddInvitation("ada@example.com")
	_, err := l.client.Create(t.Context(), named("Ada")[0])
	l.refused(t, err, invitations.ErrAlreadyInvited, 1)
	l.mailed(t, "")
}

func (l *life) expired(t *testing.T) {
	p := named("Ada")[0]
	p.ExpiresInDays = 1
	_, err := l.client.Create(t.Context(), p)
	require.NoError(t, err)
	l.server.Advance(24 * time.Hour)
	for _, fault := range []invitationstest.Fault{{}, invitationstest.Cut().AfterWork(), invitationstest.Cut()} {
		l.server.Inject(fault.On(invitationstest.Create))
		inv, err := l.client.Create(t.Context(), p)
		if l.has(expiredBlocks) {
			l.refused(t, err, invitations.ErrAlreadyInvited, 1)
			l.mailed(t, "ada")
			continue
		}
		require.NoError(t, err)
		l.is(t, p, inv)
		l.server.Advance(24 * time.Hour)
	}
	if !l.has(expiredBlocks) {
		l.mailed(t, "ada ada ada ada")
	}
}

func (l *life) user(t *testing.T) {
	l.server.AddUser("ada@example.com")
	p := named("Ada")[0]
	_, err := l.client.Create(t.Context(), p)
	l.refused(t, err, invitations.ErrUserExists, 0)
	p.IgnoreExisting = true
	inv, err := l.client.Create(t.Context(), p)
	require.NoError(t, err)
	l.is(t, p, inv)
	l.mailed(t, "ada")
}

func (l *life) bulk(t *testing.T) {
	ps := named("J i H g F e D c B a")
	list, err := l.client.CreateBulk(t.Context(), ps)
	require.NoError(t, err)
	l.are(t, ps, list)
	for i := range list {
		assert.NotEmpty(t, list[i].URL)
	}
	l.mailed(t, "a b c d e f g h i j")
}

// Which of two invitations to one address is which, the client cannot tell once the order is lost; that
// each is there, it can.
func (l *life) bulkWithTwins(t *testing.T) {
	for _, fault := range []invitationstest.Fault{{}, invitationstest.Cut().AfterWork()} {
		ps := named("Ada Ada Grace")
		for i := range ps {
			ps[i].IgnoreExisting = true
		}
		l.server.Inject(fault.On(invitationstest.CreateBulk))
		list, err := l.client.CreateBulk(t.Context(), ps)
		require.NoError(t, err)
		l.are(t, ps, list)
		l.server.Advance(2 * time.Minute)
	}
	l.mailed(t, "ada ada grace ada ada grace")
}

func (l *life) bulkWithDuplicate(t *testing.T) {
	l.server.AddInvitation("b@example.com")
	list, err := l.client.CreateBulk(t.Context(), named("A B C"))
	assert.Nil(t, list)
	l.refused(t, err, invitations.ErrAlreadyInvited, 1)
	if l.has(partialBulk) {
		l.mailed(t, "a c")
	} else {
		l.mailed(t, "")
	}
}

func (l *life) bulkWithUser(t *testing.T) {
	l.server.AddUser("b@example.com")
	ps := named("A B")
	for i := range ps {
		ps[i].IgnoreExisting = true
	}
	list, err := l.client.CreateBulk(t.Context(), ps)
	switch {
	case !l.has(bulkUsersRejected):
		require.NoError(t, err)
		l.are(t, ps, list)
		l.mailed(t, "a b")
	case l.has(partialBulk):
		l.refused(t, err, invitations.ErrUserExists, 0)
		l.mailed(t, "a")
	default:
		l.refused(t, err, invitations.ErrUserExists, 0)
		l.mailed(t, "")
	}
}

func (l *life) list(t *testing.T) {
	for _, p := range named("xAda Ada Grace") {
		_, err := l.client.Create(t.Context(), p)
		require.NoError(t, err)
	}
	for query, inexact := range map[string]int{"": 3, "ada@example.com": 2, "ADA@EXAMPLE.COM": 2, "da@": 2} {
		want := inexact
		if l.has(exactQuery) && query != "" {
			want = strings.Count(strings.ToLower(query), "ada@example.com")
		}
		page, err := l.client.List(t.Context(), invitations.ListParams{Query: query, Limit: 1})
		require.NoError(t, err)
		assert.Equal(t, want, page.TotalCount, query)
		assert.Len(t, page.Invitations, min(want, 1), query)
		for _, inv := range page.Invitations {
			assert.Equal(t, l.has(listURLs), inv.URL != "")
		}
	}
}

func (l *life) revoke(t *testing.T) {
	p := named("Ada")[0]
	inv, err := l.client.Create(t.Context(), p)
	require.NoError(t, err)
	revoked, err := l.client.Revoke(t.Context(), inv.ID)
	require.NoError(t, err)
	assert.Equal(t, invitations.StatusRevoked, revoked.Status)
	assert.Empty(t, revoked.URL)
	_, err = l.client.Revoke(t.Context(), inv.ID)
	l.refused(t, err, invitations.ErrAlreadyRevoked, 0)
	_, err = l.client.Revoke(t.Context(), "inv_unknown")
	l.refused(t, err, invitations.ErrNotFound, 0)
	_, err = l.client.Create(t.Context(), p)
	require.NoError(t, err, "a revoked one stands in nobody's way")
}

func (l *life) delete(t *testing.T) {
	p := named("Ada")[0]
	inv, err := l.client.Create(t.Context(), p)
	require.NoError(t, err)
	require.NoError(t, l.client.Delete(t.Context(), inv.ID))
	l.refused(t, l.client.Delete(t.Context(), inv.ID), invitations.ErrNotFound, 0)
	_, err = l.client.Create(t.Context(), p)
	require.NoError(t, err)
}

// lostAfter are the ways to lose an answer after the work.
func lostAfter() map[string]invitationstest.Fault {
	return map[string]invitationstest.Fault{
		"cut":       invitationstest.Cut().AfterWork(),
		"truncated": invitationstest.Truncate(),
		"stalled":   invitationstest.Stall().AfterWork(),
		"502":       invitationstest.HTML(http.StatusBadGateway).AfterWork(),
	}
}

func (l *life) lostCreate(t *testing.T) {
	var names []string
	for name, fault := range lostAfter() {
		for _, ignore := range []bool{false, true} {
			l.server.AddInvitation("x" + name + "@example.com") // matches a part
			p := named(fmt.Sprintf("%s-%t", name, ignore))[0]
			p.IgnoreExisting = ignore
			l.server.Inject(fault.On(invitationstest.Create))
			inv, err := l.client.Create(t.Context(), p)
			require.NoError(t, err, name)
			l.is(t, p, inv)
			assert.Equal(t, inv.ID, l.server.Emails()[len(l.server.Emails())-1].InvitationID)
			names = append(names, fmt.Sprintf("%s-%t", name, ignore))
		}
	}
	l.mailed(t, strings.Join(names, " "))
}

// The request was lost, not the answer; and somebody else has just invited an address that holds this
// one.
func (l *life) createThatGotLost(t *testing.T) {
	l.server.AddInvitation("xAda@example.com")
	l.server.Inject(invitationstest.Cut().On(invitationstest.Create))
	p := named("Ada")[0]
	inv, err := l.client.Create(t.Context(), p)
	require.NoError(t, err)
	l.is(t, p, inv)
	l.mailed(t, "ada")
}

func (l *life) lostBulk(t *testing.T) {
	var names []string
	for name, fault := range lostAfter() {
		three := fmt.Sprintf("C%[1]s B%[1]s A%[1]s", name)
		l.server.Inject(fault.On(invitationstest.CreateBulk))
		list, err := l.client.CreateBulk(t.Context(), named(three))
		require.NoError(t, err, name)
		l.are(t, named(three), list)
		names = append(names, three)
	}
	l.mailed(t, strings.Join(names, " "))
}

// A bulk that Clerk has refused, perhaps after some of it was done, and the refusal is lost.
func (l *life) lostBulkWithDuplicate(t *testing.T) {
	l.server.AddInvitation("b@example.com")
	time.Sleep(2 * time.Minute) // so that it cannot be taken for the call's own
	l.server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.CreateBulk))
	list, err := l.client.CreateBulk(t.Context(), named("A B C"))
	assert.Nil(t, list)
	if l.has(partialBulk) {
		require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
		l.mailed(t, "a c")
		return
	}
	l.refused(t, err, invitations.ErrAlreadyInvited, 1)
	l.mailed(t, "")
}

func (l *life) lostBulkIgnoringExisting(t *testing.T) {
	l.server.AddInvitation("b@example.com")
	time.Sleep(2 * time.Minute)
	ps := named("C B A")
	for i := range ps {
		ps[i].IgnoreExisting = true
	}
	l.server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.CreateBulk))
	list, err := l.client.CreateBulk(t.Context(), ps)
	require.NoError(t, err)
	l.are(t, ps, list)
	l.mailed(t, "a b c")

	time.Sleep(time.Minute)
	before := len(l.server.Requests())
	l.server.Inject(invitationstest.Cut().On(invitationstest.CreateBulk))
	_, err = l.client.CreateBulk(t.Context(), ps)
	require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
	for _, r := range l.server.Requests()[before+1:] {
		assert.Equal(t, invitationstest.List, r.Operation, "nothing is sent again that could mail twice")
	}
	l.mailed(t, "a b c")
}

// The answer is lost, and then Clerk is away for a while.
func (l *life) outage(t *testing.T) {
	l.server.Inject(
		invitationstest.Cut().AfterWork().On(invitationstest.Create),
		invitationstest.Status(http.StatusServiceUnavailable).Times(2),
	)
	p := named("Ada")[0]
	inv, err := l.client.Create(t.Context(), p)
	require.NoError(t, err)
	l.is(t, p, inv)
	assert.Zero(t, l.server.FaultsLeft())
	l.mailed(t, "ada")
}

func (l *life) lostRevoke(t *testing.T) {
	for name, fault := range lostAfter() {
		id := l.server.AddInvitation(name + "@example.com")
		l.server.Inject(fault.On(invitationstest.Revoke))
		inv, err := l.client.Revoke(t.Context(), id)
		require.NoError(t, err, name)
		assert.Equal(t, id, inv.ID)
		assert.Equal(t, invitations.StatusRevoked, inv.Status)
		_, err = l.client.Revoke(t.Context(), id)
		l.refused(t, err, invitations.ErrAlreadyRevoked, 0)
	}
}

func (l *life) lostDelete(t *testing.T) {
	for name, fault := range lostAfter() {
		id := l.server.AddInvitation(name + "@example.com")
		l.server.Inject(fault.On(invitationstest.Delete))
		require.NoError(t, l.client.Delete(t.Context(), id), name)
		l.refused(t, l.client.Delete(t.Context(), id), invitations.ErrNotFound, 0)
	}
	assert.Empty(t, l.server.Invitations())
}
