package invitations_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func TestNothingPrintsASecret(t *testing.T) {
	t.Parallel()
	const address, link = "ada.lovelace@example.com", "https://clerk.example/ticket?t=s3cr3t"
	client, err := invitations.New(testKey)
	require.NoError(t, err)
	inv := invitations.Invitation{
		ID: testID, EmailAddress: address, URL: link, Status: invitations.StatusPending,
		PublicMetadata: json.RawMessage(`{"mail":"` + address + `"}`),
	}
	page := invitations.Page{Invitations: []invitations.Invitation{inv}, TotalCount: 3}
	params := invitations.CreateParams{EmailAddress: address, RedirectURL: link, PublicMetadata: map[string]string{"m": address}}
	query := invitations.ListParams{Query: address}
	detail := invitations.ErrorDetail{Code: "duplicate_record", Message: "taken: " + address, LongMessage: link, Meta: json.RawMessage(`{"email_addresses":["` + address + `"]}`)}
	failure := &invitations.Error{Op: "Create", StatusCode: 400, Details: []invitations.ErrorDetail{detail}, Body: []byte(address + link + testKey), TraceID: "t1"}
	response := invitations.Response{StatusCode: 200, TraceID: "t1", Attempts: 1, Body: []byte(address + link), Header: http.Header{"Location": {link}, "X-Key": {testKey}, "X-Mail": {address}}}
	refusal := &invitations.ArgumentError{Op: "Create", Field: "EmailAddress", Reason: "is not one plain email address"}

	for _, v := range []any{
		client, *client, &inv, inv, []invitations.Invitation{inv}, map[string]any{"a": inv}, struct{ I *invitations.Invitation }{&inv},
		&page, page, &params, params, []invitations.CreateParams{params}, &query, query, detail, &detail, failure, *failure, *refusal,
		&response, response, refusal,
		invitations.WithHeader("X-Mail", address), invitations.WithUserAgent(address), invitations.WithBaseURL("https://clerk.example/ticket"),
		invitations.WithResponse(&response), invitations.WithTimeout(time.Second),
		invitations.WithHTTPClient(http.DefaultClient), invitations.WithAPIVersion("2026-05-12"), invitations.WithLogger(slog.Default()),
		invitations.WithRetry(invitations.RetryPolicy{}), invitations.WithoutRetry(), invitations.WithConcurrency(2),
		invitations.CreateResult{Params: params, Invitation: &inv}, &invitations.CreateResult{Params: params, Err: failure},
	} {
		assertNoSecrets(t, v, testKey, address, link, "s3cr3t", "lovelace")
		switch v.(type) {
		case []invitations.Invitation, invitations.Page, *invitations.Page, invitations.ListParams, *invitations.ListParams,
			invitations.CreateResult, *invitations.CreateResult, invitations.Error:
			continue // as JSON, they are data
		}
		for _, text := range logged(t, v) {
			for _, secret := range []string{testKey, link, "s3cr3t", "lovelace"} {
				assert.NotContains(t, text, secret, "%T", v)
			}
		}
	}

	for _, wrapped := range []error{fmt.Errorf("inviting: %w", failure), errors.Join(failure, refusal)} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			assert.NotContains(t, fmt.Sprintf(verb, wrapped), "lovelace", verb)
		}
	}

	assert.Equal(t, "Invitation("+testID+" pending)", fmt.Sprint(inv))
	assert.Equal(t, "invitations.Client", fmt.Sprintf("%#v", client))
	assert.Equal(t, "invitations.Client", fmt.Sprint(invitations.Client{}))
	assert.Equal(t, "Response(200 trace t1 attempts 1)", fmt.Sprint(response))
	assert.Equal(t, "duplicate_record: taken: [redacted]", fmt.Sprint(detail))
	assert.Equal(t, "<nil>", fmt.Sprint((*invitations.Invitation)(nil)))
	object, err := json.Marshal(response)
	require.NoError(t, err)
	assert.NotContains(t, string(object), "Body")
}

func TestJSONOfAnInvitationIsData(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal(invitations.Page{Invitations: []invitations.Invitation{{EmailAddress: "ada@example.com", URL: "https://clerk.example/t"}}})
	require.NoError(t, err)
	assert.Contains(t, string(data), "ada@example.com")
	assert.Contains(t, string(data), "https://clerk.example/t")
}
