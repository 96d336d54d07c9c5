package invitationstest_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

func TestAccept(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	created := decode[invitation](t, createOne(t, srv, `{"email_address":"Ada@example.com"}`))
	require.NoError(t, srv.Accept(created.ID))
	v := list(t, srv, "")[0]
	assert.Equal(t, "accepted", v.Status)
	assert.Greater(t, v.UpdatedAt, created.UpdatedAt)
	requireUserExists(t, createOne(t, srv, ada))

	require.ErrorContains(t, srv.Accept(created.ID), "accepted")
	require.ErrorContains(t, srv.Accept("inv_unknown"), "inv_unknown")
	revoked, expired := srv.AddInvitation("b@example.com"), srv.AddInvitation("c@example.com")
	require.Equal(t, http.StatusOK, revoke(t, srv, revoked).Status)
	require.ErrorContains(t, srv.Accept(revoked), "revoked")
	srv.Advance(31 * 24 * time.Hour)
	require.ErrorContains(t, srv.Accept(expired), "expired")
	assert.Equal(t, "accepted", list(t, srv, "?query=ada")[0].Status, "time does not undo it")
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	v := decode[invitation](t, createOne(t, srv, `{"email_address":"ada@example.com","expires_in_days":2}`))
	srv.SetTime(time.UnixMilli(*v.ExpiresAt - 1))
	assert.Equal(t, "pending", list(t, srv, "")[0].Status)
	srv.SetTime(time.UnixMilli(*v.ExpiresAt))
	assert.Equal(t, "expired", list(t, srv, "")[0].Status)
	assert.Equal(t, "expired", srv.Invitations()[0].Status)
	srv.SetTime(start)
	assert.Equal(t, "pending", list(t, srv, "")[0].Status)
	srv.Advance(48 * time.Hour)
	assert.Equal(t, "expired", list(t, srv, "")[0].Status, "after the days and no more, it has expired")
	srv.Advance(-time.Hour)
	assert.Equal(t, "pending", list(t, srv, "")[0].Status)
}

func TestClock(t *testing.T) {
	t.Parallel()
	h := invitationstest.NewHandler()
	assert.WithinDuration(t, time.Now(), h.Now(), time.Minute)
	h.Advance(24 * time.Hour)
	assert.WithinDuration(t, time.Now().Add(24*time.Hour), h.Now(), time.Minute)
	h.SetTime(start)
	assert.Equal(t, start, h.Now())
	h.Advance(time.Second)
	assert.Equal(t, start.Add(time.Second), h.Now())

	var ticks atomic.Int64
	h = invitationstest.NewHandler(invitationstest.WithClock(func() time.Time {
		return start.Add(time.Duration(ticks.Add(1)) * time.Second)
	}))
	assert.Equal(t, start.Add(time.Second), h.Now())
	h.Advance(time.Hour)
	assert.Equal(t, start.Add(time.Hour+2*time.Second), h.Now())

	h = invitationstest.NewHandler(invitationstest.WithClock(nil))
	assert.WithinDuration(t, time.Now(), h.Now(), time.Minute)
}

func TestSeed(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	assert.Empty(t, srv.Seed(0))
	ids := append(srv.Seed(2), srv.Seed(1)...)
	require.Len(t, ids, 3)
	assert.Equal(t, []string{"seed-000003@example.com", "seed-000002@example.com", "seed-000001@example.com"},
		addresses(list(t, srv, "")))
	for i, v := range srv.Invitations() {
		assert.Contains(t, ids, v.ID)
		assert.Equal(t, "pending", v.Status)
		assert.True(t, v.CreatedAt.Before(start), "%d", i)
	}
	requireDuplicates(t, createOne(t, srv, `{"email_address":"seed-000002@example.com"}`), "seed-000002@example.com")
	assert.Empty(t, srv.Emails())
}

func TestSnapshotsAreCopies(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	decode[invitation](t, createOne(t, srv, `{"email_address":"ada@example.com","public_metadata":{"a":1}}`))
	srv.Invitations()[0].PublicMetadata[2] = 'X'
	assert.Equal(t, `{"a":1}`, string(srv.Invitations()[0].PublicMetadata))
	srv.Emails()[0].To = "x"
	assert.Equal(t, "ada@example.com", srv.Emails()[0].To)
	r := srv.Requests()[0]
	r.Body[0], r.Header["Content-Type"][0] = 'X', "x"
	assert.Equal(t, byte('{'), srv.Requests()[0].Body[0])
	assert.Equal(t, "application/json", srv.Requests()[0].Header.Get("Content-Type"))
}

func TestRequests(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	const body = `{"email_address":"ada@example.com","x":1}`
	do(t, srv, http.MethodPost, "/v1/invitations", body, "X-Custom", "yes")
	do(t, srv, http.MethodPost, "/v1/invitations/bulk", `[]`)
	do(t, srv, http.MethodGet, "/v1/invitations?status=pending&status=expired&limit=3", "")
	do(t, srv, http.MethodPost, "/v1/invitations/inv_a/revoke", "")
	do(t, srv, http.MethodDelete, "/v1/invitations/inv_a", "")
	do(t, srv, http.MethodGet, "/v1/users", "", "Authorization", "")
	do(t, srv, http.MethodGet, "/v1/invitations", "", "Authorization", "Bearer a-secret-of-somebody")

	received := srv.Requests()
	got := make([]string, 0, len(received))
	for _, r := range received {
		got = append(got, string(r.Operation)+" "+r.Method+" "+r.Path+" "+http.StatusText(r.Status))
		for _, values := range r.Header {
			for _, value := range values {
				assert.NotContains(t, value, srv.SecretKey)
				assert.NotContains(t, value, "secret")
			}
		}
	}
	assert.Equal(t, []string{
		"Create POST /v1/invitations Unprocessable Entity",
		"CreateBulk POST /v1/invitations/bulk Unprocessable Entity",
		"List GET /v1/invitations OK",
		"Revoke POST /v1/invitations/inv_a/revoke Not Found",
		"Delete DELETE /v1/invitations/inv_a Not Found",
		" GET /v1/users Unauthorized",
		"List GET /v1/invitations Unauthorized",
	}, got)
	all := srv.Requests()
	assertBytes(t, body, all[0].Body)
	assert.Equal(t, "yes", all[0].Header.Get("X-Custom"))
	assert.NotEmpty(t, all[0].Header.Get("Authorization"))
	assert.Empty(t, all[5].Header.Get("Authorization"))
	assert.Equal(t, []string{"pending", "expired"}, all[2].Query["status"])
	assert.Equal(t, "3", all[2].Query.Get("limit"))
}
