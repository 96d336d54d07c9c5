package invitations_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// Whatever a hostile server returns, a call ends with an error that has the status, and no secret is in
// the error's text, in the log or in what fmt prints.
func TestHostileResponsesEndInAnErrorWithoutSecrets(t *testing.T) {
	t.Parallel()
	const address, link = "ada.lovelace@example.com", "https://clerk.example/ticket?t=s3cr3t"
	elsewhere := newStub(t, respondWith(200, pendingJSON))
	secretText := fmt.Sprintf(`%s %s %s <%s> "%s" %s`, testKey, address, link, address, link, strings.ReplaceAll(address, "@", "%40"))
	everywhere := fmt.Sprintf(`{"errors":[{"code":%q,"message":%q,"long_message":%q,"meta":{"param_name":%q,"email_addresses":[%q]}}],"meta":{"m":%q},"clerk_trace_id":%q}`,
		secretText, secretText, secretText, secretText, address, secretText, secretText)
	for name, test := range map[string]struct {
		status   int
		response http.HandlerFunc
	}{
		"redirect to another host": {307, respondWith(307, "", "Location", elsewhere.URL+"/v1/invitations")},
		"redirect with a secret":   {302, respondWith(302, secretText, "Location", "https://other.example/?key="+testKey)},
		"secrets in every member":  {400, respondWith(400, everywhere, "X-Clerk-Trace-Id", secretText)},
		"secrets in headers":       {503, respondWith(503, "", "X-Clerk-Trace-Id", secretText, "Retry-After", secretText)},
		"secrets as text":          {502, respondWith(502, secretText, "Content-Type", "text/plain")},
		"secrets as a success":     {200, respondWith(200, secretText)},
		"secrets within a success": {200, respondWith(200, `{"object":"`+address+`","id":7,"email_address":{"`+link+`":1}}`)},
		"not gzip":                 {200, respondWith(200, pendingJSON, "Content-Encoding", "gzip")},
		"deep nesting":             {200, respondWith(200, strings.Repeat(`[`, 1<<20))},
		"deep nesting in an error": {422, respondWith(422, `{"errors":`+strings.Repeat(`[`, 1<<19))},
		"number out of range":      {200, respondWith(200, `{"object":"invitation","id":"inv_1","status":"pending","created_at":1e999}`)},
		"invalid UTF-8":            {400, respondWith(400, "{\"errors\":[{\"code\":\"\xff\xfe\",\"message\":\"\xc3\"}]}")},
		"very many errors":         {422, respondWith(422, `{"errors":[`+strings.Repeat(`{"code":"a"},`, 60_000)+`{}]}`)},
		"endless Retry-After":      {429, respondWith(429, "", "Retry-After", strings.Repeat("9", 4000))},
	} {
		for _, operation := range operations {
			t.Run(name+"/"+operation.op, func(t *testing.T) {
				t.Parallel()
				var log bytes.Buffer
				client := newStub(t, test.response).client(t,
					invitations.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))),
					invitations.WithTimeout(20*time.Second))
				var got invitations.Response
				result, err := operation.call(t.Context(), client, invitations.WithResponse(&got))
				assert.Nil(t, result)
				failure := requireError(t, err, operation.op, test.status)
				secrets := []string{testKey, address, link, "s3cr3t", "lovelace", "ticket"}
				assertNoSecrets(t, failure.Error(), secrets...)
				for _, text := range append(logged(t, failure), log.String()) {
					for _, secret := range secrets {
						assert.NotContains(t, text, secret)
					}
				}
				assert.NotEmpty(t, log.String())
				assert.LessOrEqual(t, len(failure.Body), 64<<10)
			})
		}
	}
	t.Cleanup(func() { assert.Empty(t, elsewhere.sent(), "the key went to another host") })
}
