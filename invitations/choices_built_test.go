package invitations_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestCallsBuiltOfSeveralHoldWhateverClerkChooses(t *testing.T) {
	t.Parallel()
	lead(t, allCombinations(), map[string]func(*life, *testing.T){
		"ensure":                  (*life).ensure,
		"resend":                  (*life).resend,
		"find":                    (*life).find,
		"all":                     (*life).all,
		"create all":              (*life).createAll,
		"create all lost":         (*life).createAllLost,
		"create all users":        (*life).createAllUsers,
		"create all lost refused": (*life).createAllLostRefused,
	})
}

func (l *life) ensure(t *testing.T) {
	l.server.AddInvitation("xAda@example.com")
	for i, fault := range []invitationstest.Fault{invitationstest.Cut().AfterWork(), {}, invitationstest.Cut().AfterWork(), invitationstest.Cut()} {
		time.Sleep(time.Minute)
		l.server.Inject(fault.On(invitationstest.Create))
		inv, created, err := l.client.Ensure(t.Context(), named("Ada")[0])
		require.NoError(t, err)
		assert.Equal(t, i == 0, created)
		l.is(t, named("Ada")[0], inv)
	}
	l.mailed(t, "ada")
	l.server.Advance(31 * 24 * time.Hour)
	inv, created, err := l.client.Ensure(t.Context(), named("Ada")[0])
	if l.has(expiredBlocks) {
		require.ErrorIs(t, err, invitations.ErrAlreadyInvited)
		return
	}
	require.NoError(t, err)
	assert.True(t, created)
	l.is(t, named("Ada")[0], inv)
}

func (l *life) resend(t *testing.T) {
	l.server.AddInvitation("xAda@example.com")
	p := named("Ada")[0]
	seen := map[string]bool{}
	for _, fault := range []invitationstest.Fault{{}, invitationstest.Cut().AfterWork(), invitationstest.Cut()} {
		for _, op := range []invitationstest.Operation{invitationstest.Create, invitationstest.Revoke, invitationstest.List} {
			l.server.ClearFaults()
			l.server.Inject(fault.On(op))
			inv, err := l.client.Resend(t.Context(), p)
			require.NoError(t, err)
			l.is(t, p, inv)
			require.False(t, seen[inv.ID])
			seen[inv.ID] = true
		}
	}
	l.mailed(t, strings.Repeat("ada ", 9))
	pending := 0
	for _, v := range l.server.Invitations() {
		if strings.EqualFold(v.EmailAddress, p.EmailAddress) && v.Status == "pending" {
			pending++
		}
	}
	assert.Equal(t, 1, pending)
}

func (l *life) find(t *testing.T) {
	for _, p := range named("xAda Ada Grace") {
		_, err := l.client.Create(t.Context(), p)
		require.NoError(t, err)
	}
	found, err := l.client.FindByEmail(t.Context(), "ADA@example.com")
	require.NoError(t, err)
	require.Len(t, found, 1)
	l.is(t, named("Ada")[0], &found[0])
	got, err := l.client.Get(t.Context(), found[0].ID)
	require.NoError(t, err)
	assert.Equal(t, found[0].ID, got.ID)
	_, err = l.client.Revoke(t.Context(), got.ID)
	require.NoError(t, err)
	got, err = l.client.Get(t.Context(), got.ID)
	require.NoError(t, err)
	assert.Equal(t, invitations.StatusRevoked, got.Status)
	_, err = l.client.Get(t.Context(), "inv_unknown")
	require.ErrorIs(t, err, invitations.ErrNotFound)
}

func (l *life) all(t *testing.T) {
	ids := l.server.Seed(25)
	var got []string
	for inv, err := range l.client.All(t.Context(), invitations.ListParams{Limit: 7}) {
		require.NoError(t, err)
		got = append(got, inv.ID)
	}
	slices.Reverse(got)
	assert.Equal(t, ids, got)
}

const crowd = "A b C d E f G h I j K l M n O p Q r S t U v W x Y"

func (l *life) createAll(t *testing.T) {
	if l.has(partialBulk) {
		return // a created item of a rejected bulk may be reported as already invited
	}
	l.server.AddInvitation("b@example.com")
	l.server.AddInvitation("w@example.com")
	ps := named(crowd)
	i := 0
	for r, err := range l.client.CreateAll(t.Context(), slices.Values(ps)) {
		require.NoError(t, err)
		require.Equal(t, i, r.Index)
		if n, _, _ := strings.Cut(ps[i].EmailAddress, "@"); n == "b" || n == "W" {
			require.ErrorIs(t, r.Err, invitations.ErrAlreadyInvited, n)
		} else {
			require.NoError(t, r.Err, n)
			l.is(t, ps[i], r.Invitation)
		}
		i++
	}
	assert.Equal(t, 25, i)
	l.mailed(t, "A C d E f G h I j K l M n O p Q r S t U v x Y")
}

func (l *life) createAllUsers(t *testing.T) {
	if l.has(partialBulk) {
		return // a created item of a rejected bulk may be reported as already invited
	}
	l.server.AddUser("b@example.com")
	l.server.AddUser("w@example.com")
	for _, ignore := range []bool{false, true} {
		ps := named(crowd)
		for i := range ps {
			ps[i].IgnoreExisting = ignore
		}
		for r, err := range l.client.CreateAll(t.Context(), slices.Values(ps)) {
			require.NoError(t, err)
			n, _, _ := strings.Cut(r.Params.EmailAddress, "@")
			isUser := n == "b" || n == "W"
			switch {
			case isUser && (!ignore || l.has(bulkUsersRejected)):
				if !errors.Is(r.Err, invitations.ErrUserExists) && (!ignore || r.Err != nil) {
					t.Errorf("ignore %v: %s: %v", ignore, n, r.Err)
				}
			default:
				if r.Err != nil {
					t.Errorf("ignore %v: %s: %v", ignore, n, r.Err)
				}
			}
		}
		counts := map[string]int{}
		for _, e := range l.server.Emails() {
			counts[strings.ToLower(e.To)]++
		}
		for to, n := range counts {
			want := 1
			if ignore {
				want = 2
			}
			if to[0] == 'b' || to[0] == 'w' {
				want--
			}
			if n != want {
				t.Errorf("ignore %v: %s mailed %d times, not %d", ignore, to, n, want)
			}
		}
	}
}

func (l *life) createAllLost(t *testing.T) {
	for _, fault := range lostAfter() {
		for _, ignore := range []bool{false, true} {
			server := invitationstest.NewHandler(l.options()...)
			client := clientOf(t, server)
			server.Inject(fault.On(invitationstest.CreateBulk).Skip(1))
			ps := named(crowd)
			for i := range ps {
				ps[i].IgnoreExisting = ignore
			}
			for r, err := range client.CreateAll(t.Context(), slices.Values(ps)) {
				require.NoError(t, err)
				require.NoError(t, r.Err)
				l.is(t, ps[r.Index], r.Invitation)
			}
			assert.Len(t, server.Emails(), 25)
		}
	}
}

func (l *life) createAllLostRefused(t *testing.T) {
	if l.has(partialBulk) {
		return // a created item of a rejected bulk may be reported as already invited
	}
	l.server.AddInvitation("b@example.com")
	l.server.AddInvitation("w@example.com")
	time.Sleep(2 * time.Minute)
	l.server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.CreateBulk).Times(3))
	for r, err := range l.client.CreateAll(t.Context(), slices.Values(named(crowd))) {
		require.NoError(t, err)
		n, _, _ := strings.Cut(r.Params.EmailAddress, "@")
		if n == "b" || n == "W" {
			require.ErrorIs(t, r.Err, invitations.ErrAlreadyInvited, n)
		} else {
			require.NoError(t, r.Err, n)
		}
	}
	l.mailed(t, "A C d E f G h I j K l M n O p Q r S t U v x Y")
}
