package invitations_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

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
