package invitations_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func TestCreateSendsWhatIsSet(t *testing.T) {
	t.Parallel()
	with := func(metadata any) invitations.CreateParams {
		return invitations.CreateParams{EmailAddress: "ada@example.com", PublicMetadata: metadata}
	}
	const least = `{"email_address":"ada@example.com"}`
	for name, test := range map[string]struct {
		params invitations.CreateParams
		body   string
	}{
		"least": {ada, least},
		"most": {
			invitations.CreateParams{
				EmailAddress:   "ada@example.com",
				PublicMetadata: struct{ Seats int64 }{12345678901234567},
				RedirectURL:    "https://app.example.com/welcome?a=b&c=d",
				SkipEmail:      true,
				IgnoreExisting: true,
				ExpiresInDays:  365,
				TemplateSlug:   "a_template_of_tomorrow",
			},
			`{"email_address":"ada@example.com","public_metadata":{"Seats":12345678901234567},
			  "redirect_url":"https://app.example.com/welcome?a=b&c=d","notify":false,"ignore_existing":true,
			  "expires_in_days":365,"template_slug":"a_template_of_tomorrow"}`,
		},
		"empty metadata":   {with(map[string]any{}), `{"email_address":"ada@example.com","public_metadata":{}}`},
		"raw metadata":     {with(json.RawMessage(" \n{\"n\":12345678901234567 }")), `{"email_address":"ada@example.com","public_metadata":{"n":12345678901234567}}`},
		"metadata nil map": {with(map[string]any(nil)), least},
		"metadata null":    {with(json.RawMessage("null")), least},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stub := returning(200, pendingJSON)
			_, err := newClient(t, stub).Create(t.Context(), test.params)
			require.NoError(t, err)
			request := onlyRequest(t, stub)
			assert.Equal(t, "POST", request.Method)
			assert.Equal(t, "/v1/invitations", request.URL.Path)
			assert.Empty(t, request.URL.RawQuery)
			assert.Equal(t, "application/json", request.Header.Get("Content-Type"))
			assert.EqualValues(t, len(request.body), request.ContentLength)
			assert.Equal(t, decodeExact(t, test.body), decodeExact(t, request.body))

			stub = returning(200, listOf(pendingJSON))
			_, err = newClient(t, stub).CreateBulk(t.Context(), []invitations.CreateParams{test.params})
			require.NoError(t, err)
			request = onlyRequest(t, stub)
			assert.Equal(t, "POST", request.Method)
			assert.Equal(t, "/v1/invitations/bulk", request.URL.Path)
			assert.Equal(t, decodeExact(t, listOf(test.body)), decodeExact(t, request.body))
		})
	}
}

func TestListSendsWhatIsSetAndAsksForTheTotal(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		params invitations.ListParams
		query  url.Values
	}{
		{invitations.ListParams{}, url.Values{}},
		{
			invitations.ListParams{
				Statuses: []invitations.Status{invitations.StatusPending, invitations.StatusExpired, "new one"},
				Query:    "ada+x@example.com&a=b",
				OrderBy:  invitations.OrderByCreatedAt,
				Limit:    500,
				Offset:   1000,
			},
			url.Values{
				"status": {"pending", "expired", "new one"}, "query": {"ada+x@example.com&a=b"},
				"order_by": {"+created_at"}, "limit": {"500"}, "offset": {"1000"},
			},
		},
		{invitations.ListParams{OrderBy: "+a field & more"}, url.Values{"order_by": {"+a field & more"}}},
	} {
		stub := returning(200, "[]")
		_, err := newClient(t, stub).List(t.Context(), test.params)
		require.NoError(t, err)
		request := onlyRequest(t, stub)
		assert.Equal(t, "GET", request.Method)
		assert.Equal(t, "/v1/invitations", request.URL.Path)
		test.query.Set("paginated", "true")
		assert.Equal(t, test.query, request.URL.Query())
		assert.Empty(t, request.body)
	}
}

func TestRevokeAndDeleteSendNoBody(t *testing.T) {
	t.Parallel()
	for op, want := range map[string][2]string{
		"Revoke": {"POST", "/v1/invitations/" + testID + "/revoke"},
		"Delete": {"DELETE", "/v1/invitations/" + testID},
	} {
		operation := operationNamed(op)
		stub := returning(200, operation.success)
		_, err := operation.call(t.Context(), newClient(t, stub))
		require.NoError(t, err)
		request := onlyRequest(t, stub)
		assert.Equal(t, want, [2]string{request.Method, request.URL.Path})
		assert.Empty(t, request.body)
		assert.Empty(t, request.Header.Get("Content-Type"))
	}
}

func TestArgumentsAreNotChanged(t *testing.T) {
	t.Parallel()
	metadata := map[string]any{"a": 1}
	ps := []invitations.CreateParams{{EmailAddress: "ada@example.com", PublicMetadata: metadata}}
	statuses := []invitations.Status{invitations.StatusPending}
	stub := returning(500, "{}")
	_, err := newClient(t, stub).CreateBulk(t.Context(), ps)
	require.Error(t, err)
	_, err = newClient(t, stub).List(t.Context(), invitations.ListParams{Statuses: statuses})
	require.Error(t, err)
	assert.Equal(t, []invitations.CreateParams{{EmailAddress: "ada@example.com", PublicMetadata: metadata}}, ps)
	assert.Equal(t, []invitations.Status{invitations.StatusPending}, statuses)
}

func onlyRequest(t *testing.T, s *stub) sentRequest {
	t.Helper()
	require.Len(t, s.sent, 1)
	return s.sent[0]
}
