package invitations_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// What a hostile server, or one in trouble, may answer, and what must hold of every call all the same:
// it ends, with an error that has the status, it sends the key nowhere else, and neither the error nor
// the log has the key, an address or a link in it. What hostile callers may give is refused by
// TestIDsThatCouldLeaveTheirPathAreRefused, TestOptionsAreCheckedByNewAndByEveryCall and
// TestCreateRefusesBadArguments; what may be printed is in TestNothingPrintsASecret.
func TestHostileAnswersEndInAnErrorWithoutSecrets(t *testing.T) {
	t.Parallel()
	const address, link = "ada.lovelace@example.com", "https://clerk.example/ticket?t=s3cr3t"
	elsewhere := newStub(t, answering(200, pendingJSON))
	gossip := fmt.Sprintf(`%s %s %s <%s> "%s" %s`, testKey, address, link, address, link, strings.ReplaceAll(address, "@", "%40"))
	told := fmt.Sprintf(`{"errors":[{"code":%q,"message":%q,"long_message":%q,"meta":{"param_name":%q,"email_addresses":[%q]}}],"meta":{"m":%q},"clerk_trace_id":%q}`,
		gossip, gossip, gossip, gossip, address, gossip, gossip)
	flood := func(status int, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			answering(status, "", header...)(w, r)
			chunk := bytes.Repeat([]byte(`{"errors":[`), 1<<16)
			for r.Context().Err() == nil {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		}
	}
	for name, test := range map[string]struct {
		status int
		answer http.HandlerFunc
	}{
		"redirect to another host":  {307, answering(307, "", "Location", elsewhere.URL+"/v1/invitations")},
		"redirect with a secret":    {302, answering(302, gossip, "Location", "https://other.example/?key="+testKey)},
		"gossip in every field":     {400, answering(400, told, "X-Clerk-Trace-Id", gossip)},
		"gossip in a header":        {503, answering(503, "", "X-Clerk-Trace-Id", gossip, "Retry-After", gossip)},
		"gossip as text":            {502, answering(502, gossip, "Content-Type", "text/plain")},
		"gossip for a success":      {200, answering(200, gossip)},
		"gossip within a success":   {200, answering(200, `{"object":"`+address+`","id":7,"email_address":{"`+link+`":1}}`)},
		"endless success":           {200, flood(200)},
		"endless error":             {500, flood(500)},
		"endless text":              {403, flood(403, "Content-Type", "text/html")},
		"compressed bomb":           {200, bomb},
		"not compressed after all":  {200, answering(200, pendingJSON, "Content-Encoding", "gzip")},
		"deep nesting":              {200, answering(200, strings.Repeat(`[`, 1<<20))},
		"deep nesting in an error":  {422, answering(422, `{"errors":`+strings.Repeat(`[`, 1<<19))},
		"numbers beyond all bounds": {200, answering(200, `{"object":"invitation","id":"inv_1","status":"pending","created_at":1e999}`)},
		"invalid UTF-8":             {400, answering(400, "{\"errors\":[{\"code\":\"\xff\xfe\",\"message\":\"\xc3\"}]}")},
		"very many errors":          {422, answering(422, `{"errors":[`+strings.Repeat(`{"code":"a"},`, 60_000)+`{}]}`)},
		"wait for ever":             {429, answering(429, "", "Retry-After", strings.Repeat("9", 4000))},
	} {
		for _, operation := range operations {
			t.Run(name+"/"+operation.op, func(t *testing.T) {
				t.Parallel()
				var log bytes.Buffer
				client := newStub(t, test.answer).client(t,
					invitations.WithLogger(slog.New(slog.NewJSONHandler(&log, nil))),
					invitations.WithTimeout(20*time.Second))
				var got invitations.Response
				result, err := operation.call(t, client, invitations.WithResponse(&got))
				assert.Nil(t, result)
				failure := requireError(t, err, operation.op, test.status)
				secrets := []string{testKey, address, link, "s3cr3t", "lovelace", "ticket"}
				assertNoSecrets(t, failure, secrets...)
				assertNoSecrets(t, got, secrets...)
				for _, text := range append(logged(t, failure), log.String()) {
					for _, secret := range secrets {
						assert.NotContains(t, text, secret)
					}
				}
				assert.LessOrEqual(t, len(failure.Body), 64<<10)
			})
		}
	}
	t.Cleanup(func() { assert.Empty(t, elsewhere.sent(), "the key went to another host") })
}

// bomb is an answer that is small on the wire and large when it is unpacked.
func bomb(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Encoding", "gzip")
	packed := gzip.NewWriter(w)
	_, _ = io.CopyN(packed, zeros{}, 1<<28)
	_ = packed.Close()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
