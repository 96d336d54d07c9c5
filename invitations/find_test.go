package invitations_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestGetFindsAnInvitationOfAnyStatus(t *testing.T) {
	t.Parallel()
	server, client := newInProcess(t)
	server.Seed(100)
	ids := map[invitations.Status]string{}
	for _, status := range []invitations.Status{invitations.StatusPending, invitations.StatusAccepted, invitations.StatusRevoked, invitations.StatusExpired} {
		inv, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: string(status) + "@example.com", ExpiresInDays: 2})
		require.NoError(t, err)
		ids[status] = inv.ID
	}
	require.NoError(t, server.Accept(ids[invitations.StatusAccepted]))
	_, err := client.Revoke(t.Context(), ids[invitations.StatusRevoked])
	require.NoError(t, err)
	server.Advance(3 * 24 * time.Hour)
	ids[invitations.StatusPending] = server.AddInvitation("again@example.com")
	for status, id := range ids {
		inv, err := client.Get(t.Context(), id)
		require.NoError(t, err, status)
		assert.Equal(t, id, inv.ID)
		assert.Equal(t, status, inv.Status)
	}

	for _, id := range []string{"inv_unknown", ids[invitations.StatusPending][:20], "inv_"} {
		var answer invitations.Response
		inv, err := client.Get(t.Context(), id, invitations.WithResponse(&answer))
		assert.Nil(t, inv)
		requireError(t, err, "Get", 404)
		require.ErrorIs(t, err, invitations.ErrNotFound)
		assert.NotEmpty(t, answer.TraceID)
		assert.Equal(t, 1, answer.Attempts)
	}
	_, err = client.Get(t.Context(), "../x")
	requireRejected(t, err, "Get", "id")
	server.Inject(invitationstest.Status(403).Always())
	_, err = client.Get(t.Context(), testID)
	requireError(t, err, "List", 403)
}

func TestGetFindsAStatusThatTheLibraryDoesNotKnow(t *testing.T) {
	t.Parallel()
	stub := newStub(t, func(w http.ResponseWriter, r *http.Request) {
		page := `{"data":[],"total_count":0}`
		if !r.URL.Query().Has("status") {
			page = `{"data":[{"object":"invitation","id":"inv_1","status":"paused"}],"total_count":1}`
		}
		respondWith(200, page)(w, r)
	})
	inv, err := stub.client(t).Get(t.Context(), "inv_1")
	require.NoError(t, err)
	assert.Equal(t, invitations.Status("paused"), inv.Status)
}

func TestFindByEmailIsExactAndComplete(t *testing.T) {
	t.Parallel()
	server, client := newInProcess(t)
	const rounds = 30
	for range rounds { // many that match in part come between
		_, err := client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com", IgnoreExisting: true})
		require.NoError(t, err)
		for i := range 30 {
			server.AddInvitation(fmt.Sprintf("%dada@example.com", i))
		}
		server.Advance(time.Minute)
	}
	list, err := client.FindByEmail(t.Context(), "ADA@example.com")
	require.NoError(t, err)
	require.Len(t, list, rounds)
	_, err = client.Revoke(t.Context(), list[7].ID)
	require.NoError(t, err)
	list, err = client.FindByEmail(t.Context(), "ada@example.com")
	require.NoError(t, err)
	require.Len(t, list, rounds)
	assert.Equal(t, invitations.StatusRevoked, list[rounds-1].Status)
	assert.True(t, list[0].CreatedAt.After(list[1].CreatedAt))

	list, err = client.FindByEmail(t.Context(), "nobody@example.com")
	require.NoError(t, err)
	assert.Empty(t, list)
	_, err = client.FindByEmail(t.Context(), "ada")
	requireRejected(t, err, "FindByEmail", "email")
	server.Inject(invitationstest.Status(403).Skip(1).Always())
	list, err = client.FindByEmail(t.Context(), "ada@example.com")
	requireError(t, err, "List", 403)
	assert.Nil(t, list)
}

func TestEnsureReturnsThePendingInvitationOrMakesOne(t *testing.T) {
	t.Parallel()
	server, client := newInProcess(t)
	first, created, err := client.Ensure(t.Context(), ada)
	require.NoError(t, err)
	assert.True(t, created)
	again, created, err := client.Ensure(t.Context(), invitations.CreateParams{EmailAddress: "Ada@example.com", ExpiresInDays: 3})
	require.NoError(t, err)
	assert.False(t, created)
	assert.Equal(t, first.ID, again.ID)
	assert.Len(t, server.Emails(), 1)

	_, err = client.Revoke(t.Context(), first.ID)
	require.NoError(t, err)
	var answer invitations.Response
	anew, created, err := client.Ensure(t.Context(), ada, invitations.WithResponse(&answer))
	require.NoError(t, err)
	assert.True(t, created)
	assert.NotEqual(t, first.ID, anew.ID)
	assert.Equal(t, 1, answer.Attempts)

	server.AddUser("user@example.com")
	inv, created, err := client.Ensure(t.Context(), invitations.CreateParams{EmailAddress: "user@example.com"})
	require.ErrorIs(t, err, invitations.ErrUserExists)
	assert.Nil(t, inv)
	assert.False(t, created)
	_, _, err = client.Ensure(t.Context(), invitations.CreateParams{EmailAddress: "x"})
	requireRejected(t, err, "Ensure", "EmailAddress")
	_, _, err = client.Ensure(t.Context(), invitations.CreateParams{EmailAddress: "a@example.com", IgnoreExisting: true})
	requireRejected(t, err, "Ensure", "IgnoreExisting")
	server.Inject(invitationstest.Status(403).On(invitationstest.List))
	inv, _, err = client.Ensure(t.Context(), ada)
	requireError(t, err, "List", 403)
	assert.Nil(t, inv)
}

func TestEnsureFailsWhereAnExpiredInvitationStandsInTheWay(t *testing.T) {
	t.Parallel()
	server := invitationstest.NewHandler(invitationstest.WithChoices(invitationstest.Choices{ExpiredBlocks: true}))
	client := clientOf(t, server)
	server.AddInvitation("ada@example.com")
	server.Advance(31 * 24 * time.Hour)
	inv, created, err := client.Ensure(t.Context(), ada)
	require.ErrorIs(t, err, invitations.ErrAlreadyInvited)
	assert.Nil(t, inv)
	assert.False(t, created)
}

func TestEnsureIsSafeUnderRaces(t *testing.T) {
	t.Parallel()
	server := invitationstest.NewServer(t)
	client := server.Client()
	var mu sync.Mutex
	ids, creations := map[string]bool{}, 0
	inParallel(64, func(int) {
		inv, created, err := client.Ensure(t.Context(), ada)
		if !assert.NoError(t, err) {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		ids[inv.ID] = true
		if created {
			creations++
		}
	})
	assert.Len(t, ids, 1)
	assert.Equal(t, 1, creations)
	assert.Len(t, server.Emails(), 1)
}

func TestResendRevokesAndInvitesAnew(t *testing.T) {
	t.Parallel()
	server, client := newInProcess(t)
	first, err := client.Resend(t.Context(), ada)
	require.NoError(t, err, "with nothing pending it invites")
	_, err = client.Create(t.Context(), invitations.CreateParams{EmailAddress: "ada@example.com", IgnoreExisting: true})
	require.NoError(t, err)
	server.AddInvitation("xada@example.com")
	anew, err := client.Resend(t.Context(), invitations.CreateParams{EmailAddress: "ADA@example.com", ExpiresInDays: 3})
	require.NoError(t, err)
	assert.NotEqual(t, first.ID, anew.ID)
	list, err := client.FindByEmail(t.Context(), "ada@example.com")
	require.NoError(t, err)
	statuses := map[invitations.Status]int{}
	for _, inv := range list {
		statuses[inv.Status]++
	}
	assert.Equal(t, map[invitations.Status]int{invitations.StatusPending: 1, invitations.StatusRevoked: 2}, statuses)
	assert.Len(t, server.Emails(), 3)
	other, err := client.FindByEmail(t.Context(), "xada@example.com")
	require.NoError(t, err)
	assert.Equal(t, invitations.StatusPending, other[0].Status)
}

func TestResendThatFailsHalfWaySaysSo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server, client := newInProcess(t)
		id := server.AddInvitation("ada@example.com")
		server.Inject(invitationstest.Status(503).On(invitationstest.Create).Always())
		inv, err := client.Resend(t.Context(), ada)
		assert.Nil(t, inv)
		failure := requireError(t, err, "Create", 503)
		require.ErrorIs(t, err, invitations.ErrServer)
		assert.Equal(t, []string{id}, failure.Revoked)
		assert.Contains(t, err.Error(), ": after 1 revoked")

		server.ClearFaults()
		id = server.AddInvitation("bob@example.com")
		server.Inject(invitationstest.Status(403).On(invitationstest.Revoke))
		_, err = client.Resend(t.Context(), invitations.CreateParams{EmailAddress: "bob@example.com"})
		assert.Empty(t, requireError(t, err, "Revoke", 403).Revoked)
		assert.NotEmpty(t, id)

		// Somebody else is faster: what is pending no more need not be revoked.
		server.Inject(invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			assert.NoError(t, server.Accept(id))
			next.ServeHTTP(w, r)
		}).On(invitationstest.Revoke))
		_, err = client.Resend(t.Context(), invitations.CreateParams{EmailAddress: "bob@example.com"})
		requireError(t, err, "Create", 422)
		require.ErrorIs(t, err, invitations.ErrUserExists)

		_, err = client.Resend(t.Context(), invitations.CreateParams{EmailAddress: "bob"})
		requireRejected(t, err, "Resend", "EmailAddress")
		server.Inject(invitationstest.Status(403).On(invitationstest.List))
		_, err = client.Resend(t.Context(), ada)
		requireError(t, err, "List", 403)
	})
}

func TestFindByEmailGivesOnceWhatIsRevokedMeanwhile(t *testing.T) {
	t.Parallel()
	server, client := newInProcess(t)
	id := server.AddInvitation("ada@example.com")
	server.Inject(invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(w, r)
		_, err := client.Revoke(t.Context(), id)
		assert.NoError(t, err)
	}).On(invitationstest.List))
	list, err := client.FindByEmail(t.Context(), "ada@example.com")
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.Equal(t, invitations.StatusRevoked, list[0].Status)
}

func TestEnsureMakesAnotherWhereTheInvitationIsRevokedInBetween(t *testing.T) {
	t.Parallel()
	server, client := newInProcess(t)
	id := server.AddInvitation("ada@example.com")
	server.Inject(invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(w, r) // refused
		_, err := client.Revoke(t.Context(), id)
		assert.NoError(t, err)
	}).On(invitationstest.Create))
	inv, created, err := client.Ensure(t.Context(), ada)
	require.NoError(t, err)
	assert.True(t, created)
	assert.NotEqual(t, id, inv.ID)
}

func TestResendSucceedsWhereTheInvitationIsDeletedInBetween(t *testing.T) {
	t.Parallel()
	server, client := newInProcess(t)
	id := server.AddInvitation("ada@example.com")
	server.Inject(invitationstest.Func(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		assert.NoError(t, client.Delete(t.Context(), id))
		next.ServeHTTP(w, r)
	}).On(invitationstest.Revoke))
	_, err := client.Resend(t.Context(), ada)
	require.NoError(t, err)
}
