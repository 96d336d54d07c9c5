package invitations_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func TestCreateSendsWhatIsSetAndNothingElse(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		params invitations.CreateParams
		body   string
	}{
		"defaults": {
			invitations.CreateParams{EmailAddress: "ada@example.com"},
			`{"email_address":"ada@example.com"}`,
		},
		"everything": {
			invitations.CreateParams{
				EmailAddress:   "ada@example.com",
				PublicMetadata: struct{ Seats int64 }{12345678901234567},
				RedirectURL:    "https://app.example.com/welcome?a=b&c=d",
				SkipEmail:      true,
				IgnoreExisting: true,
				ExpiresInDays:  7,
				TemplateSlug:   invitations.TemplateWaitlistInvitation,
			},
			`{"email_address":"ada@example.com","public_metadata":{"Seats":12345678901234567},
			  "redirect_url":"https://app.example.com/welcome?a=b&c=d","notify":false,"ignore_existing":true,
			  "expires_in_days":7,"template_slug":"waitlist_invitation"}`,
		},
		"empty metadata": {
			invitations.CreateParams{EmailAddress: "ada@example.com", PublicMetadata: map[string]any{}},
			`{"email_address":"ada@example.com","public_metadata":{}}`,
		},
		"raw metadata": {
			invitations.CreateParams{EmailAddress: "ada@example.com", PublicMetadata: json.RawMessage(`{"n":12345678901234567}`)},
			`{"email_address":"ada@example.com","public_metadata":{"n":12345678901234567}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stub := newStub(t, answering(200, pendingJSON))
			_, err := stub.client(t).Create(t.Context(), test.params)
			require.NoError(t, err)
			request := onlyRequest(t, stub)
			assert.Equal(t, "POST", request.Method)
			assert.Equal(t, "/proxied/v1/invitations", request.Path)
			assert.Empty(t, request.Query)
			assert.Equal(t, "application/json", request.Header.Get("Content-Type"))
			assert.NotEmpty(t, request.Header.Get("Content-Length"))
			assert.Equal(t, decodeExact(t, test.body), decodeExact(t, request.Body))

			stub = newStub(t, answering(200, "["+pendingJSON+"]"))
			_, err = stub.client(t).CreateBulk(t.Context(), []invitations.CreateParams{test.params})
			require.NoError(t, err)
			request = onlyRequest(t, stub)
			assert.Equal(t, "POST", request.Method)
			assert.Equal(t, "/proxied/v1/invitations/bulk", request.Path)
			assert.Equal(t, decodeExact(t, "["+test.body+"]"), decodeExact(t, request.Body))
		})
	}
}

func TestListSendsWhatIsSetAndAsksForTheTotal(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		params invitations.ListParams
		query  url.Values
	}{
		"defaults": {invitations.ListParams{}, url.Values{"paginated": {"true"}}},
		"everything": {
			invitations.ListParams{
				Statuses: []invitations.Status{invitations.StatusPending, invitations.StatusExpired, "new one"},
				Query:    "ada+x@example.com&a=b",
				OrderBy:  invitations.OrderByCreatedAt,
				Limit:    500,
				Offset:   1000,
			},
			url.Values{
				"paginated": {"true"}, "status": {"pending", "expired", "new one"}, "query": {"ada+x@example.com&a=b"},
				"order_by": {"+created_at"}, "limit": {"500"}, "offset": {"1000"},
			},
		},
		"ascending without a sign": {invitations.ListParams{OrderBy: "expires_at", Limit: 1}, url.Values{"paginated": {"true"}, "order_by": {"expires_at"}, "limit": {"1"}}},
		"descending":               {invitations.ListParams{OrderBy: invitations.OrderByEmailAddressDesc}, url.Values{"paginated": {"true"}, "order_by": {"-email_address"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stub := newStub(t, answering(200, "[]"))
			_, err := stub.client(t).List(t.Context(), test.params)
			require.NoError(t, err)
			request := onlyRequest(t, stub)
			assert.Equal(t, "GET", request.Method)
			assert.Equal(t, "/proxied/v1/invitations", request.Path)
			assert.Equal(t, test.query, request.Query)
			assert.Empty(t, request.Body)
		})
	}
}

func TestRevokeAndDeleteSendNoBody(t *testing.T) {
	t.Parallel()
	stub := newStub(t, answering(200, revokedJSON))
	inv, err := stub.client(t).Revoke(t.Context(), testID)
	require.NoError(t, err)
	assert.Equal(t, invitations.StatusRevoked, inv.Status)
	request := onlyRequest(t, stub)
	assert.Equal(t, "POST", request.Method)
	assert.Equal(t, "/proxied/v1/invitations/"+testID+"/revoke", request.Path)
	assert.Empty(t, request.Body)
	assert.Empty(t, request.Header.Get("Content-Type"))

	stub = newStub(t, answering(200, deletedJSON))
	require.NoError(t, stub.client(t).Delete(t.Context(), testID))
	request = onlyRequest(t, stub)
	assert.Equal(t, "DELETE", request.Method)
	assert.Equal(t, "/proxied/v1/invitations/"+testID, request.Path)
	assert.Empty(t, request.Body)
}

func TestArgumentsAreNotChanged(t *testing.T) {
	t.Parallel()
	metadata := map[string]any{"a": 1}
	ps := []invitations.CreateParams{{EmailAddress: "ada@example.com", PublicMetadata: metadata}}
	statuses := []invitations.Status{invitations.StatusPending}
	stub := newStub(t, answering(500, "{}"))
	_, err := stub.client(t).CreateBulk(t.Context(), ps)
	require.Error(t, err)
	_, err = stub.client(t).List(t.Context(), invitations.ListParams{Statuses: statuses})
	require.Error(t, err)
	assert.Equal(t, []invitations.CreateParams{{EmailAddress: "ada@example.com", PublicMetadata: metadata}}, ps)
	assert.Equal(t, map[string]any{"a": 1}, metadata)
	assert.Equal(t, []invitations.Status{invitations.StatusPending}, statuses)
}

func onlyRequest(t *testing.T, s *stub) sentRequest {
	t.Helper()
	require.Len(t, s.sent(), 1)
	return s.sent()[0]
}
