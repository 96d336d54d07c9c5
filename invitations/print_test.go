package invitations_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func TestNothingPrintsSecrets(t *testing.T) {
	t.Parallel()
	const address, link = "ada.lovelace@example.com", "https://clerk.example/ticket?t=s3cr3t"
	client, err := invitations.New(testKey)
	require.NoError(t, err)
	inv := invitations.Invitation{
		ID: testID, EmailAddress: address, URL: link, Status: invitations.StatusPending,
		PublicMetadata: json.RawMessage(`{"mail":"` + address + `"}`),
	}
	params := invitations.CreateParams{EmailAddress: address, RedirectURL: link, PublicMetadata: map[string]string{"m": address}}
	detail := invitations.ErrorDetail{
		Code: "duplicate_record", Message: "taken: " + address, LongMessage: link, Meta: json.RawMessage(`{"email_addresses":["` + address + `"]}`),
	}
	failure := &invitations.Error{
		Op: "Create", StatusCode: 400, Details: []invitations.ErrorDetail{detail}, Body: []byte(address + link + testKey), TraceID: "t1",
	}
	response := invitations.Response{
		StatusCode: 200, TraceID: "t1", Attempts: 1, Body: []byte(address + link),
		Header: http.Header{"Location": {link}, "X-Key": {testKey}, "X-Mail": {address}},
	}
	secrets := []string{testKey, address, link, "s3cr3t", "lovelace"}

	for _, v := range []any{client, *client, inv, &inv, params, &params, response, &response} {
		assertNoSecrets(t, v, secrets...)
		for _, text := range logged(t, v) {
			for _, secret := range secrets {
				assert.NotContains(t, text, secret, "%T", v)
			}
		}
	}
	query := invitations.ListParams{Query: address}
	for _, v := range []any{ // which are data to log/slog's JSON
		query, &query,
		invitations.Page{Invitations: []invitations.Invitation{inv}}, &invitations.Page{Invitations: []invitations.Invitation{inv}},
		invitations.CreateResult{Params: params, Invitation: &inv},
		[]invitations.Invitation{inv}, []invitations.CreateParams{params}, map[string]any{"a": inv}, struct{ I *invitations.Invitation }{&inv},
	} {
		assertNoSecrets(t, v, secrets...)
		assert.NotContains(t, logged(t, v)[0], "lovelace", "%T", v)
	}

	assert.NotContains(t, fmt.Sprint(logged(t, failure)), "lovelace")
	for _, wrapped := range []error{fmt.Errorf("inviting: %w", failure), errors.Join(failure, failure)} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			assert.NotContains(t, fmt.Sprintf(verb, wrapped), "lovelace", verb)
		}
	}

	for want, v := range map[string]any{
		"Invitation(" + testID + " pending)": inv,
		"invitations.Client":                 client,
		"CreateParams":                       params,
		"ListParams(limit 0 offset 0)":       query,
		"Response(200 trace t1 attempts 1)":  response,
		"<nil>":                              (*invitations.Invitation)(nil),
	} {
		assert.Equal(t, want, fmt.Sprint(v))
	}
	assert.Equal(t, "        CreateParams", fmt.Sprintf("%20v", params))
}
