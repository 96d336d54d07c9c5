package invitations_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// assertNoSecrets asserts that none of the verbs of fmt prints any of the secrets.
func assertNoSecrets(t *testing.T, v any, secrets ...string) {
	t.Helper()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%10.3v"} {
		text := fmt.Sprintf(verb, v)
		for _, secret := range secrets {
			assert.NotContains(t, text, secret, "%T under %s", v, verb)
			assert.NotContains(t, strings.ToLower(text), fmt.Sprintf("%x", secret), "%T under %s", v, verb)
			assert.NotContains(t, text, strings.Trim(fmt.Sprintf("%d", []byte(secret)), "[]"), "%T under %s", v, verb)
		}
	}
}

// logged returns v as slog's two handlers write it.
func logged(t *testing.T, v any) []string {
	t.Helper()
	var text, object bytes.Buffer
	slog.New(slog.NewTextHandler(&text, nil)).Info("m", "v", v)
	slog.New(slog.NewJSONHandler(&object, nil)).Info("m", "v", v)
	return []string{text.String(), object.String()}
}

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

// Whatever a hostile server returns, a call ends with an error that has the status, and no secret is in
// the error's text or in the log.
func TestHostileResponsesEndInAnErrorWithoutSecrets(t *testing.T) {
	t.Parallel()
	const address, link = "ada.lovelace@example.com", "https://clerk.example/ticket?t=s3cr3t"
	secret := fmt.Sprintf(`%s %s %s <%s> "%s" %s`, testKey, address, link, address, link, strings.ReplaceAll(address, "@", "%40"))
	everywhere := fmt.Sprintf(`{"errors":[{"code":%q,"message":%q,"long_message":%q,"meta":{"param_name":%q,"email_addresses":[%q]}}],"meta":{"m":%q},"clerk_trace_id":%q}`,
		secret, secret, secret, secret, address, secret, secret)
	for _, test := range []struct {
		status    int
		transport http.RoundTripper
	}{
		{302, returning(302, secret, "Location", link+testKey, "Content-Type", secret)},
		{400, returning(400, everywhere, "X-Clerk-Trace-Id", secret)},
		{503, returning(503, "", "X-Clerk-Trace-Id", secret, "Retry-After", secret)},
		{502, returning(502, secret, "Content-Type", "text/plain")},
		{200, returning(200, secret)},
		{200, returning(200, `{"object":"`+address+`","id":7,"email_address":{"`+link+`":1}}`)},
		{200, returning(200, strings.Repeat(`[`, 1<<20))},
		{200, returning(200, `{"object":"invitation","id":"inv_1","status":"pending","created_at":1e999}`)},
		{400, returning(400, "{\"errors\":[{\"code\":\"\xff\xfe\",\"message\":\"\xc3\"}]}")},
		{422, returning(422, `{"errors":[`+strings.Repeat(`{"code":"a"},`, 4000)+`{}]}`)},
	} {
		for _, operation := range operations {
			var log bytes.Buffer
			result, err := operation.call(t.Context(), newClient(t, test.transport, withLog(&log)))
			assert.Nil(t, result)
			failure := requireError(t, err, operation.op, test.status)
			for _, text := range append(logged(t, failure), failure.Error(), log.String()) {
				for _, secret := range []string{testKey, address, link, "s3cr3t", "lovelace", "ticket"} {
					assert.NotContains(t, text, secret)
				}
			}
			assert.NotEmpty(t, log.String())
		}
	}
}
