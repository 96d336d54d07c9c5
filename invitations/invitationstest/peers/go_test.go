package peers

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/clerk/clerk-sdk-go/v2/invitation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations/invitationstest"
)

// goSDK is the official SDK's client of srv.
func goSDK(srv *invitationstest.Server, key string) *invitation.Client {
	return invitation.NewClient(&clerk.ClientConfig{BackendConfig: clerk.BackendConfig{
		URL: clerk.String(srv.URL),
		Key: clerk.String(key),
	}})
}

// requireErrors checks the error that the SDK returns.
func requireErrors(t *testing.T, err error, status int, codes ...string) []clerk.Error {
	t.Helper()
	var apiErr *clerk.APIErrorResponse
	require.ErrorAs(t, err, &apiErr)
	require.Equal(t, status, apiErr.HTTPStatusCode)
	require.NotEmpty(t, apiErr.TraceID)
	got := make([]string, 0, len(codes))
	for _, e := range apiErr.Errors {
		require.NotEmpty(t, e.Message)
		require.NotEmpty(t, e.LongMessage)
		got = append(got, e.Code)
	}
	require.Equal(t, codes, got)
	return apiErr.Errors
}

func TestGoCreate(t *testing.T) {
	t.Parallel()
	srv := invitationstest.NewServer(t)
	peer := goSDK(srv, srv.SecretKey)

	least, err := peer.Create(t.Context(), &invitation.CreateParams{EmailAddress: "ada@example.com"})
	require.NoError(t, err)
	assert.Equal(t, "invitation", least.Object)
	assert.Regexp(t, `^inv_\w{27}$`, least.ID)
	assert.Equal(t, "ada@example.com", least.EmailAddress)
	assert.Equal(t, "pending", least.Status)
	assert.False(t, least.Revoked)
	assert.JSONEq(t, `{}`, string(least.PublicMetadata))
	assert.Equal(t, srv.Emails()[0].URL, least.URL)
	assert.WithinDuration(t, time.Now(), time.UnixMilli(least.CreatedAt), time.Minute)
	assert.Equal(t, least.CreatedAt, least.UpdatedAt)
	require.NotNil(t, least.ExpiresAt)
	assert.WithinDuration(t, time.Now().AddDate(0, 0, 30), time.UnixMilli(*least.ExpiresAt), 2*time.Hour)

	most, err := peer.Create(t.Context(), &invitation.CreateParams{
		EmailAddress:   "ada@example.com",
		PublicMetadata: clerk.JSONRawMessage(json.RawMessage(`{"badge":12345678901234567}`)),
		RedirectURL:    clerk.String("https://app.example.com/welcome"),
		Notify:         clerk.Bool(false),
		IgnoreExisting: clerk.Bool(true),
		ExpiresInDays:  clerk.Int64(7),
		TemplateSlug:   clerk.String("waitlist_invitation"),
	})
	require.NoError(t, err)
	assert.JSONEq(t, `{"badge":12345678901234567}`, string(most.PublicMetadata))
	stored := srv.Invitations()[1]
	assert.Equal(t, most.ID, stored.ID)
	assert.Equal(t, "https://app.example.com/welcome", stored.RedirectURL)
	assert.Equal(t, "waitlist_invitation", stored.TemplateSlug)
	assert.Len(t, srv.Emails(), 1, "no email is sent for the second")
}

func TestGoRejectedCreates(t *testing.T) {
	t.Parallel()
	srv := invitationstest.NewServer(t)
	srv.AddInvitation("ada@example.com")
	srv.AddUser("user@example.com")
	peer := goSDK(srv, srv.SecretKey)

	_, err := peer.Create(t.Context(), &invitation.CreateParams{EmailAddress: "Ada@example.com"})
	apiErr := requireErrors(t, err, http.StatusBadRequest, "duplicate_record")[0]
	assert.JSONEq(t, `{"email_addresses":["Ada@example.com"]}`, string(apiErr.Meta))

	_, err = peer.Create(t.Context(), &invitation.CreateParams{EmailAddress: "user@example.com"})
	apiErr = requireErrors(t, err, http.StatusUnprocessableEntity, "form_identifier_exists")[0]
	assert.JSONEq(t, `{"param_name":"email_address"}`, string(apiErr.Meta))

	_, err = peer.Create(t.Context(), &invitation.CreateParams{EmailAddress: "nobody"})
	apiErr = requireErrors(t, err, http.StatusUnprocessableEntity, "form_param_format_invalid")[0]
	assert.JSONEq(t, `{"param_name":"email_address"}`, string(apiErr.Meta))

	_, err = peer.Create(t.Context(), &invitation.CreateParams{})
	requireErrors(t, err, http.StatusUnprocessableEntity, "form_param_missing")

	_, err = peer.Create(t.Context(), nil) // which it sends as null
	requireErrors(t, err, http.StatusBadRequest, "request_body_invalid")
	assert.Empty(t, srv.Emails())
}

func TestGoBulk(t *testing.T) {
	t.Parallel()
	srv := invitationstest.NewServer(t)
	peer := goSDK(srv, srv.SecretKey)
	people := &invitation.BulkCreateParams{Invitations: []*invitation.CreateParams{
		{EmailAddress: "b@example.com"},
		{EmailAddress: "a@example.com", ExpiresInDays: clerk.Int64(1)},
	}}
	created, err := peer.BulkCreate(t.Context(), people)
	require.NoError(t, err)
	require.Len(t, created.Invitations, 2)
	for i, v := range created.Invitations {
		assert.Equal(t, people.Invitations[i].EmailAddress, v.EmailAddress)
		assert.Equal(t, "pending", v.Status)
		assert.NotEmpty(t, v.URL)
	}
	assert.Len(t, srv.Emails(), 2)

	_, err = peer.BulkCreate(t.Context(), people)
	apiErr := requireErrors(t, err, http.StatusBadRequest, "duplicate_record")[0]
	assert.JSONEq(t, `{"email_addresses":["b@example.com","a@example.com"]}`, string(apiErr.Meta))

	for range 9 {
		people.Invitations = append(people.Invitations, &invitation.CreateParams{EmailAddress: "c@example.com"})
	}
	_, err = peer.BulkCreate(t.Context(), people)
	requireErrors(t, err, http.StatusBadRequest, "bulk_size_exceeded")
	_, err = peer.BulkCreate(t.Context(), &invitation.BulkCreateParams{}) // which it sends as null
	requireErrors(t, err, http.StatusBadRequest, "request_body_invalid")
}

func TestGoList(t *testing.T) {
	t.Parallel()
	srv := invitationstest.NewServer(t)
	ids := srv.Seed(25)
	peer := goSDK(srv, srv.SecretKey)

	all, err := peer.List(t.Context(), &invitation.ListParams{})
	require.NoError(t, err)
	assert.EqualValues(t, 25, all.TotalCount)
	require.Len(t, all.Invitations, 10)
	assert.Equal(t, ids[24], all.Invitations[0].ID)

	page, err := peer.List(t.Context(), &invitation.ListParams{
		ListParams: clerk.ListParams{Limit: clerk.Int64(20), Offset: clerk.Int64(20)},
		OrderBy:    clerk.String("+email_address"),
		Statuses:   []string{"pending", "expired"},
	})
	require.NoError(t, err)
	assert.EqualValues(t, 25, page.TotalCount)
	require.Len(t, page.Invitations, 5)
	assert.Equal(t, ids[20], page.Invitations[0].ID)

	one, err := peer.List(t.Context(), &invitation.ListParams{Query: clerk.String(ids[3])})
	require.NoError(t, err)
	assert.EqualValues(t, 1, one.TotalCount)
	assert.Equal(t, "seed-000004@example.com", one.Invitations[0].EmailAddress)

	none, err := peer.List(t.Context(), &invitation.ListParams{Statuses: []string{"revoked"}})
	require.NoError(t, err)
	assert.Zero(t, none.TotalCount)
	assert.Empty(t, none.Invitations)
}

func TestGoRevoke(t *testing.T) {
	t.Parallel()
	srv := invitationstest.NewServer(t)
	id := srv.AddInvitation("ada@example.com")
	peer := goSDK(srv, srv.SecretKey)

	revoked, err := peer.Revoke(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, id, revoked.ID)
	assert.Equal(t, "revoked", revoked.Status)
	assert.True(t, revoked.Revoked)
	assert.Empty(t, revoked.URL)
	assert.Greater(t, revoked.UpdatedAt, revoked.CreatedAt)

	_, err = peer.Revoke(t.Context(), id)
	requireErrors(t, err, http.StatusBadRequest, "invitation_already_revoked")
	_, err = peer.Revoke(t.Context(), "inv_unknown")
	requireErrors(t, err, http.StatusNotFound, "resource_not_found")
	accepted := srv.AddInvitation("grace@example.com")
	require.NoError(t, srv.Accept(accepted))
	_, err = peer.Revoke(t.Context(), accepted)
	requireErrors(t, err, http.StatusBadRequest, "invitation_already_accepted")

	for _, r := range srv.Requests() {
		assert.Equal(t, "null", string(r.Body), "the SDK sends it with a revoke")
		assert.Equal(t, "2026-05-12", r.Header.Get("Clerk-Api-Version"))
	}
}

func TestGoKey(t *testing.T) {
	t.Parallel()
	srv := invitationstest.NewServer(t)
	for key, code := range map[string]string{
		"":                "authorization_header_format_invalid",
		"sk_test_another": "clerk_key_invalid",
	} {
		peer := goSDK(srv, key)
		_, err := peer.Create(t.Context(), &invitation.CreateParams{EmailAddress: "ada@example.com"})
		requireErrors(t, err, http.StatusUnauthorized, code)
		_, err = peer.BulkCreate(t.Context(), &invitation.BulkCreateParams{})
		requireErrors(t, err, http.StatusUnauthorized, code)
		_, err = peer.List(t.Context(), &invitation.ListParams{})
		requireErrors(t, err, http.StatusUnauthorized, code)
		_, err = peer.Revoke(t.Context(), "inv_a")
		requireErrors(t, err, http.StatusUnauthorized, code)
	}
	assert.Empty(t, srv.Invitations())
}
