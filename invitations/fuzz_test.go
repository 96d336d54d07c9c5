package invitations_test

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

func FuzzResponse(f *testing.F) {
	for _, seed := range []string{
		"", "null", "<html>", "[]", "[null]", listOf(pendingJSON), pageOf(revokedJSON), revokedJSON, deletedJSON, `{"data":[],"data":[],"total_count":1e99}`,
		strings.Repeat(`{"a":`, 10_000), clerkError("duplicate_record", `{"email_addresses":["a@example.com"]}`), `{"errors":[{"meta":{"param_name":7}},[]]}`,
	} {
		f.Add(200, seed, "", "")
		f.Add(429, seed, "99999999999999999999", "Tue, 12 May 2026 10:00:00 GMT")
		f.Add(503, seed, "Tue, 12 May 2026 10:01:00 GMT", "Tue, 12 May 2026 10:00:00 GMT")
	}
	var status int
	var text, retryAfter, date string
	client := newClient(f, roundTripper(func(*http.Request) (*http.Response, error) {
		header := http.Header{"Retry-After": {retryAfter}, "Date": {date}}
		return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(text))}, nil
	}))
	f.Fuzz(func(t *testing.T, fuzzedStatus int, fuzzedText, fuzzedRetryAfter, fuzzedDate string) {
		status, text, retryAfter, date = max(200, fuzzedStatus), fuzzedText, fuzzedRetryAfter, fuzzedDate
		for _, operation := range operations {
			result, err := operation.call(t.Context(), client)
			if err == nil {
				if status != 200 || !json.Valid([]byte(text)) {
					t.Errorf("%s: %d %q is a success", operation.op, status, text)
				}
				if page, ok := result.(*invitations.Page); ok && slices.ContainsFunc(page.Invitations, func(inv invitations.Invitation) bool { return inv.ID == "" }) {
					t.Errorf("%q: an invitation without id", text)
				}
				continue
			}
			failure := requireError(t, err, operation.op, status)
			line := failure.Error()
			if strings.ContainsAny(line, "\r\n\x00@") || strings.Contains(line, "://") || failure.RetryAfter < 0 {
				t.Errorf("%q, %v", line, failure.RetryAfter)
			}
			for _, detail := range failure.Details {
				_, _ = detail.Param(), detail.EmailAddresses()
			}
		}
	})
}

func FuzzID(f *testing.F) {
	for _, seed := range []string{"", ".", "..", "inv_1", "a/b", "%2e%2e", "a?b", "a#b", "a\x00", testID} {
		f.Add(seed)
	}
	var path string
	client := newClient(f, roundTripper(func(r *http.Request) (*http.Response, error) {
		path = r.URL.RequestURI()
		return nil, io.EOF
	}))
	f.Fuzz(func(t *testing.T, id string) {
		path = ""
		err := client.Delete(t.Context(), id)
		safe := id != "" && len(id) < 256 && strings.Trim(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == ""
		want := ""
		if safe {
			want = "/v1/invitations/" + id
		}
		if err == nil || path != want {
			t.Errorf("%q was sent to %q, error %v", id, path, err)
		}
	})
}
