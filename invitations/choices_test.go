package invitations_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// withEveryChoice runs a test on fake servers with none of the choices that are yes or no, each alone, all
// but each, and all. Any two of them are thereby set and not set in every combination.
func withEveryChoice(t *testing.T, test func(*testing.T, *invitationstest.Handler, *invitations.Client)) {
	t.Parallel()
	var fields []int
	for field := range reflect.TypeFor[invitationstest.Choices]().Fields() {
		if field.Type.Kind() == reflect.Bool {
			fields = append(fields, field.Index[0])
		}
	}
	with := func(isSet func(field int) bool) {
		var choices invitationstest.Choices
		for _, field := range fields {
			reflect.ValueOf(&choices).Elem().Field(field).SetBool(isSet(field))
		}
		synctest.Test(t, func(t *testing.T) {
			server := invitationstest.NewHandler(invitationstest.WithChoices(choices))
			test(t, server, server.Client())
		})
		require.False(t, t.Failed(), "with %+v", choices)
	}
	with(func(int) bool { return false })
	with(func(int) bool { return true })
	for _, one := range fields {
		with(func(field int) bool { return field == one })
		with(func(field int) bool { return field != one })
	}
}

// named returns params for people with metadata.
func named(names string) []invitations.CreateParams {
	var ps []invitations.CreateParams
	for name := range strings.FieldsSeq(names) {
		metadata := map[string]any{"name": name, "id": int64(1 << 53), "<b>": []any{1.5, nil}}
		ps = append(ps, invitations.CreateParams{EmailAddress: name + "@example.com", PublicMetadata: metadata})
	}
	return ps
}

// requireInvitations asserts that list holds the pending invitations that ps asks for, in this order, and
// that one email was sent for each.
func requireInvitations(t *testing.T, server *invitationstest.Handler, ps []invitations.CreateParams, list ...invitations.Invitation) {
	t.Helper()
	require.Len(t, list, len(ps))
	emailed := map[string]int{}
	for _, email := range server.Emails() {
		emailed[email.InvitationID]++
	}
	for i, p := range ps {
		assert.Equal(t, p.EmailAddress, list[i].EmailAddress)
		assert.Equal(t, invitations.StatusPending, list[i].Status)
		metadata, err := invitations.MetadataAs[map[string]any](&list[i])
		require.NoError(t, err)
		assert.Equal(t, strings.TrimSuffix(p.EmailAddress, "@example.com"), metadata["name"])
		assert.Equal(t, 1, emailed[list[i].ID], p.EmailAddress)
	}
}

func TestCreateWithEveryChoice(t *testing.T) {
	withEveryChoice(t, func(t *testing.T, server *invitationstest.Handler, client *invitations.Client) {
		server.AddUser("user@example.com")
		server.AddInvitation("xada@example.com") // matches in part
		for _, p := range named("ada bob") {
			inv, err := client.Create(t.Context(), p)
			require.NoError(t, err)
			requireInvitations(t, server, []invitations.CreateParams{p}, *inv)
			server.Inject(invitationstest.Fault{}.WithHeader("X-Clerk-Trace-Id", "").WithHeader("Clerk-Trace-Id", ""))
			_, err = client.Create(t.Context(), p)
			requireSentinel(t, err, invitations.ErrAlreadyInvited)
			failure := requireError(t, err, "Create", 400)
			assert.NotEmpty(t, failure.TraceID)
			assert.Equal(t, []string{p.EmailAddress}, failure.Details[0].EmailAddresses())
			server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.OpCreate)) // of the next one
		}
		time.Sleep(time.Minute) // so that ada's is not of this call, whose response is lost
		_, err := client.Create(t.Context(), named("ada")[0])
		requireSentinel(t, err, invitations.ErrAlreadyInvited)
		_, err = client.Create(t.Context(), named("user")[0])
		requireSentinel(t, err, invitations.ErrUserExists)
		inv, err := client.Create(t.Context(), ignoring(named("user")[0], true))
		require.NoError(t, err)
		requireInvitations(t, server, named("user"), *inv)
	})
}

func TestCreateBulkWithEveryChoice(t *testing.T) {
	withEveryChoice(t, func(t *testing.T, server *invitationstest.Handler, client *invitations.Client) {
		server.Inject(invitationstest.Fault{}, invitationstest.Cut().AfterWork())
		for _, ps := range [][]invitations.CreateParams{named("j i h g f e d c b a"), named("z y x")} {
			list, err := client.CreateBulk(t.Context(), ps)
			require.NoError(t, err)
			requireInvitations(t, server, ps, list...)
		}
		_, err := client.CreateBulk(t.Context(), named("k a"))
		requireSentinel(t, err, invitations.ErrAlreadyInvited)
		assert.Equal(t, []string{"a@example.com"}, requireError(t, err, "CreateBulk", 400).Details[0].EmailAddresses())
	})
}

func TestCreateAllWithEveryChoice(t *testing.T) {
	withEveryChoice(t, func(t *testing.T, server *invitationstest.Handler, client *invitations.Client) {
		server.AddInvitation("b@example.com")
		server.AddUser("m@example.com")
		time.Sleep(time.Minute)
		server.Inject(invitationstest.Cut().AfterWork().On(invitationstest.OpCreateBulk).Skip(2))
		ps := named("a b c d e f g h i j k l m n o p q r s t u v w x a y z")
		results, err := createAll(t.Context(), t, client, ps)
		require.NoError(t, err)
		for i, result := range results {
			switch {
			case ps[i].EmailAddress == "m@example.com":
				require.ErrorIs(t, result.Err, invitations.ErrUserExists)
			case ps[i].EmailAddress == "b@example.com" || i == 24:
				require.ErrorIs(t, result.Err, invitations.ErrAlreadyInvited)
			case errors.Is(result.Err, invitations.ErrAlreadyInvited): // by a bulk that is not atomic
			default:
				require.NoError(t, result.Err)
				requireInvitations(t, server, ps[i:i+1], *result.Invitation)
			}
		}
		assert.Len(t, server.Emails(), 24)
		assert.Len(t, emails(server), 24, "one for each of the others")
	})
}

func TestEnsureWithEveryChoice(t *testing.T) {
	withEveryChoice(t, func(t *testing.T, server *invitationstest.Handler, client *invitations.Client) {
		server.AddInvitation("xada@example.com")
		cut := invitationstest.Cut().On(invitationstest.OpCreate)
		for n, fault := range (faults{cut.AfterWork(), {}, cut.AfterWork(), cut}) {
			server.Inject(fault)
			inv, created, err := client.Ensure(t.Context(), named("ada")[0])
			require.NoError(t, err)
			assert.Equal(t, n == 0, created)
			requireInvitations(t, server, named("ada"), *inv)
			time.Sleep(time.Minute)
		}
		assert.Len(t, server.Emails(), 1)
	})
}
