package invitations_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/clerk-invitations/clerk-invitations-go/invitations"
)

// repeating returns a transport that returns one response to every request.
func repeating(response *http.Response) http.RoundTripper {
	return roundTripper(func(*http.Request) (*http.Response, error) {
		copied := *response
		return &copied, nil
	})
}

func FuzzErrorBody(f *testing.F) {
	for _, seed := range []string{"", "null", "<html>", clerkError("duplicate_record", `{"email_addresses":["a@example.com"]}`), `{"errors":[{"meta":{"param_name":7}}]}`, `{"errors":[[]]}`} {
		f.Add(400, seed)
	}
	response := &http.Response{Header: http.Header{}}
	client := newClient(f, repeating(response))
	f.Fuzz(func(t *testing.T, status int, text string) {
		if status < 200 || status > 999 || status == 200 {
			return
		}
		response.StatusCode, response.Body = status, body(text)
		_, err := client.Create(t.Context(), ada)
		failure := requireError(t, err, "Create", status)
		line := failure.Error()
		if len(line) > 2000 || strings.ContainsAny(line, "\r\n\x00@") || strings.Contains(line, "://") {
			t.Errorf("%q", line)
		}
		for _, detail := range failure.Details {
			_, _ = detail.Param(), detail.EmailAddresses()
		}
		for _, sentinel := range sentinels {
			_ = failure.Is(sentinel)
		}
	})
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"", "1", "-1", "99999999999999999999", "Tue, 12 May 2026 10:01:00 GMT", "1.5", "1e9"} {
		f.Add(seed, "Tue, 12 May 2026 10:00:00 GMT")
	}
	response := &http.Response{StatusCode: http.StatusTooManyRequests, Header: http.Header{}}
	client := newClient(f, repeating(response))
	f.Fuzz(func(t *testing.T, value, date string) {
		response.Body = body("")
		response.Header["Retry-After"], response.Header["Date"] = []string{value}, []string{date}
		_, err := client.List(t.Context(), invitations.ListParams{})
		if wait := requireError(t, err, "List", 429).RetryAfter; wait < 0 {
			t.Errorf("%q: %v", value, wait)
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

func FuzzListBody(f *testing.F) {
	for _, seed := range []string{"", "[]", "null", "[null]", "[" + pendingJSON + "]", `{"data":[` + revokedJSON + `],"total_count":3}`, `{"data":[],"total_count":1e99}`, `{"data":[],"data":[],"total_count":1}`, "[" + strings.Repeat(`{"a":`, 10_000), "[{}]", "[" + strings.Repeat("[", 100)} {
		f.Add(seed)
	}
	response := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}}
	client := newClient(f, repeating(response))
	f.Fuzz(func(t *testing.T, text string) {
		response.Body = body(text)
		page, err := client.List(t.Context(), invitations.ListParams{})
		if err != nil {
			requireError(t, err, "List", 200)
			return
		}
		if !json.Valid([]byte(text)) {
			t.Errorf("%q is not JSON", text)
		}
		for _, inv := range page.Invitations {
			if inv.ID == "" {
				t.Errorf("%q: an invitation without id", text)
			}
		}
	})
}
