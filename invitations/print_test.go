package invitations_test

import (
	"encoding/json"
	"errors"
	"fmt"
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
	page := invitations.Page{Invitations: []invitations.Invitation{inv}, TotalCount: 41}
	failure := &invitations.Error{
		Op: "CreateAll", StatusCode: 400, Body: []byte(address + link + testKey),
		Details: []invitations.ErrorDetail{{Code: "duplicate_record", Message: "taken: " + address, LongMessage: link}},
	}
	params := invitations.CreateParams{EmailAddress: address, RedirectURL: link, PublicMetadata: map[string]string{"m": address}}
	created := invitations.CreateResult{Index: 3, Params: params, Invitation: &inv}
	failed := invitations.CreateResult{Index: 4, Params: params, Err: failure}
	secrets := []string{testKey, address, link, "s3cr3t", "lovelace"}

	for _, v := range []any{client, *client, inv, &inv, page, &page, created, &created, failed, &failed} {
		assertNoSecrets(t, v, secrets...)
		for _, text := range logged(t, v) {
			for _, secret := range secrets {
				assert.NotContains(t, text, secret, "%T", v)
			}
		}
	}
	for _, v := range []any{ // which are data to log/slog's JSON
		[]invitations.Invitation{inv}, map[string]any{"a": inv}, struct{ I *invitations.Invitation }{&inv},
		[]invitations.CreateResult{created, failed}, struct{ c invitations.Client }{*client}, &struct{ C *invitations.Client }{client},
	} {
		assertNoSecrets(t, v, secrets...)
		assert.NotContains(t, logged(t, v)[0], "lovelace", "%T", v)
	}
	for _, text := range logged(t, failure) {
		assert.NotContains(t, text, "lovelace")
	}
	for _, wrapped := range []error{failure, fmt.Errorf("inviting: %w", failure), errors.Join(failure, failure)} {
		assertNoSecrets(t, wrapped.Error(), secrets...)
	}

	assert.Equal(t, "Invitation("+testID+" pending)", fmt.Sprint(inv))
	assert.Equal(t, "{[Invitation("+testID+" pending)] 41}", fmt.Sprint(page))
	assert.Equal(t, "CreateResult(3 Invitation("+testID+" pending))", fmt.Sprint(created))
	assert.Equal(t, "CreateResult(4 "+failure.Error()+")", fmt.Sprint(failed))
	assert.Equal(t, "<nil>", fmt.Sprint((*invitations.Invitation)(nil)))
	assert.Equal(t, "     Invitation( )", fmt.Sprintf("%18v", invitations.Invitation{}))
	assert.Contains(t, logged(t, page)[1], `"v":{"invitations":1,"total_count":41}`)
	assert.Contains(t, logged(t, created)[1], `"v":{"index":3,"result":{"id":"`+testID+`","status":"pending"}}`)
	assert.Contains(t, logged(t, failed)[0], `v.index=4 v.result="`+failure.Error()+`"`)
}
