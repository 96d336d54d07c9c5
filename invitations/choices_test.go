package invitations_test

import (
	"net/http"
	"reflect"
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

// An instance is a fake server with choices of what Clerk does not document, and a client of it.
type instance struct {
	invitationstest.Choices

	server *invitationstest.Handler
	client *invitations.Client
}

// choices returns none of the choices, each alone, all but each, and all. Any two of them are thereby
// set and not set in every combination.
func choices() []invitationstest.Choices {
	var fields []int
	for field := range reflect.TypeFor[invitationstest.Choices]().Fields() {
		// A lookup finds nothing while the list lags, or in another case if that matters. Concurrent creates
		// are the caller's.
		if field.Type.Kind() == reflect.Bool && field.Name != "QueryCaseSensitive" {
			fields = append(fields, field.Index[0])
		}
	}
	with := func(isSet func(field int) bool) (c invitationstest.Choices) {
		for _, field := range fields {
			reflect.ValueOf(&c).Elem().Field(field).SetBool(isSet(field))
		}
		return c
	}
	all := []invitationstest.Choices{{}, with(func(int) bool { return true })}
	for _, one := range fields {
		all = append(all, with(func(field int) bool { return field == one }), with(func(field int) bool { return field != one }))
	}
	return all
}

func TestClientWorksWithEveryChoice(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(*instance, *testing.T){
		"create, revoke and delete": (*instance).createRevokeDelete,
		"expired invitation":        (*instance).expired,
		"address of a user":         (*instance).user,
		"bulk":                      (*instance).bulk,
		"lists":                     (*instance).lists,
		"lost responses":            (*instance).lostResponses,
		"rejected bulk, lost":       (*instance).lostRejection,
		"Ensure":                    (*instance).ensure,
		"Resend":                    (*instance).resend,
		"CreateAll":                 (*instance).createAll,
		"CreateAll, lost responses": (*instance).createAllLost,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, choices := range choices() {
				synctest.Test(t, func(t *testing.T) {
					t.Cleanup(func() {
						if t.Failed() {
							t.Logf("with %+v", choices)
						}
					})
					server := invitationstest.NewHandler(invitationstest.WithChoices(choices))
					test(&instance{choices, server, server.Client()}, t)
				})
			}
		})
	}
}

// named returns params for people whose addresses are in mixed case.
func named(names string, ignoreExisting bool) []invitations.CreateParams {
	var ps []invitations.CreateParams
	for name := range strings.FieldsSeq(names) {
		ps = append(ps, invitations.CreateParams{
			EmailAddress:   name + "@Example.com",
			PublicMetadata: map[string]string{"name": name},
			IgnoreExisting: ignoreExisting,
		})
	}
	return ps
}

// requireInvitations asserts that list holds the invitations that ps asks for, in this order.
func (i *instance) requireInvitations(t *testing.T, ps []invitations.CreateParams, list ...invitations.Invitation) {
	t.Helper()
	require.Len(t, list, len(ps))
	ids := map[string]bool{}
	for n, p := range ps {
		address := p.EmailAddress
		if i.AddressLowerCased {
			address = strings.ToLower(address)
		}
		assert.Equal(t, address, list[n].EmailAddress)
		metadata, err := invitations.MetadataAs[map[string]string](&list[n])
		require.NoError(t, err)
		assert.Equal(t, p.PublicMetadata, metadata)
		assert.Equal(t, invitations.StatusPending, list[n].Status)
		ids[list[n].ID] = true
	}
	assert.Len(t, ids, len(ps))
}

// create creates the invitation that p asks for.
func (i *instance) create(t *testing.T, p invitations.CreateParams) *invitations.Invitation {
	t.Helper()
	inv, err := i.client.Create(t.Context(), p)
	require.NoError(t, err)
	i.requireInvitations(t, []invitations.CreateParams{p}, *inv)
	return inv
}

// requireRejection asserts that err is an error of Clerk that names a number of addresses.
func requireRejection(t *testing.T, err, want error, addresses int) {
	t.Helper()
	require.ErrorIs(t, err, want)
	require.NotErrorIs(t, err, invitations.ErrOutcomeUnknown)
	var failure *invitations.Error
	require.ErrorAs(t, err, &failure)
	assert.NotEmpty(t, failure.TraceID)
	require.Len(t, failure.Details, 1)
	assert.Len(t, failure.Details[0].EmailAddresses(), addresses)
}

// assertEmailed asserts who got an email, and how often.
func (i *instance) assertEmailed(t *testing.T, names string) {
	t.Helper()
	var got []string
	for _, email := range i.server.Emails() {
		name, _, _ := strings.Cut(strings.ToLower(email.To), "@")
		got = append(got, name)
	}
	slices.Sort(got)
	want := strings.Fields(strings.ToLower(names))
	slices.Sort(want)
	assert.Equal(t, strings.Join(want, " "), strings.Join(got, " "))
}

func (i *instance) createRevokeDelete(t *testing.T) {
	p := named("Ada", false)[0]
	inv := i.create(t, p)
	assert.NotEmpty(t, inv.URL)
	_, err := i.client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ADA@EXAMPLE.COM"})
	requireRejection(t, err, invitations.ErrAlreadyInvited, 1)

	revoked, err := i.client.Revoke(t.Context(), inv.ID)
	require.NoError(t, err)
	assert.Equal(t, inv.ID, revoked.ID)
	assert.Equal(t, invitations.StatusRevoked, revoked.Status)
	assert.Empty(t, revoked.URL)
	_, err = i.client.Revoke(t.Context(), inv.ID)
	requireRejection(t, err, invitations.ErrAlreadyRevoked, 0)
	i.server.Inject(invitationstest.Fault{}.WithHeader("X-Clerk-Trace-Id", "").WithHeader("Clerk-Trace-Id", ""))
	_, err = i.client.Revoke(t.Context(), "inv_unknown")
	requireRejection(t, err, invitations.ErrNotFound, 0)

	inv = i.create(t, p)
	require.NoError(t, i.client.Delete(t.Context(), inv.ID))
	requireRejection(t, i.client.Delete(t.Context(), inv.ID), invitations.ErrNotFound, 0)
	i.create(t, p)
	i.assertEmailed(t, "ada ada ada")
}

func (i *instance) expired(t *testing.T) {
	p := named("Ada", false)[0]
	p.ExpiresInDays = 1
	i.create(t, p)
	for n, fault := range []invitationstest.Fault{{}, invitationstest.Cut().AfterWork(), invitationstest.Cut()} {
		i.server.Advance(24 * time.Hour)
		i.server.Inject(fault.On(invitationstest.OpCreate))
		if !i.InviteAgainAfterExpiryRejected {
			i.create(t, p)
			continue
		}
		_, err := i.client.Create(t.Context(), p)
		if n > 0 { // nothing shows what the rejection after a lost response is about
			require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
			continue
		}
		requireRejection(t, err, invitations.ErrAlreadyInvited, 1)
	}
	if i.InviteAgainAfterExpiryRejected {
		i.assertEmailed(t, "ada")
	} else {
		i.assertEmailed(t, "ada ada ada ada")
	}
}

func (i *instance) user(t *testing.T) {
	i.server.AddUser("ada@example.com")
	_, err := i.client.Create(t.Context(), named("Ada", false)[0])
	requireRejection(t, err, invitations.ErrUserExists, 0)
	i.create(t, named("Ada", true)[0])

	ps := named("Ada Bob", true)
	list, err := i.client.CreateBulk(t.Context(), ps)
	switch {
	case !i.BulkIgnoreExistingUserRejected:
		require.NoError(t, err)
		i.requireInvitations(t, ps, list...)
		i.assertEmailed(t, "ada ada bob")
	case i.BulkNotAtomic:
		requireRejection(t, err, invitations.ErrUserExists, 0)
		i.assertEmailed(t, "ada bob")
	default:
		requireRejection(t, err, invitations.ErrUserExists, 0)
		i.assertEmailed(t, "ada")
	}
}

func (i *instance) bulk(t *testing.T) {
	ps := named("J i H g F e D c B a", false)
	list, err := i.client.CreateBulk(t.Context(), ps)
	require.NoError(t, err)
	i.requireInvitations(t, ps, list...)
	for _, inv := range list {
		assert.NotEmpty(t, inv.URL)
	}
	list, err = i.client.CreateBulk(t.Context(), named("K a L", false))
	assert.Nil(t, list)
	requireRejection(t, err, invitations.ErrAlreadyInvited, 1)
	if i.BulkNotAtomic {
		i.assertEmailed(t, "a b c d e f g h i j k l")
	} else {
		i.assertEmailed(t, "a b c d e f g h i j")
	}
}

func (i *instance) lists(t *testing.T) {
	ps := named("xAda Ada Grace", false)
	for _, p := range ps {
		i.create(t, p)
	}
	for query, want := range map[string]int{"": 3, "ADA@example.com": 2, "da@": 2} {
		if i.QueryMatchesWhole && query != "" {
			want = strings.Count(query, "ADA")
		}
		page, err := i.client.List(t.Context(), invitations.ListParams{Query: query, Limit: 1})
		require.NoError(t, err)
		assert.Equal(t, want, page.TotalCount, query)
		assert.Len(t, page.Invitations, min(want, 1), query)
		for _, inv := range page.Invitations {
			assert.Equal(t, i.ListHasURL, inv.URL != "")
		}
	}
	found, err := i.client.FindByEmail(t.Context(), "ADA@example.com")
	require.NoError(t, err)
	i.requireInvitations(t, ps[1:2], found...)
	_, err = i.client.Revoke(t.Context(), found[0].ID)
	require.NoError(t, err)
	inv, err := i.client.Get(t.Context(), found[0].ID)
	require.NoError(t, err)
	assert.Equal(t, invitations.StatusRevoked, inv.Status)
	_, err = i.client.Get(t.Context(), "inv_unknown")
	require.ErrorIs(t, err, invitations.ErrNotFound)
}

// lost returns the ways to lose a response after the work.
func lost() map[string]invitationstest.Fault {
	return map[string]invitationstest.Fault{
		"cut":       invitationstest.Cut().AfterWork(),
		"truncated": invitationstest.Truncate(),
		"stalled":   invitationstest.Stall().AfterWork(),
		"502":       invitationstest.HTML(http.StatusBadGateway).AfterWork(),
	}
}

func (i *instance) lostResponses(t *testing.T) {
	var emailed []string
	for name, fault := range lost() {
		for suffix, ignore := range map[string]bool{"": false, "-ignoring": true} {
			single, bulk := name+suffix, strings.ReplaceAll("C* B* A*", "*", name+suffix)
			i.server.AddInvitation("x" + single + "@example.com") // matches in part
			i.server.Inject(fault.On(invitationstest.OpCreate), fault.On(invitationstest.OpCreateBulk))
			inv := i.create(t, named(single, ignore)[0])
			assert.Equal(t, inv.ID, i.server.Emails()[len(i.server.Emails())-1].InvitationID)
			list, err := i.client.CreateBulk(t.Context(), named(bulk, ignore))
			require.NoError(t, err, name)
			i.requireInvitations(t, named(bulk, ignore), list...)
			emailed = append(emailed, single, bulk)
		}
		id := i.server.AddInvitation("y" + name + "@example.com")
		i.server.Inject(fault.On(invitationstest.OpRevoke), fault.On(invitationstest.OpDelete))
		inv, err := i.client.Revoke(t.Context(), id)
		require.NoError(t, err, name)
		assert.Equal(t, id, inv.ID)
		assert.Equal(t, invitations.StatusRevoked, inv.Status)
		_, err = i.client.Revoke(t.Context(), id)
		requireRejection(t, err, invitations.ErrAlreadyRevoked, 0)
		require.NoError(t, i.client.Delete(t.Context(), id), name)
		requireRejection(t, i.client.Delete(t.Context(), id), invitations.ErrNotFound, 0)
	}
	i.server.Inject( // an outage after the response was lost
		invitationstest.Cut().AfterWork().On(invitationstest.OpCreate),
		invitationstest.Status(http.StatusServiceUnavailable).Times(2),
	)
	i.create(t, named("Ada", false)[0])
	assert.Zero(t, i.server.FaultsLeft())
	i.assertEmailed(t, strings.Join(append(emailed, "ada"), " "))
}

func (i *instance) lostRejection(t *testing.T) {
	i.server.AddInvitation("b@example.com")
	time.Sleep(time.Minute) // so that it was not created by this call
	i.server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.OpCreateBulk))
	list, err := i.client.CreateBulk(t.Context(), named("A B C", false))
	assert.Nil(t, list)
	emailed := ""
	if i.BulkNotAtomic {
		require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
		emailed = "a c"
	} else {
		requireRejection(t, err, invitations.ErrAlreadyInvited, 1)
	}
	i.assertEmailed(t, emailed)

	time.Sleep(time.Minute)
	before := len(i.server.Requests())
	i.server.Inject(invitationstest.Cut().On(invitationstest.OpCreateBulk))
	_, err = i.client.CreateBulk(t.Context(), slices.Concat(named("A", true), named("C", false)))
	require.ErrorIs(t, err, invitations.ErrOutcomeUnknown)
	for _, r := range i.server.Requests()[before+1:] {
		assert.Equal(t, invitationstest.OpList, r.Operation, "a retry could send a second email")
	}
	i.assertEmailed(t, emailed)
}

func (i *instance) ensure(t *testing.T) {
	i.server.AddInvitation("xAda@example.com")
	p := named("Ada", false)[0]
	for n, fault := range []invitationstest.Fault{invitationstest.Cut().AfterWork(), {}, invitationstest.Cut().AfterWork(), invitationstest.Cut()} {
		time.Sleep(time.Minute)
		i.server.Inject(fault.On(invitationstest.OpCreate))
		inv, created, err := i.client.Ensure(t.Context(), p)
		require.NoError(t, err)
		assert.Equal(t, n == 0, created)
		i.requireInvitations(t, []invitations.CreateParams{p}, *inv)
	}
	i.assertEmailed(t, "ada")
	i.server.Advance(31 * 24 * time.Hour)
	inv, created, err := i.client.Ensure(t.Context(), p)
	if i.InviteAgainAfterExpiryRejected {
		require.ErrorIs(t, err, invitations.ErrAlreadyInvited)
		assert.Nil(t, inv)
	} else {
		require.NoError(t, err)
	}
	assert.Equal(t, !i.InviteAgainAfterExpiryRejected, created)
}

func (i *instance) resend(t *testing.T) {
	i.server.AddInvitation("xAda@example.com")
	p := named("Ada", false)[0]
	ids := map[string]bool{}
	for _, fault := range []invitationstest.Fault{{}, invitationstest.Cut().AfterWork(), invitationstest.Cut()} {
		for _, op := range []invitationstest.Operation{invitationstest.OpCreate, invitationstest.OpRevoke, invitationstest.OpList} {
			i.server.ClearFaults()
			i.server.Inject(fault.On(op))
			inv, err := i.client.Resend(t.Context(), p)
			require.NoError(t, err)
			i.requireInvitations(t, []invitations.CreateParams{p}, *inv)
			ids[inv.ID] = true
		}
	}
	assert.Len(t, ids, 9)
	i.assertEmailed(t, strings.Repeat("ada ", 9))
	found, err := i.client.FindByEmail(t.Context(), p.EmailAddress)
	require.NoError(t, err)
	require.Len(t, found, 9)
	assert.Equal(t, invitations.StatusPending, found[0].Status)
	for _, inv := range found[1:] {
		assert.Equal(t, invitations.StatusRevoked, inv.Status)
	}
}

const alphabet = "A b C d E f G h I j K l M n O p Q r S t U v W x Y"

func (i *instance) createAll(t *testing.T) {
	i.server.AddInvitation("b@example.com")
	i.server.AddInvitation("w@example.com")
	i.server.AddUser("c@example.com")
	i.server.AddUser("x@example.com")
	time.Sleep(time.Minute)
	if !i.BulkNotAtomic { // whose outcome would be unknown
		i.server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.OpCreateBulk).Times(3))
	}
	want := map[string]error{
		"b": invitations.ErrAlreadyInvited, "W": invitations.ErrAlreadyInvited,
		"C": invitations.ErrUserExists, "x": invitations.ErrUserExists,
	}
	ps := named(alphabet, false)
	results, err := createAll(t, i.client, ps)
	require.NoError(t, err)
	for n, result := range results {
		name, _, _ := strings.Cut(ps[n].EmailAddress, "@")
		switch {
		case want[name] != nil:
			require.ErrorIs(t, result.Err, want[name], name)
		case i.BulkNotAtomic && result.Err != nil: // a rejected bulk has created it
			require.ErrorIs(t, result.Err, invitations.ErrAlreadyInvited, name)
		default:
			require.NoError(t, result.Err, name)
			i.requireInvitations(t, ps[n:n+1], *result.Invitation)
		}
	}
	const emailed = "A d E f G h I j K l M n O p Q r S t U v Y "
	i.assertEmailed(t, emailed)
	if i.BulkNotAtomic && i.BulkIgnoreExistingUserRejected {
		return // nothing is documented of a bulk with ignore_existing that is rejected and creates some
	}
	results, err = createAll(t, i.client, named(alphabet, true))
	require.NoError(t, err)
	for _, result := range results {
		require.NoError(t, result.Err)
	}
	i.assertEmailed(t, emailed+alphabet)
}

func (i *instance) createAllLost(t *testing.T) {
	for _, fault := range lost() {
		for _, ignore := range []bool{false, true} {
			i.server = invitationstest.NewHandler(invitationstest.WithChoices(i.Choices))
			i.server.Inject(fault.On(invitationstest.OpCreateBulk).Skip(1))
			ps := named(alphabet, ignore)
			results, err := createAll(t, i.server.Client(), ps)
			require.NoError(t, err)
			for n, result := range results {
				require.NoError(t, result.Err)
				i.requireInvitations(t, ps[n:n+1], *result.Invitation)
			}
			i.assertEmailed(t, alphabet)
		}
	}
}
